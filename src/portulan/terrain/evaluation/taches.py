"""What a day brings to the assessments."""

from datetime import date

from portulan.terrain.evaluation.operations import perimer
from portulan.terrain.evaluation.operations_preuves import balayer_depot, purger
from portulan.terrain.evaluation.rappels import envoyer_rappels


def echeances(jour: date) -> dict[str, int]:
    """Validities that end, reminders that leave, files whose retention is over: how many of each."""
    return {
        "perimees": perimer(jour),
        "rappels": envoyer_rappels(jour),
        "preuves_purgees": purger(jour),
        "fichiers_effaces": balayer_depot(),
    }
