"""Does the state of a job allow it."""

from portulan.socle.erreurs import Impossible
from portulan.travaux.models import TRANSITIONS, Etat, Travail


def verifier_transition(travail: Travail, vers: Etat) -> None:
    """Raise ``Impossible`` when the job cannot go from its state to ``vers``."""
    if vers not in TRANSITIONS[travail.etat]:
        raise Impossible(
            f"Ce travail est {travail.get_etat_display()} : il ne peut pas devenir « {vers.label} ».",
            remede="Actualisez la page pour voir son état.",
        )
