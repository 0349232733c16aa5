"""Reads on jobs."""

from django.db.models import QuerySet

from portulan.socle.erreurs import Introuvable
from portulan.travaux.models import ACTIFS, Travail


def get_travail(travail_id: int) -> Travail:
    """Return a job. Raises ``Introuvable``."""
    travail = Travail.objects.filter(pk=travail_id).first()
    if travail is None:
        raise Introuvable(f"Le travail n° {travail_id} n'existe pas.", remede="Ouvrez la liste des travaux.")
    return travail


def list_travaux(*, genre: str | None = None, actifs: bool = False) -> QuerySet[Travail]:
    """Jobs, newest first."""
    travaux = Travail.objects.all()
    if genre:
        travaux = travaux.filter(genre=genre)
    return travaux.filter(etat__in=ACTIFS) if actifs else travaux
