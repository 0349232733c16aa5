"""How good an implantation is: a bound no choice of k sites passes, then the best choice by HiGHS.

The Lagrangian relaxation forgets that a commune takes one site only and pays for it (a price by commune). For any
prices it bounds every choice; good prices also show which sites cannot be in a better one. What is left is small enough
for an exact solver.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from portulan.methodes.accessibilite import Entiers, Reels
from portulan.methodes.implantation import Choix, Gains, echanger, gain_de

ITERATIONS = 600
_PATIENCE = 20  # iterations without progress before the step is halved
_PRECISION = 1e-9


@dataclass(frozen=True)
class Preuve:
    """The best sites known, their gain, a bound no choice passes, whether they are proved to be the best ones.

    ``candidats``: sites that the bound could not rule out.
    """

    sites: tuple[int, ...]
    gain: float
    borne: float
    optimal: bool
    candidats: int

    @property
    def ecart(self) -> float:
        """Share of the bound that is not reached, at most."""
        return 0.0 if self.borne <= 0 else max(0.0, 1.0 - self.gain / self.borne)


def prouver(
    gains: Gains, k: int, propose: Choix, *, secondes: float, progression: Callable[[str, float], None]
) -> Preuve:
    """Bound by the relaxation, then exactly by HiGHS on the sites it leaves. ``propose``: the fast answer."""
    if not len(gains.valeurs) or k <= 0:
        return Preuve((), 0.0, 0.0, optimal=True, candidats=0)
    debut = time.monotonic()

    def avancer(part: float) -> bool:
        progression("Borne par relaxation lagrangienne", 0.05 + 0.45 * part)
        return time.monotonic() - debut < secondes / 2

    choix, borne, candidats = _relacher(gains, k, propose, avancer)
    preuve = Preuve(choix.sites, choix.gain, max(borne, choix.gain), _atteinte(choix.gain, borne), len(candidats))
    if preuve.optimal:
        return preuve
    progression(f"Recherche exacte parmi {len(candidats)} communes", 0.55)
    return _resoudre(_restreindre(gains, candidats), k, preuve, max(1.0, secondes - (time.monotonic() - debut)))


def _atteinte(gain: float, borne: float) -> bool:
    return borne <= gain * (1 + _PRECISION)


def _relacher(gains: Gains, k: int, propose: Choix, avancer: Callable[[float], bool]) -> tuple[Choix, float, Entiers]:
    """Best choice met, lowest bound, and the sites that may be in a better choice (subgradient of the prices)."""
    choix, prix = propose, gains.ensemble(propose.sites)
    k = min(k, gains.nombre_sites)
    borne, pas, attente = np.inf, 1.0, 0
    possibles = np.ones(gains.nombre_sites, dtype=bool)
    for tour in range(ITERATIONS):
        apports = gains.par_site(prix)
        tete = np.argsort(-apports, kind="stable")[:k]
        valeur = float(prix.sum() + apports[tete].sum())
        attente += 1
        if valeur < borne * (1 - 1e-6):
            attente = 0
        borne = min(borne, valeur)
        # Forced in, a site would leave at most this
        avec = valeur - apports[tete[-1]] + apports
        avec[tete] = valeur
        possibles &= avec > choix.gain * (1 + _PRECISION)
        possibles[list(choix.sites)] = True
        if attente == 0 or tour % _PATIENCE == 0:
            essai = Choix(tuple(sorted(tete.tolist())), gain_de(gains, tete.tolist()))
            if tour % _PATIENCE == 0:
                essai = echanger(gains, list(essai.sites))
            choix = max(choix, essai, key=lambda c: c.gain)
        if _atteinte(choix.gain, borne) or not avancer(tour / ITERATIONS):
            break
        if attente >= _PATIENCE:
            pas, attente = pas / 2, 0
        ecart = 1.0 - _servie(gains, tete, prix)
        norme = float((ecart**2).sum())
        if norme == 0 or pas < 1e-6:  # noqa: PLR2004 (no direction, or no step, left)
            break
        prix = np.maximum(prix - pas * (valeur - choix.gain) / norme * ecart, 0.0)
    return choix, borne, np.flatnonzero(possibles)


def _servie(gains: Gains, sites: Entiers, prix: Reels) -> Reels:
    """How many of these sites each commune would take at these prices."""
    paires = np.concatenate([gains.paires_de(site) for site in sites.tolist()])
    communes = gains.communes[paires]
    prises = (gains.valeurs[paires] > prix[communes]).astype(np.float64)
    return np.bincount(communes, weights=prises, minlength=gains.nombre_communes)


def _restreindre(gains: Gains, sites: Entiers) -> Gains:
    garde = np.isin(gains.sites, sites)
    return Gains(
        gains.communes[garde], gains.sites[garde], gains.valeurs[garde], gains.nombre_communes, gains.nombre_sites
    )


def _resoudre(gains: Gains, k: int, preuve: Preuve, secondes: float) -> Preuve:
    """The exact problem on the sites left: those ruled out are in no better choice."""
    from scipy.optimize import LinearConstraint, milp

    modele = _modele(gains, k)
    exact = milp(
        modele.objectif,
        constraints=LinearConstraint(modele.matrice, ub=modele.membre),
        bounds=modele.bornes,
        integrality=modele.entiers,
        options={"time_limit": secondes, "mip_rel_gap": 0.0},
    )
    sites, gain, borne = preuve.sites, preuve.gain, preuve.borne
    if exact.x is not None:
        trouves = tuple(modele.sites[np.flatnonzero(exact.x[: len(modele.sites)] > 0.5)].tolist())  # noqa: PLR2004
        if gain_de(gains, trouves) > gain:
            sites, gain = trouves, gain_de(gains, trouves)
    if exact.mip_dual_bound is not None and np.isfinite(exact.mip_dual_bound):
        borne = min(borne, -float(exact.mip_dual_bound))
    # The solver proves within its own tolerance: a bound below what was found is that tolerance
    borne = gain if exact.status == 0 else max(borne, gain)
    return Preuve(sites, gain, borne, optimal=exact.status == 0 or _atteinte(gain, borne), candidats=preuve.candidats)


@dataclass(frozen=True, eq=False)
class _Modele:
    objectif: Reels
    matrice: Any
    membre: Reels
    entiers: Entiers
    bornes: Any
    sites: Entiers


def _modele(gains: Gains, k: int) -> _Modele:
    """Minimise -gain over ``y`` (open a site, 0 or 1) then ``z`` (levels of each commune, 0 to 1).

    Each commune is cut at the distinct gains it may have, highest first: ``z`` of a level needs the level above, or a
    site that gives exactly this (Elloumi, 2010). Covering is the case of one level.
    """
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
