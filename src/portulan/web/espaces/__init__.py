"""« Mon espace »: what each part of the site asks of a person, latest deadline first.

A part adds a module with ``taches(titulaire) -> list[Tache]``, and its name in ``PARTIES``.
"""

from dataclasses import dataclass
from datetime import date
from importlib import import_module

from portulan.comptes.droits import Titulaire
from portulan.socle.dates import date_fr


@dataclass(frozen=True, slots=True)
class Tache:
    """Something this person can do now: what, on what, where, by when. ``genre``: a kind of the badge component."""

    titre: str
    lien: str
    detail: str = ""
    echeance: date | None = None
    genre: str = ""

    @property
    def quand(self) -> str:
        """The deadline, on one line: « 4 novembre 2026 »."""
        return date_fr(self.echeance).replace(" ", "\u00a0") if self.echeance else ""


# Modules of this package, in the order of the flow; imported when asked, since each needs ``Tache``
PARTIES: tuple[str, ...] = (
    "depart",
    "comptes",
    "reseau",
    "mises",
    "animation",
    "charte",
    "adhesion",
    "evaluation",
    "campagnes",
    "crefop_composition",
    "crefop_saisines",
    "crefop_seances",
    "crefop_votes",
    "crefop_avis",
    "crefop_suivi",
)


def taches(titulaire: Titulaire) -> list[Tache]:
    """Everything asked of a person: what has a deadline first, then the rest in the order of the parts."""
    toutes: list[Tache] = []
    for nom in PARTIES:
        toutes += import_module(f"{__name__}.{nom}").taches(titulaire)
    return sorted(toutes, key=lambda t: t.echeance or date.max)
