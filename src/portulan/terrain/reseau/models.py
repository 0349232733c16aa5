"""Structures (places) and their services: the fields of the data·inclusion schema v1 under their own names.

What the schema has no word for is in ``extension``, in the declared ``spro:`` vocabulary. ``source`` and ``id_source``
say where a record comes from; its identifier is « source--id ». ``recu`` keeps the values of the last import, which
tells what was written by hand since.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Organisation
from portulan.socle.textes import normaliser
from portulan.terrain.reseau.enums import (
    ChoixConflit,
    EtatImport,
    EtatRapprochement,
    EtatService,
    EtatStructure,
    GenreDisponibilite,
    GenreFiche,
    IssueLigne,
)


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
    recu = models.JSONField("valeurs du dernier import", null=True, blank=True)
    date_maj = models.DateField("mise à jour le")
    fermee_le = models.DateField("fermée le", null=True, blank=True)
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


class TexteCherchable(models.TextField):
    """Words of a place, case and accents folded as a search folds them: SQLite and PostgreSQL fold differently.

    Computed whenever the row is written (``save``, ``bulk_create``), never by hand. The organisation is not in it: its
    name changes elsewhere.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001 (signature of Django)
        """Fold the name, the commune and the postal code."""
        texte = texte_cherchable(model_instance)
        setattr(model_instance, self.attname, texte)
        return texte


def texte_cherchable(structure: Any) -> str:
    """What ``Structure.recherche`` must hold."""
    return normaliser(f"{structure.nom} {structure.commune} {structure.code_postal}")


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
    verifiee_par = models.CharField("vérifiée par (rôle)", max_length=60, blank=True)
    recherche = TexteCherchable("texte cherché", default="", blank=True, editable=False)

    CHERCHES: ClassVar = {"nom", "commune", "code_postal"}

    class Meta:
        ordering = ("nom", "pk")
        verbose_name = "structure"
        verbose_name_plural = "structures"
        indexes = (models.Index(fields=("date_maj", "id"), name="structure_maj"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(verifiee_le__isnull=False) | Q(verifiee_par=""), name="structure_verifiee_un_jour"
            ),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write; the folded column goes with the words it is made of."""
        champs = kwargs.get("update_fields")
        if champs is not None and self.CHERCHES & set(champs):
            kwargs["update_fields"] = {*champs, "recherche"}
        super().save(*args, **kwargs)


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
    etat = models.CharField("état", max_length=10, choices=EtatService, default=EtatService.OUVERT)

    class Meta:
        ordering = ("nom", "pk")
        verbose_name = "service"
        verbose_name_plural = "services"
        indexes = (models.Index(fields=("date_maj", "id"), name="service_maj"),)
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("source", "id_source"), name="service_identifiant"),
            models.CheckConstraint(condition=Q(etat__in=EtatService.values), name="service_etat"),
        )


class Disponibilite(models.Model):
    """A place (or one of its services) does not receive as usual, from a day to another; permanent data stay as is."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="disponibilites", verbose_name="structure")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="disponibilites", verbose_name="service"
    )
    genre = models.CharField("genre", max_length=12, choices=GenreDisponibilite)
    du = models.DateField("du")
    au = models.DateField("au (inclus)")
    motif = models.CharField("motif", max_length=300, blank=True)
    saisie_par = models.CharField("saisie par", max_length=60)
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("du", "pk")
        verbose_name = "disponibilité"
        verbose_name_plural = "disponibilités"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreDisponibilite.values), name="disponibilite_genre"),
            models.CheckConstraint(condition=Q(au__gte=F("du")), name="disponibilite_dates"),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} du {self.du:%d/%m/%Y} au {self.au:%d/%m/%Y}"


class Rapprochement(models.Model):
    """Two records that look like the same place, why, and what was decided of them.

    ``fusion``: everything needed to undo a merge (values before it, services moved).
    """

    a = models.ForeignKey(Structure, models.CASCADE, related_name="rapprochements_a", verbose_name="première fiche")
    b = models.ForeignKey(Structure, models.CASCADE, related_name="rapprochements_b", verbose_name="seconde fiche")
    score = models.PositiveSmallIntegerField("ressemblance, de 0 à 100")
    raisons = models.JSONField("raisons", default=list)
    etat = models.CharField("état", max_length=10, choices=EtatRapprochement, default=EtatRapprochement.PROPOSE)
    gardee = models.ForeignKey(
        Structure, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="fiche gardée"
    )
    fusion = models.JSONField("de quoi annuler", default=dict, blank=True)
    propose_le = models.DateTimeField("proposé le")
    decide_par = models.CharField("décidé par", max_length=60, blank=True)
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)

    class Meta:
        ordering = ("-score", "pk")
        verbose_name = "rapprochement"
        verbose_name_plural = "rapprochements"
        constraints = (
            models.UniqueConstraint(fields=("a", "b"), name="rapprochement_unique"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="rapprochement_ordonne"),
            models.CheckConstraint(condition=Q(score__lte=100), name="rapprochement_score"),
            models.CheckConstraint(condition=Q(etat__in=EtatRapprochement.values), name="rapprochement_etat"),
            models.CheckConstraint(
                condition=Q(etat=EtatRapprochement.PROPOSE, decide_le__isnull=True)
                | ~Q(etat=EtatRapprochement.PROPOSE) & Q(decide_le__isnull=False),
                name="rapprochement_decide_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.a} / {self.b} ({self.score})"


class ImportReseau(models.Model):
    """One reading of a file (or of the loads) into the registers: what it would do, or did."""

    nom = models.CharField("fichier", max_length=200)
    origine = models.CharField("chemin ou origine", max_length=500)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    simulation = models.BooleanField("simulation", default=False)
    ecarter = models.BooleanField("lignes refusées mises de côté", default=False)
    region = models.CharField("région", max_length=3)
    etat = models.CharField("état", max_length=10, choices=EtatImport, default=EtatImport.LECTURE)
    compte_rendu = models.JSONField("décomptes", default=dict, blank=True)
    message = models.TextField("message", blank=True)
    par = models.CharField("par", max_length=60)
    commence_le = models.DateTimeField("commencé le")
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        ordering = ("-commence_le", "-pk")
        verbose_name = "import dans le réseau"
        verbose_name_plural = "imports dans le réseau"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatImport.values), name="import_reseau_etat"),
            models.CheckConstraint(
                condition=Q(etat=EtatImport.LECTURE, termine_le__isnull=True)
                | ~Q(etat=EtatImport.LECTURE) & Q(termine_le__isnull=False),
                name="import_reseau_fin_datee",
            ),
        )

    def __str__(self) -> str:
        return f"{self.nom} ({self.get_etat_display()})"


class LigneImport(models.Model):
    """One line of an import and what becomes of it; ``contenu`` waits there until the import is applied.

    ``constats``: {colonne, valeur, motif, remede, bloquant}; ``champs``: names of the fields that change.
    """

    importation = models.ForeignKey(ImportReseau, models.CASCADE, related_name="lignes", verbose_name="import")
    ligne = models.PositiveIntegerField("ligne")
    genre = models.CharField("genre", max_length=10, choices=GenreFiche)
    identifiant = models.CharField("identifiant", max_length=262, blank=True)
    nom = models.CharField("nom", max_length=150, blank=True)
    issue = models.CharField("issue", max_length=10, choices=IssueLigne)
    champs = models.JSONField("champs modifiés", default=list, blank=True)
    constats = models.JSONField("constats", default=list, blank=True)
    doublon_de = models.CharField("doublon probable de", max_length=262, blank=True)
    conflits = models.JSONField("champs en conflit", default=list, blank=True)
    contenu = models.JSONField("valeurs à écrire", null=True, blank=True)

    class Meta:
        ordering = ("importation", "pk")
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        indexes = (models.Index(fields=("importation", "genre", "identifiant"), name="ligne_import_identifiant"),)
        constraints = (models.CheckConstraint(condition=Q(issue__in=IssueLigne.values), name="ligne_import_issue"),)

    def __str__(self) -> str:
        return f"{self.ligne} {self.identifiant} ({self.get_issue_display()})"


class Conflit(models.Model):
    """A source contradicts what was written by hand: the hand's value stays until somebody chooses."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="conflits", verbose_name="structure")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="conflits", verbose_name="service"
    )
    importation = models.ForeignKey(
        ImportReseau, models.SET_NULL, null=True, related_name="conflits_trouves", verbose_name="import"
    )
    champ = models.CharField("champ", max_length=40)
    valeur = models.JSONField("valeur dans Portulan", null=True)
    valeur_source = models.JSONField("valeur de la source", null=True)
    choix = models.CharField("choix", max_length=8, choices=ChoixConflit, blank=True)
    vu_le = models.DateTimeField("vu le")
    decide_par = models.CharField("décidé par", max_length=60, blank=True)
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)

    class Meta:
        ordering = ("-vu_le", "pk")
        verbose_name = "conflit"
        verbose_name_plural = "conflits"
        constraints = (
            models.CheckConstraint(condition=Q(choix__in=ChoixConflit.values), name="conflit_choix"),
            models.UniqueConstraint(
                fields=("structure", "champ"),
                condition=Q(choix="", service__isnull=True),
                name="conflit_structure_unique",
            ),
            models.UniqueConstraint(
                fields=("service", "champ"),
                condition=Q(choix="", service__isnull=False),
                name="conflit_service_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.structure} : {self.champ}"
