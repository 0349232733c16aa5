"""Delays counted in days: calendar or working days, months, years; a suspended clock does not run (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from portulan.socle.dates import ajouter_mois

UN_JOUR = timedelta(days=1)
_SAMEDI = 5


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


def ouvre(jour: date) -> bool:
    """Working day: Monday to Friday, not a legal holiday (Code du travail, art. L. 3133-1)."""
    return jour.weekday() < _SAMEDI and jour not in feries(jour.year)


@lru_cache(maxsize=64)
def feries(annee: int) -> frozenset[date]:
    """The eleven legal holidays of a year."""
    paques = _paques(annee)
    fixes = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    mobiles = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    return frozenset({date(annee, m, j) for m, j in fixes} | {paques + timedelta(days=n) for n in mobiles})


def _paques(annee: int) -> date:
    """Easter Sunday (Gregorian computus, Meeus)."""
    a, b, c = annee % 19, annee // 100, annee % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    jours = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * jours) // 433
    mois = (h + jours - 7 * m + 90) // 25
    return date(annee, mois, (h + jours - 7 * m + 33 * mois + 19) % 32)
