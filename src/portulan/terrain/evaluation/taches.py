"""The work of the background jobs of the assessments."""

from datetime import date
from typing import Any

from portulan.socle.horloge import aujourdhui
from portulan.socle.progression import Progression
from portulan.terrain.evaluation.operations import perimer
from portulan.terrain.evaluation.operations_preuves import balayer_depot, purger
from portulan.terrain.evaluation.rappels import envoyer_rappels


def echeances(progression: Progression, *, jour: str = "") -> dict[str, Any]:  # noqa: ARG001 (protocol of the jobs)
    """What a day brings: validities that end, reminders that leave, files whose retention is over."""
    quand = date.fromisoformat(jour) if jour else aujourdhui()
    return {
        "perimees": perimer(quand),
        "rappels": envoyer_rappels(quand),
        "preuves_purgees": purger(quand),
        "fichiers_effaces": balayer_depot(),
    }
