"""The committee on screen: composed from empty, read by anyone, its people kept by the secretariat."""

from datetime import timedelta

import pytest
from django.core import mail

from fabriques.comite import compte_de, petit_comite
from portulan.comptes.models import Invitation, Organisation
from portulan.crefop.composition.models import Occupation, Organe, Personne, ReglesLocales, Siege
from portulan.socle.horloge import aujourdhui

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(client, vierge):
    organisation = Organisation.objects.create(code="sec", nom="Secrétariat", genre="comite", region="94")
    client.force_login(compte_de("nora", "secretariat", organisation))
    return client


def test_du_vide_a_un_siege_pourvu(secretariat):
    page = secretariat.get("/comite/").content.decode()
    assert "pas encore composé" in page
    assert "/comite/composer/" in page
    jour = aujourdhui().isoformat()
    reponse = secretariat.post("/comite/composer/", {"nom": "CREFOP de Corse", "departements": "2", "du": jour})
    assert reponse.status_code == 302
    siege = Siege.objects.get(code="cfdt")
    saisie = {"rang": "titulaire", "civilite": "madame", "nom": "Cap", "prenom": "Lou", "acte": "Arrêté", "du": jour}
    assert secretariat.post(f"/comite/sieges/{siege.pk}/nommer/", saisie).status_code == 302
    assert Occupation.objects.get(siege=siege).personne.nom == "Cap"
    assert "Madame Lou Cap" in secretariat.get("/comite/").content.decode()
    sans_nom = saisie | {"nom": "", "du": (aujourdhui() + timedelta(days=1)).isoformat()}
    refus = secretariat.post(f"/comite/sieges/{siege.pk}/nommer/", sans_nom)
    assert refus.status_code == 422
    assert "Choisissez une personne" in refus.content.decode()


def test_plus_de_six_departements_est_refuse_sans_rien_creer(secretariat):
    saisie = {"nom": "CREFOP", "departements": "9", "du": aujourdhui().isoformat()}
    assert secretariat.post("/comite/composer/", saisie).status_code == 422
    assert not Organe.objects.exists()


def test_le_public_lit_le_comite_sans_les_courriels(client, vierge):
    comite = petit_comite()
    page = client.get("/comite/").content.decode()
    assert "Camille Cgt" in page
    assert "@comite.example" not in page
    siege = comite.sieges["cgt"]
    page = client.get(f"/comite/sieges/{siege.pk}/").content.decode()
    assert "Nommer" not in page
    export = client.get("/comite/?format=csv").content.decode()
    assert "Camille Cgt" in export
    assert "@" not in export
    assert client.get("/comite/personnes/").status_code == 302


def test_un_membre_ne_compose_pas(client, vierge):
    comite = petit_comite()
    client.force_login(comite.compte("cgt"))
    assert client.get("/comite/personnes/").status_code == 403
    siege = comite.sieges["cgt"]
    assert client.post(f"/comite/sieges/{siege.pk}/fermer/", {"au": aujourdhui().isoformat()}).status_code == 403
    siege.refresh_from_db()
    assert siege.au is None


def test_inviter_un_membre_lui_envoie_un_lien(secretariat):
    comite = petit_comite("76")
    personne = Personne.objects.create(civilite="madame", nom="Neuve", courriel="neuve@ex.example")
    jour = aujourdhui() - timedelta(days=1)
    Occupation.objects.filter(siege=comite.sieges["cgt"], rang="titulaire").update(au=jour - timedelta(days=1))
    Occupation.objects.create(siege=comite.sieges["cgt"], personne=personne, rang="titulaire", du=jour, acte="Arrêté")
    assert secretariat.post(f"/comite/personnes/{personne.pk}/inviter/").status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.courriel, invitation.role) == ("neuve@ex.example", "membre")
    assert len(mail.outbox) <= 1


def test_le_reglement_interieur_s_enregistre_et_se_lit_a_sa_date(secretariat):
    comite = petit_comite()
    adresse = f"/comite/{comite.organe.code}/regles/"
    assert "défaut à confirmer" in secretariat.get(adresse).content.decode()
    saisie = {
        "acte": "Délibération n° 3",
        "du": aujourdhui().isoformat(),
        "convocation__delai": "12",
        "convocation__delai__reference": "RI, art. 4",
        "mandat__autorise": "non",
        "mandat__autorise__reference": "RI, art. 8",
    }
    assert secretariat.post(f"{adresse}enregistrer/", saisie).status_code == 302
    assert len(ReglesLocales.objects.get().contenu) == 2
    page = secretariat.get(adresse).content.decode()
    assert "RI, art. 4" in page
    assert "règlement intérieur" in page
    sans = saisie | {"du": (aujourdhui() + timedelta(days=9)).isoformat(), "convocation__delai__reference": ""}
    refus = secretariat.post(f"{adresse}enregistrer/", sans)
    assert refus.status_code == 422
    assert "n’a pas de référence" in refus.content.decode()


def test_les_voix_se_calculent_avec_leurs_quotients(client, vierge):
    audiences = "A : 3000\nB : 2500\nC : 1700\nD : 1500\nE : 1300"
    page = client.get("/comite/voix/", {"audiences": audiences, "voix": "5"}).content.decode().replace("\u00a0", " ")
    assert "A : 2 voix" in page
    assert "rien n’est enregistré ici" in page
    assert "aucune voix" in page
    egalite = client.get("/comite/voix/", {"audiences": "A : 1\nB : 1", "voix": "3"})
    assert egalite.status_code == 422
    assert "Égalité" in egalite.content.decode()
    assert client.get("/comite/voix/", {"audiences": "A", "voix": "3"}).status_code == 422
