"""The committee as the law sees it: bodies, colleges, seats, who occupies them and when, and the Region's own rules."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Compte, Organisation
from portulan.crefop.composition.enums import Civilite, GenreOrgane, Partie, Rang, Voix


class Organe(models.Model):
    """A body that meets: the plenary, its bureau, a commission, the employment committee inside it (L. 5311-10).

    ``regime``: code of the shipped set of rules.
    """

    code = models.SlugField("code", max_length=40, unique=True)
    nom = models.CharField("nom", max_length=200)
    genre = models.CharField("genre", max_length=12, choices=GenreOrgane)
    region = models.CharField("région", max_length=3)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="organes", verbose_name="organe principal"
    )
    regime = models.CharField("régime", max_length=40, default="crefop")
    cree_le = models.DateField("créé le")
    fictif = models.BooleanField("fictif", default=False)

    class Meta:
        ordering = ("region", "genre", "nom")
        verbose_name = "organe"
        verbose_name_plural = "organes"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreOrgane.values), name="organe_genre"),
            models.CheckConstraint(
                condition=Q(genre=GenreOrgane.PLENIERE, parent__isnull=True)
                | ~Q(genre=GenreOrgane.PLENIERE) & Q(parent__isnull=False),
                name="organe_parent",
            ),
        )

    def __str__(self) -> str:
        return self.nom


class College(models.Model):
    """A college of a body (R. 6123-3-3): its label, its legal basis, its place in the list."""

    organe = models.ForeignKey(Organe, models.CASCADE, related_name="colleges", verbose_name="organe")
    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("libellé", max_length=200)
    base_legale = models.CharField("base légale", max_length=200)
    rang = models.PositiveSmallIntegerField("rang")

    class Meta:
        ordering = ("organe", "rang")
        verbose_name = "collège"
        verbose_name_plural = "collèges"
        constraints = (models.UniqueConstraint(fields=("organe", "code"), name="college_code_unique"),)

    def __str__(self) -> str:
        return self.libelle


class Siege(models.Model):
    """A seat: what votes. ``poids``: its voices, unless an order fixes them; ``copreside``: the party it chairs for.

    ``groupe``: institution within which parity is read. A seat exists between two dates; vacant, it still counts.
    """

    college = models.ForeignKey(College, models.PROTECT, related_name="sieges", verbose_name="collège")
    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("libellé", max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="sieges", verbose_name="organisation"
    )
    groupe = models.CharField("groupe de parité", max_length=60, blank=True)
    voix = models.CharField("voix", max_length=12, choices=Voix)
    poids = models.PositiveSmallIntegerField("nombre de voix", default=1)
    copreside = models.CharField("copréside pour", max_length=8, choices=Partie, blank=True)
    rang = models.PositiveSmallIntegerField("rang")
    du = models.DateField("du")
    au = models.DateField("au (inclus)", null=True, blank=True)

    class Meta:
        ordering = ("college__rang", "rang", "pk")
        verbose_name = "siège"
        verbose_name_plural = "sièges"
        constraints = (
            models.CheckConstraint(condition=Q(voix__in=Voix.values), name="siege_voix"),
            models.CheckConstraint(
                condition=Q(voix=Voix.DELIBERATIVE, poids__gte=1) | Q(voix=Voix.CONSULTATIVE, poids=0),
                name="siege_consultatif_sans_voix",
            ),
            models.CheckConstraint(condition=Q(copreside__in=("", *Partie.values)), name="siege_copreside"),
            models.CheckConstraint(condition=Q(au__isnull=True) | Q(au__gte=F("du")), name="siege_dates"),
            models.UniqueConstraint(fields=("college", "code"), name="siege_code_unique"),
        )

    def __str__(self) -> str:
        return self.libelle


class Personne(models.Model):
    """A person who sits. Public while in function; erased, the row keeps no name."""

    civilite = models.CharField("civilité", max_length=8, choices=Civilite)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    qualite = models.CharField("qualité", max_length=200, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    compte = models.OneToOneField(
        Compte, models.SET_NULL, null=True, blank=True, related_name="personne", verbose_name="compte"
    )
    effacee_le = models.DateField("effacée le", null=True, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("nom", "prenom", "pk")
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        constraints = (
            models.CheckConstraint(condition=Q(civilite__in=Civilite.values), name="personne_civilite"),
            models.CheckConstraint(
                condition=Q(effacee_le__isnull=True) & ~Q(nom="")
                | Q(effacee_le__isnull=False, nom="", prenom="", courriel="", compte__isnull=True),
                name="personne_nommee_ou_effacee",
            ),
        )

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip() or "personne effacée"


class OccupationQuerySet(models.QuerySet["Occupation"]):
    """Occupations by date."""

    def au_jour(self, jour: date) -> "OccupationQuerySet":
        """Held on a day (last day included)."""
        return self.filter(Q(du__lte=jour) & (Q(au__isnull=True) | Q(au__gte=jour)))


class Occupation(models.Model):
    """Who holds a seat, in which rank, by which act, from a day to another (three years at most, R. 6123-3-6)."""

    siege = models.ForeignKey(Siege, models.PROTECT, related_name="occupations", verbose_name="siège")
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="occupations", verbose_name="personne")
    rang = models.CharField("rang", max_length=12, choices=Rang)
    du = models.DateField("du")
    au = models.DateField("au (inclus)", null=True, blank=True)
    acte = models.CharField("acte de nomination", max_length=200)
    motif_fin = models.CharField("motif de fin", max_length=200, blank=True)

    objects: ClassVar = OccupationQuerySet.as_manager()

    class Meta:
        ordering = ("siege", "rang", "-du", "pk")
        verbose_name = "occupation d’un siège"
        verbose_name_plural = "occupations des sièges"
        constraints = (
            models.CheckConstraint(condition=Q(rang__in=Rang.values), name="occupation_rang"),
            models.CheckConstraint(condition=Q(au__isnull=True) | Q(au__gte=F("du")), name="occupation_dates"),
            models.CheckConstraint(condition=~Q(acte=""), name="occupation_acte"),
            models.UniqueConstraint(
                fields=("siege", "rang"), condition=Q(au__isnull=True), name="occupation_une_ouverte_par_rang"
            ),
            models.UniqueConstraint(fields=("siege", "rang", "du"), name="occupation_une_par_debut"),
        )

    def __str__(self) -> str:
        return f"{self.personne} ({self.get_rang_display()})"


class ReglesLocales(models.Model):
    """The règlement intérieur of a body, recorded: rules that take the place of those of a shipped set, from a day.

    ``contenu``: list of {cle, valeur, reference}; keys and values are those of ``composition.jeu``.
    """

    organe = models.ForeignKey(Organe, models.PROTECT, related_name="regles_locales", verbose_name="organe")
    valide_du = models.DateField("en vigueur depuis le")
    valide_au = models.DateField("jusqu’au (inclus)", null=True, blank=True)
    acte = models.CharField("acte", max_length=300)
    contenu = models.JSONField("règles", default=list)
    enregistre_le = models.DateTimeField("enregistré le")
    enregistre_par = models.CharField("enregistré par", max_length=60)
    fictif = models.BooleanField("fictif", default=False)

    class Meta:
        ordering = ("organe", "-valide_du")
        verbose_name = "règlement intérieur enregistré"
        verbose_name_plural = "règlements intérieurs enregistrés"
        constraints = (
            models.UniqueConstraint(fields=("organe", "valide_du"), name="regles_locales_une_par_debut"),
            models.CheckConstraint(condition=~Q(acte=""), name="regles_locales_acte"),
            models.CheckConstraint(
                condition=Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")), name="regles_locales_dates"
            ),
        )

    def __str__(self) -> str:
        return f"{self.acte} ({self.valide_du})"


class ArreteVoix(models.Model):
    """The order that fixes how many voices each seat of the employment committee has, from a day (R. 5311-38).

    ``audiences``: what the highest averages were computed from (voices of each side, audience of each union, companies
    and employees of each employers’ organisation, by key of the seat): the quotients are computed again from it.
    """

    organe = models.ForeignKey(Organe, models.PROTECT, related_name="arretes_voix", verbose_name="organe")
    acte = models.CharField("acte", max_length=200)
    du = models.DateField("en vigueur depuis le")
    audiences = models.JSONField("audiences")
    enregistre_le = models.DateTimeField("enregistré le")
    enregistre_par = models.CharField("enregistré par", max_length=60)

    class Meta:
        ordering = ("organe", "-du")
        verbose_name = "arrêté qui fixe les voix"
        verbose_name_plural = "arrêtés qui fixent les voix"
        constraints = (
            models.CheckConstraint(condition=~Q(acte=""), name="arrete_voix_acte"),
            models.UniqueConstraint(fields=("organe", "du"), name="arrete_voix_un_par_debut"),
        )

    def __str__(self) -> str:
        return f"{self.acte} ({self.du})"


class VoixSiege(models.Model):
    """How many voices an order gives to a seat."""

    arrete = models.ForeignKey(ArreteVoix, models.PROTECT, related_name="voix", verbose_name="arrêté")
    siege = models.ForeignKey(Siege, models.PROTECT, related_name="voix_arretees", verbose_name="siège")
    nombre = models.PositiveSmallIntegerField("nombre de voix")

    class Meta:
        ordering = ("arrete", "siege__college__rang", "siege__rang", "pk")
        verbose_name = "voix d’un siège"
        verbose_name_plural = "voix des sièges"
        constraints = (
            models.CheckConstraint(condition=Q(nombre__gte=1), name="voix_siege_une_au_moins"),
            models.UniqueConstraint(fields=("arrete", "siege"), name="voix_siege_une_fois"),
        )

    def __str__(self) -> str:
        return f"{self.siege} : {self.nombre}"
