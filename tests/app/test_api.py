"""The API on a built region: contents, pagination, formats, errors; then against its own description."""

import csv
import hashlib
import io
import logging

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from portulan.config.wsgi import application

PROBLEME = "application/problem+json"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration_servie")]


@pytest.fixture
def api(client):
    def lire(chemin, statut=200, **entetes):
        reponse = client.get(f"/api/v1/{chemin}", **entetes)
        assert reponse.status_code == statut, reponse.content[:500]
        return reponse

    return lire


def test_un_code_de_departement_n_est_pas_un_code_de_region(api):
    assert api("territoires/region/53").json()["nom"] == "Bretagne"
    assert api("territoires/departement/53").json()["nom"] == "Mayenne"


def test_une_ancienne_commune_mene_a_l_actuelle(api):
    assert api("territoires/commune/2A004").json()["nom"] == "Ajaccio"
    assert api("territoires/commune/99999", 404)["Content-Type"] == PROBLEME
    assert "code de commune" in api("territoires/commune/abc", 404).json()["detail"]
    assert api("resultats?territoire=53", 422).json()["erreurs"]


def test_chercher_une_commune_sans_accents(api):
    noms = [c["nom"] for c in api("territoires?niveau=commune&q=sete").json()["elements"]]
    assert "Sète" in noms


def test_les_pages_se_suivent_sans_trou_ni_doublon(api, client):
    codes, adresse = [], "/api/v1/indicateurs?taille=50"
    while adresse:
        page = client.get(adresse).json()
        codes += [i["code"] for i in page["elements"]]
        adresse = page["suivante"]
    assert len(codes) == len(set(codes)) == page["total"] == 157


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999999", "x", "1.5", ""])
def test_une_page_impossible_est_refusee(api, page):
    reponse = api(f"indicateurs?page={page}", 422)
    assert reponse["Content-Type"] == PROBLEME
    assert reponse.json()["erreurs"][0].startswith("page : ")


@pytest.mark.parametrize("texte", ["%00", "%0A", "a%1Fb"])
def test_un_caractere_de_controle_est_refuse(api, texte):
    assert api(f"territoires?q={texte}", 422).json()["status"] == 422


def test_les_deux_fiches_et_l_etat_des_trente_questions(api):
    fiches = api("fiches").json()["elements"]
    assert [f["numero"] for f in fiches] == [1, 2]
    questions = [q for f in fiches for q in f["questions"]]
    assert len(questions) == 30
    assert {q["etat"] for q in questions} <= {"repondu", "partiel", "non_renseigne", "sans_objet"}
    assert api("fiches/3", 422)["Content-Type"] == PROBLEME


def test_chaque_indicateur_a_un_resultat(api):
    lignes = api("resultats?niveau=region&composante=&ventilation=&taille=1000").json()
    pays = api("resultats?niveau=pays&composante=&ventilation=&taille=1000").json()
    codes = {r["code"] for r in lignes["elements"] + pays["elements"]}
    assert len(codes) == 157
    assert lignes["fictif"] is True


def test_les_memes_lignes_en_json_et_en_csv(api):
    requete = "resultats?indicateur=IND-F1.O3a-1&niveau=commune&taille=5000"
    en_json = api(requete).json()["elements"]
    reponse = api(f"{requete}&format=csv")
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode())))
    assert reponse["Content-Type"].startswith("text/csv")
    assert len(lignes) == len(en_json) > 300
    assert [ligne["territoire"] for ligne in lignes] == [r["territoire"] for r in en_json]
    assert api(requete, headers={"accept": "text/csv"}).content == reponse.content


def test_rien_n_est_renvoye_quand_rien_n_a_change(api):
    requete = "resultats?indicateur=IND-F1.O3a-1&niveau=region"
    marque = api(requete)["ETag"]
    assert api(requete, 304, headers={"if-none-match": marque}).content == b""
    assert api(f"{requete}&format=csv")["ETag"] != marque


def test_l_instantane_et_sa_verification(api):
    instantane = api("instantanes").json()["elements"][0]
    detail = api(f"instantanes/{instantane['identifiant']}").json()
    assert {t["nom"] for t in detail["tables"]} >= {"communes", "territoires", "structures"}
    assert all("/" not in s["origine"] or "://" in s["origine"] for s in detail["sources"])
    assert api(f"instantanes/{instantane['identifiant']}/verification").json()["conforme"] is True
    assert api("instantanes/76-2020-01-01-000000000000", 404)["Content-Type"] == PROBLEME


def test_les_fichiers_des_dossiers_ont_l_empreinte_annoncee(api, client):
    dossiers = api("dossiers").json()["elements"]
    assert {"fiche1", "fiche2", "annexes"} <= {d["fiche"] for d in dossiers}
    for fichier in dossiers[0]["fichiers"]:
        contenu = b"".join(client.get(fichier["lien"]).streaming_content)
        assert hashlib.sha256(contenu).hexdigest() == fichier["sha256"]
    api(f"dossiers/{dossiers[0]['instantane']}/index.json", 404)
    api(f"dossiers/{dossiers[0]['instantane']}/..%2F..%2Fcle_secrete", 404)


def test_toute_erreur_est_un_probleme(api, client):
    assert api("nulle/part", 404)["Content-Type"] == PROBLEME
    reponse = client.post("/api/v1/fiches")
    assert (reponse.status_code, reponse["Content-Type"], reponse["Allow"]) == (405, PROBLEME, "GET")


def test_une_panne_est_un_probleme_sans_detail(client, monkeypatch):
    def planter(*_):
        raise ZeroDivisionError("secret interne")

    monkeypatch.setattr("portulan.api.lectures.bibliotheque", planter)
    client.raise_request_exception = False
    reponse = client.get("/api/v1/instantanes")
    assert (reponse.status_code, reponse["Content-Type"]) == (500, PROBLEME)
    assert b"secret" not in reponse.content


def test_la_documentation_se_lit_sans_rien_demander_ailleurs(api):
    page = api("").content.decode()
    assert "/api/v1/resultats" in page
    assert "http://" not in page
    assert "https://" not in page


def test_la_description_ne_montre_aucune_docstring_de_developpeur(api):
    schemas = api("openapi.json").json()["components"]["schemas"]
    decrits = {nom: s["description"] for nom, s in schemas.items() if "description" in s}
    assert list(decrits) == ["Niveau"]
    assert decrits["Niveau"].startswith("Niveau de territoire")


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def connexion_gardee():
    """Calls through the real WSGI door end a request, which would close the connection that the test's rows live in."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connexion_gardee")
@schema.parametrize()
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_l_api_tient_ce_que_dit_sa_description(case):
    # Refusals are expected here, by the hundred: they are not news
    logging.getLogger("django.request").setLevel(logging.ERROR)
    # a commune exists or not, a latitude goes with a longitude: a description of parameters cannot say it
    lieu = [positive_data_acceptance] if case.path == "/api/v1/search/services" else []
    case.call_and_validate(excluded_checks=lieu)
