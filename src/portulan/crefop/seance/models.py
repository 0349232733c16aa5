"""A meeting from its convocation to its end: agenda, documents, attendance by seat, mandates, quorum as a statement."""

from django.db import models
from django.db.models import F, Q

from portulan.crefop.composition.enums import Partie
from portulan.crefop.composition.models import Organe, Personne, Siege
from portulan.crefop.dossier.models import Dossier, Saisine
from portulan.crefop.seance.enums import (
    EtatMandat,
    EtatPoint,
    EtatSeance,
    GenrePoint,
    GenrePresence,
    ModePresence,
    ModeSeance,
)
from portulan.crefop.seance.models_debats import Proposition
from portulan.crefop.seance.models_demandes import DemandeSeance, SignatureDemande
from portulan.crefop.seance.models_invites import AccordInvitation, InvitationSeance, PassageInvite

__all__ = (
    "AccordInvitation",
    "ConstatQuorum",
    "DemandeSeance",
    "EnvoiConvocation",
    "EtapeSeance",
    "EvenementPresence",
    "InvitationSeance",
    "MandatVote",
    "PassageInvite",
    "PieceSeance",
    "PointOrdre",
    "Proposition",
    "SeanceComite",
    "SignatureConvocation",
    "SignatureDemande",
)


class SeanceComite(models.Model):
    """A meeting of a body. ``regles``: the rules that apply, copied at the convocation (see ``composition.jeu``).

    A second convocation (``convocation`` 2) names the meeting that lacked a quorum and keeps its agenda, by its digest.
    """

    organe = models.ForeignKey(Organe, models.PROTECT, related_name="seances", verbose_name="organe")
    numero = models.CharField("numéro", max_length=20, unique=True)
    prevue_le = models.DateTimeField("date et heure")
    lieu = models.CharField("lieu", max_length=300)
    mode = models.CharField("mode", max_length=12, choices=ModeSeance, default=ModeSeance.PRESENTIEL)
    convocation = models.PositiveSmallIntegerField("convocation", default=1)
    premiere = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="seconde", verbose_name="séance sans quorum"
    )
    demande = models.ForeignKey(
        DemandeSeance, models.PROTECT, null=True, blank=True, related_name="seances", verbose_name="demande des membres"
    )
    etat = models.CharField("état", max_length=12, choices=EtatSeance, default=EtatSeance.PREPAREE, db_index=True)
    urgence = models.CharField("motif d’urgence", max_length=300, blank=True)
    mention = models.CharField("mention de la seconde convocation", max_length=300, blank=True)
    motif_annulation = models.CharField("motif d’annulation", max_length=300, blank=True)
    regles = models.JSONField("règles appliquées", default=dict, blank=True)
    ordre_empreinte = models.CharField("empreinte de l’ordre du jour", max_length=64, blank=True)
    convoquee_le = models.DateTimeField("convoquée le", null=True, blank=True)
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    created_at = models.DateTimeField("créée le")
    fictif = models.BooleanField("fictive", default=False)
    version = models.PositiveIntegerField("révision", default=1)

    class Meta:
        ordering = ("-prevue_le", "-pk")
        verbose_name = "séance du comité"
        verbose_name_plural = "séances du comité"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatSeance.values), name="seance_etat"),
            models.CheckConstraint(condition=Q(mode__in=ModeSeance.values), name="seance_mode"),
            models.CheckConstraint(
                condition=Q(convocation=1, premiere__isnull=True) | Q(convocation=2, premiere__isnull=False),
                name="seance_seconde_convocation",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=(EtatSeance.PREPAREE, EtatSeance.ANNULEE))
                | Q(convoquee_le__isnull=False) & ~Q(ordre_empreinte=""),
                name="seance_convoquee_datee",
            ),
            models.CheckConstraint(
                condition=Q(close_le__isnull=True) | Q(close_le__gte=F("ouverte_le")), name="seance_heures"
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatSeance.ANNULEE) | ~Q(motif_annulation=""), name="seance_annulee_motivee"
            ),
        )

    def __str__(self) -> str:
        return f"{self.numero}, {self.organe}"


class SignatureConvocation(models.Model):
    """The joint convocation: one signature for each party, by two accounts (R. 6123-3-14).

    It stands as long as what is convened is what was signed (``empreinte``): after a change it is seen as cancelled,
    and the party signs again. ``contenu``: canonical JSON of what was signed.
    """

    seance = models.ForeignKey(SeanceComite, models.PROTECT, related_name="signatures", verbose_name="séance")
    partie = models.CharField("partie", max_length=8, choices=Partie)
    auteur = models.CharField("auteur", max_length=60)
    nom = models.CharField("nom du signataire", max_length=160)
    qualite = models.CharField("qualité", max_length=200)
    contenu = models.TextField("convocation signée (JSON canonique)")
    empreinte = models.CharField("empreinte de la convocation signée", max_length=64)
    signee_le = models.DateTimeField("signée le")

    class Meta:
        ordering = ("seance", "signee_le", "pk")
        verbose_name = "signature d’une convocation"
        verbose_name_plural = "signatures des convocations"
        constraints = (
            models.CheckConstraint(condition=Q(partie__in=Partie.values), name="signature_convocation_partie"),
            models.UniqueConstraint(
                fields=("seance", "partie", "empreinte"), name="signature_convocation_une_par_partie"
            ),
            models.UniqueConstraint(
                fields=("seance", "auteur", "empreinte"), name="signature_convocation_deux_comptes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.nom} ({self.get_partie_display()})"


class EnvoiConvocation(models.Model):
    """A convocation sent to a person: by what channel, when."""

    seance = models.ForeignKey(SeanceComite, models.PROTECT, related_name="envois", verbose_name="séance")
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="convocations", verbose_name="personne")
    siege = models.ForeignKey(
        Siege, models.PROTECT, null=True, blank=True, related_name="convocations", verbose_name="siège"
    )
    canal = models.CharField("canal", max_length=20)
    envoye_le = models.DateTimeField("envoyé le")

    class Meta:
        ordering = ("seance", "pk")
        verbose_name = "envoi d’une convocation"
        verbose_name_plural = "envois des convocations"
        constraints = (models.UniqueConstraint(fields=("seance", "personne"), name="envoi_un_par_personne"),)

    def __str__(self) -> str:
        return f"{self.personne} ({self.canal})"


class PointOrdre(models.Model):
    """An item of the agenda. An opinion names its referral and the frozen dossier it will be given on."""

    seance = models.ForeignKey(SeanceComite, models.CASCADE, related_name="points", verbose_name="séance")
    rang = models.PositiveSmallIntegerField("rang")
    genre = models.CharField("genre", max_length=16, choices=GenrePoint)
    titre = models.CharField("titre", max_length=300)
    saisine = models.ForeignKey(
        Saisine, models.PROTECT, null=True, blank=True, related_name="points", verbose_name="saisine"
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="points", verbose_name="dossier"
    )
    seance_pv = models.ForeignKey(
        SeanceComite,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approbations",
        verbose_name="séance dont le procès-verbal est approuvé",
    )
    duree = models.PositiveSmallIntegerField("durée prévue (minutes)", null=True, blank=True)
    huis_clos = models.BooleanField("à huis clos", default=False)
    ajoute = models.BooleanField("ajouté après la convocation", default=False)
    annonce_le = models.DateTimeField("ajout annoncé le", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatPoint, default=EtatPoint.INSCRIT)
    commentaire = models.TextField("résumé du débat", blank=True)
    derogation = models.TextField("motif de l’inscription malgré une alerte bloquante", blank=True)

    class Meta:
        ordering = ("seance", "rang", "pk")
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "points de l’ordre du jour"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenrePoint.values), name="point_genre"),
            models.CheckConstraint(condition=Q(etat__in=EtatPoint.values), name="point_etat"),
            models.CheckConstraint(
                condition=~Q(genre=GenrePoint.AVIS) | Q(saisine__isnull=False), name="point_avis_a_sa_saisine"
            ),
            models.UniqueConstraint(
                fields=("seance", "saisine"), condition=Q(saisine__isnull=False), name="point_une_saisine_par_seance"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rang}. {self.titre}"

    @property
    def se_vote(self) -> bool:
        """The committee decides on it: its quorum is stated."""
        return self.genre in {GenrePoint.AVIS, GenrePoint.APPROBATION_PV}


class EtapeSeance(models.Model):
    """A step of a meeting, or of one of its items: what, when, by whom, why. Never changed."""

    seance = models.ForeignKey(SeanceComite, models.PROTECT, related_name="etapes", verbose_name="séance")
    point = models.ForeignKey(
        PointOrdre, models.PROTECT, null=True, blank=True, related_name="etapes", verbose_name="point"
    )
    transition = models.CharField("étape", max_length=24)
    vers = models.CharField("état atteint", max_length=12)
    quand = models.DateTimeField("quand")
    auteur = models.CharField("auteur", max_length=60)
    motif = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        ordering = ("seance", "quand", "pk")
        verbose_name = "étape d’une séance"
        verbose_name_plural = "étapes des séances"

    def __str__(self) -> str:
        return f"{self.quand:%H:%M} {self.transition}"


class PieceSeance(models.Model):
    """A document sent with the convocation, or late (shown as such); kept by its SHA-256."""

    seance = models.ForeignKey(SeanceComite, models.CASCADE, related_name="pieces", verbose_name="séance")
    point = models.ForeignKey(
        PointOrdre, models.CASCADE, null=True, blank=True, related_name="pieces", verbose_name="point"
    )
    titre = models.CharField("titre", max_length=200)
    nom = models.CharField("nom du fichier", max_length=120)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    type = models.CharField("type", max_length=100)
    taille = models.PositiveIntegerField("taille")
    jointe_le = models.DateTimeField("jointe le")
    tardive = models.BooleanField("jointe après la convocation", default=False)
    annoncee_le = models.DateTimeField("annoncée le", null=True, blank=True)

    class Meta:
        ordering = ("seance", "point__rang", "pk")
        verbose_name = "pièce d’une séance"
        verbose_name_plural = "pièces des séances"
        constraints = (models.UniqueConstraint(fields=("seance", "point", "empreinte"), name="piece_seance_une_fois"),)

    def __str__(self) -> str:
        return self.titre


class EvenementPresence(models.Model):
    """What happened at a seat: written once; a mistake is cancelled by another row that names it (``annule``)."""

    seance = models.ForeignKey(SeanceComite, models.PROTECT, related_name="presences", verbose_name="séance")
    siege = models.ForeignKey(Siege, models.PROTECT, related_name="presences", verbose_name="siège")
    personne = models.ForeignKey(Personne, models.PROTECT, related_name="presences", verbose_name="personne")
    genre = models.CharField("évènement", max_length=12, choices=GenrePresence)
    mode = models.CharField("mode", max_length=10, choices=ModePresence, default=ModePresence.SALLE)
    point = models.ForeignKey(
        PointOrdre, models.PROTECT, null=True, blank=True, related_name="presences", verbose_name="point"
    )
    quand = models.DateTimeField("quand")
    motif = models.CharField("motif", max_length=300, blank=True)
    auteur = models.CharField("auteur", max_length=60)
    annule = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="annulation", verbose_name="évènement annulé"
    )

    class Meta:
        ordering = ("seance", "quand", "pk")
        verbose_name = "évènement de présence"
        verbose_name_plural = "évènements de présence"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenrePresence.values), name="presence_genre"),
            models.CheckConstraint(condition=Q(mode__in=ModePresence.values), name="presence_mode"),
        )

    def __str__(self) -> str:
        return f"{self.quand:%H:%M} {self.siege_id} {self.genre}"


class MandatVote(models.Model):
    """A mandate given by an absent seat to another one, validated by the rules of the meeting."""

    seance = models.ForeignKey(SeanceComite, models.PROTECT, related_name="mandats", verbose_name="séance")
    mandant = models.ForeignKey(Siege, models.PROTECT, related_name="mandats_donnes", verbose_name="siège mandant")
    mandataire = models.ForeignKey(Siege, models.PROTECT, related_name="mandats_recus", verbose_name="siège mandataire")
    recu_le = models.DateTimeField("reçu le")
    fin_le = models.DateTimeField("fin le", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatMandat)
    motif = models.CharField("motif", max_length=300, blank=True)
    auteur = models.CharField("enregistré par", max_length=60)

    class Meta:
        ordering = ("seance", "recu_le", "pk")
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatMandat.values), name="mandat_etat"),
            models.CheckConstraint(condition=~Q(mandant=F("mandataire")), name="mandat_a_un_autre"),
            models.CheckConstraint(condition=Q(etat=EtatMandat.ACCEPTE) | ~Q(motif=""), name="mandat_refus_motive"),
            models.UniqueConstraint(
                fields=("seance", "mandant"), condition=Q(etat=EtatMandat.ACCEPTE), name="mandat_un_par_siege"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandant_id} → {self.mandataire_id} ({self.get_etat_display()})"


class ConstatQuorum(models.Model):
    """The quorum as it was stated: its base, its count, what was required, and all that it was computed from."""

    seance = models.ForeignKey(SeanceComite, models.PROTECT, related_name="constats", verbose_name="séance")
    point = models.ForeignKey(
        PointOrdre, models.PROTECT, null=True, blank=True, related_name="constats", verbose_name="point"
    )
    quand = models.DateTimeField("quand")
    base = models.PositiveSmallIntegerField("base")
    presents = models.PositiveSmallIntegerField("comptés")
    requis = models.PositiveSmallIntegerField("requis")
    atteint = models.BooleanField("atteint")
    detail = models.JSONField("détail du calcul", default=dict)
    auteur = models.CharField("auteur", max_length=60)

    class Meta:
        ordering = ("seance", "quand", "pk")
        verbose_name = "constat de quorum"
        verbose_name_plural = "constats de quorum"
        constraints = (
            models.CheckConstraint(
                condition=Q(atteint=True, presents__gte=F("requis")) | Q(atteint=False, presents__lt=F("requis")),
                name="constat_dit_ce_qu_il_compte",
            ),
        )

    def __str__(self) -> str:
        return f"{self.presents}/{self.base} ({'atteint' if self.atteint else 'non atteint'})"
