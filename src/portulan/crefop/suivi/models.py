"""What became of each reserve: said by who must act, proposed by a snapshot, decided by the secretariat.

The last decision is the state of the reserve, which repeats it.
"""

from django.db import models
from django.db.models import Q

from portulan.crefop.avis.enums import EtatReserve
from portulan.crefop.avis.models import Reserve
from portulan.crefop.suivi.enums import GenreSuivi


class SuiviReserve(models.Model):
    """A dated milestone of a reserve, never changed. A declaration has no state: it only says what is done.

    ``cle``: digest of what was declared; the same words sent twice are kept once.
    """

    reserve = models.ForeignKey(Reserve, models.PROTECT, related_name="suivis", verbose_name="réserve")
    genre = models.CharField("genre", max_length=12, choices=GenreSuivi)
    etat = models.CharField("état", max_length=20, choices=EtatReserve, blank=True)
    texte = models.TextField("texte", blank=True)
    instantane = models.CharField("instantané", max_length=80, blank=True)
    valeur = models.CharField("valeur de l’indicateur", max_length=60, blank=True)
    responsable = models.CharField("responsable", max_length=200, blank=True)
    auteur = models.CharField("auteur", max_length=60)
    quand = models.DateTimeField("quand")
    cle = models.CharField("clé", max_length=64, blank=True)

    class Meta:
        ordering = ("reserve", "-quand", "-pk")
        verbose_name = "suite donnée à une réserve"
        verbose_name_plural = "suites données aux réserves"
        constraints = (
            models.CheckConstraint(condition=Q(genre__in=GenreSuivi.values), name="suivi_genre"),
            models.CheckConstraint(
                condition=Q(etat__in=EtatReserve.values) | Q(etat="", genre=GenreSuivi.DECLARATION), name="suivi_etat"
            ),
            models.CheckConstraint(
                condition=Q(genre=GenreSuivi.PROPOSITION) & ~Q(instantane="")
                | ~Q(genre=GenreSuivi.PROPOSITION) & ~Q(texte=""),
                name="suivi_motive",
            ),
            models.UniqueConstraint(
                fields=("reserve", "instantane"),
                condition=Q(genre=GenreSuivi.PROPOSITION),
                name="suivi_une_proposition_par_instantane",
            ),
            models.UniqueConstraint(fields=("reserve", "cle"), condition=~Q(cle=""), name="suivi_declare_une_fois"),
        )

    def __str__(self) -> str:
        return f"{self.reserve_id} {self.get_genre_display()} {self.get_etat_display()}"
