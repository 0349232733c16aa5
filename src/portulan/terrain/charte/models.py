"""The referential once published, the documents that are written together, and what was said while writing them."""

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q

from portulan.socle.erreurs import Impossible
from portulan.terrain.charte.lecture import lire
from portulan.terrain.charte.referentiel import Referentiel


@lru_cache(maxsize=64)
def _lu(contenu: str) -> Referentiel:
    return lire(contenu)


class ReferentielPublie(models.Model):
    """A published referential, as it was deposited; it never changes. ``region`` empty: the national default.

    The one in force on a day is the last one of the region whose ``valide_du`` has come: two never overlap.
    """

    region = models.CharField("région", max_length=3, blank=True)
    code = models.CharField("code", max_length=40)
    version = models.CharField("version", max_length=40)
    titre = models.CharField("titre", max_length=300)
    valide_du = models.DateField("en vigueur depuis le")
    acte = models.CharField("acte", max_length=300)
    contenu = models.TextField("contenu (TOML)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    publie_le = models.DateTimeField("publié le")
    publie_par = models.CharField("publié par", max_length=60)
    fictif = models.BooleanField("fictif", default=False)

    class Meta:
        ordering = ("region", "-valide_du", "-pk")
        verbose_name = "référentiel publié"
        verbose_name_plural = "référentiels publiés"
        constraints = (
            models.UniqueConstraint(fields=("region", "code", "version"), name="referentiel_version_unique"),
            models.UniqueConstraint(fields=("region", "valide_du"), name="referentiel_sans_chevauchement"),
            models.CheckConstraint(condition=~Q(contenu=""), name="referentiel_ecrit"),
        )

    def __str__(self) -> str:
        return f"{self.titre} ({self.version})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once: a published referential never changes (the database refuses too)."""
        if not self._state.adding:
            raise Impossible(
                "Un référentiel publié ne change plus : des évaluations s’appuient sur lui.",
                remede="Publiez une nouvelle version.",
            )
        super().save(*args, **kwargs)

    @property
    def referentiel(self) -> Referentiel:
        """Its content, read once."""
        return _lu(self.contenu)

    @property
    def reference(self) -> str:
        """Code and version."""
        return f"{self.code}@{self.version}"
