"""Access of each commune to those able to serve each need: nearest, within reach, hours, and supply by demand.

Needs are the bits of a mask, so that one list of pairs serves them all. An offer is a place where some needs can be
served, for the communes of its zone (everybody when it has none). Every table given has a row by need, a column by
commune.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portulan.methodes.accessibilite import SEUIL_MINUTES, Entiers, Reels
from portulan.methodes.trajets import Booleens, Paires, Trajets

BESOINS_MAXIMUM = 64
MINUTES_SEMAINE = 7 * 24 * 60

# Luo and Qi, 2009: weights of the three steps of the enhanced method (minutes at most, weight)
PALIERS = ((10.0, 1.0), (20.0, 0.68), (SEUIL_MINUTES, 0.22))
POUR = 100_000.0  # supply is told for so many inhabitants


@dataclass(frozen=True, eq=False)
class Offres:
    """Who can serve what: ``masques`` (bit ``b``: need ``b``), opening weeks, capacity by need (1: a structure).

    ``zones``: row of ``permis`` (zone × commune) that bounds each offer, -1 when nothing does. ``lieux``: the place of
    each offer; two offers of the same place are one structure for a need.
    """

    masques: NDArray[np.uint64]
    lieux: Entiers
    semaines: tuple[int | None, ...]
    zones: Entiers
    permis: Booleens
    capacites: Reels  # offer × need


@dataclass(frozen=True, eq=False)
class Mesures:
    """Need × commune. ``plus_proche``: offer, -1 when there is none; ``temps`` is then NaN (minutes).

    ``heures``: NaN when something is within reach but no opening time is known. ``offre_2sfca`` and ``offre_e2sfca``:
    capacity within reach for ``POUR`` inhabitants that share it.
    """

    plus_proche: Entiers
    temps: Reels
    mesure: Booleens
    nombre: Entiers
    heures: Reels
    horaires_inconnus: Entiers
    offre_2sfca: Reels
    offre_e2sfca: Reels


def paires_permises(paires: Paires, offres: Offres) -> Paires:
    """Pairs whose commune is in the zone of the offer."""
    if not len(offres.permis):
        return paires
    zones = offres.zones[paires.destinations]
    return paires.garder((zones < 0) | offres.permis[np.maximum(zones, 0), paires.origines])


def mesurer(
    trajets: Trajets, paires: Paires, offres: Offres, population: Reels, besoins: int, *, heures: bool = True
) -> Mesures:
    """Every measure of every need. ``paires``: those within reach (``Trajets.paires``), any zone."""
    if not 0 < besoins <= BESOINS_MAXIMUM:
        raise ValueError(f"{besoins} besoins : un masque en porte de 1 à {BESOINS_MAXIMUM}")
    permises = paires_permises(paires, offres)
    forme = (besoins, len(trajets.longitudes))
    proche, temps = np.full(forme, -1, dtype=np.int64), np.full(forme, np.nan)
    mesure, nombre = np.zeros(forme, dtype=bool), np.zeros(forme, dtype=np.int64)
    ouvertes, inconnus = np.zeros(forme), np.zeros(forme, dtype=np.int64)
    semaines = _Semaines.lire(offres.semaines) if heures else None
    masques = offres.masques[permises.destinations]
    for besoin in range(besoins):
        retenues = np.flatnonzero(masques & np.uint64(1 << besoin))
        sorties = proche[besoin], temps[besoin], mesure[besoin]
        if len(retenues):
            tranches = _tranches(permises.origines[retenues])
            vers = permises.destinations[retenues]
            _proches(permises, retenues, tranches, sorties)
            nombre[besoin] = _distincts(permises.origines[retenues], offres.lieux[vers], forme[1])
            if semaines is not None:
                ouvertes[besoin], inconnus[besoin] = semaines.heures(vers, tranches, forme[1])
        _au_dela(trajets, offres, besoin, sorties)
    simple, graduee = offre_par_habitant(permises, offres, population, besoins)
    return Mesures(proche, temps, mesure, nombre, ouvertes, inconnus, simple, graduee)


class _Tranches(NamedTuple):
    """Origins that have pairs, where theirs begin, how many they are (origins come in order)."""

    depuis: Entiers
    debuts: Entiers
    tailles: Entiers


def _tranches(origines: NDArray[np.int32]) -> _Tranches:
    debuts = np.flatnonzero(np.diff(origines, prepend=-1))
    return _Tranches(origines[debuts].astype(np.int64), debuts, np.diff(debuts, append=len(origines)))


def _proches(paires: Paires, retenues: Entiers, tranches: _Tranches, sorties: tuple[Entiers, Reels, Booleens]) -> None:
    proche, temps, mesure = sorties
    depuis, debuts, tailles = tranches
    minutes = paires.minutes[retenues]
    plus_courts = np.minimum.reduceat(minutes, debuts)
    egales = np.flatnonzero(minutes == np.repeat(plus_courts, tailles))
    premieres = retenues[egales[np.searchsorted(egales, debuts)]]  # ties: the first offer
    proche[depuis], temps[depuis] = paires.destinations[premieres], plus_courts
    mesure[depuis] = paires.mesurees[premieres]


def _distincts(origines: NDArray[np.int32], lieux: Entiers, communes: int) -> Entiers:
    """Places within reach of each commune, each counted once."""
    cles = origines.astype(np.int64) * (int(lieux.max()) + 1) + lieux
    ordonnees = bool(np.all(cles[1:] >= cles[:-1]))
    if not ordonnees:
        cles = np.sort(cles)
    premieres = np.flatnonzero(np.diff(cles, prepend=-1))
    return np.bincount(cles[premieres] // (int(lieux.max()) + 1), minlength=communes)


def _au_dela(trajets: Trajets, offres: Offres, besoin: int, sorties: tuple[Entiers, Reels, Booleens]) -> None:
    """Nearest offer of the communes that have none within reach: by zone, the nearest of all."""
    proche, temps, mesure = sorties
    aptes = np.flatnonzero(offres.masques & np.uint64(1 << besoin))
    seules = np.flatnonzero(proche < 0)
    for zone in np.unique(offres.zones[aptes]).tolist():
        ici = seules if zone < 0 else seules[offres.permis[zone, seules]]
        trouve, minutes, lue = trajets.plus_proches(ici, aptes[offres.zones[aptes] == zone])
        avant = np.where(np.isnan(temps[ici]), np.inf, temps[ici])
        mieux = (trouve >= 0) & ((minutes < avant) | ((minutes == avant) & (trouve < proche[ici])))
        proche[ici[mieux]], temps[ici[mieux]], mesure[ici[mieux]] = trouve[mieux], minutes[mieux], lue[mieux]


def offre_par_habitant(paires: Paires, offres: Offres, population: Reels, besoins: int) -> tuple[Reels, Reels]:
    """Two-step floating catchment (2SFCA), plain and with steps (E2SFCA), need × commune.

    First step: the capacity of each offer, shared by the inhabitants who reach it. Second step: the sum of these shares
    over the offers that a commune reaches. The enhanced method weights both steps by ``PALIERS``.
    """
    from scipy.sparse import csr_array

    habitants = np.nan_to_num(population)
    bits = (offres.masques[:, None] >> np.arange(besoins, dtype=np.uint64)[None]) & np.uint64(1)
    capacites = offres.capacites * bits.astype(np.float64)
    paliers = np.array([maximum for maximum, _ in PALIERS])
    poids = np.array([p for _, p in PALIERS] + [0.0])
    resultats = []
    for valeurs in (np.ones(len(paires.minutes)), poids[np.searchsorted(paliers, paires.minutes)]):
        forme = (len(population), len(offres.masques))
        atteint: Any = csr_array((valeurs, paires.destinations, paires.debuts), shape=forme)
        demande = atteint.T @ habitants
        partage = np.divide(POUR, demande, out=np.zeros_like(demande), where=demande > 0)
        resultats.append(np.ascontiguousarray((atteint @ (capacites * partage[:, None])).T))
    return resultats[0], resultats[1]


@dataclass(frozen=True, eq=False)
class _Semaines:
    """Opening weeks cut at the minutes where any of them changes: a bit by piece of week, 64 to a word.

    ``durees``: minutes of each piece. Pieces that are open and closed for the same offers are one.
    """

    mots: NDArray[np.uint64]  # offer × word
    durees: Reels
    connues: Booleens

    @classmethod
    def lire(cls, semaines: Sequence[int | None]) -> "_Semaines":
        distinctes = sorted({s for s in semaines if s is not None})
        connues = np.array([s is not None for s in semaines], dtype=bool)
        octets = [np.frombuffer(s.to_bytes(MINUTES_SEMAINE // 8, "little"), np.uint8) for s in distinctes]
        ouvertes = (
            np.unpackbits(np.array(octets), axis=1, bitorder="little")
            if octets
            else np.zeros((0, MINUTES_SEMAINE), dtype=np.uint8)
        )
        changements = np.flatnonzero(np.any(np.diff(ouvertes, axis=1), axis=0)) + 1
        debuts = np.concatenate([[0], changements])
        morceaux, rangs = np.unique(ouvertes[:, debuts], axis=1, return_inverse=True)
        longueurs = np.diff(debuts, append=MINUTES_SEMAINE)
        durees = np.bincount(rangs.reshape(-1), weights=longueurs, minlength=morceaux.shape[1])
        mots = -(-morceaux.shape[1] // 64)
        bits = np.zeros((len(distinctes) + 1, 64 * mots), dtype=np.uint8)  # the last row: unknown, never open
        bits[:-1, : morceaux.shape[1]] = morceaux
        numero = {s: i for i, s in enumerate(distinctes)}
        rangees = np.array([len(distinctes) if s is None else numero[s] for s in semaines], dtype=np.int64)
        largeur = np.zeros(64 * mots)
        largeur[: len(durees)] = durees
        return cls(np.packbits(bits, axis=1, bitorder="little").view(np.uint64)[rangees], largeur, connues)

    def heures(self, vers: NDArray[np.int32], tranches: _Tranches, communes: int) -> tuple[Reels, Entiers]:
        """Hours of the week when an offer of the pairs is open, and how many have unknown hours, by commune."""
        heures, inconnus = np.zeros(communes), np.zeros(communes, dtype=np.int64)
        depuis, debuts, tailles = tranches
        connues = np.add.reduceat(self.connues[vers].astype(np.int64), debuts)
        reunies = np.stack([np.bitwise_or.reduceat(mot[vers], debuts) for mot in self.mots.T], axis=1)
        bits = np.unpackbits(np.ascontiguousarray(reunies).view(np.uint8), axis=1, bitorder="little")
        heures[depuis] = np.where(connues > 0, bits.astype(np.float64) @ self.durees / 60.0, np.nan)
        inconnus[depuis] = tailles - connues
        return heures, inconnus
