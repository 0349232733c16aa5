"""What became of each reserve: proposed by a snapshot, or decided by a person; the last decision is its state."""

from django.db import models
from django.db.models import Q

from portulan.crefop.avis.enums import EtatReserve
from portulan.crefop.avis.models import Reserve


class SuiviReserve(models.Model):
    """A dated milestone of a reserve. ``decide``: a decision; otherwise what a new snapshot proposes, to be decided."""

    reserve = models.ForeignKey(Reserve, models.CASCADE, related_name="suivis", verbose_name="réserve")
    etat = models.CharField("état", max_length=20, choices=EtatReserve)
    decide = models.BooleanField("décidé", default=False)
    texte = models.TextField("ce qui a été fait", blank=True)
    instantane = models.CharField("instantané", max_length=80, blank=True)
    valeur = models.CharField("valeur de l’indicateur", max_length=60, blank=True)
    responsable = models.CharField("responsable", max_length=200, blank=True)
    auteur = models.CharField("auteur", max_length=60)
    quand = models.DateTimeField("quand")

    class Meta:
        ordering = ("reserve", "-quand", "-pk")
        verbose_name = "suite donnée à une réserve"
        verbose_name_plural = "suites données aux réserves"
        constraints = (
            models.CheckConstraint(condition=Q(etat__in=EtatReserve.values), name="suivi_etat"),
            models.CheckConstraint(condition=Q(decide=False) | ~Q(texte=""), name="suivi_decision_motivee"),
            models.UniqueConstraint(
                fields=("reserve", "instantane"), condition=Q(decide=False), name="suivi_une_proposition_par_instantane"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reserve_id} {self.get_etat_display()}"
