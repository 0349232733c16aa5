"""A vote in two windows: the secretariat conducts and enters a show of hands; a member votes on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fabriques.scrutins import en_debat, une_proposition

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
NIVEAUX = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TELEPHONE = {"width": 390, "height": 780}


@pytest.fixture
def salle(vierge, transactional_db):
    """An item in debate with a reserve to vote on; one member has a second factor."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    comite, point = en_debat(regles={"vote.egalite": "voix_preponderante_etat"})
    une_proposition(point)
    TOTPDevice.objects.create(user=comite.compte("cgt"), name="essai", confirmed=True)
    return comite, point


@pytest.fixture
def fenetres(browser, browser_context_args):
    """Two browsers that share nothing."""
    contextes = [browser.new_context(**browser_context_args) for _ in range(2)]
    yield [c.new_page() for c in contextes]
    for c in contextes:
        c.close()


def entrer(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url("**/espace/")


def verifier(page):
    """Nothing for axe, in light and dark; nothing wider than 320 pixels, nothing smaller than a thumb."""
    options = {"runOnly": {"type": "tag", "values": NIVEAUX}}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        fautes = Axe().run(page, options=options).response["violations"]
        assert not [f"{theme} {v['id']} : {v['nodes'][0]['html'][:160]}" for v in fautes]
    page.emulate_media(color_scheme="light")
    avant = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(avant)


def test_un_vote_des_deux_cotes(live_server, salle, fenetres):
    comite, point = salle
    bureau, membre = fenetres
    entrer(bureau, live_server, comite.secretariat)
    voter_la_reserve_au_clavier(bureau, live_server, point)
    ouvrir_l_ensemble(bureau)
    membre.set_viewport_size(TELEPHONE)
    entrer(membre, live_server, comite.compte("cgt"))
    voter_sur_son_telephone(membre, comite.compte("cgt"))
    # The counter of the secretariat moved by itself, and says nothing more
    expect(bureau.locator("#avancement")).to_contain_text("1 / 10")
    assert "contre" not in bureau.locator("#avancement").inner_text()
    verifier(bureau)
    finir(bureau, membre)


def voter_la_reserve_au_clavier(bureau, live_server, point):
    bureau.goto(f"{live_server.url}/scrutins/point-{point.pk}/")
    verifier(bureau)
    bureau.get_by_text("Mettre aux voix", exact=True).click()
    bureau.locator("section").get_by_label("Mode de vote").select_option(label="à main levée, saisi par le secrétariat")
    bureau.locator("section").get_by_role("button", name="Préparer et ouvrir").click()
    verifier(bureau)
    # « tous favorables sauf… »: first letters and Tab, no mouse
    bureau.get_by_label("Tous les sièges").focus()
    for lettre in "cp":
        bureau.keyboard.type(lettre)
        bureau.wait_for_timeout(1200)  # letters typed together are one word
    bureau.get_by_label("CGT").focus()
    bureau.keyboard.type("c")
    for _ in range(3):  # FO, CFTC, then the button
        bureau.keyboard.press("Tab")
    bureau.keyboard.press("Enter")
    expect(bureau.get_by_text("Tous « pour » sauf")).to_be_visible()
    expect(bureau.get_by_text("CGT : contre")).to_be_visible()
    verifier(bureau)
    bureau.get_by_role("button", name="Enregistrer ces votes").press("Enter")
    verifier(bureau)
    bureau.get_by_role("button", name="Clore et dépouiller").click()
    expect(bureau.get_by_text("La réserve R1 est adoptée.")).to_be_visible()
    expect(bureau.get_by_text("9 voix pour et une voix contre.")).to_be_visible()
    verifier(bureau)
    bureau.get_by_role("button", name="Proclamer le résultat").click()
    bureau.get_by_role("link", name="Tous les votes de ce point").click()


def ouvrir_l_ensemble(bureau):
    ensemble = bureau.locator("form").filter(has=bureau.locator("input[value=ensemble]"))
    ensemble.get_by_label("Mode de vote").select_option(label="nominal, sur les appareils des membres")
    ensemble.get_by_role("button", name="Préparer et ouvrir").click()
    expect(bureau.locator("#avancement")).to_contain_text("0 / 10")
    verifier(bureau)


def voter_sur_son_telephone(membre, compte):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from portulan.comptes.second_facteur import code_courant

    membre.get_by_role("link", name="Voter : Ensemble").click()
    expect(membre.get_by_text("organisationnel")).to_have_count(0)
    verifier(membre)
    bouton = membre.get_by_role("button", name="Contre")
    assert bouton.bounding_box()["height"] >= 44
    bouton.click()
    verifier(membre)
    membre.get_by_role("button", name="Confirmer : contre").click()
    TOTPDevice.objects.filter(user=compte).update(last_t=-1)
    membre.get_by_label("Code").fill(code_courant(compte))
    membre.locator("main form button[type=submit]").first.click()
    expect(membre.get_by_role("heading", name="Mes votes")).to_be_visible()
    expect(membre.get_by_text("Récépissé").first).to_be_visible()
    verifier(membre)


def finir(bureau, membre):
    bureau.get_by_role("link", name="Saisir les votes de la salle").click()
    expect(bureau.get_by_text("CGT : a voté sur son appareil")).to_be_visible()
    bureau.get_by_role("button", name="Voir les totaux").click()
    expect(bureau.get_by_text("Déjà dans l’urne : 1 siège")).to_be_visible()
    bureau.get_by_role("button", name="Enregistrer ces votes").click()
    bureau.get_by_role("button", name="Clore et dépouiller").click()
    bureau.get_by_role("button", name="Proclamer le résultat").click()
    membre.get_by_role("link", name="Ensemble").first.click()
    expect(membre.get_by_text("L’ensemble du texte est adopté.")).to_be_visible()
    verifier(membre)
    membre.get_by_role("link", name="Expliquer mon vote").click()
    verifier(membre)
    membre.get_by_label("Nature").select_option(label="mention de désaccord")
    membre.get_by_label("Texte").fill("Le délai de deux mois est trop court.")
    membre.get_by_role("button", name="Enregistrer").click()
    expect(membre.get_by_text("Le délai de deux mois est trop court.")).to_be_visible()
