"""Where would k new permanences gain most people: a fast answer (its proof is in ``implantation_preuve``).

Both questions are one. ``gains`` holds what each commune gains from each site; a commune takes the best of the sites
chosen. Maximal covering: its inhabitants, if they come within reach. p-median: the minutes they save, summed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from portulan.methodes.accessibilite import Entiers, Reels
from portulan.methodes.trajets import Paires

K_MAXIMUM = 30
DEPARTS = 8
PLAFOND_MINUTES = 90.0  # a journey longer than this, or impossible, counts for this in the p-median
_EFFORT = 30_000_000  # pairs looked at: bounds the number of starts of a large problem
_CANDIDATS_AU_HASARD = 4


@dataclass(frozen=True, eq=False)
class Gains:
    """What commune ``communes[p]`` gains from site ``sites[p]``: ``valeurs[p]`` > 0. Pairs come by commune."""

    communes: Entiers
    sites: Entiers
    valeurs: Reels
    nombre_communes: int
    nombre_sites: int

    @cached_property
    def _rangement(self) -> tuple[Entiers, Entiers]:
        """Pairs in the order of the sites, and where those of each site begin."""
        ordre = np.argsort(self.sites, kind="stable")
        return ordre, np.searchsorted(self.sites[ordre], np.arange(self.nombre_sites + 1))

    def paires_de(self, site: int) -> Entiers:
        """Pairs of a site."""
        ordre, debuts = self._rangement
        return ordre[debuts[site] : debuts[site + 1]]

    def acquerir(self, site: int, acquis: Reels) -> None:
        """Let communes have what this site gives them, where it is more than they have."""
        siennes = self.paires_de(site)
        communes = self.communes[siennes]
        acquis[communes] = np.maximum(acquis[communes], self.valeurs[siennes])

    def ensemble(self, sites: Iterable[int]) -> Reels:
        """What each commune gains from these sites together."""
        acquis = np.zeros(self.nombre_communes)
        for site in sites:
            self.acquerir(site, acquis)
        return acquis

    def par_site(self, acquis: Reels) -> Reels:
        """Gain of one more site, each in turn, once communes have ``acquis``."""
        reste = np.maximum(self.valeurs - acquis[self.communes], 0.0)
        return np.bincount(self.sites, weights=reste, minlength=self.nombre_sites)


def gains_couverture(paires: Paires, temps: Reels, population: Reels, seuil: float, sites: int) -> Gains:
    """Maximal covering: inhabitants of the communes beyond ``seuil`` minutes (or unserved), within it of a site."""
    gagne = ~(temps <= seuil)[paires.origines] & (paires.minutes <= seuil)
    valeurs = np.nan_to_num(population)[paires.origines]
    return _gains(paires, valeurs, gagne, len(temps), sites)


def gains_temps(paires: Paires, temps: Reels, population: Reels, sites: int) -> Gains:
    """p-median: minutes saved × inhabitants, the present journey counting for ``PLAFOND_MINUTES`` at most."""
    actuel = np.fmin(temps, PLAFOND_MINUTES)
    valeurs = (actuel[paires.origines] - paires.minutes) * np.nan_to_num(population)[paires.origines]
    return _gains(paires, valeurs, valeurs > 0, len(temps), sites)


def _gains(paires: Paires, valeurs: Reels, garde: Any, communes: int, sites: int) -> Gains:
    garde = garde & (valeurs > 0)
    return Gains(
        paires.origines[garde].astype(np.int64),
        paires.destinations[garde].astype(np.int64),
        valeurs[garde],
        communes,
        sites,
    )


@dataclass(frozen=True)
class Choix:
    """Sites chosen, ascending, and what they gain together."""

    sites: tuple[int, ...]
    gain: float


def choisir(gains: Gains, k: int, *, departs: int = DEPARTS, graine: int = 1) -> Choix:
    """Best of several starts (greedy, then greedy among the best few), each improved by exchanges until none helps.

    The same problem always gives the same sites. Fewer than ``k`` when more would gain nothing.
    """
    if not len(gains.valeurs) or k <= 0:
        return Choix((), 0.0)
    hasard = np.random.default_rng(graine)
    possibles = max(1, min(departs, _EFFORT // (len(gains.valeurs) * k)))
    meilleur = Choix((), 0.0)
    for depart in range(possibles):
        essai = echanger(gains, _glouton(gains, k, hasard if depart else None))
        if essai.gain > meilleur.gain * (1 + 1e-12):
            meilleur = essai
    return meilleur


def _glouton(gains: Gains, k: int, hasard: np.random.Generator | None) -> list[int]:
    acquis, choisis = np.zeros(gains.nombre_communes), list[int]()
    for _ in range(k):
        valeurs = gains.par_site(acquis)
        if hasard is None:
            site = int(valeurs.argmax())
        else:
            tete = np.argsort(-valeurs, kind="stable")[:_CANDIDATS_AU_HASARD]
            site = int(tete[hasard.integers(len(tete))])
        if valeurs[site] <= 0:
            break
        choisis.append(site)
        gains.acquerir(site, acquis)
    return choisis


def echanger(gains: Gains, choisis: list[int]) -> Choix:
    """Take one site away and put the best one in its place, as long as it gains."""
    total = gain_de(gains, choisis)
    ameliore = True
    while ameliore:
        ameliore = False
        for rang in range(len(choisis)):
            acquis = gains.ensemble((*choisis[:rang], *choisis[rang + 1 :]))
            valeurs = gains.par_site(acquis)
            site = int(valeurs.argmax())
            nouveau = float(acquis.sum() + valeurs[site])
            if nouveau > total * (1 + 1e-9):
                choisis[rang], total, ameliore = site, nouveau, True
    return Choix(tuple(sorted(choisis)), gain_de(gains, choisis))


def gain_de(gains: Gains, sites: Iterable[int]) -> float:
    """What these sites gain together."""
    return float(gains.ensemble(sites).sum())
