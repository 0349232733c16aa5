"""Secrecy: small cells are hidden, and no hidden cell follows from what is shown."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.methodes.secret import Relation, deductibles, effectif_masque, masquer, taux_masque
from portulan.socle.mesure import Secret

SECRET = Secret()


@pytest.mark.parametrize(("effectif", "masque"), [(0, False), (1, True), (4, True), (5, False), (None, False)])
def test_petits_effectifs(effectif, masque):
    assert effectif_masque(effectif, SECRET) is masque


@pytest.mark.parametrize(
    ("numerateur", "denominateur", "masque"),
    [
        (10, 19, True),
        (10, 20, False),
        (0, 20, False),
        (3, 50, True),
        (48, 50, True),
        (50, 50, False),
        (0, 0, False),
        (None, 30, False),
        (60, 50, False),
        (3, None, True),
    ],
)
def test_taux(numerateur, denominateur, masque):
    assert taux_masque(numerateur, denominateur, SECRET) is masque


def _determinees(masquees, relations):
    """Independent check in exact arithmetic: unknowns whose value is forced by the linear system (Gauss–Jordan)."""
    inconnues = sorted(masquees)
    lignes = []
    for relation in relations:
        ligne = [Fraction(0)] * len(inconnues)
        for cellule in relation.parts:
            if cellule in masquees:
                ligne[inconnues.index(cellule)] += 1
        if relation.total in masquees:
            ligne[inconnues.index(relation.total)] -= 1
        lignes.append(ligne)
    pivots = []
    for colonne in range(len(inconnues)):
        pivot = next((li for li in lignes if li not in pivots and li[colonne] != 0), None)
        if pivot is None:
            continue
        pivot[:] = [x / pivot[colonne] for x in pivot]
        for ligne in lignes:
            if ligne is not pivot and ligne[colonne] != 0:
                facteur = ligne[colonne]
                ligne[:] = [x - facteur * y for x, y in zip(ligne, pivot, strict=True)]
        pivots.append(pivot)
    return {inconnues[li.index(1)] for li in pivots if sum(x != 0 for x in li) == 1}


@st.composite
def tableaux_croises(draw):
    """Counts by commune, département and region, by sex and in all: every cell is in two or three sums."""
    effectifs, relations = {}, []
    departements = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    communes = {f"d{d}": [f"d{d}c{c}" for c in range(n)] for d, n in enumerate(departements)}
    for sexe in "fh":
        for liste in communes.values():
            for commune in liste:
                effectifs[commune + sexe] = draw(st.integers(0, 12))
        for departement, liste in communes.items():
            effectifs[departement + sexe] = sum(effectifs[c + sexe] for c in liste)
        effectifs["r" + sexe] = sum(effectifs[d + sexe] for d in communes)
    lieux = [*[c for liste in communes.values() for c in liste], *communes, "r"]
    for lieu in lieux:
        effectifs[lieu] = effectifs[lieu + "f"] + effectifs[lieu + "h"]
        relations.append(Relation(lieu, (lieu + "f", lieu + "h")))
    for sexe in ("", "f", "h"):
        relations.append(Relation("r" + sexe, tuple(d + sexe for d in communes)))
        relations += [Relation(d + sexe, tuple(c + sexe for c in liste)) for d, liste in communes.items()]
    return effectifs, relations


@given(tableaux_croises())
def test_aucune_cellule_masquee_ne_se_deduit(tableau):
    effectifs, relations = tableau
    primaires = {c for c, n in effectifs.items() if effectif_masque(n, SECRET)}
    masquees = masquer(effectifs, primaires, relations)
    assert primaires <= masquees
    assert _determinees(masquees, relations) == set()
    assert deductibles(masquees, relations) == set()


@given(tableaux_croises(), st.data())
def test_deductibles_egale_le_calcul_exact(tableau, donnees):
    effectifs, relations = tableau
    masquees = donnees.draw(st.sets(st.sampled_from(sorted(effectifs))))
    assert deductibles(masquees, relations) == _determinees(masquees, relations)


def test_rien_a_masquer():
    assert masquer({"t": 20, "a": 10, "b": 10}, (), [Relation("t", ("a", "b"))]) == frozenset()


def test_la_plus_petite_part_est_sacrifiee():
    effectifs = {"t": 40, "a": 3, "b": 30, "c": 7}
    assert masquer(effectifs, {"a"}, [Relation("t", ("a", "b", "c"))]) == {"a", "c"}


def test_un_zero_est_masque_quand_il_reste_seul():
    """A reader must not tell a hidden zero from a hidden small count."""
    effectifs = {"t": 3, "a": 3, "b": 0}
    assert masquer(effectifs, {"t", "a"}, [Relation("t", ("a", "b"))]) == {"t", "a"}
    assert masquer({"t": 8, "a": 3, "b": 0, "c": 5}, {"a"}, [Relation("t", ("a", "b", "c"))]) == {"a", "c"}
    assert masquer({"t": 13, "a": 3, "b": 0, "u": 10}, {"a"}, [Relation("t", ("a", "b", "u"))]) == {"a", "u"}


def test_part_unique_masque_aussi_son_total():
    assert masquer({"t": 3, "a": 3}, {"a"}, [Relation("t", ("a",))]) == {"a", "t"}
