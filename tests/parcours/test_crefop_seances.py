"""A meeting in the browser: agenda by keyboard, two signatures, roll call, quorum, a second window, the closing."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fabriques.comite import faire_entrer, petit_comite, une_saisine, une_seance
from portulan.crefop.dossier.models import Saisine
from portulan.socle.horloge import aujourdhui, maintenant

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
NIVEAUX = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
IMAGES = os.environ.get("PORTULAN_IMAGES", "")


@pytest.fixture
def comite(vierge, transactional_db):
    """A small committee whose chairs have a second factor, and a referral whose dossier is frozen."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    comite = petit_comite()
    une_saisine(comite)
    for code in ("prefet", "president"):
        TOTPDevice.objects.create(user=comite.compte(code), name="essai", confirmed=True)
    return comite


def entrer(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url("**/espace/")


def donner_le_code(page, compte):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from portulan.comptes.second_facteur import code_courant

    TOTPDevice.objects.filter(user=compte).update(last_t=-1)
    page.get_by_label("Code").fill(code_courant(compte))
    page.locator("main form button[type=submit]").first.click()


def verifier(page, nom):
    """Nothing for axe, no outside width at 320 pixels."""
    fautes = Axe().run(page, options=NIVEAUX).response["violations"]
    assert not [f"{nom} : {v['id']} : {v['nodes'][0]['html'][:200]}" for v in fautes]
    for largeur in (320, 1280):
        page.set_viewport_size({"width": largeur, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur, (nom, largeur)
        if IMAGES:
            page.screenshot(path=Path(IMAGES) / f"{nom}-{largeur}.png", full_page=True)


def test_une_seance_de_sa_preparation_a_sa_cloture(page, live_server, comite, browser):
    """``page``, not ``ecran``: the page that asks for the code is a 403, which the console calls an error."""
    preparer(page, live_server, comite)
    signer(page, live_server, comite)
    tenir(page, live_server, comite, browser)


def preparer(page, live_server, comite):
    entrer(page, live_server, comite.secretariat)
    page.goto(f"{live_server.url}/seances/")
    page.get_by_role("link", name="Préparer une séance").click()
    page.get_by_label("Date").fill((aujourdhui() + timedelta(days=10)).isoformat())
    page.get_by_label("Heure").fill("09:30")
    page.get_by_label("Lieu").fill("Ajaccio, salle des séances")
    page.get_by_role("button", name="Continuer vers l’ordre du jour").click()
    page.get_by_role("link", name="Inscrire un avis").click()
    page.get_by_label("Durée prévue, en minutes").fill("60")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Inscrire une information").click()
    page.get_by_label("Intitulé").fill("Bilan de la campagne")
    page.get_by_label("Durée prévue, en minutes").fill("20")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1\u00a0h\u00a020")).to_be_visible()
    # By keyboard alone, and the button that was pressed keeps the focus
    monter = page.get_by_role("button", name="Monter le point 2, Bilan de la campagne")
    monter.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Monter le point 1, Bilan de la campagne")).to_be_focused()
    page.get_by_role("button", name="Descendre le point 1, Bilan de la campagne").press("Enter")
    expect(page.get_by_role("button", name="Descendre le point 2, Bilan de la campagne")).to_be_focused()
    expect(page.get_by_text("La convocation peut être signée")).to_be_visible()
    verifier(page, "ordre")


def signer(page, live_server, comite):
    from portulan.comptes.models import Courriel

    for code in ("prefet", "president"):
        entrer(page, live_server, comite.compte(code))
        page.get_by_role("link", name="Signer la convocation de la séance").first.click()
        if code == "prefet":
            verifier(page, "convoquer")
        page.get_by_label("Qualité").fill("Présidence")
        page.get_by_label("J’ai lu la convocation").check()
        page.get_by_role("button", name="Signer la convocation").click()
        donner_le_code(page, comite.compte(code))
    expect(page.get_by_text("la convocation est envoyée")).to_be_visible()
    assert Courriel.objects.filter(gabarit="seance_convocation").count() == 24
    verifier(page, "seance-presidence")
    entrer(page, live_server, comite.compte("cgt"))
    page.get_by_role("link", name="Siéger à la séance").first.click()
    verifier(page, "seance-membre")
    page.get_by_role("link", name="Donner mandat").click()
    page.get_by_label("Siège qui votera pour lui").select_option(label="FO (Camille Fo)")
    page.get_by_role("button", name="Donner mandat").click()
    expect(page.get_by_text("Le mandat est accepté.")).to_be_visible()
    verifier(page, "mandats")


def tenir(page, live_server, comite, browser):
    from portulan.crefop.seance.models import SeanceComite

    seance = SeanceComite.objects.get()
    # The days pass
    SeanceComite.objects.update(prevue_le=maintenant() - timedelta(minutes=5))
    entrer(page, live_server, comite.secretariat)
    page.goto(f"{live_server.url}/seances/{seance.pk}/direct/")
    # Several seats at once, then one by one, by keyboard
    for nom in ("Préfet", "Présidente", "Recteur", "FO"):
        page.get_by_role("checkbox", name=nom, exact=True).check()
    page.get_by_role("button", name="Noter pour les sièges cochés").click()
    expect(page.get_by_text("4\u00a0évènements notés.")).to_be_visible()
    expect(page.get_by_text("par mandat", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.get_by_text("le quorum n’est pas atteint").first).to_be_visible()
    ecran = browser.new_page()
    ecran.context.add_cookies(page.context.cookies())
    ecran.goto(f"{live_server.url}/seances/{seance.pk}/projection/")
    expect(ecran.get_by_text("5\u00a0/\u00a012")).to_be_visible()
    verifier(ecran, "projection")
    page.get_by_role("button", name="Entre : Onisep", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Sort : Onisep", exact=True)).to_be_focused()
    expect(ecran.get_by_text("6\u00a0/\u00a012")).to_be_visible(timeout=15_000)
    ecran.close()
    page.get_by_role("button", name="Constater le quorum maintenant").click()
    expect(page.get_by_text("le quorum est atteint").first).to_be_visible()
    page.get_by_role("button", name="Passer à ce point : Avis sur").click()
    page.get_by_label("Évènement").select_option("se_deporte")
    page.get_by_label("Point du déport").select_option(index=1)
    page.locator("#presences ~ form").get_by_label("Motif", exact=True).fill("Siège au conseil de l’auteur")
    page.get_by_role("checkbox", name="Recteur", exact=True).check()
    page.get_by_role("button", name="Noter pour les sièges cochés").click()
    expect(page.get_by_text("en déport", exact=True)).to_be_visible()
    verifier(page, "direct")
    page.get_by_role("link", name="Avis sur").first.click()
    page.get_by_label("Résumé du débat").fill("Le comité demande deux accueils de plus.")
    page.get_by_role("button", name="Enregistrer le résumé").click()
    page.get_by_role("link", name="Déposer une proposition écrite").click()
    page.get_by_label("Texte").fill("Ouvrir deux accueils de plus.")
    page.get_by_label("Comment on constatera").fill("Deux accueils ouverts au 31 décembre.")
    verifier(page, "proposer")
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("R1", exact=True)).to_be_visible()
    verifier(page, "point")
    page.get_by_role("link", name="Le calcul").last.click()
    expect(page.get_by_text("Recalculé à l’instant depuis les évènements : le même")).to_be_visible()
    verifier(page, "constat")
    page.goto(f"{live_server.url}/seances/{seance.pk}/direct/")
    ajourner(page)
    page.get_by_role("button", name="Clore la séance").click()
    page.get_by_role("button", name="Oui, clore la séance").click()
    expect(page.get_by_text("Séance close.")).to_be_visible()
    verifier(page, "seance-close")


def ajourner(page):
    for nom in ("point 1", "point 2"):
        page.get_by_text(f"Ajourner ou retirer le {nom}").click()
        ligne = page.locator("li", has=page.get_by_text(f"Ajourner ou retirer le {nom}"))
        ligne.get_by_label("Motif").fill("Faute de temps")
        ligne.get_by_role("button", name="Ajourner").click()
        expect(page.get_by_text("ajourné.").first).to_be_visible()


def test_faute_de_quorum_la_carence_puis_la_seconde_convocation(page, live_server, comite):
    seance = une_seance(comite, saisine=Saisine.objects.get())
    faire_entrer(comite, seance, "prefet", "cgt")
    entrer(page, live_server, comite.secretariat)
    page.goto(f"{live_server.url}/seances/{seance.pk}/direct/")
    page.get_by_role("button", name="Constater la carence").click()
    page.get_by_role("button", name="Oui, constater la carence").click()
    expect(page.get_by_text("Le quorum n’a pas été atteint")).to_be_visible()
    verifier(page, "seance-carence")
    page.get_by_role("link", name="Lire le procès-verbal de carence").click()
    expect(page.get_by_text("2\u00a0sièges comptés (2 en salle)")).to_be_visible()
    verifier(page, "carence")
    page.go_back()
    page.get_by_role("link", name="Convoquer de nouveau, même ordre du jour").click()
    page.get_by_label("Date").fill((aujourdhui() + timedelta(days=3)).isoformat())
    page.get_by_label("Heure").fill("09:30")
    verifier(page, "reconvoquer")
    page.get_by_role("button", name="Préparer la seconde convocation").click()
    expect(page.get_by_text("Seconde convocation : le comité délibérera valablement")).to_be_visible()
    expect(page.get_by_text("La convocation ne peut pas être signée")).to_be_hidden()
    verifier(page, "reconvoquer-signer")
