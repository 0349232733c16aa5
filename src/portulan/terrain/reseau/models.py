"""Structures (places) and their services: the fields of the data·inclusion schema v1 under their own names.

What the schema has no word for is in ``extension``, in the declared ``spro:`` vocabulary. ``source`` and ``id_source``
say where a record comes from; its identifier is « source--id ».
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Organisation
from portulan.terrain.reseau.enums import EtatStructure


class Fiche(models.Model):
    """What a structure and a service have in common."""

    source = models.CharField("source", max_length=60)
    id_source = models.CharField("identifiant dans la source", max_length=200)
    nom = models.CharField("nom", max_length=150)
    description = models.TextField("description", blank=True)
    lien_source = models.URLField("fiche d’origine", max_length=2083, blank=True)
    commune = models.CharField("commune", max_length=120, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    code_insee = models.CharField("code de la commune", max_length=5, blank=True, db_index=True)
    adresse = models.CharField("adresse", max_length=250, blank=True)
    complement_adresse = models.CharField("complément d’adresse", max_length=250, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    telephone = models.CharField("téléphone", max_length=60, blank=True)
    courriel = models.EmailField("courriel public", blank=True)
    horaires_accueil = models.CharField("horaires (OSM opening_hours)", max_length=500, blank=True)
    extension = models.JSONField("extension spro", default=dict, blank=True)
    date_maj = models.DateField("mise à jour le")
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nom

    @property
    def identifiant(self) -> str:
        """« source--id », the identifier of exports, of the API and of the snapshot."""
        return f"{self.source}--{self.id_source}"


class Structure(Fiche):
    """A place where people are received (a site). Its territory columns follow its commune."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="structures", verbose_name="organisation"
    )
    operateur = models.CharField("type d’opérateur", max_length=40, db_index=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    site_web = models.URLField("site", max_length=2083, blank=True)
    accessibilite_lieu = models.URLField("accessibilité du lieu", max_length=2083, blank=True)
    reseaux_porteurs = models.JSONField("réseaux porteurs", default=list, blank=True)
    precision_geo = models.CharField("précision du point", max_length=12, default="commune")
    departement = models.CharField("département", max_length=3, blank=True, db_index=True)
    epci = models.CharField("EPCI", max_length=9, blank=True)
    bassin = models.CharField("bassin", max_length=40, blank=True, db_index=True)
    academie = models.CharField("académie", max_length=3, blank=True)
    region = models.CharField("région", max_length=3, blank=True, db_index=True)
    etat = models.CharField("état", max_length=10, choices=EtatStructure, default=EtatStructure.OUVERTE)
    fusionnee_dans = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fusionnees", verbose_name="fusionnée dans"
    )
    verifiee_le = models.DateField("vérifiée le", null=True, blank=True)

    class Meta:
        ordering = ("nom", "pk")
        verbose_name = "structure"
        verbose_name_plural = "structures"
        constraints = (
            models.UniqueConstraint(fields=("source", "id_source"), name="structure_identifiant"),
            models.CheckConstraint(condition=Q(etat__in=EtatStructure.values), name="structure_etat"),
            models.CheckConstraint(
                condition=Q(etat=EtatStructure.FUSIONNEE, fusionnee_dans__isnull=False)
                | ~Q(etat=EtatStructure.FUSIONNEE) & Q(fusionnee_dans__isnull=True),
                name="structure_fusionnee_dans_une_autre",
            ),
            models.CheckConstraint(
                condition=Q(fusionnee_dans__isnull=True) | ~Q(fusionnee_dans=F("pk")), name="structure_pas_en_soi"
            ),
        )


class Service(Fiche):
    """What a structure offers (a service of the schema v1); empty place fields mean those of the structure."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="services", verbose_name="structure")
    type = models.CharField("type", max_length=40, blank=True)
    thematiques = models.JSONField("thématiques", default=list, blank=True)
    frais = models.CharField("frais", max_length=20, blank=True)
    frais_precisions = models.TextField("précisions sur les frais", blank=True)
    publics = models.JSONField("publics", default=list, blank=True)
    publics_precisions = models.TextField("précisions sur les publics", blank=True)
    conditions_acces = models.TextField("conditions d’accès", blank=True)
    modes_accueil = models.JSONField("modes d’accueil", default=list, blank=True)
    zone_eligibilite = models.JSONField("zones, en paires « niveau:code »", default=list, blank=True)
    lien_mobilisation = models.URLField("lien de mobilisation", max_length=2083, blank=True)
    modes_mobilisation = models.JSONField("modes de mobilisation", default=list, blank=True)
    mobilisable_par = models.JSONField("mobilisable par", default=list, blank=True)
    mobilisation_precisions = models.TextField("précisions sur la mobilisation", blank=True)
    contact_nom_prenom = models.CharField("contact", max_length=150, blank=True)
    volume_horaire_hebdomadaire = models.FloatField("heures par semaine", null=True, blank=True)
    nombre_semaines = models.PositiveIntegerField("nombre de semaines", null=True, blank=True)

    class Meta:
        ordering = ("nom", "pk")
        verbose_name = "service"
        verbose_name_plural = "services"
        constraints: ClassVar = (models.UniqueConstraint(fields=("source", "id_source"), name="service_identifiant"),)
