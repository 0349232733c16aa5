"""Access by commune: nearest structure, estimated time by car, what is within half an hour, and how equal that is.

Pure arrays in, pure arrays out. Distances are great circles between the commune's point (town hall) and the
structure's; minutes are an estimate under stated assumptions, printed wherever they are used (``HYPOTHESES``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Reels = NDArray[np.float64]
type Entiers = NDArray[np.int64]

RAYON_TERRE_KM = 6371.0088  # mean radius (IUGG)

# Assumptions of the product (origin P): a road is longer than the crow flies, and speed falls with density
DETOUR = 1.3
VITESSES_KMH = ((1500.0, 25.0), (300.0, 40.0), (50.0, 55.0), (0.0, 60.0))  # (density at least, inhabitants/km²; km/h)
VITESSE_PAR_DEFAUT_KMH = 55.0  # density unknown
SEUIL_MINUTES = 30.0

HYPOTHESES = (
    "Temps estimé par le produit, en voiture : distance à vol d'oiseau entre la mairie et la structure, allongée de "
    "30 % (détour routier), parcourue à 25 km/h dans une commune d'au moins 1 500 habitants au km², 40 km/h à partir "
    "de 300, 55 km/h à partir de 50 et 60 km/h en deçà (55 km/h quand la densité est inconnue). "
    "Ni le trafic, ni le relief, ni les transports collectifs ne sont pris en compte."
)


def distance_km(longitude_a: Any, latitude_a: Any, longitude_b: Any, latitude_b: Any) -> Any:
    """Great-circle distance in kilometres (haversine), numbers or arrays of degrees."""
    lon_a, lat_a, lon_b, lat_b = map(np.radians, (longitude_a, latitude_a, longitude_b, latitude_b))
    corde = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * RAYON_TERRE_KM * np.arcsin(np.sqrt(np.minimum(corde, 1.0)))


def vitesse_kmh(population: Reels, superficie_km2: Reels) -> Reels:
    """Assumed speed of a car leaving each commune, by density; unknown (NaN) population or area: the default."""
    with np.errstate(invalid="ignore", divide="ignore"):
        densite = population / superficie_km2
    vitesses = np.full(len(densite), VITESSE_PAR_DEFAUT_KMH)
    for minimum, vitesse in reversed(VITESSES_KMH):
        vitesses[densite >= minimum] = vitesse
    return vitesses


def minutes(distance: Reels, vitesse: Reels) -> Reels:
    """Estimated minutes by car for a great-circle distance."""
    return distance * DETOUR / vitesse * 60.0


@dataclass(frozen=True)
class Acces:
    """Access of each commune to one set of structures.

    ``plus_proche``: index of the nearest structure (ties: the lowest), -1 when there is none; ``distance`` (km) and
    ``temps`` (minutes) are then NaN. ``atteignables``: for each commune, indices of the structures within
    ``SEUIL_MINUTES``, ascending. ``mesure``: the time comes from a matrix, not from the estimate.
    """

    plus_proche: Entiers
    distance: Reels
    temps: Reels
    atteignables: tuple[Entiers, ...]
    mesure: NDArray[np.bool_]

    @property
    def nombre(self) -> Entiers:
        """How many structures are within the threshold."""
        return np.array([len(a) for a in self.atteignables], dtype=np.int64)


def acces(
    longitudes: Reels, latitudes: Reels, vitesses: Reels, longitudes_structures: Reels, latitudes_structures: Reels
) -> Acces:
    """Access of communes to structures, by a k-d tree on the unit sphere then exact great circles.

    A commune without point (NaN) has no access; a structure without point is never the nearest.
    """
    from scipy.spatial import cKDTree

    nombre = len(longitudes)
    plus_proche = np.full(nombre, -1, dtype=np.int64)
    distance = np.full(nombre, np.nan)
    atteignables: list[Entiers] = [np.empty(0, dtype=np.int64)] * nombre
    placees = np.flatnonzero(np.isfinite(longitudes_structures) & np.isfinite(latitudes_structures))
    situees = np.flatnonzero(np.isfinite(longitudes) & np.isfinite(latitudes))
    if len(placees) and len(situees):
        lieux = Lieux.regrouper(placees, longitudes_structures[placees], latitudes_structures[placees])
        arbre = cKDTree(sphere(lieux.longitudes, lieux.latitudes))
        lon, lat = longitudes[situees], latitudes[situees]
        origines = sphere(lon, lat)
        _, proches = arbre.query(origines)
        plus_proche[situees] = lieux.structures[lieux.debuts[proches]]
        distance[situees] = distance_km(lon, lat, lieux.longitudes[proches], lieux.latitudes[proches])
        portee = SEUIL_MINUTES / 60.0 * vitesses[situees] / DETOUR
        # A little wider than the threshold, then exact
        candidats = arbre.query_ball_point(origines, 2 * np.sin(portee * 1.0001 / (2 * RAYON_TERRE_KM)))
        depuis = np.repeat(np.arange(len(situees)), [len(c) for c in candidats])
        vers = np.fromiter((lieu for liste in candidats for lieu in liste), dtype=np.int64, count=len(depuis))
        dedans = distance_km(lon[depuis], lat[depuis], lieux.longitudes[vers], lieux.latitudes[vers]) <= portee[depuis]
        for commune, indices in zip(situees, lieux.detailler(depuis[dedans], vers[dedans], len(situees)), strict=True):
            atteignables[commune] = indices
    estimes = np.zeros(nombre, dtype=bool)
    return Acces(plus_proche, distance, minutes(distance, vitesses), tuple(atteignables), estimes)


@dataclass(frozen=True)
class Lieux:
    """Structures grouped by place: those of place ``p`` are ``structures[debuts[p]:debuts[p + 1]]``, in order.

    The first one answers for its place, so that a tie never depends on the tree.
    """

    longitudes: Reels
    latitudes: Reels
    structures: Entiers
    debuts: Entiers

    @classmethod
    def regrouper(cls, structures: Entiers, longitudes: Reels, latitudes: Reels) -> "Lieux":
        """Group structures that are at the same point."""
        points, rangs = np.unique(np.column_stack([longitudes, latitudes]), axis=0, return_inverse=True)
        rangs = rangs.reshape(-1)
        debuts = np.concatenate([[0], np.cumsum(np.bincount(rangs, minlength=len(points)))])
        return cls(points[:, 0], points[:, 1], structures[np.argsort(rangs, kind="stable")], debuts)

    def detailler(self, depuis: Entiers, vers: Entiers, nombre: int) -> list[Entiers]:
        """For each of ``nombre`` origins, its structures in order, from pairs (origin, place) sorted by origin."""
        tailles = np.diff(self.debuts)[vers]
        avant = np.cumsum(tailles) - tailles
        rangs = np.arange(int(tailles.sum())) - np.repeat(avant, tailles) + np.repeat(self.debuts[vers], tailles)
        origines, structures = np.repeat(depuis, tailles), self.structures[rangs]
        ordre = np.lexsort((structures, origines))
        return np.split(structures[ordre], np.cumsum(np.bincount(origines, minlength=nombre))[:-1])


def sphere(longitudes: Reels, latitudes: Reels) -> Reels:
    """Points of the unit sphere, in space: there, near means near."""
    lon, lat = np.radians(longitudes), np.radians(latitudes)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def quantile_pondere(valeurs: Reels, poids: Reels, part: float) -> float:
    """Lower weighted quantile: the smallest value such that at least ``part`` of the weight is at or under it.

    Missing values (NaN) and null weights are left out; NaN when nothing remains.
    """
    garde = np.isfinite(valeurs) & (poids > 0)
    if not garde.any():
        return float("nan")
    ordre = np.argsort(valeurs[garde], kind="stable")
    cumul = np.cumsum(poids[garde][ordre])
    # The tolerance absorbs the binary writing of 0.9: ten equal communes, nine tenths, is the ninth
    rang = int(np.searchsorted(cumul, part * cumul[-1] * (1 - 1e-12)))
    return float(valeurs[garde][ordre][min(rang, len(cumul) - 1)])


def gini(valeurs: Reels, poids: Reels) -> float:
    """Gini index of non-negative values weighted by population: 0 all equal, towards 1 all in one place.

    NaN when nothing remains; 0 when every value is 0.
    """
    garde = np.isfinite(valeurs) & (poids > 0)
    if not garde.any():
        return float("nan")
    ordre = np.argsort(valeurs[garde], kind="stable")
    poids_tries = poids[garde][ordre]
    cumul = np.concatenate([[0.0], np.cumsum(poids_tries * valeurs[garde][ordre])])
    if cumul[-1] == 0:
        return 0.0
    aire = float(np.sum(poids_tries * (cumul[1:] + cumul[:-1])) / (poids_tries.sum() * cumul[-1]))
    return min(max(1.0 - aire, 0.0), 1.0)


def heures_atteignables(atteignables: Sequence[Entiers], semaines: Sequence[int | None]) -> tuple[Reels, Entiers]:
    """Hours of the week when at least one reachable structure is open, and reachable structures of unknown hours.

    ``semaines``: opening minutes of each structure as a bit mask (``horaires.semaine``), None when unknown. Hours are
    NaN when something is reachable but no opening time is known; 0 when nothing is reachable.
    """
    heures = np.zeros(len(atteignables))
    inconnues = np.zeros(len(atteignables), dtype=np.int64)
    for rang, indices in enumerate(atteignables):
        connues = [s for s in (semaines[i] for i in indices.tolist()) if s is not None]
        inconnues[rang] = len(indices) - len(connues)
        heures[rang] = reduce(or_, connues).bit_count() / 60.0 if connues else np.nan if len(indices) else 0.0
    return heures, inconnues
