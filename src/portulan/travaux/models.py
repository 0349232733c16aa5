"""A long piece of work: what it does, where it is, how it ended. The queue itself is django-tasks-db's."""

from django.db import models
from django.db.models import Q


class Etat(models.TextChoices):
    """States of a job."""

    EN_ATTENTE = "en_attente", "en attente"
    EN_COURS = "en_cours", "en cours"
    TERMINE = "termine", "terminé"
    ECHOUE = "echoue", "échoué"
    ANNULE = "annule", "annulé"


ACTIFS = (Etat.EN_ATTENTE, Etat.EN_COURS)

TRANSITIONS: dict[str, tuple[str, ...]] = {
    Etat.EN_ATTENTE: (Etat.EN_COURS, Etat.ANNULE, Etat.ECHOUE),
    Etat.EN_COURS: (Etat.TERMINE, Etat.ECHOUE, Etat.ANNULE, Etat.EN_ATTENTE),
    Etat.TERMINE: (),
    Etat.ECHOUE: (Etat.EN_ATTENTE,),
    Etat.ANNULE: (Etat.EN_ATTENTE,),
}


class Travail(models.Model):
    """One job. ``cle`` identifies what is asked: two active jobs never share it (a double click is one job)."""

    genre = models.CharField("genre", max_length=40, db_index=True)
    libelle = models.CharField("libellé", max_length=200)
    cle = models.CharField("clé", max_length=200)
    parametres = models.JSONField("paramètres", default=dict, blank=True)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.EN_ATTENTE)
    fraction = models.FloatField("avancement", default=0)
    etape = models.CharField("étape", max_length=200, blank=True)
    signe_de_vie = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    annulation_demandee = models.BooleanField("annulation demandée", default=False)
    travailleur = models.CharField("travailleur", max_length=120, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    resultat = models.JSONField("résultat", default=dict, blank=True)
    message = models.TextField("message d'erreur", blank=True)
    remede = models.TextField("remède", blank=True)
    demande_par = models.CharField("demandé par", max_length=60)
    cree_le = models.DateTimeField("créé le")
    commence_le = models.DateTimeField("commencé le", null=True, blank=True)
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        ordering = ("-cree_le", "-pk")
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        constraints = (
            models.UniqueConstraint(
                fields=("cle",), condition=Q(etat__in=("en_attente", "en_cours")), name="travail_actif_unique"
            ),
            models.CheckConstraint(
                condition=Q(etat__in=("en_attente", "en_cours"), termine_le__isnull=True)
                | Q(etat__in=("termine", "echoue", "annule"), termine_le__isnull=False),
                name="travail_fin_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=("en_cours", "termine")) | Q(commence_le__isnull=False),
                name="travail_debut_date",
            ),
            models.CheckConstraint(condition=Q(fraction__gte=0) & Q(fraction__lte=1), name="travail_fraction"),
            models.CheckConstraint(condition=Q(etat__in=Etat.values), name="travail_etat"),
        )

    def __str__(self) -> str:
        return f"{self.libelle} ({self.get_etat_display()})"

    @property
    def actif(self) -> bool:
        """Waiting or running."""
        return self.etat in ACTIFS

    @property
    def pourcentage(self) -> int:
        """Progress from 0 to 100."""
        return round(self.fraction * 100)
