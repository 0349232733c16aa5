"""Audit trail: who did what, when, to which object. No foreign key: an entry outlives what it speaks of."""

from django.db import models


class Entree(models.Model):
    """One act. ``detail`` never holds personal data: codes, identifiers, counts."""

    quand = models.DateTimeField("quand", db_index=True)
    auteur = models.CharField("auteur", max_length=60)
    acte = models.CharField("acte", max_length=60, db_index=True)
    objet_type = models.CharField("type d'objet", max_length=60, blank=True)
    objet_id = models.CharField("identifiant de l'objet", max_length=200, blank=True)
    organisation = models.CharField("organisation concernée", max_length=80, blank=True, db_index=True)
    detail = models.JSONField("détail", default=dict, blank=True)

    class Meta:
        ordering = ("-quand", "-pk")
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        indexes = (models.Index(fields=("objet_type", "objet_id"), name="journal_objet"),)

    def __str__(self) -> str:
        return f"{self.quand:%Y-%m-%d %H:%M} {self.auteur} {self.acte} {self.objet_type} {self.objet_id}".strip()
