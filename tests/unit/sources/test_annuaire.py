"""The public directory, in its two layouts."""

import json
from collections import Counter
from datetime import date

import pytest

from portulan.socle import geographie
from portulan.socle.operateurs import OPERATEURS
from portulan.socle.tables import STRUCTURES
from portulan.sources import lecture
from portulan.sources.annuaire import OPERATEURS_DE_L_ANNUAIRE, Annuaire

FICHE = {
    "id": "0b1c2d3e-1111",
    "nom": "Centre d'information et d'orientation - Rodez",
    "pivot": [{"type_service_local": "cio", "code_insee_commune": ["12202", "12145"]}],
    "ancien_code_pivot": "cio-12202-01",
    "categorie": "SL",
    "adresse": [
        {
            "type_adresse": "Adresse postale",
            "numero_voie": "BP 1",
            "code_postal": "12023",
            "nom_commune": "Rodez Cedex",
        },
        {
            "type_adresse": "Adresse",
            "numero_voie": "2 rue Haute",
            "complement1": "Bâtiment B",
            "code_postal": "12000",
            "nom_commune": "Rodez",
            "longitude": "2.5739",
            "latitude": "44.3508",
        },
    ],
    "telephone": [{"valeur": "05 65 00 00 00", "description": ""}],
    "adresse_courriel": ["jeanne.martin@exemple.fr", "cio.rodez@exemple.fr"],
    "site_internet": [{"libelle": "", "valeur": "https://cio.exemple.fr"}],
    "plage_ouverture": [
        {
            "nom_jour_debut": "Lundi",
            "nom_jour_fin": "Vendredi",
            "valeur_heure_debut_1": "09:00:00",
            "valeur_heure_fin_1": "12:00:00",
            "valeur_heure_debut_2": "",
            "valeur_heure_fin_2": "",
            "commentaire": "",
        }
    ],
    "siret": "",
    "code_insee_commune": "12202",
    "date_modification": "18/12/2024 17:42:39",
}
MAIRIE = {**FICHE, "id": "m", "ancien_code_pivot": "", "pivot": [{"type_service_local": "mairie"}]}


def imbriquee(fiche):
    """As the API and the CSV exports write it: nested fields are JSON inside a text."""
    return {c: json.dumps(v) if isinstance(v, list) else v for c, v in fiche.items()}


def lire(tmp_path, contenu, nom="annuaire.json"):
    fichier = tmp_path / nom
    fichier.write_text(contenu if isinstance(contenu, str) else json.dumps(contenu), "utf-8")
    assert Annuaire().reconnait(lecture.apercu(fichier))
    return Annuaire().lire(fichier, origine="essai")


@pytest.mark.parametrize(
    "contenu",
    [
        {"service": [FICHE, MAIRIE]},
        [imbriquee(FICHE), imbriquee(MAIRIE)],
        {"total_count": 2, "results": [FICHE, MAIRIE]},
    ],
    ids=["archive", "export", "records"],
)
def test_la_disposition_actuelle(tmp_path, contenu):
    lu = lire(tmp_path, contenu)
    (lieu,) = lu.tables[STRUCTURES].to_pylist()
    assert lieu["id"] == "annuaire--cio-12202-01"
    assert (lieu["operateur"], lieu["code_insee"], lieu["code_postal"]) == ("cio", "12202", "12000")
    assert lieu["adresse"] == "2 rue Haute - Bâtiment B"
    assert lieu["telephone"] == "05 65 00 00 00"
    assert lieu["courriel"] == "cio.rodez@exemple.fr"
    assert lieu["site_web"] == "https://cio.exemple.fr"
    assert lieu["horaires_accueil"] == "Mo-Fr 09:00-12:00"
    assert lieu["date_maj"] == date(2024, 12, 18)
    assert (lieu["longitude"], lieu["precision_geo"], lieu["fictif"]) == (2.5739, "adresse", False)
    assert lu.fiche.date_donnees == date(2024, 12, 18)
    assert (lu.fiche.lignes_lues, lu.fiche.lignes_retenues) == (2, 1)
    assert "1 fiches d'une autre nature" in lu.fiche.notes[0]


def test_un_lieu_sans_point_est_place_a_la_mairie(tmp_path):
    sans = [{**FICHE["adresse"][1], "longitude": "", "latitude": ""}]
    (lieu,) = lire(tmp_path, [{**FICHE, "adresse": sans}]).tables[STRUCTURES].to_pylist()
    commune = geographie.commune("12202")
    assert (lieu["longitude"], lieu["latitude"]) == (commune["longitude"], commune["latitude"])
    assert lieu["precision_geo"] == "mairie"


def test_la_commune_se_lit_aussi_dans_l_ancien_code_ou_l_adresse(tmp_path):
    sans = {**FICHE, "code_insee_commune": ""}
    ailleurs = {**sans, "id": "autre", "ancien_code_pivot": ""}
    lu = lire(tmp_path, [sans, ailleurs])
    assert lu.tables[STRUCTURES]["code_insee"].to_pylist() == ["12202", "12202"]


def test_deux_fiches_du_meme_ancien_code_restent_deux(tmp_path):
    lu = lire(tmp_path, [FICHE, {**FICHE, "id": "autre"}])
    assert lu.tables[STRUCTURES]["id"].to_pylist() == ["annuaire--autre", "annuaire--cio-12202-01"]


def test_un_code_postal_a_la_place_du_code_commune(tmp_path):
    lu = lire(tmp_path, [FICHE, {**FICHE, "ancien_code_pivot": "", "code_insee_commune": "12000"}])
    (refus,) = lu.refus
    assert (refus.ligne, refus.bloquant) == (2, True)
    assert "code postal" in refus.motif
    assert "12202 pour Rodez" in refus.remede


def test_l_extrait_de_2019(tmp_path):
    texte = (
        "id,type_annuaire,nom,code_insee_2019,code_insee,commune,code_postal,lon,lat,precision_geo\n"
        "cij-75117-02,cij,Point jeunes 75117-02,75117,,Paris,75017,2.320103,48.857265,commune\n"
    )
    lu = lire(tmp_path, texte, "annuaire.csv")
    (lieu,) = lu.tables[STRUCTURES].to_pylist()
    assert (lieu["operateur"], lieu["code_insee"], lieu["nom"]) == ("ij", "75056", "Point jeunes")
    assert lieu["date_maj"] is None
    assert lu.fiche.date_donnees == date(2019, 7, 1)


def test_chaque_nature_mene_a_un_operateur_declare():
    assert set(OPERATEURS_DE_L_ANNUAIRE.values()) <= {o.code for o in OPERATEURS}


@pytest.mark.donnees
def test_l_annuaire_de_2019_entier(donnees):
    lu = Annuaire().lire(donnees / "structures/annuaire_dila_2019_structures.csv.gz", origine="fichier")
    assert (lu.fiche.lignes_lues, lu.fiche.lignes_retenues, lu.refus_total) == (3711, 3711, 0)
    lieux = lu.tables[STRUCTURES]
    assert Counter(lieux["operateur"].to_pylist()) == {
        "france_services": 1037,
        "ij": 931,
        "mission_locale": 575,
        "cio": 416,
        "greta": 164,
        "cci": 124,
        "cidff": 104,
        "cma": 94,
        "ca": 86,
        "scuio": 75,
        "crous": 33,
        "apec": 26,
        "rectorat": 26,
        "apecita": 16,
        "afpa": 4,
    }
    assert all(geographie.commune(code) for code in lieux["code_insee"].to_pylist())
