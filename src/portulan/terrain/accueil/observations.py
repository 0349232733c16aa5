"""What is learnt from requests beside their course: gaps of the offer, satisfaction, gestures on the public door."""

from django.db import models
from django.db.models import Q

from portulan.terrain.accueil.enums import Geste
from portulan.terrain.reseau.models import Structure


class Carence(models.Model):
    """Nobody could be proposed, in a place, for a need and a situation (RF-06). It names no one."""

    besoin = models.OneToOneField("accueil.Besoin", models.PROTECT, related_name="carence", verbose_name="besoin")
    constatee_le = models.DateField("constatée le", db_index=True)
    code_insee = models.CharField("commune", max_length=5, blank=True)
    bassin = models.CharField("bassin", max_length=40, blank=True)
    region = models.CharField("région", max_length=3, blank=True)
    thematique = models.CharField("besoin", max_length=120)
    public = models.CharField("situation", max_length=60, blank=True)
    elargissement = models.CharField("ce qui a été proposé à la place", max_length=40, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-constatee_le", "-pk")
        verbose_name = "carence"
        verbose_name_plural = "carences"

    def __str__(self) -> str:
        return f"{self.code_insee} {self.thematique}"


class Satisfaction(models.Model):
    """The question asked after closing, and its answer. ``note``: 1 to 5; ``aidee``: what the person says of it."""

    mise = models.OneToOneField(
        "accueil.MiseEnRelation", models.PROTECT, related_name="satisfaction", verbose_name="mise en relation"
    )
    envoyee_le = models.DateField("envoyée le")
    repondue_le = models.DateField("répondue le", null=True, blank=True)
    note = models.PositiveSmallIntegerField("note", null=True, blank=True)
    aidee = models.BooleanField("la personne dit avoir été aidée", null=True, blank=True)
    fictif = models.BooleanField("fictive", default=False)

    class Meta:
        ordering = ("-envoyee_le", "-pk")
        verbose_name = "réponse à l’enquête"
        verbose_name_plural = "réponses à l’enquête"
        constraints = (
            models.CheckConstraint(condition=Q(note__isnull=True) | Q(note__range=(1, 5)), name="satisfaction_note"),
            models.CheckConstraint(
                condition=Q(repondue_le__isnull=True, note__isnull=True, aidee__isnull=True)
                | Q(repondue_le__isnull=False, note__isnull=False),
                name="satisfaction_repondue",
            ),
        )

    def __str__(self) -> str:
        return f"satisfaction {self.mise_id}"


class Consultation(models.Model):
    """Gestures on the public door, counted by day, structure and need: much routing never becomes a request."""

    jour = models.DateField("jour")
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="consultations", verbose_name="structure")
    thematique = models.CharField("besoin", max_length=120, blank=True)
    geste = models.CharField("geste", max_length=12, choices=Geste)
    nombre = models.PositiveIntegerField("nombre", default=0)

    class Meta:
        ordering = ("-jour", "pk")
        verbose_name = "consultation"
        verbose_name_plural = "consultations"
        constraints = (
            models.UniqueConstraint(
                fields=("jour", "structure", "thematique", "geste"), name="consultation_une_par_jour"
            ),
        )

    def __str__(self) -> str:
        return f"{self.jour} {self.structure_id} {self.geste}"
