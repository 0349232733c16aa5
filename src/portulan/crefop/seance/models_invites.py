"""People invited without a seat (R. 6123-3-11): who asked, who agreed, when they came. They are never counted."""

from django.db import models
from django.db.models import Q

from portulan.crefop.composition.enums import Partie
from portulan.crefop.composition.models import Personne
from portulan.crefop.seance.enums import EtatInvite, ModePresence, PassageGenre


class InvitationSeance(models.Model):
    """An invitation to a meeting, or to one item of it. Decided by both chairs; ``decision``: the act that says so,

    when the secretariat recorded it. It has no seat: no statement of quorum nor ballot can read it.
    """

    seance = models.ForeignKey("seance.SeanceComite", models.PROTECT, related_name="invitations", verbose_name="séance")
    point = models.ForeignKey(
        "seance.PointOrdre", models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="point"
    )
    personne = models.ForeignKey(
        Personne, models.PROTECT, related_name="invitations_comite", verbose_name="personne invitée"
    )
    motif = models.CharField("objet de l’invitation", max_length=300)
    etat = models.CharField("état", max_length=10, choices=EtatInvite, default=EtatInvite.PROPOSEE)
    decision = models.CharField("décision des deux présidences", max_length=300, blank=True)
    proposee_le = models.DateTimeField("proposée le")
    auteur = models.CharField("proposée par", max_length=60)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    canal = models.CharField("canal", max_length=20, blank=True)
    motif_retrait = models.CharField("motif du retrait", max_length=300, blank=True)

    class Meta:
        ordering = ("seance", "proposee_le", "pk")
        verbose_name = "invitation à une séance"
        verbose_name_plural = "invitations aux séances"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatInvite.values), name="invite_etat"),
            models.CheckConstraint(
                condition=~Q(etat=EtatInvite.DECIDEE) | Q(decidee_le__isnull=False), name="invite_decidee_datee"
            ),
            models.CheckConstraint(
                condition=Q(envoyee_le__isnull=True) | Q(decidee_le__isnull=False), name="invite_envoyee_decidee"
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatInvite.RETIREE) | ~Q(motif_retrait=""), name="invite_retiree_motivee"
            ),
            models.UniqueConstraint(
                fields=("seance", "personne"), condition=~Q(etat=EtatInvite.RETIREE), name="invite_une_par_seance"
            ),
        )

    def __str__(self) -> str:
        return f"{self.personne} ({self.get_etat_display()})"


class AccordInvitation(models.Model):
    """The agreement of one chair to an invitation: two parties, two accounts. Never changes."""

    invitation = models.ForeignKey(InvitationSeance, models.PROTECT, related_name="accords", verbose_name="invitation")
    partie = models.CharField("partie", max_length=8, choices=Partie)
    auteur = models.CharField("auteur", max_length=60)
    donne_le = models.DateTimeField("donné le")

    class Meta:
        ordering = ("invitation", "donne_le", "pk")
        verbose_name = "accord à une invitation"
        verbose_name_plural = "accords aux invitations"
        constraints = (
            models.CheckConstraint(condition=Q(partie__in=Partie.values), name="accord_invitation_partie"),
            models.UniqueConstraint(fields=("invitation", "partie"), name="accord_invitation_un_par_partie"),
            models.UniqueConstraint(fields=("invitation", "auteur"), name="accord_invitation_deux_comptes"),
        )

    def __str__(self) -> str:
        return self.get_partie_display()


class PassageInvite(models.Model):
    """An invited person enters or leaves: written once; a mistake is cancelled by another row that names it."""

    invitation = models.ForeignKey(InvitationSeance, models.PROTECT, related_name="passages", verbose_name="invitation")
    genre = models.CharField("passage", max_length=8, choices=PassageGenre)
    mode = models.CharField("mode", max_length=10, choices=ModePresence, default=ModePresence.SALLE)
    quand = models.DateTimeField("quand")
    auteur = models.CharField("auteur", max_length=60)
    annule = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="annulation", verbose_name="passage annulé"
    )

    class Meta:
        ordering = ("invitation", "quand", "pk")
        verbose_name = "passage d’une personne invitée"
        verbose_name_plural = "passages des personnes invitées"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=PassageGenre.values), name="passage_genre"),
            models.CheckConstraint(condition=Q(mode__in=ModePresence.values), name="passage_mode"),
        )

    def __str__(self) -> str:
        return f"{self.quand:%H:%M} {self.genre}"
