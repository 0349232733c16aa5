"""The life of the network: update campaigns of the directory, meetings of bassins, protocols, declared means."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portulan.comptes.models import Organisation
from portulan.terrain.animation.enums import Canal, Decision, EtatCampagne, Reponse
from portulan.terrain.reseau.models import Structure

REPONDUES = (Reponse.CONFIRMEE, Reponse.CORRIGEE, Reponse.FERMEE)


class CampagneMiseAJour(models.Model):
    """A round of the directory (twice a year): structures are asked whether their record is still true."""

    nom = models.CharField("nom", max_length=120)
    consigne = models.TextField("ce qui est demandé", max_length=2000)
    region = models.CharField("région", max_length=3)
    du = models.DateField("du")
    au = models.DateField("réponse attendue jusqu’au")
    lancee_le = models.DateField("lancée le", null=True, blank=True)
    close_le = models.DateField("close le", null=True, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-du", "-pk")
        verbose_name = "campagne de mise à jour"
        verbose_name_plural = "campagnes de mise à jour"
        constraints = (
            models.UniqueConstraint(fields=("region", "nom"), name="campagne_maj_nom"),
            models.CheckConstraint(condition=Q(au__gte=F("du")), name="campagne_maj_dates"),
            models.CheckConstraint(
                condition=Q(close_le__isnull=True) | Q(lancee_le__isnull=False), name="campagne_maj_close_lancee"
            ),
        )

    def __str__(self) -> str:
        return self.nom

    def etat(self, jour: date) -> EtatCampagne:
        """Where it is on a day."""
        if self.close_le:
            return EtatCampagne.CLOSE
        if not self.lancee_le:
            return EtatCampagne.PREPAREE
        return EtatCampagne.ECHUE if jour > self.au else EtatCampagne.EN_COURS


class Sollicitation(models.Model):
    """One structure asked in a campaign: by which channel, when, how often reminded, what it answered.

    ``proposition``: values told without an account (field: new value), which change nothing until read.
    """

    campagne = models.ForeignKey(
        CampagneMiseAJour, models.PROTECT, related_name="sollicitations", verbose_name="campagne"
    )
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="sollicitations", verbose_name="structure")
    canal = models.CharField("canal", max_length=10, choices=Canal)
    courriel = models.EmailField("courriel sollicité", blank=True)
    demandee_le = models.DateField("demandée le")
    envoyee_le = models.DateTimeField("courriel parti le", null=True, blank=True)
    relances = models.PositiveSmallIntegerField("relances", default=0)
    relancee_le = models.DateField("dernière relance", null=True, blank=True)
    reponse = models.CharField("réponse", max_length=12, choices=Reponse, default=Reponse.ATTENTE)
    repondu_le = models.DateField("répondu le", null=True, blank=True)
    repondu_par = models.CharField("répondu par", max_length=60, blank=True)
    canal_reponse = models.CharField("canal de la réponse", max_length=10, choices=Canal, blank=True)
    remarque = models.TextField("remarque", blank=True)
    proposition = models.JSONField("valeurs proposées", default=dict, blank=True)
    decision = models.CharField("suite donnée", max_length=10, choices=Decision, default=Decision.AUCUNE)
    decidee_le = models.DateField("suite donnée le", null=True, blank=True)
    decidee_par = models.CharField("suite donnée par", max_length=60, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("structure__nom", "pk")
        verbose_name = "sollicitation"
        verbose_name_plural = "sollicitations"
        constraints = (
            models.UniqueConstraint(fields=("campagne", "structure"), name="sollicitation_unique"),
            models.CheckConstraint(condition=Q(canal__in=Canal.values), name="sollicitation_canal"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="sollicitation_decision"),
            models.CheckConstraint(
                condition=Q(reponse__in=REPONDUES, repondu_le__isnull=False)
                | Q(reponse__in=[Reponse.ATTENTE, Reponse.SANS_REPONSE], repondu_le__isnull=True),
                name="sollicitation_reponse_datee",
            ),
            models.CheckConstraint(
                condition=~Q(canal=Canal.COURRIEL) | ~Q(courriel=""), name="sollicitation_courriel_connu"
            ),
        )

    def __str__(self) -> str:
        return f"{self.structure} – {self.campagne}"

    @property
    def repondue(self) -> bool:
        """True once the structure said something."""
        return self.reponse in REPONDUES


class DansUnBassin(models.Model):
    """Territory columns of what takes place in a bassin; the commune and the EPCI only when they are known."""

    code_insee = models.CharField("code de la commune", max_length=5, blank=True)
    epci = models.CharField("EPCI", max_length=9, blank=True)
    bassin = models.CharField("bassin", max_length=40, db_index=True)
    departement = models.CharField("département", max_length=3, blank=True)
    academie = models.CharField("académie", max_length=3, blank=True)
    region = models.CharField("région", max_length=3, db_index=True)

    class Meta:
        abstract = True


class Rencontre(DansUnBassin):
    """A meeting of the network of a bassin; at least two a year are expected."""

    date = models.DateField("date")
    objet = models.CharField("objet", max_length=200)
    lieu = models.CharField("lieu", max_length=200, blank=True)
    compte_rendu = models.TextField("relevé de décisions", blank=True)
    organisations = models.ManyToManyField(
        Organisation, through="Participation", related_name="rencontres", verbose_name="organisations conviées"
    )
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-date", "-pk")
        verbose_name = "rencontre"
        verbose_name_plural = "rencontres"
        constraints = (
            models.UniqueConstraint(fields=("bassin", "date", "objet"), name="rencontre_unique"),
            models.CheckConstraint(condition=~Q(bassin=""), name="rencontre_bassin"),
        )

    def __str__(self) -> str:
        return f"{self.objet} ({self.date:%d/%m/%Y})"


class Participation(models.Model):
    """An organisation convened to a meeting; ``presente`` is unknown until the attendance is entered."""

    rencontre = models.ForeignKey(Rencontre, models.CASCADE, related_name="participations", verbose_name="rencontre")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="participations", verbose_name="organisation"
    )
    presente = models.BooleanField("présente", null=True, blank=True)

    class Meta:
        ordering = ("organisation__nom", "pk")
        verbose_name = "participation"
        verbose_name_plural = "participations"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("rencontre", "organisation"), name="participation_unique"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} – {self.rencontre}"


class Protocole(models.Model):
    """Who does what, written and signed by an organisation with a kind of operator, for some bassins."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="protocoles", verbose_name="organisation signataire"
    )
    partenaire = models.CharField("type d’opérateur partenaire", max_length=40)
    objet = models.CharField("objet", max_length=200)
    signe_le = models.DateField("signé le")
    fin_le = models.DateField("valable jusqu’au", null=True, blank=True)
    fichier = models.FileField("texte signé (PDF)", upload_to="protocoles", blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    fictif = models.BooleanField("fictif", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-signe_le", "-pk")
        verbose_name = "protocole"
        verbose_name_plural = "protocoles"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "partenaire", "signe_le", "objet"), name="protocole_unique"
            ),
            models.CheckConstraint(
                condition=Q(fin_le__isnull=True) | Q(fin_le__gte=F("signe_le")), name="protocole_dates"
            ),
            models.CheckConstraint(condition=~Q(partenaire=""), name="protocole_partenaire"),
        )

    def __str__(self) -> str:
        return self.objet

    def en_vigueur(self, jour: date) -> bool:
        """True on the days it holds, both ends included."""
        return self.signe_le <= jour and (self.fin_le is None or jour <= self.fin_le)


class ProtocoleBassin(DansUnBassin):
    """A bassin that a protocol covers."""

    protocole = models.ForeignKey(Protocole, models.CASCADE, related_name="bassins", verbose_name="protocole")

    class Meta:
        ordering = ("bassin",)
        verbose_name = "bassin d’un protocole"
        verbose_name_plural = "bassins d’un protocole"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("protocole", "bassin"), name="protocole_bassin_unique"),
        )

    def __str__(self) -> str:
        return f"{self.protocole} – {self.bassin}"


class DeclarationMoyens(models.Model):
    """Days a year that an organisation says it gives to the SPRO."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="declarations_moyens", verbose_name="organisation"
    )
    annee = models.PositiveSmallIntegerField("année")
    jours = models.DecimalField("jours dédiés dans l’année", max_digits=8, decimal_places=1)
    precisions = models.TextField("précisions", blank=True)
    declaree_le = models.DateField("déclarée le")
    declaree_par = models.CharField("déclarée par", max_length=60)
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        ordering = ("-annee", "organisation__nom", "pk")
        verbose_name = "déclaration de moyens"
        verbose_name_plural = "déclarations de moyens"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "annee"), name="declaration_moyens_unique"),
            models.CheckConstraint(condition=Q(jours__gte=0), name="declaration_moyens_positive"),
            models.CheckConstraint(condition=Q(annee__gte=2000, annee__lte=2100), name="declaration_moyens_annee"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} – {self.annee}"
