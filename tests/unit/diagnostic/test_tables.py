"""Derived tables on the small ground: who is near what, and how far the others are."""

import pytest

from fabriques.petit_sol import PetitSol, petit_instantane, source
from portulan.diagnostic.tables import ACCES, ACCES_TERRITOIRES, DETENTEURS, FOURNISSEURS, acces_par_commune, deriver
from portulan.methodes.accessibilite import distance_km
from portulan.socle.tables import STRUCTURES, TABLES
from portulan.socle.tables_accueil import ACCUEIL
from portulan.socle.tables_comite import COMITE
from portulan.socle.tables_terrain import TERRAIN
from spec.tableau import tableau


@pytest.fixture(scope="module")
def derivees(tmp_path_factory):
    return deriver(petit_instantane(tmp_path_factory.mktemp("i")))


def _acces(derivees, code, operateur):
    return next(r for r in derivees[ACCES.nom].to_pylist() if (r["code_insee"], r["operateur"]) == (code, operateur))


def _territoire(derivees, niveau, code, operateur):
    cherche = (niveau, code, operateur)
    return next(
        r
        for r in derivees[ACCES_TERRITOIRES.nom].to_pylist()
        if (r["niveau"], r["territoire"], r["operateur"]) == cherche
    )


def test_plus_proche_dans_la_region(derivees):
    acces = _acces(derivees, "31003", "cio")
    assert (acces["structure_id"], acces["hors_region"]) == ("a--1", False)
    assert acces["distance_km"] == pytest.approx(distance_km(1.9, 43.6, 1.4, 43.6))
    assert acces["minutes"] == pytest.approx(acces["distance_km"] * 1.3 / 60 * 60)


def test_effet_de_bord_signale(tmp_path):
    lignes = tableau(
        STRUCTURES, "id | operateur | code_insee | longitude | latitude\na--4 | cio | 47001 | 0.90 | 43.70"
    )
    derivees = deriver(petit_instantane(tmp_path, source((STRUCTURES, lignes))))
    assert _acces(derivees, "31001", "cio")["hors_region"] is True


def test_structure_sans_point_placee_a_la_mairie(derivees):
    assert _acces(derivees, "81001", "ij")["distance_km"] == 0.0


def test_operateur_sans_structure_reste_inconnu(derivees):
    acces = _acces(derivees, "31001", "france_travail")
    assert acces["distance_km"] is acces["minutes"] is acces["structure_id"] is acces["hors_region"] is None
    assert acces["structures_30_min"] == 0
    synthese = _territoire(derivees, "region", "76", "france_travail")
    assert synthese["distance_mediane"] is None
    assert synthese["population"] == 0


def test_l_ensemble_est_le_plus_proche_de_tous(derivees):
    for commune in ("31001", "31002", "31003", "81001", "81002"):
        distances = [_acces(derivees, commune, o)["distance_km"] for o in ("cio", "mission_locale", "ij")]
        assert _acces(derivees, commune, "ensemble")["distance_km"] == min(distances)


def test_heures_connues_et_inconnues(derivees):
    bray = _acces(derivees, "31002", "ensemble")
    assert (bray["structures_30_min"], bray["heures_atteignables"], bray["horaires_inconnus"]) == (2, 15.0, 1)
    assert _acces(derivees, "31001", "mission_locale")["heures_atteignables"] is None


def test_synthese_ponderee_par_la_population(derivees):
    region = _territoire(derivees, "region", "76", "cio")
    assert (region["communes"], region["population"]) == (5, 10000)
    assert region["distance_mediane"] == region["distance_p90"] == 0.0
    lauragais = _territoire(derivees, "epci", "200000002", "cio")
    assert lauragais["distance_mediane"] == _acces(derivees, "31003", "cio")["distance_km"]
    assert lauragais["distance_p90"] == _acces(derivees, "81001", "cio")["distance_km"]
    assert (lauragais["communes_plus_30_km"], lauragais["population_plus_30_km"]) == (2, 400)


def test_commune_isolee_comptee_dans_la_region_et_dans_aucun_epci(derivees):
    epci = {r["territoire"] for r in derivees[ACCES_TERRITOIRES.nom].to_pylist() if r["niveau"] == "epci"}
    assert epci == {"200000001", "200000002"}


def test_sans_structure_aucune_ligne(tmp_path):
    assert deriver(petit_instantane(tmp_path, source()))[ACCES.nom].num_rows == 0


def test_l_ordre_des_structures_ne_change_rien(tmp_path):
    sol = PetitSol()
    structures = petit_instantane(tmp_path).table(STRUCTURES)
    communes = sol.communes()
    inverse = structures.take(list(range(structures.num_rows))[::-1]).sort_by("id")
    assert acces_par_commune(communes, inverse) == acces_par_commune(communes, structures)


def test_chaque_table_dit_qui_la_fournit():
    assert {*FOURNISSEURS, *DETENTEURS} == {t.nom for t in TABLES}
    assert set(DETENTEURS) == {t.nom for t in (*TERRAIN, *ACCUEIL, *COMITE)}
