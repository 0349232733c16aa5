"""Attendance and quorum as pure computation: from seats, events and mandates to who counts, and why. No database.

The same values give the same statement whatever their order (I7, I8): a stored quorum is recomputed from its events.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portulan.crefop.composition.enums import Rang
from portulan.crefop.seance.enums import GenrePresence, ModePresence


@dataclass(frozen=True, slots=True)
class SiegeVu:
    """A seat of the body that meets: its identifier, its college, its voice, who may sit in it (person → rank)."""

    siege: int
    code: str
    college: str
    deliberatif: bool
    poids: int
    occupants: tuple[tuple[int, Rang], ...]
    copreside: str = ""

    @property
    def vacant(self) -> bool:
        """Nobody holds it."""
        return not self.occupants


@dataclass(frozen=True, slots=True)
class Evenement:
    """Something that happened at a seat. ``point``: the item a withdrawal is for. Cancelled ones are left out."""

    rang: int
    siege: int
    personne: int
    genre: GenrePresence
    mode: ModePresence
    quand: datetime
    point: int | None = None


@dataclass(frozen=True, slots=True)
class MandatVu:
    """An accepted mandate: from a seat to another."""

    mandant: int
    mandataire: int


@dataclass(frozen=True, slots=True)
class SiegePresent:
    """A seat that takes part: who carries it (the titular, else an alternate; by mandate, who sits in another seat)."""

    siege: SiegeVu
    porteur: int
    mode: ModePresence
    par_mandat: bool = False
    deporte: bool = False


def presents(
    sieges: Iterable[SiegeVu],
    evenements: Iterable[Evenement],
    mandats: Iterable[MandatVu],
    *,
    quand: datetime,
    point: int | None = None,
) -> tuple[SiegePresent, ...]:
    """Seats that take part at a moment (for an item when ``point`` is given), in the order of the seats.

    Both titular and alternate may be in the room: the alternate carries the seat only while the titular is out (I3).
    A mandate counts while its giver is out and its holder's seat is carried in person. A withdrawal touches a
    seat for one item, whoever sits in it, and the mandates that it holds: the interest is that of the organisation, and
    an alternate does not vote instead. It is marked, and whoever counts decides (``quorum.deport``; a withdrawn seat
    never votes, I4).
    """
    vus = {s.siege: s for s in sieges}
    dedans: dict[int, dict[int, ModePresence]] = {s: {} for s in vus}
    retires: set[tuple[int, int | None]] = set()
    for e in sorted((e for e in evenements if e.quand <= quand and e.siege in vus), key=lambda e: (e.quand, e.rang)):
        if e.genre is GenrePresence.ENTRE:
            dedans[e.siege][e.personne] = e.mode
        elif e.genre is GenrePresence.SORT:
            dedans[e.siege].pop(e.personne, None)
        elif e.genre is GenrePresence.SE_DEPORTE:
            retires.add((e.siege, e.point))
        elif e.genre is GenrePresence.REVIENT:
            retires.discard((e.siege, e.point))
    portes = {}
    for s in vus.values():
        qui = next(
            (p for p, _ in sorted(s.occupants, key=lambda o: list(Rang).index(o[1])) if p in dedans[s.siege]), None
        )
        if qui is not None:
            portes[s.siege] = SiegePresent(
                s, qui, dedans[s.siege][qui], deporte=point is not None and (s.siege, point) in retires
            )
    for m in mandats:
        porteur = portes.get(m.mandataire)
        if m.mandant in vus and m.mandant not in portes and porteur is not None and not porteur.par_mandat:
            portes[m.mandant] = SiegePresent(
                vus[m.mandant],
                porteur.porteur,
                porteur.mode,
                par_mandat=True,
                deporte=porteur.deporte or (point is not None and (m.mandant, point) in retires),
            )
    return tuple(portes[s] for s in vus if s in portes)
