"""A session that ends while somebody writes: what was written comes back, on every kind of page, without JavaScript."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portulan.socle.horloge import maintenant
from portulan.terrain.charte.enums import EtatVersion
from portulan.terrain.charte.models import Article, Contribution, Version
from portulan.terrain.evaluation.models import Evaluation, Preuve
from portulan.terrain.evaluation.petit_pdf import petit_pdf
from portulan.terrain.reseau.models import Structure

pytestmark = pytest.mark.django_db
MOTEUR = "portulan.comptes.backends.ParCourriel"
LONG = "Ce que j’ai écrit <b>pendant une heure</b> & que je ne veux pas perdre. "


def champs_de(page):
    """Fields of the form of a page, as a browser would send them."""
    formulaire = re.findall(r"<form.*?</form>", page.split("<main", 1)[1], re.DOTALL)[0]
    lus = {}
    for balise in re.findall(r"<input[^>]*>", formulaire):
        nom, valeur = re.search(r'name="([^"]*)"', balise), re.search(r'value="([^"]*)"', balise)
        if nom and not re.search(r'type="(checkbox|radio)"(?!.*checked)', balise):
            lus.setdefault(nom[1], []).append(html.unescape(valeur[1]) if valeur else "")
    for nom, texte in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', formulaire, re.DOTALL):
        lus[nom] = [html.unescape(texte).removeprefix("\n")]
    for nom, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', formulaire, re.DOTALL):
        choisi = re.search(r'value="([^"]*)" selected', options)
        if choisi:
            lus[nom] = [html.unescape(choisi[1])]
    return lus


def ecrire_puis_perdre_sa_session(compte, adresse, champ):
    """Open a form, write in it, lose the session, send, sign in again: the page that follows."""
    client = Client(raise_request_exception=False)
    client.force_login(compte, backend=MOTEUR)
    saisie = champs_de(client.get(adresse).content.decode()) | {champ: [LONG * 20]}
    client.logout()
    reponse = client.post(adresse, saisie)
    assert reponse.status_code == 302
    assert reponse["Location"].startswith("/connexion/?next=")
    client.force_login(compte, backend=MOTEUR)
    return client, client.get(adresse)


def envoyer_de_nouveau(client, adresse, page):
    corps = page.content.decode()
    assert "Reprendre ce que vous aviez écrit" in corps
    assert "&lt;b&gt;pendant une heure" in corps
    champs = {n: v for n, v in champs_de(corps).items() if n != "csrfmiddlewaretoken"}
    return client.post(adresse, champs)


def test_une_fiche_de_structure(personnes):
    mission = personnes["mission_spro"]
    fiche = Structure.objects.filter(region="94", etat="ouverte").first()
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    client, page = ecrire_puis_perdre_sa_session(mission, adresse, "description")
    assert envoyer_de_nouveau(client, adresse, page).status_code == 302
    assert Structure.objects.get(pk=fiche.pk).description == (LONG * 20).strip()
    assert "Reprendre ce que" not in client.get(adresse).content.decode()  # once


def test_un_article_et_une_contribution(personnes):
    mission = personnes["mission_spro"]
    projet = Version.objects.filter(etat=EtatVersion.CONCERTATION).first()
    article = Article.objects.filter(version=projet).first()
    adresse = f"/charte/versions/{projet.pk}/articles/{article.code}/"
    client, page = ecrire_puis_perdre_sa_session(mission, adresse, "texte")
    assert envoyer_de_nouveau(client, adresse, page).status_code == 302
    assert "pendant une heure" in Article.objects.get(pk=article.pk).texte
    adresse = f"/charte/concertation/version-{projet.pk}/contribuer/"
    avant = Contribution.objects.count()
    client, page = ecrire_puis_perdre_sa_session(mission, adresse, "texte")
    assert envoyer_de_nouveau(client, adresse, page).status_code in {302, 422}
    assert Contribution.objects.count() <= avant + 1


def test_une_preuve_et_son_fichier(personnes):
    """The file is not kept (nothing is, without an account): the page says so, everything else comes back."""
    evaluation = Evaluation.objects.filter(etat="ouverte", structure__organisation__habilitations__role="responsable")
    adresse = f"/evaluations/{evaluation.first().pk}/preuves/"
    client, saisie = Client(), {"effet_le": "2025-01-10", "libelle": LONG, "criteres": ["P1.1", "P1.2"]}
    client.force_login(personnes["responsable"], backend=MOTEUR)
    avant = Preuve.objects.count()
    client.logout()
    reponse = client.post(adresse, saisie | {"fichier": SimpleUploadedFile("preuve.pdf", petit_pdf("x", []))})
    assert reponse["Location"] == f"/connexion/?next={adresse}"
    client.force_login(personnes["responsable"], backend=MOTEUR)
    page = client.get(adresse)
    assert "fichier" in page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    reponse = envoyer_de_nouveau(client, adresse, page)
    assert reponse.status_code == 422
    assert reponse.context["formulaire"]["libelle"].value() == LONG
    assert reponse.context["formulaire"]["criteres"].value() == ["P1.1", "P1.2"]
    assert Preuve.objects.count() == avant


def test_un_acte_sans_page_propre(personnes):
    fiche = Structure.objects.filter(region="94", etat="ouverte").first()
    adresse = f"/reseau/structures/{fiche.pk}/verifier/"
    client = Client()
    client.post(adresse, {"version": fiche.version})
    client.force_login(personnes["mission_spro"], backend=MOTEUR)
    assert client.get(adresse).status_code == 200
    assert client.get(f"{adresse}?sans_reprise=1")["Location"] == "/espace/"
    assert client.get(adresse).status_code == 405


def test_ce_qui_attend_n_est_ni_secret_ni_eternel(personnes):
    fiche = Structure.objects.filter(region="94", etat="ouverte").first()
    adresse = f"/reseau/structures/{fiche.pk}/modifier/"
    client = Client()
    client.post(adresse, {"description": LONG, "mot_de_passe": "secret", "code_second_facteur": "123456"})
    assert "secret" not in client.session["a_reposter"]["corps"]
    assert "123456" not in client.session["a_reposter"]["corps"]
    client.force_login(personnes["mission_spro"], backend=MOTEUR)
    with time_machine.travel(maintenant() + timedelta(hours=2), tick=False):
        assert "Reprendre ce que" not in client.get(adresse).content.decode()


def test_un_envoi_demesure_n_est_pas_garde(client, vierge):
    client.post("/reseau/structures/1/modifier/", {"description": "x" * 300_000})
    assert "a_reposter" not in client.session
