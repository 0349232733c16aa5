"""The secretariat brings the charter before the committee, instructs and freezes; a member reads and proposes."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fabriques.comite import petit_comite
from fabriques.dossier import charte_soumise, conseil_regional, instruire_tout

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
NIVEAUX = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def comite(transactional_db, site_demo):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    construit = petit_comite()
    conseil_regional()
    charte_soumise()
    TOTPDevice.objects.create(user=construit.secretariat, name="essai", confirmed=True)
    return construit


def entrer(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url("**/espace/")


def verifier(page):
    """No outside width at 320 pixels, and nothing for axe."""
    fautes = Axe().run(page, options=NIVEAUX).response["violations"]
    assert not [f"{v['id']} : {v['nodes'][0]['html'][:160]}" for v in fautes]
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})


def test_d_une_version_de_la_charte_a_une_reserve(page, live_server, comite):
    """``page``, not ``ecran``: the page that asks for the code is a 403, which the console calls an error."""
    saisine = deposer(page, live_server, comite)
    instruire(page, live_server, comite, saisine)
    proposer(page, live_server, comite, saisine)
    relire(page, live_server, comite, saisine)


def deposer(page, live_server, comite):
    from portulan.crefop.dossier.models import Saisine
    from portulan.terrain.charte.models import Version

    entrer(page, live_server, comite.secretariat)
    page.goto(f"{live_server.url}/saisines/")
    verifier(page)
    page.goto(f"{live_server.url}/charte/versions/{Version.objects.get(etat='soumise', numero=90).pk}/")
    page.get_by_role("link", name="Saisir le comité").click()
    verifier(page)
    page.get_by_label("Référence de la lettre").fill("Courrier <b>2026-114</b> 🧭")
    page.get_by_label("Reçue le").fill("2026-01-05")
    page.get_by_label("Adoption ou signature prévue le").fill("2099-06-30")
    page.get_by_role("button", name="Déposer la saisine").click()
    expect(page.get_by_text("Prochaine étape")).to_be_visible()
    expect(page.get_by_text("Courrier <b>2026-114</b> 🧭")).to_be_visible()
    verifier(page)
    return Saisine.objects.latest("pk")


def instruire(page, live_server, comite, saisine):
    page.get_by_role("button", name="Déclarer recevable et instruire").click()
    page.get_by_text("Nommer un rapporteur").click()
    page.get_by_label("Membre du comité").select_option(label="Camille Cfdt, CFDT")
    page.get_by_role("button", name="Nommer", exact=True).click()
    page.get_by_role("link", name="Ouvrir le dossier").click()
    verifier(page)
    page.locator("input[name=instantane]:not([disabled])").first.check()
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("status").filter(has_text="0 question")).to_be_visible()
    verifier(page)
    page.locator("tbody tr").first.get_by_role("link").click()
    verifier(page)
    page.get_by_label("Sans réponse possible").check()
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.get_by_text("Dites pourquoi aucune réponse").first).to_be_visible()
    verifier(page)
    page.get_by_label("Pourquoi aucune réponse n’est possible").fill("Le fichier n’est pas transmis.")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page.get_by_text("c’est enregistré")).to_be_visible()
    instruire_tout(saisine.dossiers.get(), comite.bureau())
    page.goto(f"{live_server.url}/saisines/{saisine.pk}/dossiers/1/")
    page.get_by_role("button", name="Figer le dossier").click()
    page.get_by_role("button", name="Oui, figer").click()
    donner_le_code(page, comite.secretariat)
    expect(page.get_by_role("heading", name=re.compile("Figé le"))).to_be_visible()
    verifier(page)


def donner_le_code(page, compte):
    from portulan.comptes.second_facteur import code_courant

    page.get_by_label("Code").fill(code_courant(compte))
    page.locator("main form button[type=submit]").first.click()


def proposer(page, live_server, comite, saisine):
    entrer(page, live_server, comite.compte("cfdt"))
    page.get_by_role("link", name=re.compile("Lire le dossier")).click()
    expect(page.get_by_text("Le fichier n’est pas transmis.")).to_be_visible()
    verifier(page)
    page.get_by_role("link", name="Commenter, ou proposer une réserve sur F1.1", exact=True).click()
    verifier(page)
    page.get_by_label("Réserve proposée").check()
    page.get_by_label("Votre observation").fill("Couvrir chaque bassin.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Une réserve doit pouvoir être levée").first).to_be_visible()
    page.get_by_label("Indicateur").select_option(index=1)
    page.get_by_label("Comparaison").select_option(label="au moins")
    page.get_by_label("Seuil").fill("90")
    page.get_by_label("À atteindre le").fill("2027-06-30")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Couvrir chaque bassin.")).to_be_visible()
    expect(page.get_by_text("au moins 90, au 30/06/2027")).to_be_visible()


def relire(page, live_server, comite, saisine):
    entrer(page, live_server, comite.secretariat)
    page.goto(f"{live_server.url}/saisines/{saisine.pk}/dossiers/1/observations/")
    expect(page.get_by_text("Couvrir chaque bassin.")).to_be_visible()
    verifier(page)
    page.goto(f"{live_server.url}/saisines/{saisine.pk}/")
    expect(page.get_by_text("Camille Cfdt")).to_be_visible()
    verifier(page)
