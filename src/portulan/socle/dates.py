"""Dates: counted in months, working days and legal holidays, written in French, the same way everywhere."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache

MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_SAMEDI = 5


def ajouter_mois(jour: date, mois: int) -> date:
    """Same day of the month, months later (or earlier); the last day of the month when there is no such day."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


def ouvre(jour: date) -> bool:
    """Working day: Monday to Friday, not a legal holiday (Code du travail, art. L. 3133-1)."""
    return jour.weekday() < _SAMEDI and jour not in feries(jour.year)


def ajouter_ouvres(jour: date, nombre: int) -> date:
    """The working day that comes ``nombre`` working days after a day, that day not counted."""
    reste = nombre
    while reste > 0:
        jour += timedelta(days=1)
        reste -= ouvre(jour)
    return jour


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


def jour_mois_fr(jour: date) -> str:
    """« 1er mars »."""
    return f"{'1er' if jour.day == 1 else jour.day} {MOIS[jour.month - 1]}"


def date_fr(jour: date | None) -> str:
    """« 1er mars 2026 »; nothing when there is none."""
    return f"{jour_mois_fr(jour)} {jour.year}" if jour else ""


def heure_fr(instant: datetime) -> str:
    """« 9 h 05 », as the clock of the person who reads shows it: the instant is already local."""
    return f"{instant.hour}\u00a0h\u00a0{instant.minute:02d}"
