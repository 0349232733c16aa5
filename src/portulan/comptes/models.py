"""Who may act. Consulting is open to everyone; loading, freezing and publishing need an account."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Role(models.TextChoices):
    """What an account is for."""

    ADMINISTRATEUR = "administrateur", "administrateur"


class CompteManager(BaseUserManager["Compte"]):
    """Finds an account by its address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> "Compte":
        """Used by Django to sign in."""
        return self.get(courriel__iexact=username)


class Compte(AbstractBaseUser):
    """A person who signs in with an address (unique whatever the case) and a password or a single-use link."""

    courriel = models.EmailField("courriel", max_length=254, unique=True)
    nom = models.CharField("nom affiché", max_length=120, blank=True)
    role = models.CharField("rôle", max_length=20, choices=Role, default=Role.ADMINISTRATEUR)
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
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="compte_role"),
        )

    def __str__(self) -> str:
        return self.nom or self.courriel

    @property
    def est_administrateur(self) -> bool:
        """May load, freeze, publish and manage accounts."""
        return self.is_active and self.role == Role.ADMINISTRATEUR


class LienConsomme(models.Model):
    """A single-use sign-in link that was used: its identifier, so that it never works again."""

    jeton = models.CharField("jeton", max_length=64, unique=True)
    consomme_le = models.DateTimeField("consommé le")

    class Meta:
        verbose_name = "lien de connexion consommé"
        verbose_name_plural = "liens de connexion consommés"

    def __str__(self) -> str:
        return self.jeton
