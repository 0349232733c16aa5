"""Check values on the real open data: what the indicators give is what was counted independently."""

import pytest

from portulan.diagnostic.catalogue import indicateur
from portulan.socle.tables import FORMATIONS, SPECIALITES
from spec.exemple import MOTEURS
from spec.tableau import calculer

pytestmark = pytest.mark.donnees


@pytest.fixture(scope="module")
def tables(donnees):
    from portulan.sources.parcoursup import Parcoursup
    from portulan.sources.parcoursup_specialites import ParcoursupSpecialites

    dossier = donnees / "parcoursup"
    formations = Parcoursup().lire(dossier / "parcoursup_2025_national_reconstitue.csv.gz", origine="essai")
    specialites = ParcoursupSpecialites().lire(
        dossier / "parcoursup_specialites_bac_general_2021_2023.csv.gz", origine="essai"
    )
    return {
        FORMATIONS.nom: formations.tables[FORMATIONS],
        SPECIALITES.nom: specialites.tables[SPECIALITES],
    }


def lignes(code, tables, moteur):
    return {
        (r["niveau"], r["territoire"], r["composante"], r["ventilation"]): r
        for r in calculer(indicateur(code), tables, moteur)
    }


@pytest.mark.parametrize("moteur", MOTEURS)
def test_formations_d_occitanie_en_2025(tables, moteur):
    resultat = lignes("F2.4b-6", tables, moteur)
    chiffres = {c: resultat["region", "76", c, ""]["valeur"] for c in ("formations", "places", "acceptations")}
    assert chiffres == {"formations": 1218, "places": 67606, "acceptations": 63243}


@pytest.mark.parametrize("moteur", MOTEURS)
def test_bacheliers_generaux_de_2023(tables, moteur):
    proposition = lignes("F2.4b-1", tables, moteur)["pays", "FR", "", "annee=2023"]
    acceptation = lignes("F2.4b-2", tables, moteur)["pays", "FR", "", "annee=2023"]
    assert (proposition["numerateur"], proposition["denominateur"]) == (369705, 389126)
    assert (acceptation["numerateur"], acceptation["denominateur"]) == (332968, 369705)


def test_candidats_de_chaque_annee(tables):
    resultat = lignes("F2.4b-3", tables, "duckdb")
    annees = {a: resultat["pays", "FR", "", f"annee={a}"]["denominateur"] for a in (2021, 2022, 2023)}
    assert annees == {2021: 387154, 2022: 383865, 2023: 389126}
