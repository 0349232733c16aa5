"""Opening hours: the OpenStreetMap ``opening_hours`` syntax read, written, said in French, and asked « open now? ».

Only the part of the syntax that directories use is understood (days, ranges, « off », a comment by rule, « PH off »,
« 24/7 »). Anything else is ``None``: kept as it is, shown rule by rule, never guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

JOURS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NOMS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MINUIT = 24 * 60
_FUSEAUX = {
    "01": "America/Guadeloupe",
    "02": "America/Martinique",
    "03": "America/Cayenne",
    "04": "Indian/Reunion",
    "06": "Indian/Mayotte",
}
_REGLE = re.compile(
    r'(?P<jours>[A-Z][a-z](?:\s*[-,]\s*[A-Z][a-z])*)?\s*(?P<heures>\d\d:\d\d[-\d:,\s]*|off|closed)?\s*(?:"(?P<mot>[^"]*)")?'
)
_PLAGE = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")

type Creneau = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Jour:
    """A weekday: its ranges in minutes since midnight, in order, and what must be known (« sur rendez-vous »)."""

    creneaux: tuple[Creneau, ...] = ()
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Semaine:
    """A usual week, Monday first. ``feries_fermes``: closed on public holidays."""

    jours: tuple[Jour, ...] = (Jour(),) * 7
    feries_fermes: bool = False


VIDE = Semaine()


@dataclass(frozen=True, slots=True)
class Maintenant:
    """Whether a place is open at an instant (None: not known) and the sentence that says it."""

    ouvert: bool | None
    phrase: str


# --- reading and writing --------------------------------------------------------------------------


@lru_cache(maxsize=16_384)
def lire(texte: str) -> Semaine | None:
    """The week of a text; None when it says more than a week can, or when a day has two rules (ambiguous in OSM)."""
    texte = texte.strip()
    if texte == "24/7":
        return Semaine((Jour(((0, MINUIT),)),) * 7)
    jours: dict[int, Jour] = {}
    feries = False
    for regle in _regles(texte):
        if regle in {"PH off", "PH closed"}:
            feries = True
            continue
        lue = _regle(regle)
        if lue is None or any(rang in jours for rang in lue[0]):
            return None
        jours |= dict.fromkeys(*lue)
    return Semaine(tuple(jours.get(rang, Jour()) for rang in range(7)), feries)


def _regles(texte: str) -> list[str]:
    """Rules of a text, semicolons inside a comment left alone."""
    morceaux = re.findall(r'(?:[^;"]|"[^"]*"|")+', texte)
    return [m.strip() for m in morceaux if m.strip()]


def _regle(regle: str) -> tuple[list[int], Jour] | None:
    trouvee = _REGLE.fullmatch(regle)
    if trouvee is None or not (trouvee["heures"] or trouvee["mot"]):
        return None
    rangs = _rangs(trouvee["jours"]) if trouvee["jours"] else list(range(7))
    creneaux = () if trouvee["heures"] in {None, "off", "closed"} else _creneaux(trouvee["heures"])
    if rangs is None or creneaux is None:
        return None
    return rangs, Jour(creneaux, " ".join((trouvee["mot"] or "").split()))


def _rangs(texte: str) -> list[int] | None:
    rangs: list[int] = []
    for morceau in re.sub(r"\s", "", texte).split(","):
        bornes = morceau.split("-")
        if len(bornes) > 2 or not set(bornes) <= set(JOURS):  # noqa: PLR2004 (a range has two ends)
            return None
        de, a = JOURS.index(bornes[0]), JOURS.index(bornes[-1])
        rangs += range(de, a + 1) if de <= a else [*range(de, 7), *range(a + 1)]
    return rangs if len(set(rangs)) == len(rangs) else None


def _creneaux(texte: str) -> tuple[Creneau, ...] | None:
    lus: list[Creneau] = []
    for morceau in re.sub(r"\s", "", texte).split(","):
        plage = _PLAGE.fullmatch(morceau)
        if plage is None:
            return None
        de, a = int(plage[1]) * 60 + int(plage[2]), int(plage[3]) * 60 + int(plage[4])
        if not (lus[-1][1] if lus else 0) <= de < a <= MINUIT:
            return None
        lus.append((de, a))
    return tuple(lus)


def ecrire(semaine: Semaine) -> str:
    """The text of a week, days of same hours joined; closed days are left out."""
    if all(jour == Jour(((0, MINUIT),)) for jour in semaine.jours) and not semaine.feries_fermes:
        return "24/7"
    regles = []
    for de, a, jour in _suites(semaine):
        if jour == Jour():
            continue
        nom = JOURS[de] if de == a else f"{JOURS[de]}-{JOURS[a]}"
        heures = ",".join(f"{_osm(x)}-{_osm(y)}" for x, y in jour.creneaux)
        mot = " ".join(jour.precision.replace('"', "”").split())
        regles.append(" ".join(filter(None, (nom, heures, f'"{mot}"' if mot else ""))))
    return "; ".join([*regles, *(["PH off"] if semaine.feries_fermes else [])])


def _suites(semaine: Semaine) -> Iterator[tuple[int, int, Jour]]:
    """Consecutive days of same hours: first rank, last rank, their day."""
    for jour, groupe in groupby(range(7), key=lambda rang: semaine.jours[rang]):
        rangs = list(groupe)
        yield rangs[0], rangs[-1], jour


def _osm(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# --- in French ------------------------------------------------------------------------------------


def heure(minutes: int) -> str:
    """« 9 h », « 13 h 30 »."""
    heures, reste = divmod(minutes, 60)
    return f"{heures}\u00a0h\u00a0{reste:02d}" if reste else f"{heures}\u00a0h"


def dire(texte: str) -> list[tuple[str, str]]:
    """(days, hours) in French, a whole week when it is understood; else each rule translated word for word."""
    semaine = lire(texte)
    if semaine is None:
        return [("", _traduire(regle)) for regle in _regles(texte)]
    if semaine == VIDE:
        return []
    lignes = [(_jours(de, a), _dire_jour(jour)) for de, a, jour in _suites(semaine)]
    return [*lignes, ("jours fériés", "fermé")] if semaine.feries_fermes else lignes


def _jours(de: int, a: int) -> str:
    if de == a:
        return NOMS[de]
    return f"{NOMS[de]} et {NOMS[a]}" if a == de + 1 else f"{NOMS[de]} au {NOMS[a]}"


def _dire_jour(jour: Jour) -> str:
    if not jour.creneaux:
        return jour.precision or "fermé"
    if jour.creneaux == ((0, MINUIT),):
        heures = "24\u00a0h sur 24"
    else:
        heures = " et ".join(f"{heure(de)}–{heure(a)}" for de, a in jour.creneaux)
    return f"{heures}, {_minuscule(jour.precision)}" if jour.precision else heures


def _minuscule(texte: str) -> str:
    """A comment goes on a sentence: « Uniquement sur rendez-vous » loses its capital, « RDV » keeps its own."""
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def _traduire(regle: str) -> str:
    noms = dict(zip(JOURS, NOMS, strict=True)) | {"PH": "jours fériés", "off": "fermé", "closed": "fermé"}
    morceaux = re.split(r'("[^"]*")', regle)
    return "".join(
        m.strip('"')
        if m.startswith('"')
        else re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su|PH|off|closed)\b", lambda t: noms[t[0]], m)
        for m in morceaux
    )


# --- open now? ------------------------------------------------------------------------------------


def heure_locale(instant: datetime, region: str) -> datetime:
    """The instant on the clocks of a region."""
    return instant.astimezone(ZoneInfo(_FUSEAUX.get(region, "Europe/Paris")))


def maintenant(texte: str, local: datetime) -> Maintenant:
    """Whether it is open at a local time, until when or from when. Hours not understood or unknown: not known."""
    semaine = lire(texte)
    if semaine is None or semaine == VIDE:
        return Maintenant(None, "")
    jour, minutes = local.date(), local.hour * 60 + local.minute
    if ferie(jour) and not semaine.feries_fermes:
        return Maintenant(None, "jour férié : appelez avant de vous déplacer")
    aujourd_hui = Jour() if ferie(jour) else semaine.jours[jour.weekday()]
    for de, a in aujourd_hui.creneaux:
        if de <= minutes < a:
            return Maintenant(ouvert=True, phrase=f"ouvert maintenant, jusqu’à {heure(a)}")
    suivante = next(_ouvertures(semaine, jour, minutes), None)
    if suivante is None:
        return Maintenant(None, "")
    return Maintenant(ouvert=False, phrase=f"fermé pour l’instant, ouvre {_quand(jour, *suivante)}")


def ouvert(texte: str, local: datetime) -> bool:
    """Whether a text says « open » at a local time: ``maintenant`` without the sentence, for many places at once."""
    semaine = lire(texte)
    if semaine is None or ferie(local.date()):
        return False
    minutes = local.hour * 60 + local.minute
    return any(de <= minutes < a for de, a in semaine.jours[local.weekday()].creneaux)


def _ouvertures(semaine: Semaine, jour: date, minutes: int) -> Iterator[tuple[date, int]]:
    for ecart in range(15):
        autre = jour + timedelta(days=ecart)
        if ferie(autre) and semaine.feries_fermes:
            continue
        for de, _ in semaine.jours[autre.weekday()].creneaux:
            if ecart or de > minutes:
                yield autre, de


def _quand(jour: date, autre: date, minutes: int) -> str:
    ecart = (autre - jour).days
    if ecart == 0:
        return f"à {heure(minutes)}"
    if ecart == 1:
        return f"demain à {heure(minutes)}"
    nom = NOMS[autre.weekday()]
    return f"{nom} {autre.day} à {heure(minutes)}" if ecart >= 7 else f"{nom} à {heure(minutes)}"  # noqa: PLR2004 (a week)


@lru_cache(maxsize=8192)
def ferie(jour: date) -> bool:
    """Public holiday of the whole country (Code du travail, L3133-1)."""
    fixes = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return (jour.month, jour.day) in fixes or (jour - _paques(jour.year)).days in {1, 39, 50}


@lru_cache(maxsize=64)
def _paques(annee: int) -> date:
    """Easter Sunday (Gregorian calendar, anonymous algorithm)."""
    a, (b, c) = annee % 19, divmod(annee, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    reste = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * reste) // 451
    mois, jour = divmod(h + reste - 7 * m + 114, 31)
    return date(annee, mois, jour + 1)


# --- the grid of the form -------------------------------------------------------------------------

MIDI, FIN_DE_MATINEE = 12 * 60, 14 * 60 - 1

type Case = tuple[int | None, int | None, int | None, int | None]


def cases(jour: Jour) -> Case | None:
    """Morning from–to, afternoon from–to of a day; one range over noon fills the first and the last. None: too many."""
    if not jour.creneaux:
        return None, None, None, None
    if len(jour.creneaux) > 2:  # noqa: PLR2004 (morning and afternoon)
        return None
    if len(jour.creneaux) == 2:  # noqa: PLR2004
        return *jour.creneaux[0], *jour.creneaux[1]
    de, a = jour.creneaux[0]
    if de >= MIDI:
        return None, None, de, a
    return (de, a, None, None) if a <= FIN_DE_MATINEE else (de, None, None, a)


def creneaux(valeurs: Case) -> tuple[Creneau, ...] | None:
    """Ranges of a line of the grid; None when an end is missing or the order is wrong."""
    matin, midi, reprise, soir = valeurs
    paires: Iterable[tuple[int | None, int | None]] = ((matin, midi), (reprise, soir))
    if matin is not None and soir is not None and midi is None and reprise is None:
        paires = ((matin, soir),)
    retenus: list[Creneau] = []
    for de, a in paires:
        if de is None and a is None:
            continue
        if de is None or a is None or not (retenus[-1][1] if retenus else 0) <= de < a <= MINUIT:
            return None
        retenus.append((de, a))
    return tuple(retenus)


def dans_la_grille(semaine: Semaine | None) -> bool:
    """True when the form can show this week without losing anything."""
    return semaine is not None and all(cases(jour) is not None for jour in semaine.jours)


def lire_heure(texte: str) -> int | None:
    """Minutes of what a person types: « 9 », « 9h30 », « 9 h 30 », « 09:30 », « 930 »; None when it is no time."""
    trouve = re.fullmatch(r"(\d{1,2})(?:[hH:.]?(\d{2})?)", re.sub(r"\s", "", texte))
    if trouve is None:
        return None
    minutes = int(trouve[1]) * 60 + int(trouve[2] or 0)
    return minutes if minutes <= MINUIT and int(trouve[2] or 0) < 60 else None  # noqa: PLR2004 (minutes)
