"""Delays counted in days: calendar or working days, months, years; a suspended clock does not run (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portulan.socle.dates import ajouter_mois, ouvre

UN_JOUR = timedelta(days=1)


class Unite(StrEnum):
    """How a delay is counted."""

    JOURS = "jours"
    JOURS_OUVRES = "jours_ouvres"
    MOIS = "mois"
    ANS = "ans"


@dataclass(frozen=True, slots=True)
class Delai:
    """A dated delay. ``fondement``: where it comes from, as the page prints it."""

    code: str
    libelle: str
    nombre: int
    unite: Unite
    valide_du: date
    fondement: str

    @property
    def duree(self) -> str:
        """« 30 jours », « 1 mois », « 10 jours ouvrés »."""
        pluriel = "s" if self.nombre > 1 else ""
        mots = {
            Unite.JOURS: f"jour{pluriel}",
            Unite.JOURS_OUVRES: f"jour{pluriel} ouvré{pluriel}",
            Unite.MOIS: "mois",
            Unite.ANS: f"an{pluriel}",
        }
        return f"{self.nombre}\u00a0{mots[self.unite]}"


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days during which the clock stands still: from ``du`` until the day before ``au`` (None: still suspended)."""

    du: date
    au: date | None


def echeance(depart: date, delai: Delai, suspensions: Sequence[Suspension] = ()) -> date | None:
    """Last day of a delay that starts on ``depart`` (that day not counted); None while the clock is suspended."""
    if any(s.au is None for s in suspensions):
        return None
    if delai.unite in {Unite.MOIS, Unite.ANS}:
        fin = ajouter_mois(depart, delai.nombre * (12 if delai.unite is Unite.ANS else 1))
        return fin + UN_JOUR * _arretes(suspensions)
    jour, restants = depart, delai.nombre
    while restants > 0:
        jour += UN_JOUR
        arrete = any(s.du < jour <= s.au for s in suspensions if s.au)
        if not arrete and (delai.unite is Unite.JOURS or ouvre(jour)):
            restants -= 1
    return jour


def _arretes(suspensions: Sequence[Suspension]) -> int:
    return len({s.du + UN_JOUR * n for s in suspensions if s.au for n in range((s.au - s.du).days)})
