"""The committee in the API: published opinions, and the register of acts read in order."""

import json
from hashlib import sha256

import pytest

from fabriques.avis_publie import un_avis, une_reserve
from fabriques.comite import petit_comite
from portulan.crefop.registre.operations import inscrire

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(client):
    def lire(chemin, statut=200):
        reponse = client.get(f"/api/v1/{chemin}")
        assert reponse.status_code == statut, reponse.content[:500]
        return reponse.json()

    return lire


def test_les_avis_publies_seulement(api):
    comite = petit_comite()
    un_avis(comite, "2026-01")
    un_avis(comite, "2026-02", etat="signe")
    assert [a["numero"] for a in api("avis")["elements"]] == ["2026-01"]
    assert api("avis?sens=defavorable")["total"] == 0
    assert api("avis?type=cahier_charges_spro&taille=1")["total"] == 1
    assert api("avis?sens=signe", 422)["erreurs"]
    assert api("avis/2026-02", 404)["title"] == "Introuvable"


def test_un_avis_avec_son_acte_ses_reserves_et_son_point(api):
    avis = un_avis()
    une_reserve(avis)
    lu = api("avis/2026-01")
    assert lu["acte"] == json.loads(avis.contenu)
    assert (lu["reserves"][0]["repere"], lu["reserves"][0]["etat"]) == ("R1", "ouverte")
    assert lu["fichiers"][0]["lien"] == "/avis/2026-01/fichiers/avis-2026-01.pdf"
    point = avis.publications.get().point_de_controle
    assert lu["point_de_controle"] == {"seq": point.seq, "empreinte": point.empreinte, "racine": point.racine}


def test_le_registre_se_lit_de_proche_en_proche(api, client):
    for rang in range(5):
        inscrire(type="essai", objet=f"essai:{rang}", organe="crefop-94", charge={})
    lues, adresse = [], "/api/v1/registre-des-actes?taille=2"
    while adresse:
        page = client.get(adresse).json()
        lues += page["elements"]
        adresse = page["suivante"]
    assert [e["seq"] for e in lues] == [1, 2, 3, 4, 5]
    assert all(sha256(e["contenu"].encode()).hexdigest() == e["empreinte"] for e in lues)
    assert (page["tete"], page["empreinte"]) == (5, lues[-1]["empreinte"])
    assert api("registre-des-actes?apres=99")["elements"] == []
    assert api("registre-des-actes?taille=0", 422)["erreurs"]


def test_un_registre_vide(api):
    assert api("registre-des-actes") == {
        "format": "portulan-registre/1",
        "tete": 0,
        "empreinte": "0" * 64,
        "elements": [],
        "suivante": None,
    }
