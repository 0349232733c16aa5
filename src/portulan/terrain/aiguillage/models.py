"""Versions of the rules of routing, and the stamp of the network that says when the index must be built again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from portulan.terrain.aiguillage.enums import EtatRegle


class EmpreinteReseau(models.Model):
    """A random token written by triggers whenever a structure, a service or an availability is written.

    SQLite, which has one writer at a time, keeps one row; PostgreSQL adds one for each statement, so that two writers
    never wait for each other (``taches.elaguer`` takes the old ones away). Nothing else writes here.
    """

    jeton = models.CharField("jeton", max_length=36)

    class Meta:
        verbose_name = "empreinte du réseau"
        verbose_name_plural = "empreintes du réseau"

    def __str__(self) -> str:
        return self.jeton


class RegleAiguillage(models.Model):
    """A version of the rules: proposed with a reason, then adopted from a day or given up; its values never change."""

    numero = models.PositiveIntegerField("numéro", unique=True)
    valeurs = models.JSONField("valeurs")
    motif = models.TextField("pourquoi changer", max_length=1000)
    etat = models.CharField("état", max_length=10, choices=EtatRegle, default=EtatRegle.PROPOSEE)
    proposee_par = models.CharField("proposée par", max_length=60)
    proposee_le = models.DateTimeField("proposée le")
    decidee_par = models.CharField("décidée par", max_length=60, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    applicable_le = models.DateField("applicable le", null=True, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-numero",)
        verbose_name = "règles d’aiguillage"
        verbose_name_plural = "règles d’aiguillage"
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(etat__in=EtatRegle.values), name="regle_aiguillage_etat"),
            models.CheckConstraint(
                condition=Q(etat=EtatRegle.PROPOSEE, decidee_le__isnull=True)
                | ~Q(etat=EtatRegle.PROPOSEE) & Q(decidee_le__isnull=False),
                name="regle_aiguillage_decidee_datee",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatRegle.ADOPTEE, applicable_le__isnull=False)
                | ~Q(etat=EtatRegle.ADOPTEE) & Q(applicable_le__isnull=True),
                name="regle_aiguillage_applicable",
            ),
            models.CheckConstraint(condition=~Q(motif=""), name="regle_aiguillage_motivee"),
        )

    def __str__(self) -> str:
        return f"Règles n\u00a0{self.numero}"

    @property
    def version(self) -> str:
        """As an answer keeps it."""
        return f"region-{self.numero}"
