"""Who may act, for which organisation, on which territory. What is public needs no account."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portulan.comptes.droits import Acces, Titulaire
from portulan.comptes.enums import EtatCourriel, EtatDemande, EtatInvitation, GenreOrganisation, Role
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire


class CompteManager(BaseUserManager["Compte"]):
    """Finds an account by its address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> "Compte":
        """Used by Django to sign in."""
        return self.get(courriel__iexact=username)


class Compte(AbstractBaseUser):
    """A person who signs in with an address (unique whatever the case) and a password or a single-use link.

    ``emetteur`` and ``sub``: who this is for a provider of OpenID Connect, the only thing an account is found by there.
    """

    courriel = models.EmailField("courriel", max_length=254, unique=True)
    nom = models.CharField("nom affiché", max_length=120, blank=True)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé le")
    emetteur = models.URLField("fournisseur d’identité", max_length=300, blank=True)
    sub = models.CharField("identifiant chez le fournisseur", max_length=255, blank=True)

    objects: ClassVar[CompteManager] = CompteManager()

    USERNAME_FIELD = "courriel"
    EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = (
            models.UniqueConstraint(
                Lower("courriel"),
                name="compte_courriel_unique",
                violation_error_message="Ce courriel a déjà un compte.",
            ),
            models.UniqueConstraint(fields=("emetteur", "sub"), condition=~Q(sub=""), name="compte_sub_unique"),
            models.CheckConstraint(
                condition=Q(sub="", emetteur="") | ~Q(sub="") & ~Q(emetteur=""), name="compte_sub_d_un_emetteur"
            ),
        )

    def __str__(self) -> str:
        return self.nom or self.courriel

    @cached_property
    def acces(self) -> tuple[Acces, ...]:
        """Roles held today (read once per request: the account of a request is loaded for it)."""
        return tuple(h.acces for h in self.habilitations.valides(aujourdhui())) if self.is_active else ()

    @property
    def est_administrateur(self) -> bool:
        """May load, freeze, publish and manage accounts."""
        return any(a.role == Role.ADMINISTRATEUR for a in self.acces)

    def titulaire(self, *, verifie: bool = False) -> Titulaire:
        """What the rights look at."""
        return Titulaire(self.pk, self.acces, verifie)


class Organisation(models.Model):
    """An organisation that acts: an operator, the Region, a rectorat, a university, a body that sits in the committee.

    ``operateur``: its kind in the catalogue of operators (empty for the others). ``code`` is stable and readable.
    """

    code = models.SlugField("code", max_length=80, unique=True)
    nom = models.CharField("nom", max_length=200)
    genre = models.CharField("genre", max_length=12, choices=GenreOrganisation)
    operateur = models.CharField("type d’opérateur", max_length=40, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    courriel = models.EmailField("courriel de contact", blank=True)
    region = models.CharField("région", max_length=3, blank=True)
    entree_le = models.DateField("entrée dans le réseau", null=True, blank=True)
    active = models.BooleanField("active", default=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("nom", "pk")
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreOrganisation.values), name="organisation_genre"),
            models.CheckConstraint(
                condition=~Q(genre=GenreOrganisation.OPERATEUR) | ~Q(operateur=""), name="organisation_operateur"
            ),
        )

    def __str__(self) -> str:
        return self.nom


class HabilitationQuerySet(models.QuerySet["Habilitation"]):
    """Roles by date."""

    def valides(self, jour: date) -> "HabilitationQuerySet":
        """Held on a day (last day included)."""
        return self.filter(Q(du__lte=jour) & (Q(au__isnull=True) | Q(au__gte=jour)))


class Habilitation(models.Model):
    """A role given to a person for an organisation and on a territory, from a day to another (or until told)."""

    compte = models.ForeignKey(Compte, models.CASCADE, related_name="habilitations", verbose_name="compte")
    role = models.CharField("rôle", max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="habilitations", verbose_name="organisation"
    )
    niveau = models.CharField(
        "niveau de territoire", max_length=12, blank=True, choices=[(n, n.libelle) for n in Niveau]
    )
    territoire = models.CharField("code du territoire", max_length=40, blank=True)
    du = models.DateField("du")
    au = models.DateField("au (inclus)", null=True, blank=True)
    accordee_par = models.CharField("accordée par", max_length=60)
    retiree_par = models.CharField("retirée par", max_length=60, blank=True)

    objects: ClassVar = HabilitationQuerySet.as_manager()

    class Meta:
        ordering = ("compte", "du", "pk")
        verbose_name = "habilitation"
        verbose_name_plural = "habilitations"
        constraints = (
            models.CheckConstraint(condition=Q(role__in=Role.values), name="habilitation_role"),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.AGENT, Role.RESPONSABLE]) | Q(organisation__isnull=False),
                name="habilitation_organisation",
            ),
            models.CheckConstraint(
                condition=Q(niveau="", territoire="") | ~Q(niveau="") & ~Q(territoire=""),
                name="habilitation_territoire",
            ),
            models.CheckConstraint(condition=Q(au__isnull=True) | Q(au__gte=models.F("du")), name="habilitation_dates"),
            models.UniqueConstraint(
                fields=("compte", "role", "organisation", "niveau", "territoire", "du"),
                name="habilitation_unique",
            ),
            # A missing organisation is equal to nothing for a unique index, not even to another missing one
            models.UniqueConstraint(
                fields=("compte", "role", "niveau", "territoire", "du"),
                condition=Q(organisation__isnull=True),
                name="habilitation_unique_sans_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.organisation or self.territoire or 'tout'}"

    @property
    def acces(self) -> Acces:
        """What the rights look at."""
        lieu = Territoire(Niveau(self.niveau), self.territoire) if self.niveau else None
        return Acces(Role(self.role), self.organisation_id, lieu)


class LienConsomme(models.Model):
    """A single-use sign-in link that was used: its identifier, so that it never works again."""

    jeton = models.CharField("jeton", max_length=64, unique=True)
    consomme_le = models.DateTimeField("consommé le")

    class Meta:
        verbose_name = "lien de connexion consommé"
        verbose_name_plural = "liens de connexion consommés"

    def __str__(self) -> str:
        return self.jeton


class Invitation(models.Model):
    """A role offered by mail: one link at a time (``jeton``), that expires and is used once."""

    courriel = models.EmailField("courriel", max_length=254)
    role = models.CharField("rôle", max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name="organisation"
    )
    niveau = models.CharField("niveau de territoire", max_length=12, blank=True)
    territoire = models.CharField("code du territoire", max_length=40, blank=True)
    au = models.DateField("rôle tenu jusqu’au", null=True, blank=True)
    jeton = models.CharField("jeton", max_length=64, unique=True)
    creee_le = models.DateTimeField("créée le")
    expire_le = models.DateTimeField("expire le")
    invitee_par = models.CharField("invitée par", max_length=60)
    etat = models.CharField("état", max_length=10, choices=EtatInvitation, default=EtatInvitation.ENVOYEE)

    class Meta:
        ordering = ("-creee_le", "-pk")
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatInvitation.values), name="invitation_etat"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
            models.UniqueConstraint(
                Lower("courriel"),
                "role",
                "organisation",
                "territoire",
                condition=Q(etat=EtatInvitation.ENVOYEE, organisation__isnull=False),
                name="invitation_unique",
            ),
            models.UniqueConstraint(
                Lower("courriel"),
                "role",
                "territoire",
                condition=Q(etat=EtatInvitation.ENVOYEE, organisation__isnull=True),
                name="invitation_unique_sans_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.organisation or 'sans organisation'}"

    @property
    def lieu(self) -> Territoire | None:
        """Territory of the role offered."""
        return Territoire(Niveau(self.niveau), self.territoire) if self.niveau else None


class Demande(models.Model):
    """A person without a role asks to join an organisation (first sign-in through a provider of identity)."""

    compte = models.ForeignKey(Compte, models.CASCADE, related_name="demandes", verbose_name="compte")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="demandes", verbose_name="organisation"
    )
    siret = models.CharField("SIRET annoncé", max_length=14, blank=True)
    annonce = models.CharField("organisation annoncée", max_length=200, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatDemande, default=EtatDemande.DEPOSEE)
    deposee_le = models.DateTimeField("déposée le")
    decidee_par = models.CharField("décidée par", max_length=60, blank=True)

    class Meta:
        ordering = ("deposee_le", "pk")
        verbose_name = "demande de rattachement"
        verbose_name_plural = "demandes de rattachement"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatDemande.values), name="demande_etat"),
            models.UniqueConstraint(
                fields=("compte",), condition=Q(etat=EtatDemande.DEPOSEE), name="demande_une_a_la_fois"
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation or self.annonce or "organisation à préciser")


class SessionOuverte(models.Model):
    """A session of an account, so that its owner sees it and can close it."""

    compte = models.ForeignKey(Compte, models.CASCADE, related_name="sessions", verbose_name="compte")
    cle = models.CharField("clé de session", max_length=40, unique=True)
    ouverte_le = models.DateTimeField("ouverte le")
    appareil = models.CharField("appareil", max_length=80, blank=True)

    class Meta:
        ordering = ("-ouverte_le", "-pk")
        verbose_name = "session ouverte"
        verbose_name_plural = "sessions ouvertes"

    def __str__(self) -> str:
        return self.appareil or "appareil inconnu"


class Courriel(models.Model):
    """A mail to send, then what became of it; its text is erased once sent (it holds links that act)."""

    gabarit = models.CharField("gabarit", max_length=60)
    destinataire = models.EmailField("destinataire", max_length=254)
    sujet = models.CharField("sujet", max_length=250)
    texte = models.TextField("texte", blank=True)
    html = models.TextField("HTML", blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatCourriel, default=EtatCourriel.ATTENTE)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    cree_le = models.DateTimeField("créé le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        ordering = ("-cree_le", "-pk")
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        constraints = (models.CheckConstraint(condition=Q(etat__in=EtatCourriel.values), name="courriel_etat"),)

    def __str__(self) -> str:
        return self.sujet
