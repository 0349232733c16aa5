"""Every step of a ballot, declared once: operations, guards of the database, pages, diagram and tests read this table.

There is no way back and no reset: from « clos », nothing leads to « ouvert ».
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portulan.crefop.scrutin.enums import EtatScrutin
from portulan.socle.erreurs import Impossible

E = EtatScrutin


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which one; ``acte``: the button, ``fait``: what the history says."""

    nom: str
    de: tuple[EtatScrutin, ...]
    vers: EtatScrutin
    acte: str
    fait: str
    motif: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition("ouvrir", (E.PREPARE,), E.OUVERT, "Ouvrir le scrutin", "Scrutin ouvert"),
    Transition("clore", (E.OUVERT,), E.CLOS, "Clore le scrutin", "Scrutin clos"),
    Transition("depouiller", (E.CLOS,), E.DEPOUILLE, "Dépouiller", "Scrutin dépouillé"),
    Transition("proclamer", (E.DEPOUILLE,), E.PROCLAME, "Proclamer le résultat", "Résultat proclamé"),
    Transition(
        "annuler", (E.PREPARE, E.OUVERT, E.CLOS, E.DEPOUILLE), E.ANNULE, "Annuler le scrutin", "Scrutin annulé",
        motif=True,
    ),
)  # fmt: skip

PAR_NOM: Mapping[str, Transition] = MappingProxyType({t.nom: t for t in TRANSITIONS})


def possibles(etat: str) -> tuple[Transition, ...]:
    """Steps that leave a state."""
    return tuple(t for t in TRANSITIONS if etat in t.de)


def exiger(nom: str, etat: str, motif: str = "") -> Transition:
    """The step, when it is possible from this state. Raises ``Impossible``."""
    transition = PAR_NOM[nom]
    if etat not in transition.de:
        raise Impossible(
            f"Ce scrutin est dans l’état « {EtatScrutin(etat).label} » : cette étape ne s’y applique pas.",
            remede="Rechargez la page : elle montre où en est le scrutin.",
        )
    if transition.motif and not motif.strip():
        raise Impossible("Un scrutin s’annule avec un motif.", remede="Écrivez le motif : il sera au procès-verbal.")
    return transition
