"""How long it takes from each commune to each place: estimated, or told by a travel-time matrix where there is one.

Pairs within reach are found once and serve every need. A matrix replaces the estimate for the pairs it gives. For a
pair it does not give, though it knows both ends, the estimate stays but never below the longest time the matrix gives
from there: a matrix stops at a duration, and what it leaves out is farther.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portulan.methodes.accessibilite import (
    DETOUR,
    RAYON_TERRE_KM,
    SEUIL_MINUTES,
    Acces,
    Entiers,
    Lieux,
    Reels,
    acces,
    distance_km,
    sphere,
)
from portulan.methodes.accessibilite import minutes as minutes_de

type Booleens = NDArray[np.bool_]

_BLOC = 512  # origins computed at once where everything has to be looked at
_MARGE = 1.0001  # a little wider than the threshold, then exact


@dataclass(frozen=True, eq=False)
class Matrice:
    """Measured minutes, by origin: those of ``i`` are ``minutes[debuts[i]:debuts[i + 1]]``, towards ``destinations``.

    ``destinations_connues``: whether the matrix speaks of each place, from anywhere.
    """

    debuts: Entiers
    destinations: Entiers
    minutes: Reels
    destinations_connues: Booleens

    @classmethod
    def construire(
        cls, depuis: Entiers, vers: Entiers, minutes: Reels, *, origines: int, connues: Booleens
    ) -> "Matrice":
        """From pairs (ranks of the origin and of the place) and their minutes; given twice, the last one stands.

        ``connues``: places that the matrix speaks of, from anywhere.
        """
        cles = depuis * max(len(connues), 1) + vers
        ordre = np.argsort(cles, kind="stable")
        dernieres = ordre[np.diff(cles[ordre], append=-1) != 0]
        comptes = np.bincount(depuis[dernieres], minlength=origines)
        debuts = np.concatenate([[0], np.cumsum(comptes)]).astype(np.int64)
        return cls(debuts, vers[dernieres], minutes[dernieres].astype(np.float64), connues)

    def lignes(self, origines: Entiers) -> tuple[Entiers, Entiers, Reels]:
        """(rank in ``origines``, destination, minutes) of the pairs given from these origins."""
        tailles = self.debuts[origines + 1] - self.debuts[origines]
        depuis = np.repeat(np.arange(len(origines)), tailles)
        avant = np.cumsum(tailles) - tailles
        rangs = np.arange(int(tailles.sum())) - np.repeat(avant - self.debuts[origines], tailles)
        return depuis, self.destinations[rangs], self.minutes[rangs]


@dataclass(frozen=True, eq=False)
class Paires:
    """Pairs within reach, by origin then place: those of origin ``i`` are from ``debuts[i]`` to ``debuts[i + 1]``."""

    debuts: Entiers
    origines: NDArray[np.int32]
    destinations: NDArray[np.int32]
    minutes: Reels
    mesurees: Booleens

    def garder(self, garde: Booleens) -> "Paires":
        """The same without some pairs."""
        origines = self.origines[garde]
        comptes = np.bincount(origines, minlength=len(self.debuts) - 1)
        debuts = np.concatenate([[0], np.cumsum(comptes)]).astype(np.int64)
        return Paires(debuts, origines, self.destinations[garde], self.minutes[garde], self.mesurees[garde])


@dataclass(frozen=True, eq=False)
class Trajets:
    """Points of the communes (with the speed of a car leaving each) and of the places; NaN where unknown."""

    longitudes: Reels
    latitudes: Reels
    vitesses: Reels
    longitudes_lieux: Reels
    latitudes_lieux: Reels
    matrice: Matrice | None = None

    def paires(self, seuil: float) -> Paires:
        """Every pair at most ``seuil`` minutes apart."""
        return self._paires_mesurees(seuil) if self.matrice else self._paires_estimees(seuil)

    def _paires_estimees(self, seuil: float) -> Paires:
        from scipy.sparse import coo_array
        from scipy.spatial import cKDTree

        nombre = len(self.longitudes), len(self.longitudes_lieux)
        situees = np.flatnonzero(np.isfinite(self.longitudes) & np.isfinite(self.latitudes))
        placees = np.flatnonzero(np.isfinite(self.longitudes_lieux) & np.isfinite(self.latitudes_lieux))
        if not len(situees) or not len(placees):
            rien = np.empty(0, dtype=np.int32)
            return Paires(np.zeros(nombre[0] + 1, dtype=np.int64), rien, rien, np.empty(0), np.empty(0, dtype=bool))
        portee = seuil / 60.0 * float(self.vitesses[situees].max()) / DETOUR
        corde = 2 * np.sin(min(portee * _MARGE / (2 * RAYON_TERRE_KM), np.pi / 2))
        trouvees = cKDTree(sphere(self.longitudes[situees], self.latitudes[situees])).sparse_distance_matrix(
            cKDTree(sphere(self.longitudes_lieux[placees], self.latitudes_lieux[placees])),
            corde + 1e-9,
            output_type="ndarray",
        )
        depuis, vers = situees[trouvees["i"]], placees[trouvees["j"]]
        temps = minutes_de(2 * RAYON_TERRE_KM * np.arcsin(np.minimum(trouvees["v"] / 2, 1.0)), self.vitesses[depuis])
        dedans = temps <= seuil
        # Rows then columns in order, in linear time; a pair at no distance stays, being written
        rangees = coo_array((temps[dedans], (depuis[dedans], vers[dedans])), shape=nombre).tocsr()
        rangees.sort_indices()
        debuts = rangees.indptr.astype(np.int64)
        origines = np.repeat(np.arange(nombre[0], dtype=np.int32), np.diff(debuts))
        destinations = rangees.indices.astype(np.int32)
        return Paires(debuts, origines, destinations, rangees.data, np.zeros(len(origines), dtype=bool))

    def _paires_mesurees(self, seuil: float) -> Paires:
        toutes = np.arange(len(self.longitudes_lieux))
        blocs = []
        for debut in range(0, len(self.longitudes), _BLOC):
            origines = np.arange(debut, min(debut + _BLOC, len(self.longitudes)))
            temps, mesures = self.denses(origines, toutes)
            i, j = np.nonzero(temps <= seuil)
            blocs.append((i + debut, j, temps[i, j], mesures[i, j]))
        depuis, vers, temps, mesures = (np.concatenate(c) for c in zip(*blocs, strict=True))
        comptes = np.bincount(depuis, minlength=len(self.longitudes))
        debuts = np.concatenate([[0], np.cumsum(comptes)]).astype(np.int64)
        return Paires(debuts, depuis.astype(np.int32), vers.astype(np.int32), temps, mesures)

    def denses(self, origines: Entiers, lieux: Entiers) -> tuple[Reels, Booleens]:
        """Minutes from these origins to these places (infinite when unknown), and which are measured."""
        lon, lat = (v[origines][:, None] for v in (self.longitudes, self.latitudes))
        km = distance_km(lon, lat, self.longitudes_lieux[lieux][None], self.latitudes_lieux[lieux][None])
        temps: Any = minutes_de(km, self.vitesses[origines][:, None])
        temps = np.where(np.isfinite(temps), temps, np.inf)
        mesures = np.zeros(temps.shape, dtype=bool)
        if self.matrice is None:
            return temps, mesures
        depuis, vers, lues = self.matrice.lignes(origines)
        plancher = np.zeros(len(origines))
        np.maximum.at(plancher, depuis, lues)
        connues = self.matrice.destinations_connues[lieux]
        temps[:, connues] = np.maximum(temps[:, connues], plancher[:, None])
        colonnes = np.full(len(self.longitudes_lieux), -1)
        colonnes[lieux] = np.arange(len(lieux))
        ici = colonnes[vers] >= 0
        temps[depuis[ici], colonnes[vers[ici]]] = lues[ici]
        mesures[depuis[ici], colonnes[vers[ici]]] = True
        return temps, mesures

    def plus_proches(self, origines: Entiers, lieux: Entiers) -> tuple[Entiers, Reels, Booleens]:
        """Nearest of these places from each of these origins: place (-1: none), minutes (NaN), whether measured."""
        proche = np.full(len(origines), -1, dtype=np.int64)
        temps = np.full(len(origines), np.nan)
        mesure = np.zeros(len(origines), dtype=bool)
        if not len(lieux) or not len(origines):
            return proche, temps, mesure
        if self.matrice is None:
            self._par_arbre(origines, lieux, proche, temps)
            return proche, temps, mesure
        for debut in range(0, len(origines), _BLOC):
            tranche = slice(debut, debut + _BLOC)
            denses, mesures = self.denses(origines[tranche], lieux)
            rangs = denses.argmin(axis=1)
            lignes = np.arange(len(rangs))
            trouves = np.isfinite(denses[lignes, rangs])
            proche[tranche] = np.where(trouves, lieux[rangs], -1)
            temps[tranche] = np.where(trouves, denses[lignes, rangs], np.nan)
            mesure[tranche] = mesures[lignes, rangs] & trouves
        return proche, temps, mesure

    def _par_arbre(self, origines: Entiers, lieux: Entiers, proche: Entiers, temps: Reels) -> None:
        from scipy.spatial import cKDTree

        lieux = np.sort(lieux[np.isfinite(self.longitudes_lieux[lieux]) & np.isfinite(self.latitudes_lieux[lieux])])
        situees = np.flatnonzero(np.isfinite(self.longitudes[origines]) & np.isfinite(self.latitudes[origines]))
        if not len(lieux) or not len(situees):
            return
        places = Lieux.regrouper(lieux, self.longitudes_lieux[lieux], self.latitudes_lieux[lieux])
        depart = origines[situees]
        lon, lat = self.longitudes[depart], self.latitudes[depart]
        _, rangs = cKDTree(sphere(places.longitudes, places.latitudes)).query(sphere(lon, lat))
        proche[situees] = places.structures[places.debuts[rangs]]
        km = distance_km(lon, lat, places.longitudes[rangs], places.latitudes[rangs])
        temps[situees] = minutes_de(km, self.vitesses[depart])


def acces_selon(trajets: Trajets) -> Acces:
    """``accessibilite.acces`` of every place, by the matrix where it speaks."""
    if trajets.matrice is None or not len(trajets.longitudes_lieux):
        return acces(
            trajets.longitudes,
            trajets.latitudes,
            trajets.vitesses,
            trajets.longitudes_lieux,
            trajets.latitudes_lieux,
        )
    toutes, lieux = np.arange(len(trajets.longitudes)), np.arange(len(trajets.longitudes_lieux))
    proche, temps, mesure = trajets.plus_proches(toutes, lieux)
    km = distance_km(
        trajets.longitudes, trajets.latitudes, trajets.longitudes_lieux[proche], trajets.latitudes_lieux[proche]
    )
    paires = trajets.paires(SEUIL_MINUTES)
    atteignables = np.split(paires.destinations.astype(np.int64), paires.debuts[1:-1])
    return Acces(proche, np.where(proche >= 0, km, np.nan), temps, tuple(atteignables), mesure)
