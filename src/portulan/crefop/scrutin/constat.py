"""The quorum at the moment a ballot opens: stated by the meeting, which stores its arithmetic."""

from importlib import import_module
from typing import Any

from portulan.comptes.droits import Titulaire
from portulan.crefop.seance.models import ConstatQuorum, PointOrdre


def constater(titulaire: Titulaire, point: PointOrdre) -> ConstatQuorum:
    """State the quorum on an item, now."""
    seances: Any = import_module("portulan.crefop.seance.operations")
    constat: ConstatQuorum = seances.constater_quorum(titulaire=titulaire, seance=point.seance, point=point)
    return constat
