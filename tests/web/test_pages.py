"""Every page answers, with data and without; it says its refusals; it obeys the security policy."""

import re

import pytest
from django.test import Client

from fabriques import parties
from fabriques.adresses import DE_LA_DEMONSTRATION, PUBLIQUES, RESERVEES, de_l_installation

pytestmark = pytest.mark.django_db


def verifier(reponse):
    html = reponse.content.decode()
    assert reponse.status_code == 200
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert ' style="' not in html
    assert "<style" not in html
    assert not re.findall(r"<script(?![^>]*\bsrc=)", html)
    assert not re.findall(r"\son[a-z]+=", html)
    assert "None" not in re.sub(r"<[^>]+>", " ", html)
    identifiants = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants))
    assert 'lang="fr"' in html


def test_pages_de_chaque_partie(personnes, seances_jouees):
    """Every page declared by a part, read by the invented person of the role it is for."""
    fautes = {}
    for role, adresse in sorted(parties.pages()):
        client = Client()
        if role:
            client.force_login(personnes[role], backend="portulan.comptes.backends.ParCourriel")
        try:
            verifier(client.get(adresse))
        except AssertionError as faute:
            fautes[role, adresse] = str(faute)[:300]
    assert not fautes


@pytest.mark.parametrize("adresse", PUBLIQUES)
def test_page_sur_une_installation_vierge(client, vierge, adresse):
    reponse = client.get(adresse)
    verifier(reponse)


@pytest.mark.parametrize("adresse", [*PUBLIQUES, *DE_LA_DEMONSTRATION])
def test_page_sur_la_demonstration(client, site_demo, adresse):
    verifier(client.get(adresse))


def test_pages_d_un_instantane(client, site_demo):
    for adresse in de_l_installation(site_demo):
        verifier(client.get(adresse))


def test_la_demonstration_se_dit_fictive_sur_chaque_page(client, site_demo):
    for adresse in ("/", "/fiches/1/", "/indicateurs/IND-F1.O3a-1/", "/territoires/region/94/", "/dossiers/"):
        assert "Données en partie fictives" in client.get(adresse).content.decode()


@pytest.mark.parametrize("adresse", ["/", "/territoires/", "/indicateurs/IND-F1.O3a-1/", "/dossiers/", "/sources/"])
def test_page_vierge_dit_quoi_faire(client, vierge, adresse):
    html = client.get(adresse).content.decode()
    assert "/region/" in html
    assert 'class="vide"' in html


@pytest.mark.parametrize(
    "adresse",
    [
        "/fiches/3/",
        "/questions/F9.9/",
        "/indicateurs/IND-F9.9-9/",
        "/territoires/commune/75056/",
        "/territoires/planete/1/",
        "/territoires/commune/x/",
        "/sources/inconnue/1/",
        "/instantanes/94-2026-01-01-000000000000/",
        "/comparer/?a=x&b=y",
        "/dossiers/94-2026-01-01-000000000000/fiche-1/",
        "/nulle-part/",
    ],
)
def test_adresse_inconnue_dit_quoi_faire(client, site_demo, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 404
    assert "Retour à l’accueil" in reponse.content.decode()


@pytest.mark.parametrize("adresse", RESERVEES)
def test_page_reservee_demande_de_se_connecter(client, vierge, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 302
    assert reponse["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize("adresse", RESERVEES)
def test_page_reservee_a_l_administratrice(client, site_demo, administratrice, adresse):
    client.force_login(administratrice, backend="portulan.comptes.backends.ParCourriel")
    verifier(client.get(adresse))


def test_la_page_de_panne_ne_depend_de_rien():
    from django.test import RequestFactory

    from portulan.web.erreurs import panne

    reponse = panne(RequestFactory().get("/"))
    assert reponse.status_code == 500
    assert "Rien de ce que vous aviez enregistré" in reponse.content.decode()


def test_caracteres_de_controle_dans_une_recherche(client, site_demo):
    assert client.get("/recherche/", {"q": "a\x00b\u202e" * 200}).status_code == 200
    assert client.get("/territoires/", {"page": "-1", "tri": "inconnu", "niveau": "x"}).status_code == 200
