"""Where would k new permanences gain most people: a fast answer, and the proof of how good it is.

Both questions are one. ``gains`` holds what each commune gains from each site; a commune takes the best of the sites
chosen. Maximal covering: its inhabitants, if they come within reach. p-median: the minutes they save, summed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from portulan.methodes.accessibilite import Entiers, Reels
from portulan.methodes.trajets import Paires

K_MAXIMUM = 30
DEPARTS = 8
PLAFOND_MINUTES = 90.0  # a journey longer than this, or impossible, counts for this in the p-median
_EFFORT = 60_000_000  # pairs looked at: bounds the number of starts of a large problem
_CANDIDATS_AU_HASARD = 4


@dataclass(frozen=True, eq=False)
class Gains:
    """What commune ``communes[p]`` gains from site ``sites[p]``: ``valeurs[p]`` > 0. Pairs come by commune."""

    communes: Entiers
    sites: Entiers
    valeurs: Reels
    nombre_communes: int
    nombre_sites: int

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
        essai = _echanger(gains, _glouton(gains, k, hasard if depart else None))
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
        _acquerir(gains, site, acquis)
    return choisis


def _acquerir(gains: Gains, site: int, acquis: Reels) -> None:
    siennes = gains.sites == site
    communes = gains.communes[siennes]
    acquis[communes] = np.maximum(acquis[communes], gains.valeurs[siennes])


def _echanger(gains: Gains, choisis: list[int]) -> Choix:
    """Take one site away and put the best one in its place, as long as it gains."""
    par_site = {site: np.flatnonzero(gains.sites == site) for site in choisis}
    total = gain_de(gains, choisis)
    ameliore = True
    while ameliore:
        ameliore = False
        for rang in range(len(choisis)):
            acquis = np.zeros(gains.nombre_communes)
            for autre in (*choisis[:rang], *choisis[rang + 1 :]):
                communes, valeurs = gains.communes[par_site[autre]], gains.valeurs[par_site[autre]]
                acquis[communes] = np.maximum(acquis[communes], valeurs)
            valeurs = gains.par_site(acquis)
            site = int(valeurs.argmax())
            nouveau = float(acquis.sum() + valeurs[site])
            if nouveau > total * (1 + 1e-9):
                choisis[rang], total, ameliore = site, nouveau, True
                par_site[site] = np.flatnonzero(gains.sites == site)
    return Choix(tuple(sorted(choisis)), gain_de(gains, choisis))


def gain_de(gains: Gains, sites: list[int] | tuple[int, ...]) -> float:
    """What these sites gain together."""
    acquis = np.zeros(gains.nombre_communes)
    for site in sites:
        _acquerir(gains, site, acquis)
    return float(acquis.sum())


@dataclass(frozen=True)
class Preuve:
    """What the solver says: the best sites it knows, their gain, a bound no choice passes, and how it ended."""

    sites: tuple[int, ...]
    gain: float
    borne: float
    optimal: bool

    @property
    def ecart(self) -> float:
        """Share of the bound that is not reached, at most."""
        return 0.0 if self.borne <= 0 else max(0.0, 1.0 - self.gain / self.borne)


def prouver(
    gains: Gains, k: int, propose: Choix, *, secondes: float, progression: Callable[[str, float], None]
) -> Preuve:
    """Solve by HiGHS: first the relaxation, whose bound holds whatever happens next, then the exact problem.

    Each commune is cut at the distinct gains it may have, highest first: ``z`` of a level needs the level above or a
    site that gives exactly this (Elloumi, 2010). Covering is the case of one level. ``propose``: the fast answer, kept
    when the solver finds nothing better in ``secondes``.
    """
    if not len(gains.valeurs) or k <= 0:
        return Preuve((), 0.0, 0.0, optimal=True)
    from scipy.optimize import LinearConstraint, milp

    progression("Écriture du problème", 0.02)
    modele = _modele(gains, k)
    contraintes = LinearConstraint(modele.matrice, ub=modele.membre)
    progression("Relaxation linéaire", 0.1)
    relache = milp(
        modele.objectif, constraints=contraintes, bounds=modele.bornes, options={"time_limit": secondes * 0.3}
    )
    borne = -float(relache.fun) if relache.status == 0 else float(_somme_des_meilleurs(gains))
    progression("Recherche de la meilleure implantation", 0.3)
    exact = milp(
        modele.objectif,
        constraints=contraintes,
        bounds=modele.bornes,
        integrality=modele.entiers,
        options={"time_limit": secondes * 0.7, "mip_rel_gap": 0.0},
    )
    if exact.mip_dual_bound is not None and np.isfinite(exact.mip_dual_bound):
        borne = min(borne, -float(exact.mip_dual_bound))
    sites, gain = propose.sites, propose.gain
    if exact.x is not None:
        trouves = tuple(modele.sites[np.flatnonzero(exact.x[: len(modele.sites)] > 0.5)].tolist())  # noqa: PLR2004
        if gain_de(gains, trouves) > gain:
            sites, gain = trouves, gain_de(gains, trouves)
    # The solver proves within its own tolerance: a bound below what was found is that tolerance
    return Preuve(sites, gain, max(borne, gain), optimal=bool(exact.status == 0) or borne <= gain * (1 + 1e-9))


def _somme_des_meilleurs(gains: Gains) -> float:
    meilleurs = np.zeros(gains.nombre_communes)
    np.maximum.at(meilleurs, gains.communes, gains.valeurs)
    return float(meilleurs.sum())


@dataclass(frozen=True, eq=False)
class _Modele:
    objectif: Reels
    matrice: Any
    membre: Reels
    entiers: Entiers
    bornes: Any
    sites: Entiers


def _modele(gains: Gains, k: int) -> _Modele:
    """Minimise -gain over ``y`` (open a site, 0 or 1) then ``z`` (levels of each commune, 0 to 1)."""
    from scipy.optimize import Bounds
    from scipy.sparse import coo_array

    sites, y = np.unique(gains.sites, return_inverse=True)
    ordre = np.lexsort((-gains.valeurs, gains.communes))
    communes, valeurs, y = gains.communes[ordre], gains.valeurs[ordre], y.reshape(-1)[ordre]
    nouvelle = np.diff(communes, prepend=-1) != 0
    debut = nouvelle | (np.diff(valeurs, prepend=np.inf) != 0)
    niveau = np.cumsum(debut) - 1  # level of each pair
    premiers = np.flatnonzero(debut)
    nombre = len(premiers)
    hauteur = valeurs[premiers]
    tete = nouvelle[premiers]  # first level of a commune
    suivante = np.where(np.append(tete[1:], True), 0.0, np.append(hauteur[1:], 0.0))
    objectif = np.concatenate([np.zeros(len(sites)), -(hauteur - suivante)])
    z = len(sites) + np.arange(nombre)
    enchaines = np.flatnonzero(~tete)
    lignes = np.concatenate([np.arange(nombre), niveau, enchaines, np.full(len(sites), nombre)])
    colonnes = np.concatenate([z, y, z[enchaines - 1], np.arange(len(sites))])
    coefficients = np.concatenate(
        [np.ones(nombre), -np.ones(len(niveau)), -np.ones(len(enchaines)), np.ones(len(sites))]
    )
    forme = (nombre + 1, len(sites) + nombre)
    matrice = coo_array((coefficients, (lignes, colonnes)), shape=forme).tocsr()
    membre = np.append(np.zeros(nombre), float(k))
    entiers = np.concatenate([np.ones(len(sites)), np.zeros(nombre)]).astype(np.int64)
    return _Modele(objectif, matrice, membre, entiers, Bounds(0, 1), sites)
