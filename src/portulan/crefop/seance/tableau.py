"""The table of attendance: what stands at each seat after its events (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portulan.crefop.seance.enums import GenrePresence, ModePresence
from portulan.crefop.seance.presence import Evenement


@dataclass(slots=True)
class EtatSiege:
    """A seat: who is in (person → how), excused or not, items it withdrew from, and its last event."""

    dedans: dict[int, ModePresence] = field(default_factory=dict)
    excuse: bool = False
    deports: set[int] = field(default_factory=set)
    dernier: Evenement | None = None


def lire_sieges(evenements: Iterable[Evenement]) -> dict[int, EtatSiege]:
    """State of every seat that has an event, in the order of time then of writing."""
    etats: dict[int, EtatSiege] = {}
    for e in sorted(evenements, key=lambda e: (e.quand, e.rang)):
        etat = etats.setdefault(e.siege, EtatSiege())
        etat.dernier = e
        if e.genre is GenrePresence.ENTRE:
            etat.dedans[e.personne] = e.mode
            etat.excuse = False
        elif e.genre is GenrePresence.SORT:
            etat.dedans.pop(e.personne, None)
        elif e.genre is GenrePresence.EXCUSE:
            etat.excuse = True
        elif e.point is not None:
            (etat.deports.add if e.genre is GenrePresence.SE_DEPORTE else etat.deports.discard)(e.point)
    return etats


def change_quelque_chose(etat: EtatSiege, e: Evenement) -> bool:
    """True when an event says something new: the same one sent twice, or by two people at once, is noted once."""
    if e.genre is GenrePresence.ENTRE:
        return etat.dedans.get(e.personne) is not e.mode
    if e.genre is GenrePresence.SORT:
        return e.personne in etat.dedans
    if e.genre is GenrePresence.EXCUSE:
        return not etat.excuse and not etat.dedans
    return (e.point in etat.deports) is (e.genre is GenrePresence.REVIENT)
