"""What is tabled in writing on an item, before it is voted on."""

from django.db import models
from django.db.models import Q

from portulan.crefop.composition.models import Siege
from portulan.crefop.composition.verifiable import COMPARATEURS
from portulan.crefop.dossier.models import Observation
from portulan.crefop.seance.enums import EtatProposition, GenreProposition


class Proposition(models.Model):
    """A reserve, a recommendation or an amendment tabled in writing on an item, with its author.

    A reserve must be liftable: a test in words, or an indicator with a comparator, a threshold and a date.
    """

    point = models.ForeignKey("seance.PointOrdre", models.CASCADE, related_name="propositions", verbose_name="point")
    genre = models.CharField("genre", max_length=16, choices=GenreProposition)
    numero = models.PositiveSmallIntegerField("numéro")
    texte = models.TextField("texte")
    siege = models.ForeignKey(
        Siege, models.PROTECT, null=True, blank=True, related_name="propositions", verbose_name="siège auteur"
    )
    observation = models.ForeignKey(
        Observation, models.SET_NULL, null=True, blank=True, related_name="propositions", verbose_name="observation"
    )
    question = models.CharField("question de la fiche", max_length=20, blank=True)
    destinataire = models.CharField("adressée à", max_length=200, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    essai = models.TextField("comment constater qu’elle est levée", blank=True)
    indicateur = models.CharField("indicateur", max_length=40, blank=True)
    composante = models.CharField("composante de l’indicateur", max_length=60, blank=True)
    comparateur = models.CharField("comparateur", max_length=2, blank=True)
    seuil = models.CharField("seuil", max_length=40, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatProposition, default=EtatProposition.DEPOSEE)
    motif = models.CharField("motif", max_length=300, blank=True)
    deposee_le = models.DateTimeField("déposée le")
    auteur = models.CharField("enregistrée par", max_length=60)

    class Meta:
        ordering = ("point", "genre", "numero")
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreProposition.values), name="proposition_genre"),
            models.CheckConstraint(condition=Q(etat__in=EtatProposition.values), name="proposition_etat"),
            models.CheckConstraint(condition=~Q(texte=""), name="proposition_ecrite"),
            models.CheckConstraint(
                condition=~Q(genre=GenreProposition.RESERVE)
                | ~Q(essai="")
                | ~Q(indicateur="") & Q(comparateur__in=tuple(COMPARATEURS)) & ~Q(seuil="") & Q(echeance__isnull=False),
                name="proposition_reserve_verifiable",
            ),
            models.UniqueConstraint(fields=("point", "genre", "numero"), name="proposition_numero_unique"),
            models.UniqueConstraint(
                fields=("point", "observation"),
                condition=Q(observation__isnull=False),
                name="proposition_une_par_observation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.numero}"

    @property
    def code(self) -> str:
        """« R1 » for a reserve, « Rec. 1 » for a recommendation, « Am. 1 » for an amendment."""
        lettres = {GenreProposition.RESERVE: "R", GenreProposition.RECOMMANDATION: "Rec.\u00a0"}
        return f"{lettres.get(GenreProposition(self.genre), 'Am.\u00a0')}{self.numero}"
