"""« Mon espace »: what each part of the site asks of a person, latest deadline first.

A part adds a module with ``taches(titulaire) -> list[Tache]`` and a line in ``PARTIES``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portulan.comptes.droits import Titulaire


@dataclass(frozen=True, slots=True)
class Tache:
    """Something this person can do now: what, on what, where, by when. ``genre``: a kind of the badge component."""

    titre: str
    lien: str
    detail: str = ""
    echeance: date | None = None
    genre: str = ""


PARTIES: tuple[Callable[[Titulaire], list[Tache]], ...] = ()


def taches(titulaire: Titulaire) -> list[Tache]:
    """Everything asked of a person: what has a deadline first, then the rest in the order of the parts."""
    toutes = [tache for partie in PARTIES for tache in partie(titulaire)]
    return sorted(toutes, key=lambda t: t.echeance or date.max)
