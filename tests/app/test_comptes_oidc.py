"""Sign-in through a provider of OpenID Connect: the whole round trip, against a provider running on this machine."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
import pytest
import requests
from django.core.cache import cache
from django.test import Client
from joserfc import jwt
from oidc_provider_mock._server import _threaded_server

from portulan.comptes.models import Compte, Demande, Organisation
from portulan.comptes.oidc import cle_de_l_annonce
from portulan.comptes.operations import creer_compte
from portulan.config.environnement import ConfigurationInvalide, Fournisseur, lire
from portulan.journal.models import Entree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
INFOS = {
    "email": "rose@operateur.example",
    "given_name": "Rose",
    "usual_name": "Boussole",
    "siret": "13000548100010",
    "organizational_unit": "Direction",
}


class Serveur:
    """The provider, how it was asked, and how it must misbehave."""

    def __init__(self):
        self.signe, self.infos_de, self.demandes, self.verifies = False, None, {}, 0
        self.app = oidc_provider_mock.app(user_claims=[oidc_provider_mock.User(sub="rose", claims=INFOS)])
        self.app.before_request(self.avant)
        self.app.after_request(self.apres)

    def avant(self):
        requete = flask.request
        if requete.path == "/oauth2/authorize":
            self.demandes = requete.args.to_dict()
        if requete.path == "/oauth2/token":
            verifieur = requete.form["code_verifier"]
            empreinte = base64.urlsafe_b64encode(hashlib.sha256(verifieur.encode()).digest()).rstrip(b"=").decode()
            assert empreinte == self.demandes["code_challenge"]
            self.verifies += 1

    def apres(self, reponse):
        if flask.request.path == "/userinfo" and reponse.status_code == 200:
            contenu = reponse.get_json()
            if self.infos_de:
                contenu["sub"] = self.infos_de
            if self.signe:
                cle = flask.g.oidc_provider_mock_storage.jwk
                corps = jwt.encode({"alg": "RS256", "kid": cle.kid}, contenu, cle)
                return flask.Response(corps, content_type="application/jwt")
            return flask.jsonify(contenu)
        return reponse


@pytest.fixture
def fournisseur(settings):
    serveur = Serveur()
    with _threaded_server(serveur.app) as ecoute:
        serveur.adresse = f"http://localhost:{ecoute.server_port}"
        settings.PORTULAN_OIDC = Fournisseur(
            "ProConnect", serveur.adresse, "portulan", "secret", "openid profile email siret", "eidas1"
        )
        yield serveur


def depart(client, suite="/espace/"):
    return client.get("/connexion/externe/", {"next": suite})["Location"]


def consentir(lien, sub="rose"):
    reponse = requests.post(lien, data={"sub": sub}, allow_redirects=False, timeout=10)
    retour = urlsplit(reponse.headers["Location"])
    return f"{retour.path}?{retour.query}"


def entrer(client, **choix):
    return client.get(consentir(depart(client), **choix))


@pytest.mark.parametrize("signe", [False, True], ids=["json", "jwt signé, comme ProConnect"])
def test_un_inconnu_entre_sans_aucun_droit(client, fournisseur, signe):
    fournisseur.signe = signe
    operateur = Organisation.objects.create(
        code="ml", nom="Mission locale", genre="operateur", operateur="mission_locale", siren="130005481", region="94"
    )
    reponse = entrer(client)
    assert reponse.status_code == 302
    assert reponse["Location"] == "/espace/"
    compte = Compte.objects.get()
    assert (compte.emetteur, compte.sub, compte.nom) == (fournisseur.adresse, "rose", "Rose Boussole")
    assert not compte.acces
    assert not compte.has_usable_password()
    demande = Demande.objects.get()
    assert (demande.compte, demande.organisation, demande.siret) == (compte, operateur, INFOS["siret"])
    assert fournisseur.demandes["code_challenge_method"] == "S256"
    assert fournisseur.demandes["acr_values"] == "eidas1"
    assert fournisseur.verifies == 1
    assert "Votre demande attend une réponse" in client.get("/espace/").content.decode()
    assert "Boussole" not in str(list(Entree.objects.values()))


def test_la_meme_personne_retrouve_son_compte_meme_si_son_courriel_change(client, fournisseur):
    entrer(client)
    Compte.objects.update(courriel="autre@ailleurs.example")
    autre = Client()
    entrer(autre)
    assert Compte.objects.count() == 1
    assert int(autre.session["_auth_user_id"]) == Compte.objects.get().pk


def test_un_courriel_connu_ne_suffit_pas(client, fournisseur):
    creer_compte(courriel="Rose@operateur.example", mot_de_passe="un-mot-de-passe-solide-42")
    reponse = entrer(client)
    assert reponse.status_code == 409
    assert "_auth_user_id" not in client.session
    assert Compte.objects.get().sub == ""


def test_relier_un_compte_local(client, fournisseur):
    compte = creer_compte(courriel="rose@operateur.example", mot_de_passe="un-mot-de-passe-solide-42")
    client.force_login(compte, backend="portulan.comptes.backends.ParCourriel")
    assert "Continuer" in client.post("/compte/relier/").content.decode()
    entrer(client)
    compte.refresh_from_db()
    assert compte.sub == "rose"
    autre = Client()
    entrer(autre)
    assert int(autre.session["_auth_user_id"]) == compte.pk
    assert Entree.objects.filter(acte="compte.relier").count() == 1


def test_une_identite_deja_prise_ne_se_relie_pas_ailleurs(client, fournisseur):
    entrer(Client())
    compte = creer_compte(courriel="autre@operateur.example")
    client.force_login(compte, backend="portulan.comptes.backends.ParCourriel")
    client.post("/compte/relier/")
    assert entrer(client).status_code == 409
    compte.refresh_from_db()
    assert compte.sub == ""


def test_les_informations_d_une_autre_personne_sont_refusees(client, fournisseur):
    fournisseur.infos_de = "pirate"
    reponse = entrer(client)
    assert reponse.status_code == 403
    assert not Compte.objects.exists()


def test_un_jeton_d_un_autre_emetteur_ou_client_est_refuse(client, fournisseur, settings):
    lien = depart(client)
    retour = consentir(lien)
    annonce = requests.get(f"{fournisseur.adresse}/.well-known/openid-configuration", timeout=10).json()
    autre = "http://localhost:1/autre"
    settings.PORTULAN_OIDC = Fournisseur("ProConnect", autre, "portulan", "secret")
    cache.set(cle_de_l_annonce(autre), annonce | {"issuer": autre})
    assert client.get(retour).status_code == 403
    assert not Compte.objects.exists()


def test_un_retour_force_ou_rejoue_n_ouvre_rien(client, fournisseur):
    assert client.get("/connexion/externe/retour/?code=x&state=y").status_code == 403
    retour = consentir(depart(client))
    assert client.get(retour).status_code == 302
    client.post("/deconnexion/")
    assert client.get(retour).status_code == 403
    assert Client().get(consentir(depart(client))).status_code == 403  # begun in another browser


def test_un_refus_chez_le_fournisseur_se_dit(client, fournisseur):
    reponse = requests.post(depart(client), data={"action": "deny"}, allow_redirects=False, timeout=10)
    retour = urlsplit(reponse.headers["Location"])
    page = client.get(f"{retour.path}?{retour.query}")
    assert page.status_code == 403
    assert "n’a pas abouti" in page.content.decode()


def test_un_compte_desactive_n_entre_pas(client, fournisseur):
    entrer(Client())
    Compte.objects.update(is_active=False)
    assert entrer(client).status_code == 403
    assert "_auth_user_id" not in client.session


def test_la_suite_ne_mene_pas_ailleurs(client, fournisseur):
    assert client.get(consentir(depart(client, "https://pirate.example/")))["Location"] == "/espace/"


def test_se_deconnecter_ferme_aussi_la_session_du_fournisseur(client, fournisseur):
    entrer(client)
    page = client.post("/deconnexion/").content.decode()
    lien = page.split('content="0; url=')[1].split('"')[0].replace("&amp;", "&")
    demande = parse_qs(urlsplit(lien).query)
    assert lien.startswith(f"{fournisseur.adresse}/oauth2/end_session?")
    assert demande["post_logout_redirect_uri"] == ["http://testserver/"]
    assert len(demande["id_token_hint"][0]) > 100
    assert "_auth_user_id" not in client.session


def test_un_fournisseur_injoignable_se_dit(client, settings):
    settings.PORTULAN_OIDC = Fournisseur("ProConnect", "http://localhost:9", "portulan", "secret")
    reponse = client.get("/connexion/externe/")
    assert reponse.status_code == 503
    assert "ne répond pas" in reponse.content.decode()


def test_sans_fournisseur_rien_ne_se_montre(client):
    assert client.get("/connexion/externe/").status_code == 404
    assert client.get("/connexion/externe/retour/").status_code == 404
    assert "connexion/externe" not in client.get("/connexion/").content.decode()


def test_les_reglages_de_proconnect():
    variables = {
        "PORTULAN_OIDC": "proconnect",
        "PORTULAN_OIDC_EMETTEUR": "https://proconnect.example/api/v2/",
        "PORTULAN_OIDC_CLIENT": "client",
        "PORTULAN_OIDC_SECRET": "tres-secret",
    }
    lu = lire(variables).oidc
    assert (lu.nom, lu.emetteur, lu.acr) == ("ProConnect", "https://proconnect.example/api/v2", "eidas1")
    assert "siret" in lu.portees.split()
    assert "tres-secret" not in repr(lu)
    assert lire({}).oidc is None
    with pytest.raises(ConfigurationInvalide, match="PORTULAN_OIDC_SECRET"):
        lire({n: v for n, v in variables.items() if n != "PORTULAN_OIDC_SECRET"})
    with pytest.raises(ConfigurationInvalide, match="https"):
        lire(variables | {"PORTULAN_OIDC_EMETTEUR": "http://proconnect.example"})
