"""The register of acts: a chain of canonical JSON entries, its checkpoints, and the openings of what it hides.

No personal data is in an entry: a salted commitment stands for it, whose opening is kept apart and can be erased.
"""

from django.db import models
from django.db.models import Q


class TeteRegistre(models.Model):
    """The last entry of the chain: one row, locked by whoever appends. ``cimes``: tops of the Merkle tree."""

    seq = models.PositiveBigIntegerField("rang de la dernière entrée", default=0)
    empreinte = models.CharField("empreinte de la dernière entrée", max_length=64)
    cimes = models.TextField("sommets de l’arbre de Merkle", blank=True)

    class Meta:
        verbose_name = "tête du registre"
        verbose_name_plural = "têtes du registre"
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="tete_unique"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.empreinte[:12]}"


class EntreeRegistre(models.Model):
    """An entry: ``contenu`` is the canonical JSON that was hashed (seq, prev, type, at, organe, objet, charge…)."""

    seq = models.PositiveBigIntegerField("rang", unique=True)
    type = models.CharField("type", max_length=40, db_index=True)
    objet = models.CharField("objet", max_length=80, db_index=True)
    contenu = models.TextField("contenu (JSON canonique)")
    empreinte = models.CharField("empreinte SHA-256", max_length=64, unique=True)

    class Meta:
        ordering = ("seq",)
        verbose_name = "entrée du registre"
        verbose_name_plural = "entrées du registre"
        constraints = (
            models.CheckConstraint(condition=Q(seq__gte=1), name="entree_rang"),
            models.CheckConstraint(condition=~Q(contenu="") & ~Q(empreinte=""), name="entree_ecrite"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.type} {self.objet}"


class PointDeControle(models.Model):
    """A checkpoint: rank, head digest and Merkle root at a closing or a publication; printed on the avis and the PV."""

    seq = models.PositiveBigIntegerField("rang de l’entrée")
    empreinte = models.CharField("empreinte de l’entrée", max_length=64)
    racine = models.CharField("racine de Merkle", max_length=64)
    motif = models.CharField("motif", max_length=40)
    objet = models.CharField("objet", max_length=80)
    cree_le = models.DateTimeField("créé le")

    class Meta:
        ordering = ("seq", "pk")
        verbose_name = "point de contrôle"
        verbose_name_plural = "points de contrôle"
        constraints = (
            models.UniqueConstraint(fields=("seq", "motif", "objet"), name="point_de_controle_unique"),
            models.CheckConstraint(condition=~Q(empreinte="") & ~Q(racine=""), name="point_de_controle_ecrit"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.motif} {self.objet}"


class Ouverture(models.Model):
    """What opens a commitment of the register: salt and value. Erasing it breaks readability, not the chain.

    ``entree``: the entry that holds the commitment.
    """

    engagement = models.CharField("engagement", max_length=64, unique=True)
    sel = models.CharField("sel", max_length=64)
    valeur = models.TextField("valeur (JSON canonique)")
    entree = models.ForeignKey(
        EntreeRegistre, models.PROTECT, null=True, blank=True, related_name="ouvertures", verbose_name="entrée"
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = "ouverture d’un engagement"
        verbose_name_plural = "ouvertures d’engagements"

    def __str__(self) -> str:
        return self.engagement[:12]
