"""The reader of ASCII tables, and an example of a spec test on both engines."""

import pytest

from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import Unite
from portulan.socle.tables import STRUCTURES
from spec.tableau import calculer, cellules, tableau


def _cio_par_region(structures):
    """Nombre de CIO."""
    import ibis

    cio = structures.filter(structures.operateur == "cio")
    return cio.aggregate(valeur=ibis._.count().cast("float64")).mutate(
        niveau=ibis.literal("region"),
        territoire=ibis.literal("76"),
        composante=ibis.literal(""),
        ventilation=ibis.literal(""),
        numerateur=ibis.null("float64"),
        denominateur=ibis.null("float64"),
    )


CIO = Indicateur(
    code="IND-F2.8-9",
    libelle="Nombre de CIO",
    formule="CIO",
    unite=Unite.NOMBRE,
    sources=("OFF",),
    maille=("REG",),
    fondement="exemple",
    vigilance="aucune",
    tables=(STRUCTURES,),
    calcul=_cio_par_region,
)


@pytest.mark.parametrize("moteur", ["duckdb", "polars"])
def test_exemple_sur_les_deux_moteurs(moteur):
    structures = tableau(
        STRUCTURES,
        """
        id   | operateur | code_insee | reseaux_porteurs
        -----|-----------|------------|-----------------
        a--1 | cio       | 31555      | a b
        a--2 | ij        | 81004      |
        a--3 | cio       | 31555      |
        """,
    )
    (ligne,) = calculer(CIO, {"structures": structures}, moteur)
    assert (ligne["territoire"], ligne["valeur"]) == ("76", 2.0)


def test_cellule_vide_ou_colonne_absente():
    (rangee,) = tableau(STRUCTURES, "id | siret | longitude | reseaux_porteurs\na--1 | | 1,5 | x y").to_pylist()
    assert rangee["siret"] is None
    assert rangee["longitude"] == 1.5
    assert rangee["reseaux_porteurs"] == ["x", "y"]
    assert rangee["nom"] == "nom"
    assert rangee["fictif"] is False


def test_ligne_mal_decoupee_refusee():
    with pytest.raises(ValueError, match="cellules"):
        cellules("a | b\n1 | 2 | 3")


def test_colonne_inconnue_refusee():
    with pytest.raises(ValueError, match="nimporte"):
        tableau(STRUCTURES, "nimporte\n1")
