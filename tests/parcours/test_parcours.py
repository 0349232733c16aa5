"""What people come to do, in the browser: read, search, take away, by keyboard, without script, and administer."""

import pytest
from playwright.sync_api import expect

from portulan.travaux.models import Travail
from portulan.travaux.taches import executer

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


def test_d_une_commune_a_la_definition_d_un_chiffre(ecran, live_server, site_demo):
    ecran.goto(live_server.url)
    ecran.get_by_role("searchbox").fill("ajaccio")
    ecran.get_by_role("button", name="Rechercher").click()
    ecran.get_by_role("link", name="Ajaccio", exact=True).click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Ajaccio")
    ecran.get_by_role("rowheader").get_by_role("link").first.click()
    expect(ecran.get_by_role("heading", name="Définition")).to_be_visible()
    expect(ecran.get_by_role("heading", name="Sources")).to_be_visible()
    expect(ecran.get_by_role("heading", name="D’un instantané à l’autre")).to_be_visible()


def test_d_une_fiche_a_sa_question(ecran, live_server, site_demo):
    ecran.goto(f"{live_server.url}/fiches/1/")
    ecran.get_by_label("Chercher dans les questions").fill("égalité d'accès")
    ecran.get_by_role("button", name="Afficher").click()
    expect(ecran.get_by_role("status").first).to_contain_text("sur 15")
    ecran.get_by_role("rowheader").get_by_role("link").first.click()
    expect(ecran.get_by_role("heading", name="Réponse")).to_be_visible()
    expect(ecran.get_by_role("heading", name="Ce qui manque, et qui le détient")).to_be_visible()


def test_tri_filtre_et_csv(ecran, live_server, site_demo):
    ecran.goto(f"{live_server.url}/indicateurs/IND-F1.O3a-1/?niveau=commune")
    ecran.get_by_role("columnheader").get_by_role("link", name="Valeur").click()
    expect(ecran.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    with ecran.expect_download() as telechargement:
        ecran.get_by_role("link", name="Télécharger en CSV").click()
    assert telechargement.value.suggested_filename.startswith("IND-F1.O3a-1-commune-")


def test_carte_interactive_sur_demande(ecran, live_server, site_demo):
    ecran.goto(f"{live_server.url}/indicateurs/IND-F1.O3a-1/?niveau=commune")
    expect(ecran.locator(".figure__toile svg[role=img]")).to_be_visible()
    ecran.get_by_role("button", name="Explorer la carte").click()
    ecran.wait_for_selector("#carte-vive[data-ready]", timeout=60_000)
    expect(ecran.locator("#carte-vive-etat")).to_contain_text("Carte prête")


def test_clavier_seul(ecran, live_server, site_demo):
    ecran.goto(live_server.url)
    ecran.keyboard.press("Tab")
    expect(ecran.locator(":focus")).to_have_text("Aller au contenu")
    ecran.keyboard.press("Enter")
    assert ecran.evaluate("document.activeElement.id") == "contenu"
    ecran.keyboard.press("Tab")
    expect(ecran.locator(":focus")).to_have_text("Trouver qui peut m’aider")
    ecran.keyboard.press("Tab")
    expect(ecran.locator(":focus")).to_have_attribute("type", "search")
    assert ecran.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    ecran.keyboard.type("gratuit")
    ecran.keyboard.press("Enter")
    expect(ecran.get_by_role("status")).to_contain_text("gratuit")


def test_menu_du_telephone_au_clavier(ecran, live_server, site_demo):
    ecran.set_viewport_size({"width": 320, "height": 640})
    ecran.goto(live_server.url)
    expect(ecran.get_by_role("link", name="Sources", exact=True)).to_be_hidden()
    ecran.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(ecran.get_by_role("link", name="Sources", exact=True)).to_be_visible()
    ecran.keyboard.press("Escape")
    expect(ecran.get_by_role("link", name="Sources", exact=True)).to_be_hidden()


def test_sans_javascript(browser, live_server, site_demo, administratrice):
    from portulan.comptes.operations import fabriquer_lien

    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    page.goto(f"{live_server.url}/fiches/2/")
    page.get_by_label("Chercher dans les questions").fill("convention")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("status").first).to_contain_text("question")
    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=administratrice)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.goto(f"{live_server.url}/region/importer/")
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("alert")).to_contain_text("Choisissez un fichier, ou donnez une adresse")


def test_importer_un_fichier_et_suivre_le_travail(ecran, live_server, vierge, administratrice, monkeypatch):
    from portulan.comptes.operations import fabriquer_lien

    monkeypatch.setenv("PORTULAN_HOME", str(vierge.racine))
    fichier = vierge.racine / "inconnu.csv"
    fichier.write_text("a;b\n1;2\n")
    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=administratrice)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()
    ecran.goto(f"{live_server.url}/region/importer/")
    ecran.get_by_label("Fichier").set_input_files(fichier)
    ecran.get_by_role("button", name="Importer").click()
    expect(ecran.get_by_role("progressbar")).to_be_visible()
    ecran.goto(f"{live_server.url}/travaux/")
    ecran.get_by_role("link", name="Importer inconnu.csv").click()
    executer.call(Travail.objects.get().pk)
    expect(ecran.get_by_text("Ce travail n’a pas abouti")).to_be_visible(timeout=10_000)
    expect(ecran.locator(".alerte--erreur")).to_contain_text("inconnu.csv")


def test_arreter_un_travail_demande_confirmation(ecran, live_server, vierge, administratrice):
    from portulan.comptes.operations import fabriquer_lien

    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=administratrice)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()
    ecran.goto(f"{live_server.url}/region/")
    ecran.get_by_role("button", name="Figer, diagnostiquer et publier").click()
    ecran.get_by_role("button", name="Arrêter ce travail").click()
    expect(ecran.get_by_role("dialog")).to_contain_text("Rien de ce qui était chargé")
    ecran.get_by_role("button", name="Oui, arrêter").click()
    expect(ecran.get_by_text("L’arrêt est demandé")).to_be_visible()
    expect(ecran.get_by_role("button", name="Relancer")).to_be_visible()


def test_lire_un_dossier_et_verifier_son_instantane(ecran, live_server, site_demo):
    ecran.goto(f"{live_server.url}/dossiers/")
    ecran.get_by_role("link", name="Lire sur le site").first.click()
    expect(ecran.locator("article.dossier")).to_be_visible()
    ecran.goto(f"{live_server.url}/instantanes/")
    ecran.get_by_role("rowheader").get_by_role("link").last.click()
    ecran.get_by_role("button", name="Vérifier l’intégrité").click()
    expect(ecran.get_by_text("Instantané intact")).to_be_visible()
