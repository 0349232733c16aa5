"""Does the state of a job allow it, and are two demands the same work."""

import hashlib
import json
from typing import Any

from portulan.socle.erreurs import Impossible
from portulan.travaux.models import TRANSITIONS, Etat, Travail


def verifier_transition(travail: Travail, vers: Etat) -> None:
    """Raise ``Impossible`` when the job cannot go from its state to ``vers``."""
    if vers not in TRANSITIONS[travail.etat]:
        raise Impossible(
            f"Ce travail est {travail.get_etat_display()} : il ne peut pas devenir « {vers.label} ».",
            remede="Actualisez la page pour voir son état.",
        )


def cle_de(genre: str, parametres: dict[str, Any]) -> str:
    """What makes two demands the same work."""
    return f"{genre}:{hashlib.sha256(json.dumps(parametres, sort_keys=True).encode()).hexdigest()}"
