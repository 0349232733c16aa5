"""Search with the contract of data·inclusion (``/search/services``), on the index: filters, distance, order.

The rules of the contract, and its defects that are not reproduced, are in the truth table of ``tests/app``; the same
search in portable SQL (``terrain.aiguillage.recherche_sql``) is the reference that this one must equal.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from portulan.methodes.aiguillage import A_DISTANCE, EN_PRESENTIEL, TOUS_PUBLICS
from portulan.methodes.aiguillage_index import DISTANCE, HORS_ZONE, PRESENTIEL, Entiers, Index, Masques, Reels
from portulan.methodes.geodesie import kilometres

RAYON_KM = 50.0
SANS_DISTANCE = -1
_DEGRE_KM = 111.0  # a little under a degree of latitude: the box is never too narrow
# Freshness of the quality score: full up to six months, none after two years
_FRAIS_JOURS, _PERIME_JOURS = 183, 730


@dataclass(frozen=True, slots=True)
class Recherche:
    """Filters of a search; None where nothing is asked. ``themes``: flattened (a category became its themes).

    ``zones``: territories of the commune by level; None without a commune, and then no filter of place at all.
    """

    zones: tuple[tuple[str, str], ...] | None = None
    longitude: float | None = None
    latitude: float | None = None
    themes: tuple[str, ...] | None = None
    publics: tuple[str, ...] | None = None
    modes: tuple[str, ...] | None = None
    frais: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    mots_publics: tuple[str, ...] = ()
    qualite: float | None = None
    jour: date | None = None


@dataclass(frozen=True, slots=True)
class Trouves:
    """Ranks in the order of the answer, and their distance in whole kilometres (``SANS_DISTANCE``: none)."""

    rangs: Entiers
    distances: Entiers

    def __len__(self) -> int:
        return len(self.rangs)


def chercher(index: Index, recherche: Recherche) -> Trouves:
    """Services that match, the nearest first, those without distance last, then by identifier."""
    themes = recherche.themes
    if recherche.zones is None:
        rangs = _filtrer(index, recherche, index.tous() if themes is None else index.portant(themes, large=True))
        return Trouves(rangs, np.full(len(rangs), SANS_DISTANCE, dtype=np.int64))
    zones = dict(recherche.zones)
    if themes is None:
        rangs = np.flatnonzero(index.niveaux_zones(zones)[index.jeu] != HORS_ZONE)
    else:
        rangs = index.portant_en(themes, zones)
    return _situer(index, recherche, _filtrer(index, recherche, rangs))


def _filtrer(index: Index, recherche: Recherche, rangs: Entiers) -> Entiers:
    if recherche.publics is not None and TOUS_PUBLICS not in recherche.publics:
        voulus = index.masque_publics((*recherche.publics, TOUS_PUBLICS))
        rangs = rangs[(index.publics_larges[rangs] & voulus) != 0]
    if recherche.modes is not None:
        voulu = PRESENTIEL * (EN_PRESENTIEL in recherche.modes) + DISTANCE * (A_DISTANCE in recherche.modes)
        rangs = rangs[(index.modes[rangs] & voulu) != 0]
    for liste, codes, demandes in (
        ("frais", index.frais, recherche.frais),
        ("type", index.type, recherche.types),
        ("source", index.source, recherche.sources),
    ):
        if demandes is not None:
            connus = [index.codes[liste][mot] for mot in demandes if mot in index.codes[liste]]
            rangs = rangs[np.isin(codes[rangs], connus)]
    if recherche.qualite is not None:
        rangs = rangs[qualites(index, rangs, recherche.jour) >= recherche.qualite]
    if recherche.mots_publics:
        fiches = index.fiches
        garde = [all(mot in fiches[r].texte_publics for mot in recherche.mots_publics) for r in rangs.tolist()]
        rangs = rangs[np.array(garde, dtype=bool)]
    return rangs


def _situer(index: Index, recherche: Recherche, rangs: Entiers) -> Trouves:
    """In person within the radius, or remote; the distance is told of the former only."""
    modes = index.modes[rangs]
    proches, km = _proches(index, recherche, rangs)
    distances = np.full(len(rangs), SANS_DISTANCE, dtype=np.int64)
    distances[proches] = np.rint(km).astype(np.int64)
    distances[(modes & PRESENTIEL) == 0] = SANS_DISTANCE
    garde = (modes & DISTANCE) != 0
    garde[proches] = True
    rangs, distances = rangs[garde], distances[garde]
    # Ranks are ascending already: a stable sort on the distance is the order, nulls last
    ordre = np.argsort(_rangeables(distances), kind="stable")
    return Trouves(rangs[ordre], distances[ordre])


def _proches(index: Index, recherche: Recherche, rangs: Entiers) -> tuple[Entiers, Reels]:
    """Positions within the radius, and their distance: a box first, then exact."""
    if recherche.longitude is None or recherche.latitude is None:
        return np.empty(0, np.int64), np.empty(0)
    hauteur = RAYON_KM / _DEGRE_KM
    dans = np.flatnonzero(np.abs(index.latitude[rangs] - recherche.latitude) <= hauteur)
    largeur = hauteur / max(np.cos(np.radians(min(abs(recherche.latitude) + hauteur, 89.9))), 1e-3)
    ecart = np.abs(index.longitude[rangs[dans]] - recherche.longitude)
    dans = dans[np.minimum(ecart, 360.0 - ecart) <= largeur]
    points = rangs[dans]
    lieux = index.longitude[points], index.latitude[points]
    km = kilometres(recherche.longitude, recherche.latitude, *lieux, RAYON_KM)
    dedans = km <= RAYON_KM
    return dans[dedans], km[dedans]


def qualites(index: Index, rangs: Entiers, jour: date | None) -> Reels:
    """Quality score on a day, rounded to two places: the mean of the criteria, freshness among them."""
    ages = np.maximum((jour.toordinal() if jour else 0) - index.maj[rangs], 0)
    fraicheur = np.clip((_PERIME_JOURS - ages) / (_PERIME_JOURS - _FRAIS_JOURS), 0.0, 1.0)
    scores: Reels = np.round((index.qualite[rangs] + fraicheur) / (index.criteres[rangs] + 1), 2)
    return scores


def apres(trouves: Trouves, distance: int, rang: int) -> int:
    """Position of the first result after (distance, rank): where a cursor resumes, whatever was written since."""
    cles = _rangeables(trouves.distances)
    cherchee = _rangeables(np.array([distance], dtype=np.int64))[0]
    debut = int(np.searchsorted(cles, cherchee, side="left"))
    fin = int(np.searchsorted(cles, cherchee, side="right"))
    return debut + int(np.searchsorted(trouves.rangs[debut:fin], rang, side="right"))


def _rangeables(distances: Entiers) -> Masques:
    """No distance comes after every distance."""
    return distances.astype(np.uint64)  # -1 is the greatest of unsigned numbers
