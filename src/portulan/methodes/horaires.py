"""Opening hours: the common subset of the OSM ``opening_hours`` syntax, as the minutes of a week.

Read: ``24/7``; days (``Mo``, ``Mo-Fr``, ``Mo,We``), hours (``09:00-12:00,13:30-17:00``), rules joined by « ; » where a
later rule replaces an earlier one for its days, ``off`` and ``closed``; rules about public or school holidays (``PH``,
``SH``) are left out of an ordinary week. Anything else (seasons, weeks of the month, by appointment) is unknown, never
guessed.
"""

import re

JOURS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MINUTES_JOUR = 24 * 60
MINUTES_SEMAINE = 7 * MINUTES_JOUR

_SUITE_JOURS = r"(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?:\s*-\s*(?:Mo|Tu|We|Th|Fr|Sa|Su))?)"
_REGLE = re.compile(rf"(?P<jours>{_SUITE_JOURS}(?:\s*,\s*{_SUITE_JOURS})*)?:?\s*(?P<heures>.*)")
_PLAGE = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_FERME = frozenset({"off", "closed"})


def semaine(texte: str | None) -> int | None:
    """Open minutes of an ordinary week as a bit mask (bit 0 is Monday 00:00); None when unknown or not understood."""
    if not texte or not texte.strip():
        return None
    if texte.strip() == "24/7":
        return (1 << MINUTES_SEMAINE) - 1
    masque = 0
    # « ; » starts a rule that replaces the days it names; a comma followed by a day, one that adds
    morceaux = re.split(r"(;|(?<=\d),\s*(?=[A-Z][a-z]))", texte)
    for separateur, regle in zip([";", *morceaux[1::2]], morceaux[::2], strict=True):
        if not regle.strip():
            continue
        lue = _lire_regle(regle.strip())
        if lue is None:
            return None
        jours, minutes = lue
        for jour in jours:
            decalage = jour * MINUTES_JOUR
            if separateur == ";":
                masque &= ~(((1 << MINUTES_JOUR) - 1) << decalage)
            masque |= minutes << decalage
    return masque


def _lire_regle(regle: str) -> tuple[list[int], int] | None:
    """Days (0 to 6) and minutes of the day of one rule; None when it is not understood."""
    trouve = _REGLE.fullmatch(regle)
    if trouve is None:
        return None
    jours = _jours(trouve["jours"])
    heures = trouve["heures"].strip()
    if heures in _FERME:
        return jours, 0
    masque = 0
    for plage in heures.split(","):
        bornes = _PLAGE.fullmatch(plage.strip())
        if bornes is None:
            return None
        debut, fin = (int(bornes[i]) * 60 + int(bornes[i + 1]) for i in (1, 3))
        if int(bornes[2]) > 59 or int(bornes[4]) > 59 or not debut < fin <= MINUTES_JOUR:  # noqa: PLR2004 (minutes)
            return None
        masque |= ((1 << (fin - debut)) - 1) << debut
    return jours, masque


def _jours(texte: str | None) -> list[int]:
    """Days of the week named by a rule; all of them when it names none; none for holidays only."""
    if not texte:
        return list(range(7))
    jours: list[int] = []
    for morceau in texte.split(","):
        debut, _, fin = (m.strip() for m in morceau.partition("-"))
        if debut in {"PH", "SH"}:
            continue
        premier, dernier = JOURS.index(debut), JOURS.index(fin or debut)
        jours += [(premier + i) % 7 for i in range((dernier - premier) % 7 + 1)]
    return jours
