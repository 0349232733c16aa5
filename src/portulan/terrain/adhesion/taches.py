"""Jobs of the adhesion: write down every day what dates brought about."""

from collections.abc import Callable
from typing import Any

from portulan.terrain.adhesion.operations import appliquer_echeances

type Progression = Callable[[str, float], None]


def echeances(progression: Progression) -> dict[str, Any]:
    """Expiries and renewals that came to their day; run twice, it does nothing the second time."""
    progression("Adhésions arrivées à leur terme", 0.0)
    return {"adhesions": appliquer_echeances()}
