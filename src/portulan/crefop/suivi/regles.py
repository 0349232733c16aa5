"""Pure rules of the follow-up: what a figure proposes for a reserve, what is late."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from portulan.crefop.avis.enums import EtatReserve
from portulan.crefop.composition.verifiable import lire_seuil
from portulan.crefop.suivi.transitions import ATTENDUES, TRANSITIONS
from portulan.socle.dates import date_fr
from portulan.socle.resultat import Calcule, Resultat

_COMPARER: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType(
    {"<=": lambda v, s: v <= s, ">=": lambda v, s: v >= s, "=": lambda v, s: v == s}
)


@dataclass(frozen=True, slots=True)
class Constat:
    """What a snapshot says of a reserve: a proposed state, or none and why."""

    etat: EtatReserve | None
    phrase: str
    valeur: Decimal | None = None


def constater(resultat: Resultat | None, *, comparateur: str, seuil: str, echeance: date | None, jour: date) -> Constat:
    """Re-evaluate a reserve on the figure of a snapshot dated ``jour``. What is not calculable proposes nothing."""
    borne, compare = lire_seuil(seuil), _COMPARER.get(comparateur)
    if borne is None or compare is None:
        return Constat(
            None, "Le seuil de cette réserve ne se compare pas à un chiffre : elle se constate par un texte."
        )
    if resultat is None:
        return Constat(None, "Non calculable : l’instantané ne donne pas cet indicateur pour la région.")
    if not isinstance(resultat, Calcule):
        return Constat(None, f"Non calculable : {_pourquoi(resultat)}")
    valeur = Decimal(str(resultat.valeur))
    if compare(valeur, borne):
        return Constat(EtatReserve.LEVEE, "Le seuil est atteint.", valeur)
    if echeance is not None and jour > echeance:
        return Constat(
            EtatReserve.NON_SUIVIE,
            f"Le seuil n’est pas atteint et l’échéance du {date_fr(echeance)} est passée.",
            valeur,
        )
    return Constat(EtatReserve.EN_COURS, "Le seuil n’est pas encore atteint.", valeur)


def _pourquoi(resultat: Resultat) -> str:
    raison = getattr(resultat, "raison", None)
    if raison is not None:
        return f"{raison.libelle[:1].lower()}{raison.libelle[1:]}."
    return f"une pièce est attendue ({getattr(resultat, 'piece', '')})."


def propose(constat: Constat, *, etat: str) -> bool:
    """True when what a snapshot says is worth deciding on: a decision could follow it, and would say more."""
    if constat.etat is None or constat.etat not in TRANSITIONS[EtatReserve(etat)]:
        return False
    return (etat, constat.etat) != (EtatReserve.LEVEE_PARTIELLEMENT, EtatReserve.EN_COURS)


def en_retard(*, etat: str, echeance: date | None, jour: date) -> bool:
    """Something is still awaited, and its due date has passed."""
    return etat in ATTENDUES and echeance is not None and echeance < jour
