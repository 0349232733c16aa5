"""Agencies of France Travail: what is a public place, and where it stands."""

import json

import pytest

from portulan.socle import geographie
from portulan.socle.tables import STRUCTURES
from portulan.sources import lecture
from portulan.sources.france_travail import FranceTravail

COLONNES = "id,type,nom,adresse,complement,code_postal,ville,departement,code_safir,lon,lat,region,geo_suspecte"


def lire(tmp_path, *lignes):
    fichier = tmp_path / "agences.csv"
    fichier.write_text("\n".join((COLONNES, *lignes)) + "\n", "utf-8")
    assert FranceTravail().reconnait(lecture.apercu(fichier))
    return FranceTravail().lire(fichier, origine="essai")


def agence(nom="APE RODEZ", safir="12001", adresse="1 RUE HAUTE", lon="2.57", lat="44.35", **autres):
    champs = {"type": "FRANCE_TRAVAIL", "code_postal": "12000", "ville": "RODEZ", "suspecte": "False", **autres}
    return (
        f"itou-{safir},{champs['type']},France Travail - {nom},{adresse},,{champs['code_postal']},{champs['ville']},12,"
        f"{safir},{lon},{lat},76,{champs['suspecte']}"
    )


def test_une_agence(tmp_path):
    (lieu,) = lire(tmp_path, agence()).tables[STRUCTURES].to_pylist()
    assert (lieu["id"], lieu["operateur"], lieu["code_insee"]) == ("france_travail--12001", "france_travail", "12202")
    assert (lieu["longitude"], lieu["precision_geo"]) == (2.57, "adresse")


@pytest.mark.parametrize(
    ("nom", "public"),
    [
        ("DT 06", False),
        ("DR CORSE", False),
        ("SIÈGE RÉGIONAL LIMOUSIN", False),
        ("DIRECTION TERRITORIALE CHARENTE", False),
        ("RENNES EST (APE/DT35)", True),
        ("DT 45 LOIRET / PE ORLEANS OUEST", True),
        ("DRAGUIGNAN", True),
    ],
)
def test_les_directions_ne_recoivent_pas_le_public(tmp_path, nom, public):
    lu = lire(tmp_path, agence(nom=nom), agence(safir="2", adresse="9 RUE BASSE"))
    assert lu.fiche.lignes_retenues == (2 if public else 1)
    assert any("directions" in note for note in lu.fiche.notes) is not public


def test_les_missions_locales_et_cap_emploi_restent_a_l_annuaire(tmp_path):
    lu = lire(tmp_path, agence(), agence(safir="a", type="MISSION_LOCALE"), agence(safir="b", type="CAP_EMPLOI"))
    assert lu.fiche.lignes_retenues == 1
    assert sum("laissés à l'annuaire" in note for note in lu.fiche.notes) == 2


def test_la_meme_porte_ne_compte_qu_une_fois(tmp_path):
    lu = lire(tmp_path, agence(), agence(safir="12002", adresse="1 rue-Hauté"))
    assert lu.fiche.lignes_retenues == 1
    (avertissement,) = lu.refus
    assert not avertissement.bloquant
    assert "ligne 2" in avertissement.motif


@pytest.mark.parametrize(
    "defaut",
    [{"suspecte": "True"}, {"lon": "7.18", "lat": "48.71"}, {"lon": "", "lat": ""}],
    ids=["signalée", "loin", "absente"],
)
def test_un_point_douteux_cede_la_place_a_la_mairie(tmp_path, defaut):
    lu = lire(tmp_path, agence(**defaut))
    (lieu,) = lu.tables[STRUCTURES].to_pylist()
    commune = geographie.commune("12202")
    assert (lieu["longitude"], lieu["precision_geo"]) == (commune["longitude"], "mairie")
    (avertissement,) = lu.refus
    assert not avertissement.bloquant


def test_une_ville_introuvable_est_refusee(tmp_path):
    lu = lire(tmp_path, agence(), agence(safir="x", ville="NULLE PART", code_postal="00000"))
    (refus,) = lu.refus
    assert (refus.ligne, refus.bloquant) == (3, True)
    assert refus.remede


def test_l_api(tmp_path):
    fiche = {
        "code": "HDF0170",
        "codeSafir": "62512",
        "libelleEtendu": "Agence France Travail ARRAS",
        "type": "APE",
        "siret": "13000548123525",
        "adressePrincipale": {
            "ligne4": "2 RUE DE LA SYMPHORINE",
            "ligne6": "62000 ARRAS",
            "gpsLon": 2.7354,
            "gpsLat": 50.302027,
            "communeImplantation": "62041",
            "bureauDistributeur": "62000",
        },
        "contact": {"telephonePublic": "39-49", "email": "ape.62512@exemple.fr"},
        "horaires": [{"jour": 1, "horaireFerme": "N", "ouvertureMatin": "08:30", "fermetureMatin": "12:45"}],
    }
    direction = {**fiche, "codeSafir": "62000", "type": "DR"}
    fichier = tmp_path / "agences.json"
    fichier.write_text(json.dumps([fiche, direction]))
    assert FranceTravail().reconnait(lecture.apercu(fichier))
    (lieu,) = FranceTravail().lire(fichier, origine="api").tables[STRUCTURES].to_pylist()
    assert (lieu["code_insee"], lieu["siret"], lieu["telephone"]) == ("62041", "13000548123525", "39-49")
    assert lieu["horaires_accueil"] == "Mo 08:30-12:45"
    assert lieu["adresse"] == "2 RUE DE LA SYMPHORINE"


@pytest.mark.donnees
def test_l_extrait_entier(donnees):
    lu = FranceTravail().lire(donnees / "structures/france_travail_et_autres_geolocalises.csv.gz", origine="fichier")
    assert lu.fiche.lignes_lues == 892
    assert not [r for r in lu.refus if r.bloquant], "chaque agence a trouvé sa commune"
    lieux = lu.tables[STRUCTURES].to_pylist()
    assert lu.fiche.lignes_retenues == len(lieux) == 778
    assert {lieu["operateur"] for lieu in lieux} == {"france_travail"}
    assert all(geographie.commune(lieu["code_insee"]) for lieu in lieux)
    # The site of La Réunion placed in Moselle, and that of Saint-Martin placed in western France
    par_id = {lieu["id"]: lieu for lieu in lieux}
    assert par_id["france_travail--97506"]["precision_geo"] == "mairie"
    assert par_id["france_travail--97506"]["latitude"] < -20
    assert par_id["france_travail--97010"]["code_insee"] == "97801"
