"""The referential once published, the documents that are written together, and what was said while writing them."""

from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Organisation
from portulan.socle.erreurs import Impossible
from portulan.terrain.charte.enums import FIGEES, MODIFIABLES, EtatVersion, GenreDocument, Partie, Suite
from portulan.terrain.charte.lecture import lire
from portulan.terrain.charte.referentiel import Referentiel
from portulan.terrain.reseau.models import Structure


@lru_cache(maxsize=64)
def _lu(contenu: str) -> Referentiel:
    return lire(contenu)


class ReferentielPublie(models.Model):
    """A published referential, as it was deposited; it never changes. ``region`` empty: the national default.

    The one in force on a day is the last one of the region whose ``valide_du`` has come: two never overlap.
    """

    region = models.CharField("région", max_length=3, blank=True)
    code = models.CharField("code", max_length=40)
    version = models.CharField("version", max_length=40)
    titre = models.CharField("titre", max_length=300)
    valide_du = models.DateField("en vigueur depuis le")
    acte = models.CharField("acte", max_length=300)
    contenu = models.TextField("contenu (TOML)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    publie_le = models.DateTimeField("publié le")
    publie_par = models.CharField("publié par", max_length=60)
    fictif = models.BooleanField("fictif", default=False)

    class Meta:
        ordering = ("region", "-valide_du", "-pk")
        verbose_name = "référentiel publié"
        verbose_name_plural = "référentiels publiés"
        constraints = (
            models.UniqueConstraint(fields=("region", "code", "version"), name="referentiel_version_unique"),
            models.UniqueConstraint(fields=("region", "valide_du"), name="referentiel_sans_chevauchement"),
            models.CheckConstraint(condition=~Q(contenu=""), name="referentiel_ecrit"),
        )

    def __str__(self) -> str:
        return f"{self.titre} ({self.version})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once: a published referential never changes (the database refuses too)."""
        if not self._state.adding:
            raise Impossible(
                "Un référentiel publié ne change plus : des évaluations s’appuient sur lui.",
                remede="Publiez une nouvelle version.",
            )
        super().save(*args, **kwargs)

    @property
    def referentiel(self) -> Referentiel:
        """Its content, read once."""
        return _lu(self.contenu)

    @property
    def reference(self) -> str:
        """Code and version."""
        return f"{self.code}@{self.version}"


class Schema(models.Model):
    """The part of the CPRDFOP on the development of the SPRO: a period and its objectives."""

    region = models.CharField("région", max_length=3)
    libelle = models.CharField("libellé", max_length=200)
    du = models.DateField("du")
    au = models.DateField("au (inclus)")
    fictif = models.BooleanField("fictif", default=False)

    class Meta:
        ordering = ("-du", "pk")
        verbose_name = "schéma du CPRDFOP"
        verbose_name_plural = "schémas du CPRDFOP"
        constraints = (
            models.CheckConstraint(condition=Q(au__gte=F("du")), name="schema_dates"),
            models.UniqueConstraint(fields=("region", "du"), name="schema_unique"),
        )

    def __str__(self) -> str:
        return self.libelle


class Objectif(models.Model):
    """An objective of the schedule, that articles and commitments serve."""

    schema = models.ForeignKey(Schema, models.CASCADE, related_name="objectifs", verbose_name="schéma")
    code = models.SlugField("code", max_length=20)
    libelle = models.CharField("libellé", max_length=300)
    indicateur = models.CharField("indicateur et cible", max_length=300, blank=True)

    class Meta:
        ordering = ("schema", "code")
        verbose_name = "objectif du schéma"
        verbose_name_plural = "objectifs du schéma"
        constraints = (models.UniqueConstraint(fields=("schema", "code"), name="objectif_code_unique"),)

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class Document(models.Model):
    """The cahier des charges of a region, or its convention of a year: what its versions share."""

    genre = models.CharField("genre", max_length=20, choices=GenreDocument)
    region = models.CharField("région", max_length=3)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    titre = models.CharField("titre", max_length=200)
    fictif = models.BooleanField("fictif", default=False)

    class Meta:
        ordering = ("genre", "-annee", "pk")
        verbose_name = "document"
        verbose_name_plural = "documents"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreDocument.values), name="document_genre"),
            models.CheckConstraint(
                condition=Q(genre=GenreDocument.CAHIER, annee__isnull=True)
                | Q(genre=GenreDocument.CONVENTION, annee__isnull=False),
                name="document_annee_de_la_convention",
            ),
            models.UniqueConstraint(
                fields=("region",), condition=Q(genre=GenreDocument.CAHIER), name="document_un_cahier"
            ),
            models.UniqueConstraint(
                fields=("region", "annee"), condition=Q(genre=GenreDocument.CONVENTION), name="document_une_convention"
            ),
        )

    def __str__(self) -> str:
        return self.titre

    @property
    def est_convention(self) -> bool:
        """The annual convention, not the cahier des charges."""
        return self.genre == GenreDocument.CONVENTION

    @property
    def fiche(self) -> int:
        """Number of the fiche whose questions its articles treat."""
        return 2 if self.est_convention else 1


class Version(models.Model):
    """A version of a document. Submitted, its text is frozen under a SHA-256; adopted, it stands until the next."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions", verbose_name="document")
    numero = models.PositiveSmallIntegerField("numéro")
    etat = models.CharField("état", max_length=12, choices=EtatVersion, default=EtatVersion.BROUILLON)
    objet = models.CharField("ce qui change", max_length=300, blank=True)
    creee_le = models.DateField("créée le")
    concertation_du = models.DateField("concertation ouverte le", null=True, blank=True)
    concertation_au = models.DateField("contributions reçues jusqu’au", null=True, blank=True)
    soumise_le = models.DateField("soumise le", null=True, blank=True)
    arretee_le = models.DateField("arrêtée le", null=True, blank=True)
    acte = models.CharField("acte", max_length=200, blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    revision = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("document", "-numero")
        verbose_name = "version"
        verbose_name_plural = "versions"
        constraints = (
            models.UniqueConstraint(fields=("document", "numero"), name="version_numero_unique"),
            models.UniqueConstraint(
                fields=("document",), condition=Q(etat=EtatVersion.ARRETEE), name="version_une_arretee"
            ),
            models.CheckConstraint(condition=Q(etat__in=EtatVersion.values), name="version_etat"),
            models.CheckConstraint(condition=~Q(etat__in=FIGEES) | ~Q(empreinte=""), name="version_figee_a_empreinte"),
            models.CheckConstraint(
                condition=~Q(etat__in=(EtatVersion.ARRETEE, EtatVersion.REMPLACEE)) | Q(arretee_le__isnull=False),
                name="version_arretee_a_une_date",
            ),
            models.CheckConstraint(
                condition=Q(concertation_au__isnull=True) | Q(concertation_au__gte=F("concertation_du")),
                name="version_concertation_dates",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document}, version {self.numero}"

    @property
    def figee(self) -> bool:
        """Its text no longer changes."""
        return self.etat in FIGEES

    @property
    def modifiable(self) -> bool:
        """Its text may still be written."""
        return self.etat in MODIFIABLES

    def accueille(self, jour: date) -> bool:
        """Contributions may be deposited on this day."""
        if self.etat != EtatVersion.CONCERTATION or self.concertation_du is None:
            return False
        return self.concertation_du <= jour and (self.concertation_au is None or jour <= self.concertation_au)


class Article(models.Model):
    """An article: its code is kept from a version to the next, whatever its rank. ``revision``: the optimistic lock.

    ``fiche``: codes of the fiche's questions it treats. ``objectifs``: codes of the schedule it serves.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="articles", verbose_name="version")
    code = models.SlugField("code", max_length=40)
    rang = models.PositiveSmallIntegerField("rang")
    titre = models.CharField("titre", max_length=200)
    texte = models.TextField("texte", blank=True)
    fiche = models.JSONField("questions de la fiche traitées", default=list, blank=True)
    objectifs = models.JSONField("objectifs du schéma servis", default=list, blank=True)
    annexe = models.BooleanField("annexe", default=False)
    revision = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("version", "annexe", "rang", "pk")
        verbose_name = "article"
        verbose_name_plural = "articles"
        constraints = (models.UniqueConstraint(fields=("version", "code"), name="article_code_unique"),)

    def __str__(self) -> str:
        return self.titre


class Engagement(models.Model):
    """A commitment of the convention: who, what, for whom, by when, measured by what."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="engagements", verbose_name="version")
    code = models.SlugField("code", max_length=20)
    libelle = models.CharField("engagement", max_length=300)
    article = models.CharField("article de la convention", max_length=40, blank=True)
    partie = models.CharField("partie qui s’engage", max_length=12, choices=Partie)
    responsable = models.CharField("responsable (fonction ou service)", max_length=150, blank=True)
    objectif = models.CharField("objectif du schéma", max_length=20, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    indicateur = models.CharField("indicateur de suivi", max_length=200, blank=True)
    cahier = models.CharField("article du cahier des charges", max_length=40, blank=True)
    operateurs = models.JSONField("réseaux partenaires", default=list, blank=True)
    structures: "models.ManyToManyField[Structure, Any]" = models.ManyToManyField(
        Structure, related_name="engagements", verbose_name="structures visées", blank=True
    )
    revision = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("version", "code")
        verbose_name = "engagement"
        verbose_name_plural = "engagements"
        constraints = (
            models.UniqueConstraint(fields=("version", "code"), name="engagement_code_unique"),
            models.CheckConstraint(condition=Q(partie__in=Partie.values), name="engagement_partie"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class Seance(models.Model):
    """A meeting of the concertation on a version: who was invited, who came, what was said."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="seances", verbose_name="version")
    titre = models.CharField("objet", max_length=200)
    date = models.DateField("date")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    a_distance = models.BooleanField("en visioconférence", default=False)
    compte_rendu = models.TextField("compte rendu", blank=True)
    cle = models.CharField("clé de dépôt", max_length=40, unique=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-date", "-pk")
        verbose_name = "séance de concertation"
        verbose_name_plural = "séances de concertation"

    def __str__(self) -> str:
        return self.titre


class Convocation(models.Model):
    """An organisation invited to a meeting of the concertation, and whether it came."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="convocations", verbose_name="séance")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="convocations", verbose_name="organisation"
    )
    presente = models.BooleanField("présente", default=False)

    class Meta:
        ordering = ("seance", "organisation__nom")
        verbose_name = "convocation"
        verbose_name_plural = "convocations"
        constraints = (models.UniqueConstraint(fields=("seance", "organisation"), name="convocation_unique"),)

    def __str__(self) -> str:
        return f"{self.organisation} – {self.seance}"


class Contribution(models.Model):
    """What a body said of a version, and the answer it got, with its reason. ``cle``: the same deposit counts once."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="contributions", verbose_name="version")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name="organisation"
    )
    instance = models.CharField("instance consultée", max_length=150, blank=True)
    article = models.CharField("article", max_length=40, blank=True)
    texte = models.TextField("contribution")
    recue_le = models.DateField("reçue le")
    deposee_par = models.CharField("déposée par", max_length=60)
    suite = models.CharField("suite donnée", max_length=10, choices=Suite, blank=True)
    motif = models.TextField("motif", blank=True)
    repondue_le = models.DateField("répondue le", null=True, blank=True)
    repondue_par = models.CharField("répondue par", max_length=60, blank=True)
    cle = models.CharField("clé de dépôt", max_length=40, unique=True)
    revision = models.PositiveIntegerField("révision", default=1)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-recue_le", "-pk")
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
        constraints = (
            models.CheckConstraint(condition=Q(suite__in=["", *Suite.values]), name="contribution_suite"),
            models.CheckConstraint(
                condition=Q(suite="", motif="", repondue_le__isnull=True)
                | ~Q(suite="") & ~Q(motif="") & Q(repondue_le__isnull=False),
                name="contribution_reponse_motivee",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(instance=""), name="contribution_auteur"
            ),
            models.CheckConstraint(condition=~Q(texte=""), name="contribution_ecrite"),
        )

    def __str__(self) -> str:
        return f"{self.auteur}, {self.recue_le:%d/%m/%Y}"

    @cached_property
    def auteur(self) -> str:
        """The organisation or the body, never a person."""
        return self.organisation.nom if self.organisation else self.instance
