"""The days during which who answered for a person still reads what the next one needs to hear about."""

from django.db import models
from django.db.models import F, Q

from portulan.terrain.reseau.models import Structure


class Passation(models.Model):
    """Somebody else answers for a need now: until when the former one still reads. Nothing is written with it."""

    besoin = models.ForeignKey("accueil.Besoin", models.PROTECT, related_name="passations", verbose_name="besoin")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="passations", verbose_name="structure")
    depuis = models.DateField("depuis")
    jusqu_au = models.DateField("lecture jusqu’au")

    class Meta:
        ordering = ("besoin", "-jusqu_au", "-pk")
        verbose_name = "passation"
        verbose_name_plural = "passations"
        constraints = (
            models.CheckConstraint(condition=Q(jusqu_au__gte=F("depuis")), name="passation_finit_apres"),
            models.UniqueConstraint(fields=("besoin", "structure"), name="passation_une_par_structure"),
        )

    def __str__(self) -> str:
        return f"{self.besoin_id} {self.structure_id}"
