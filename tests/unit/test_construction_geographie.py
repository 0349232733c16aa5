"""The script that builds the shipped geography: rules that the data of a year may not exercise."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[2] / "outils"))

from geographie import academies, contours, tables


def commune(code, nom="Nom", type_="commune-actuelle", **autres):
    return {"code": code, "nom": nom, "type": type_, "departement": code[:2], "region": "76", **autres}


def test_les_anciens_codes_se_suivent_jusqu_a_l_annee():
    decoupage = [
        commune("12001", anciensCodes=["12002"]),
        commune("12001", "Bourg", "commune-deleguee", chefLieu="12001"),
        commune("12002", "Deux", "commune-deleguee", chefLieu="12001"),
        commune("12003", "Trois", "commune-associee", chefLieu="12002"),
        commune("12101", "Premier", "arrondissement-municipal", commune="12001"),
    ]
    assert tables.codes_anciens(decoupage) == [
        {"ancien": "12001", "actuel": "12001", "nom": "Bourg"},
        {"ancien": "12002", "actuel": "12001", "nom": "Deux"},
        {"ancien": "12003", "actuel": "12001", "nom": "Trois"},
        {"ancien": "12101", "actuel": "12001", "nom": "Premier"},
    ]


def test_le_rattachement_d_aujourd_hui_l_emporte_sur_l_ancien():
    decoupage = [
        commune("55273", "Lamarche", "commune-associee", chefLieu="55386"),
        commune("55245", anciensCodes=["55273"]),
        commune("55386"),
    ]
    assert tables.codes_anciens(decoupage) == [{"ancien": "55273", "actuel": "55386", "nom": "Lamarche"}]


@pytest.mark.parametrize("chef_lieu", ["12009", "12003"])
def test_un_ancien_code_sans_suite_arrete_la_construction(chef_lieu):
    with pytest.raises(SystemExit, match="12003"):
        tables.codes_anciens([commune("12001"), commune("12003", "Trois", "commune-associee", chefLieu=chef_lieu)])


@given(st.integers(0, 10_000), st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 999), min_size=1))
def test_un_total_se_partage_sans_perte(total, poids):
    parts = tables._repartir(total, poids)
    assert sum(parts.values()) == total
    somme = sum(poids.values())
    assert all(abs(parts[c] - total * poids[c] / somme) < 1 for c in poids)


def test_les_ages_suivent_les_fusions_et_les_separations():
    population = dict.fromkeys([*tables.COMPTEES_AVEC, *tables.COMPTEES_AVEC.values()], 100)
    iris = [
        {"com": code, "pop_0_19": nombre, "pop_20_64": 0, "pop_65p": 1}
        for code, nombre in [
            ("31555", 10),
            ("31555", 5),
            ("31999", 2),
            *((s, 50) for s in set(tables.COMPTEES_AVEC.values())),
        ]
    ]
    ages = tables.ages_par_commune(iris, {"31999": "31555"}, population)
    assert ages["31555"] == {"population_0_19": 17, "population_20_64": 0, "population_65_plus": 3}
    assert [ages[c]["population_0_19"] for c in ("15031", "15035", "15047", "15141", "15171")] == [10] * 5
    assert sum(a["population_65_plus"] for a in ages.values()) == len(iris)


def test_chaque_departement_a_une_academie():
    departements = [d for _, liste in academies.ACADEMIES.values() for d in liste]
    assert len(departements) == len(set(departements)) == 107
    assert len(academies.ACADEMIES) == 34


def carre(x, y, cote=0.1):
    import shapely

    return shapely.multipolygons([shapely.box(x, y, x + cote, y + cote)])


def hexa(forme):
    import shapely

    return shapely.to_wkb(forme, hex=True)


def test_le_terrain_nu_va_a_la_commune_qui_a_fusionne():
    """A ring of eight communes around a hole; a canton that goes beyond them at the east."""
    import shapely

    cases = {f"{i}{j}": carre(i / 10, j / 10) for i in range(3) for j in range(3) if (i, j) != (1, 1)}
    bruts = {code: hexa(forme) for code, forme in cases.items()}
    canton = hexa(shapely.multipolygons([shapely.box(0.2, 0, 0.4, 0.1)]))
    combles = contours.combler(bruts, [canton], {"01": ["ancienne"], "20": ["autre"]})
    changees = {c for c in bruts if combles[c] != bruts[c]}
    assert changees == {"01", "20"}
    assert shapely.from_wkb(combles["01"]).area == pytest.approx(0.02)
    assert shapely.from_wkb(combles["20"]).area == pytest.approx(0.02)
    assert contours.combler(bruts, [], {}) == bruts
    with pytest.raises(SystemExit, match="which of"):
        contours.combler(bruts, [], {"01": ["a"], "10": ["b"]})


def test_les_points_sont_ceux_des_mairies_sauf_les_mauvaises():
    import shapely

    bruts = {"15141": hexa(carre(3, 45)), "00001": hexa(carre(4, 45)), "00002": hexa(carre(5, 45))}
    mairies = {
        "00001": hexa(shapely.Point(4.02, 45.02)),
        "00002": hexa(shapely.Point(-5, 45)),
        "15141": hexa(shapely.Point()),
    }
    points, superficies = contours.points_et_superficies(bruts, mairies)
    assert points["00001"] == (4.02, 45.02)
    assert 5 < points["00002"][0] < 5.1
    assert points["15031"] == points["15141"]
    assert "15141" not in superficies
    assert superficies["00001"] == pytest.approx(7.87 * 11.12, rel=0.01)


def test_le_contour_d_une_commune_nouvelle_est_celui_de_ses_deleguees():
    import shapely

    lignes = [
        {
            "id": "1",
            "code": "A",
            "type": "COM",
            "commune_parent_id": None,
            "geometry": None,
            "mairie_localisation": None,
        },
        *(
            {
                "id": c,
                "code": c,
                "type": "COMD",
                "commune_parent_id": "1",
                "geometry": hexa(carre(x, 0)),
                "mairie_localisation": None,
            }
            for c, x in (("B", 0), ("C", 0.1))
        ),
    ]
    bruts, mairies = contours.contours_bruts(lignes)
    assert list(bruts) == ["A"]
    assert shapely.from_wkb(bruts["A"]).area == pytest.approx(0.02)
    assert mairies == {}
