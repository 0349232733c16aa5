"""Each computed indicator gives what its examples say, on DuckDB and on Polars, and nothing on empty tables."""

import pytest

from portulan.diagnostic.catalogue import INDICATEURS
from portulan.socle.declaration import COLONNES_CALCUL
from spec.exemple import MOTEURS
from spec.exemples import EXEMPLES
from spec.tableau import calculer

CALCULES = [i for i in INDICATEURS if i.calcul]


@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda e: f"{e.code} {e.titre[:30]}")
def test_exemple(exemple, moteur):
    exemple.verifier(moteur)


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda e: f"{e.code} {e.titre[:30]}")
def test_memes_lignes_sur_les_deux_moteurs(exemple):
    duckdb, polars = (exemple.lignes(moteur) for moteur in MOTEURS)
    assert [[ligne[c] for c in COLONNES_CALCUL[:4]] for ligne in duckdb] == [
        [ligne[c] for c in COLONNES_CALCUL[:4]] for ligne in polars
    ]
    for a, b in zip(duckdb, polars, strict=True):
        assert [a[c] for c in COLONNES_CALCUL[4:]] == pytest.approx([b[c] for c in COLONNES_CALCUL[4:]], nan_ok=False)


@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize("indicateur", CALCULES, ids=lambda i: i.code)
def test_tables_vides_aucune_ligne(indicateur, moteur):
    assert calculer(indicateur, {}, moteur) == []


def test_chaque_indicateur_calcule_a_un_exemple():
    assert {f"IND-{e.code}" for e in EXEMPLES} == {i.code for i in CALCULES}


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda e: f"{e.code} {e.titre[:30]}")
def test_composantes_et_axes_declares(exemple):
    """What an indicator gives is what it declares: the annex has a label for every figure and every breakdown."""
    from portulan.diagnostic.catalogue import indicateur

    declare = indicateur(exemple.code)
    for ligne in exemple.lignes("duckdb"):
        assert ligne["composante"] in {"", *(c.code for c in declare.composantes)}
        if ligne["ventilation"]:
            assert ligne["ventilation"].partition("=")[0] in declare.axes
