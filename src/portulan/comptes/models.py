"""Who may act, for which organisation, on which territory. What is public needs no account."""

from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portulan.comptes.droits import Acces, Titulaire
from portulan.comptes.enums import GenreOrganisation, Role
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire


class CompteManager(BaseUserManager["Compte"]):
    """Finds an account by its address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> "Compte":
        """Used by Django to sign in."""
        return self.get(courriel__iexact=username)


class Compte(AbstractBaseUser):
    """A person who signs in with an address (unique whatever the case) and a password or a single-use link."""

    courriel = models.EmailField("courriel", max_length=254, unique=True)
    nom = models.CharField("nom affiché", max_length=120, blank=True)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé le")

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
