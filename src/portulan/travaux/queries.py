"""Reads on jobs."""

from django.db.models import QuerySet

from portulan.socle.erreurs import Introuvable
from portulan.travaux.models import Travail


def get_travail(travail_id: int) -> Travail:
    """Return a job. Raises ``Introuvable``."""
    travail = Travail.objects.filter(pk=travail_id).first()
    if travail is None:
        raise Introuvable(f"Le travail n° {travail_id} n'existe pas.", remede="Ouvrez la liste des travaux.")
    return travail


def list_travaux() -> QuerySet[Travail]:
    """Jobs, newest first."""
    return Travail.objects.all()
