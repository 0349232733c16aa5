"""The opinion and the minutes, drawn from what happened: plain values frozen as canonical JSON, signed, published."""

from django.db import models
from django.db.models import Q

from portulan.crefop.avis.enums import EtatAvis, EtatCorrection, EtatPV, EtatReserve, SensAvis
from portulan.crefop.composition.enums import Partie
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.registre.models import PointDeControle
from portulan.crefop.seance.enums import GenreProposition
from portulan.crefop.seance.models import PointOrdre, Proposition, SeanceComite


class AvisComite(models.Model):
    """The opinion on a referral. ``contenu``: the whole act as canonical JSON once adopted (see ``avis.redaction``)."""

    saisine = models.OneToOneField(Saisine, models.PROTECT, related_name="avis", verbose_name="saisine")
    point = models.OneToOneField(
        PointOrdre, models.PROTECT, null=True, blank=True, related_name="avis", verbose_name="point"
    )
    numero = models.CharField("numéro", max_length=20, unique=True)
    sens = models.CharField("sens", max_length=24, choices=SensAvis)
    considerants = models.TextField("considérants", blank=True)
    vigilances = models.TextField("points de vigilance", blank=True)
    fondement = models.CharField("fondement d’un avis réputé rendu", max_length=300, blank=True)
    instantane = models.CharField("instantané", max_length=80, blank=True)
    dossier_empreinte = models.CharField("empreinte du dossier", max_length=64, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatAvis, default=EtatAvis.PROJET, db_index=True)
    contenu = models.TextField("acte (JSON canonique)", blank=True)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    rendu_le = models.DateField("rendu le")
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    fictif = models.BooleanField("fictif", default=False)
    version = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("-rendu_le", "-pk")
        verbose_name = "avis du comité"
        verbose_name_plural = "avis du comité"
        constraints = (
            models.CheckConstraint(condition=Q(sens__in=SensAvis.values), name="avis_comite_sens"),
            models.CheckConstraint(condition=Q(etat__in=EtatAvis.values), name="avis_comite_etat"),
            models.CheckConstraint(
                condition=Q(etat=EtatAvis.PROJET, empreinte="", contenu="")
                | ~Q(etat=EtatAvis.PROJET) & ~Q(empreinte="") & ~Q(contenu=""),
                name="avis_comite_fige",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatAvis.PUBLIE, publie_le__isnull=False)
                | ~Q(etat=EtatAvis.PUBLIE) & Q(publie_le__isnull=True),
                name="avis_comite_publie_et_date",
            ),
            models.CheckConstraint(
                condition=~Q(sens=SensAvis.REPUTE_RENDU) | ~Q(fondement=""), name="avis_comite_repute_fonde"
            ),
        )

    def __str__(self) -> str:
        return f"avis {self.numero}"


class Signature(models.Model):
    """A signature of an act: one for each party, by two accounts, on its digest."""

    partie = models.CharField("partie", max_length=8, choices=Partie)
    auteur = models.CharField("auteur", max_length=60)
    nom = models.CharField("nom du signataire", max_length=160)
    qualite = models.CharField("qualité", max_length=200)
    empreinte = models.CharField("empreinte signée", max_length=64)
    signee_le = models.DateTimeField("signée le")

    class Meta:
        abstract = True
        ordering = ("acte", "signee_le", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(partie__in=Partie.values), name="%(class)s_partie"),
            models.UniqueConstraint(fields=("acte", "partie"), name="%(class)s_une_par_partie"),
            models.UniqueConstraint(fields=("acte", "auteur"), name="%(class)s_deux_comptes"),
        )

    def __str__(self) -> str:
        return f"{self.nom} ({self.get_partie_display()})"


class SignatureAvis(Signature):
    """A signature of the opinion."""

    acte = models.ForeignKey(AvisComite, models.PROTECT, related_name="signatures", verbose_name="avis")

    class Meta(Signature.Meta):
        verbose_name = "signature d’un avis"
        verbose_name_plural = "signatures des avis"


class Reserve(models.Model):
    """An adopted reserve or recommendation of an opinion: addressed, dated, testable, followed up.

    ``etat`` repeats the last decided row of its follow-up.
    """

    avis = models.ForeignKey(AvisComite, models.PROTECT, related_name="reserves", verbose_name="avis")
    proposition = models.OneToOneField(
        Proposition, models.PROTECT, null=True, blank=True, related_name="reserve", verbose_name="proposition"
    )
    genre = models.CharField("genre", max_length=16, choices=GenreProposition)
    numero = models.PositiveSmallIntegerField("numéro")
    texte = models.TextField("texte")
    question = models.CharField("question de la fiche", max_length=20, blank=True)
    destinataire = models.CharField("adressée à", max_length=200, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    essai = models.TextField("comment constater qu’elle est levée", blank=True)
    indicateur = models.CharField("indicateur", max_length=40, blank=True)
    composante = models.CharField("composante", max_length=60, blank=True)
    comparateur = models.CharField("comparateur", max_length=2, blank=True)
    seuil = models.CharField("seuil", max_length=40, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatReserve, default=EtatReserve.OUVERTE)

    class Meta:
        ordering = ("avis", "genre", "numero")
        verbose_name = "réserve"
        verbose_name_plural = "réserves"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreProposition.values), name="reserve_genre"),
            models.CheckConstraint(condition=Q(etat__in=EtatReserve.values), name="reserve_etat"),
            models.UniqueConstraint(fields=("avis", "genre", "numero"), name="reserve_numero_unique"),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.numero} de l’{self.avis}"


class ProcesVerbal(models.Model):
    """The minutes of a meeting, generated from its events; approved at a later one, rectified only by an entry."""

    seance = models.OneToOneField(SeanceComite, models.PROTECT, related_name="pv", verbose_name="séance")
    etat = models.CharField("état", max_length=10, choices=EtatPV, default=EtatPV.PROJET)
    approuve_a = models.ForeignKey(
        PointOrdre, models.PROTECT, null=True, blank=True, related_name="pv_approuves", verbose_name="approuvé au point"
    )
    version = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("-seance__prevue_le", "-pk")
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatPV.values), name="pv_etat"),
            models.CheckConstraint(
                condition=~Q(etat__in=(EtatPV.APPROUVE, EtatPV.SIGNE)) | Q(approuve_a__isnull=False),
                name="pv_approuve_en_seance",
            ),
        )

    def __str__(self) -> str:
        return f"procès-verbal de {self.seance_id}"


class VersionPV(models.Model):
    """A version of the minutes: never changed; the next one says what changed and why."""

    pv = models.ForeignKey(ProcesVerbal, models.PROTECT, related_name="versions", verbose_name="procès-verbal")
    numero = models.PositiveSmallIntegerField("numéro")
    contenu = models.TextField("contenu (JSON canonique)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    motif = models.CharField("ce qui change", max_length=300, blank=True)
    auteur = models.CharField("auteur", max_length=60)
    cree_le = models.DateTimeField("créée le")

    class Meta:
        ordering = ("pv", "-numero")
        verbose_name = "version d’un procès-verbal"
        verbose_name_plural = "versions des procès-verbaux"
        constraints = (models.UniqueConstraint(fields=("pv", "numero"), name="version_pv_numero_unique"),)

    def __str__(self) -> str:
        return f"version {self.numero}"


class CorrectionPV(models.Model):
    """A correction asked by a member: where, what it said, what it should say, what was decided."""

    pv = models.ForeignKey(ProcesVerbal, models.PROTECT, related_name="corrections", verbose_name="procès-verbal")
    passage = models.CharField("passage", max_length=200)
    ancien = models.TextField("texte actuel", blank=True)
    propose = models.TextField("texte proposé")
    etat = models.CharField("état", max_length=10, choices=EtatCorrection, default=EtatCorrection.PROPOSEE)
    motif = models.CharField("motif de la décision", max_length=300, blank=True)
    auteur = models.CharField("auteur", max_length=60)
    demandee_le = models.DateTimeField("demandée le")

    class Meta:
        ordering = ("pv", "pk")
        verbose_name = "correction d’un procès-verbal"
        verbose_name_plural = "corrections des procès-verbaux"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatCorrection.values), name="correction_etat"),
            models.CheckConstraint(condition=~Q(propose=""), name="correction_ecrite"),
            models.CheckConstraint(
                condition=~Q(etat=EtatCorrection.REFUSEE) | ~Q(motif=""), name="correction_refus_motive"
            ),
        )

    def __str__(self) -> str:
        return self.passage


class Rectification(models.Model):
    """A fact corrected after the approval of the minutes: an entry beside the original, which is kept."""

    pv = models.ForeignKey(ProcesVerbal, models.PROTECT, related_name="rectifications", verbose_name="procès-verbal")
    texte = models.TextField("rectification")
    auteur = models.CharField("auteur", max_length=60)
    inscrite_le = models.DateTimeField("inscrite le")

    class Meta:
        ordering = ("pv", "pk")
        verbose_name = "rectification d’un procès-verbal"
        verbose_name_plural = "rectifications des procès-verbaux"
        constraints = (models.CheckConstraint(condition=~Q(texte=""), name="rectification_ecrite"),)

    def __str__(self) -> str:
        return f"rectification du {self.inscrite_le:%d/%m/%Y}"


class SignaturePV(Signature):
    """A signature of the approved minutes."""

    acte = models.ForeignKey(ProcesVerbal, models.PROTECT, related_name="signatures", verbose_name="procès-verbal")

    class Meta(Signature.Meta):
        verbose_name = "signature d’un procès-verbal"
        verbose_name_plural = "signatures des procès-verbaux"


class PublicationActe(models.Model):
    """What was published of an act: its files by their digests, when, under which checkpoint of the register."""

    genre = models.CharField("genre", max_length=4, choices=(("avis", "avis"), ("pv", "procès-verbal")))
    avis = models.ForeignKey(
        AvisComite, models.PROTECT, null=True, blank=True, related_name="publications", verbose_name="avis"
    )
    pv = models.ForeignKey(
        ProcesVerbal, models.PROTECT, null=True, blank=True, related_name="publications", verbose_name="procès-verbal"
    )
    dossier = models.CharField("dossier des fichiers", max_length=60, unique=True)
    fichiers = models.JSONField("fichiers", default=list)
    empreinte = models.CharField("empreinte de l’acte", max_length=64)
    point_de_controle = models.ForeignKey(
        PointDeControle, models.PROTECT, related_name="publications", verbose_name="point de contrôle"
    )
    auteur = models.CharField("auteur", max_length=60)
    publie_le = models.DateTimeField("publié le")

    class Meta:
        ordering = ("-publie_le", "-pk")
        verbose_name = "publication d’un acte"
        verbose_name_plural = "publications des actes"
        constraints = (
            models.CheckConstraint(
                condition=Q(genre="avis", avis__isnull=False, pv__isnull=True)
                | Q(genre="pv", avis__isnull=True, pv__isnull=False),
                name="publication_d_un_acte",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} publié le {self.publie_le:%d/%m/%Y}"
