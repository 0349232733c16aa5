"""Rounding over arrays is the rounding of one figure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.diagnostic.mise_en_forme import arrondir_tous
from portulan.socle.mesure import arrondir


@given(
    st.lists(st.one_of(st.floats(-1e6, 1e6), st.integers(-(10**6), 10**6).map(lambda n: n / 2000))), st.integers(0, 3)
)
def test_arrondi_d_un_tableau_egale_celui_d_un_nombre(valeurs, decimales):
    attendus = [arrondir(round(v, 9), decimales) for v in valeurs]
    assert arrondir_tous(np.array(valeurs, dtype=float), decimales).tolist() == attendus


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(2.675, 2.68), (1.005, 1.01), (-2.675, -2.68), (0.285, 0.29), (-0.001, 0.0)]
)
def test_demi_vers_le_haut_sur_l_ecriture_decimale(valeur, attendu):
    assert arrondir_tous(np.array([valeur]), 2).tolist() == [attendu]


def test_bruit_de_l_ordre_des_sommes_efface():
    bruit = 0.1 + 0.2 + 0.05
    assert arrondir_tous(np.array([bruit, 0.35]), 1).tolist() == [0.4, 0.4]
