"""Where to open: the fast answer never passes the best one, and the solver finds that best one."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portulan.methodes.implantation import (
    Choix,
    Gains,
    choisir,
    gain_de,
    gains_couverture,
    gains_temps,
)
from portulan.methodes.implantation_preuve import prouver
from portulan.methodes.trajets import Trajets


def silence(_etape, _part):
    pass


@st.composite
def problemes(dessin):
    communes, sites = dessin(st.integers(1, 6)), dessin(st.integers(1, 6))
    paires = dessin(st.sets(st.tuples(st.integers(0, communes - 1), st.integers(0, sites - 1)), max_size=20))
    ordonnees = sorted(paires)
    valeurs = np.array([float(dessin(st.integers(1, 9))) for _ in ordonnees])
    if dessin(st.booleans()):  # maximal covering: what a commune gains does not depend on the site
        valeurs = np.array([float(i + 1) for i, _ in ordonnees])
    colonnes = [np.array([p[rang] for p in ordonnees], dtype=np.int64) for rang in (0, 1)]
    return Gains(*colonnes, valeurs, communes, sites), dessin(st.integers(0, 4))


def le_meilleur(gains, k):
    return max(
        (gain_de(gains, choix) for choix in combinations(range(gains.nombre_sites), min(k, gains.nombre_sites))),
        default=0.0,
    )


@settings(max_examples=200, deadline=None)
@given(problemes())
def test_reponse_rapide_et_preuve(probleme):
    gains, k = probleme
    optimum = le_meilleur(gains, k)
    propose = choisir(gains, k)
    assert len(propose.sites) <= k
    assert propose.gain == pytest.approx(gain_de(gains, propose.sites))
    assert propose.gain <= optimum + 1e-9
    assert propose.gain >= (1 - 1 / np.e) * optimum - 1e-9  # what the greedy start alone guarantees
    preuve = prouver(gains, k, propose, secondes=20, progression=silence)
    assert preuve.gain == pytest.approx(optimum)
    assert preuve.borne >= preuve.gain
    assert preuve.borne == pytest.approx(optimum, rel=1e-6)
    assert preuve.optimal
    assert preuve.ecart == pytest.approx(0, abs=1e-6)


def test_meme_reponse_deux_fois():
    hasard = np.random.default_rng(5)
    garde = hasard.random((60, 60)) < 0.2
    i, j = np.nonzero(garde)
    gains = Gains(i, j, hasard.integers(1, 50, len(i)).astype(float), 60, 60)
    assert choisir(gains, 5) == choisir(gains, 5)
    assert choisir(gains, 5).gain >= choisir(gains, 5, departs=1).gain


def test_un_mauvais_depart_n_abaisse_pas_la_preuve():
    """The greedy takes the middle; two places at the ends serve everybody."""
    gains = Gains(
        np.array([0, 0, 1, 1, 2, 2, 3, 3]),
        np.array([0, 1, 0, 1, 1, 2, 1, 2])[[0, 1, 2, 3, 4, 5, 6, 7]],
        np.array([10.0, 10, 6, 6, 6, 6, 10, 10]),
        4,
        3,
    )
    preuve = prouver(gains, 2, Choix((), 0.0), secondes=10, progression=silence)
    assert preuve.gain == gain_de(gains, preuve.sites) == 32


def ligne_droite():
    """Five communes twelve kilometres or so apart, 60 km/h: each reaches its neighbours in half an hour."""
    lon = np.arange(5) * 0.15
    return Trajets(lon, np.full(5, 45.0), np.full(5, 60.0), lon, np.full(5, 45.0))


def test_couverture_ne_compte_que_ceux_qui_ne_l_etaient_pas():
    trajets = ligne_droite()
    population = np.array([10.0, 20, 30, 40, 50])
    temps = np.array([5.0, 12, np.nan, 45, 31])  # the first two are served already
    gains = gains_couverture(trajets.paires(30), temps, population, 30.0, 5)
    choix = choisir(gains, 1)
    assert (choix.sites, choix.gain) == ((3,), 120.0)
    assert gains.par_site(np.zeros(5)).tolist() == [0, 30, 70, 120, 90]


def test_temps_gagne_est_plafonne():
    trajets = ligne_droite()
    temps = np.array([0.0, 0, 0, 0, np.nan])
    gains = gains_temps(trajets.paires(90), temps, np.full(5, 2.0), 5)
    choix = choisir(gains, 3)
    assert choix.sites == (4,)  # a second one would gain nothing
    assert choix.gain == pytest.approx(2 * 90)


def test_rien_a_gagner():
    rien = Gains(*(np.zeros(0, dtype=np.int64),) * 2, np.zeros(0), 3, 3)
    assert choisir(rien, 2) == Choix((), 0.0)
    preuve = prouver(rien, 2, Choix((), 0.0), secondes=1, progression=silence)
    assert preuve.optimal
    assert preuve.ecart == 0
