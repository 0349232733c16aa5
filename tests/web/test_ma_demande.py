"""What a person reads and does by the link of her mails; the written trace sent from the desk."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from fabriques.accueil import LUNDI, PERSONNE, agent, aiguillee, le, structure
from portulan.comptes.models import Courriel
from portulan.terrain.accueil import liens
from portulan.terrain.accueil.models import Identite, MiseEnRelation
from portulan.terrain.accueil.operations import avancer, mettre_en_relation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]


@pytest.fixture(autouse=True)
def _horloge():
    with le(LUNDI):
        yield


@pytest.fixture
def mise():
    porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
    besoin, garde = aiguillee(porte, premier, second)
    return mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=premier, aiguillage=garde, rang=1)


def adresse():
    return urlsplit(liens.de_la_personne(Identite.objects.get())).path


def refuser(mise):
    avancer(
        titulaire=agent(mise.structure, 20), mise=mise, transition="refuser", version=1, motif="zone",
        precision="Habite trop loin",
    )  # fmt: skip


def test_lire_ne_change_rien_et_ne_dit_aucune_raison(client, mise):
    refuser(mise)
    for _ in range(2):
        reponse = client.get(adresse())
    html = reponse.content.decode()
    assert (reponse.status_code, reponse["Referrer-Policy"]) == (200, "same-origin")
    assert "no-store" in reponse["Cache-Control"]
    assert "La structure ne peut pas vous recevoir." in html
    assert "Lieu second (04 95 00 00 00) doit répondre avant le 5 mars 2026" in html.replace("\xa0", " ")
    for tu in ("trop loin", "hors de la zone", PERSONNE.nom, PERSONNE.telephone):
        assert tu not in html
    assert MiseEnRelation.objects.filter(etat="emise").count() == 1


def test_renoncer_puis_relire(client, mise):
    page = adresse()
    reponse = client.post(f"{page}renoncer/", {"besoin": mise.besoin_id}, follow=True)
    html = reponse.content.decode()
    assert "Vous y avez renoncé." in html
    assert f"{page}renoncer/" not in html
    mise.refresh_from_db()
    assert mise.etat == "annulee"


def test_tout_effacer_mene_ailleurs_et_ferme_le_lien(client, mise):
    page = adresse()
    assert client.post(f"{page}effacer/").status_code == 302
    assert not Identite.objects.exists()
    reponse = client.get(page)
    assert reponse.status_code == 403
    assert "effacées" in reponse.content.decode()


@pytest.mark.parametrize("besoin", ["", "x", "9" * 40, "999999"])
def test_un_besoin_qui_n_est_pas_le_sien_est_refuse(client, mise, besoin):
    assert client.post(f"{adresse()}renoncer/", {"besoin": besoin}).status_code in {404, 422}
    mise.refresh_from_db()
    assert mise.etat == "emise"


def test_un_jeton_se_verifie_avant_tout(mise):
    for suite in ("", "renoncer/", "effacer/"):
        client = Client()
        envoyer = client.get if not suite else client.post
        assert envoyer(f"/ma-demande/faux/{suite}", {"besoin": mise.besoin_id}).status_code == 403
    assert Identite.objects.exists()


def test_celle_qui_demande_a_etre_rappelee_voit_qui_l_appelle(client):
    porte = structure("porte")
    depot = {"prenom": "Ana", "telephone": "06 12 34 56 78", "courriel": "ana@p.example", "accord": "on", "cle": "k"}
    assert client.post(f"/trouver/rappel/?structure={porte.pk}", depot).status_code == 302
    html = client.get(adresse()).content.decode().replace("\xa0", " ")
    assert "Lieu porte (04 95 00 00 00) doit vous rappeler." in html
    assert Courriel.objects.filter(gabarit="accueil_personne_rappel", destinataire="ana@p.example").exists()
