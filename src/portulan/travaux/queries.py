"""Reads on jobs."""

from typing import Any

from django.db.models import QuerySet

from portulan.socle.erreurs import Introuvable
from portulan.travaux.models import Travail
from portulan.travaux.regles import cle_de


def get_travail(travail_id: int) -> Travail:
    """Return a job. Raises ``Introuvable``."""
    travail = Travail.objects.filter(pk=travail_id).first()
    if travail is None:
        raise Introuvable(f"Le travail n° {travail_id} n'existe pas.", remede="Ouvrez la liste des travaux.")
    return travail


def list_travaux() -> QuerySet[Travail]:
    """Jobs, newest first."""
    return Travail.objects.all()


def dernier_travail(genre: str, parametres: dict[str, Any]) -> Travail | None:
    """The last job asked for exactly this work; None when nobody asked."""
    return Travail.objects.filter(cle=cle_de(genre, parametres)).first()
