"""An operator adheres from an empty installation; the Region instructs and decides; both sign; anyone reads it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from fabriques.cahier import cahier_arrete
from portulan.comptes.enums import GenreOrganisation, Role
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
NIVEAUX = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def acteurs(vierge, transactional_db):
    """A labelled organisation with two sites, its manager, and the mission of the Region, second factor installed."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from portulan.comptes.models import Organisation
    from portulan.comptes.operations import creer_compte, habiliter
    from portulan.terrain.charte.operations import installer_referentiels_livres
    from portulan.terrain.reseau.models import Structure

    installer_referentiels_livres()
    cahier_arrete(le=aujourdhui())
    ij = Organisation.objects.create(
        code="ij-essai", nom="Info jeunes d’essai", genre=GenreOrganisation.OPERATEUR, operateur="ij", region="94"
    )
    for n, commune in enumerate(("Ajaccio", "Bastia"), 1):
        Structure.objects.create(
            source="essai", id_source=str(n), nom=f"Point jeunes {n}", operateur="ij", organisation=ij, commune=commune,
            code_insee="2A004", departement="2A", region="94", date_maj=aujourdhui(),
        )  # fmt: skip
    comptes = {}
    for nom, role, org, lieu in (
        ("rose", Role.RESPONSABLE, ij, None),
        ("claire", Role.MISSION_SPRO, None, Territoire(Niveau.REGION, "94")),
    ):
        compte = creer_compte(courriel=f"{nom}@exemple.fr", nom=nom.title(), role=None)
        habiliter(compte=compte, role=role, organisation=org, territoire=lieu)
        TOTPDevice.objects.create(user=compte, name="essai", confirmed=True)
        comptes[nom] = compte
    return comptes


def entrer(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url("**/espace/")


def donner_le_code(page, compte):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from portulan.comptes.second_facteur import code_courant

    # A code serves once: the journey is faster than the thirty seconds of the next one
    TOTPDevice.objects.filter(user=compte).update(last_t=-1)
    page.get_by_label("Code").fill(code_courant(compte))
    page.locator("main form button[type=submit]").first.click()


def verifier(page):
    """No outside width at 320 pixels, and nothing for axe."""
    fautes = Axe().run(page, options=NIVEAUX).response["violations"]
    assert not [f"{v['id']} : {v['nodes'][0]['html'][:160]}" for v in fautes]
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})


def test_d_une_candidature_au_registre(page, live_server, acteurs):
    """``page``, not ``ecran``: the page that asks for the code is a 403, which the console calls an error."""
    candidater(page, live_server, acteurs)
    instruire(page, live_server, acteurs)
    signer(page, live_server, acteurs)
    lire_le_registre(page, live_server)


def candidater(ecran, live_server, acteurs):
    entrer(ecran, live_server, acteurs["rose"])
    ecran.goto(f"{live_server.url}/adhesions/")
    ecran.get_by_role("button", name="Demander la reconnaissance").click()
    ecran.get_by_label("Représentant légal").fill("Camille <b>Exemple</b> 🧭")
    ecran.get_by_label("Qualité du représentant").fill("présidente")
    ecran.get_by_label("Personne à contacter").fill("Sacha Exemple")
    ecran.get_by_label("Courriel de contact").fill("contact@exemple.fr")
    verifier(ecran)
    ecran.get_by_role("button", name="Enregistrer et continuer").click()
    ecran.get_by_label("Zone géographique").fill("Ajaccio et ses environs")
    ecran.get_by_label("Analyse des besoins").fill("Beaucoup de jeunes sans diplôme.")
    ecran.get_by_role("button", name="Enregistrer et continuer").click()
    ecran.get_by_label("Point jeunes 1, Ajaccio").check()
    verifier(ecran)
    ecran.get_by_role("button", name="Enregistrer et continuer").click()
    ecran.get_by_label("Services ouverts à toute personne").select_option(label="Oui, à toute personne")
    for champ in (
        "Publics accueillis",
        "Information sur les métiers",
        "Information des 16-30 ans",
        "Conseil personnalisé",
    ):
        ecran.get_by_label(champ).fill("Décrit.")
    ecran.get_by_role("button", name="Enregistrer et continuer").click()
    ecran.get_by_role("link", name="Continuer").click()
    ecran.get_by_role("checkbox").check()
    ecran.get_by_role("button", name="Enregistrer et revoir le dossier").click()
    verifier(ecran)
    ecran.get_by_role("button", name="Déposer la candidature").click()
    expect(ecran.get_by_text("la Région", exact=False).first).to_be_visible()


def instruire(ecran, live_server, acteurs):
    entrer(ecran, live_server, acteurs["claire"])
    ecran.get_by_role("link", name="Instruire le dossier d’adhésion : Info jeunes d’essai").click()
    expect(ecran.get_by_text("Camille <b>Exemple</b>")).to_have_count(1)
    ecran.get_by_role("button", name="Déclarer le dossier complet").click()
    ecran.locator("summary", has_text="Transmettre pour avis").click()
    ecran.get_by_label("Rapport d’instruction").fill("Les trois conditions sont décrites.")
    ecran.get_by_role("button", name="Transmettre pour avis").click()
    ecran.get_by_label("Motifs").fill("Bon dossier.")
    verifier(ecran)
    ecran.get_by_role("button", name="Enregistrer mon avis").click()
    ecran.get_by_role("button", name="Clore le recueil des avis").click()
    ecran.get_by_role("button", name="Reconnaître").click()
    donner_le_code(ecran, acteurs["claire"])
    expect(ecran.get_by_text("Reconnaissance décidée.")).to_be_visible()


def signer(ecran, live_server, acteurs):
    entrer(ecran, live_server, acteurs["rose"])
    ecran.get_by_role("link", name="Signer l’adhésion : Info jeunes d’essai").click()
    ecran.get_by_role("link", name="Signer pour l’organisation").click()
    ecran.get_by_role("button", name="Signer").click()
    expect(ecran.get_by_role("alert")).to_contain_text("Cochez l’engagement")
    ecran.get_by_role("checkbox").check()
    verifier(ecran)
    ecran.get_by_role("button", name="Signer").click()
    donner_le_code(ecran, acteurs["rose"])
    expect(ecran.get_by_text("Signée par l’organisation.")).to_be_visible()

    entrer(ecran, live_server, acteurs["claire"])
    ecran.get_by_role("link", name="Signer l’adhésion : Info jeunes d’essai").click()
    ecran.get_by_role("link", name="Signer pour la Région").click()
    ecran.get_by_label("Qualité", exact=True).fill("vice-présidente")
    ecran.get_by_role("checkbox").check()
    ecran.get_by_role("button", name="Signer").click()
    donner_le_code(ecran, acteurs["claire"])
    expect(ecran.get_by_text("Signée par la Région.")).to_be_visible()


def lire_le_registre(ecran, live_server):
    ecran.context.clear_cookies()
    ecran.goto(f"{live_server.url}/registre/")
    ecran.get_by_role("rowheader").get_by_role("link", name="Info jeunes d’essai").click()
    expect(ecran.get_by_role("main")).to_contain_text("Point jeunes 1")
    expect(ecran.get_by_role("main")).not_to_contain_text("Point jeunes 2")
    verifier(ecran)
    ecran.get_by_role("link", name="Attestation à imprimer").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Attestation d’adhésion")
    ecran.goto(f"{live_server.url}/registre/?au=2020-01-01")
    expect(ecran.get_by_role("main")).to_contain_text("Aucune organisation n’est membre à cette date")


def test_deux_personnes_sur_la_meme_etape(browser, live_server, acteurs):
    pages = [browser.new_context(locale="fr-FR").new_page() for _ in range(2)]
    for page, nom in zip(pages, ("rose", "claire"), strict=True):
        entrer(page, live_server, acteurs[nom])
    pages[0].goto(f"{live_server.url}/adhesions/")
    pages[0].get_by_role("button", name="Demander la reconnaissance").click()
    adresse = pages[0].url
    pages[1].goto(adresse)
    for page, nom in zip(pages, ("Camille", "Dominique"), strict=True):
        page.get_by_label("Représentant légal").fill(nom)
        page.get_by_role("button", name="Enregistrer et s’arrêter là").click()
    expect(pages[1].get_by_role("alert")).to_contain_text("Rien n’est perdu")
    expect(pages[1].get_by_role("row", name="Représentant légal")).to_contain_text("Camille")
    expect(pages[1].get_by_label("Représentant légal")).to_have_value("Dominique")
    pages[1].get_by_role("button", name="Enregistrer et s’arrêter là").click()
    expect(pages[1].get_by_role("heading", level=1)).to_have_text("Info jeunes d’essai")
