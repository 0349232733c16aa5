"""An operator proves in the browser: saved as one goes, a lost session loses no word, with and without script."""

import pytest
from playwright.sync_api import expect

from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Organisation
from portulan.comptes.operations import creer_compte, fabriquer_lien, habiliter
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.operations import installer_referentiels_livres
from portulan.terrain.evaluation.models import Evaluation, Preuve, Reponse
from portulan.terrain.evaluation.petit_pdf import petit_pdf
from portulan.terrain.reseau.models import Structure

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def responsable(vierge):
    installer_referentiels_livres()
    orga = Organisation.objects.create(
        code="ml", nom="Mission locale", genre=GenreOrganisation.OPERATEUR, operateur="mission_locale", region="94"
    )
    Structure.objects.create(
        source="essai", id_source="1", nom="Mission locale d’Ajaccio", operateur="mission_locale", organisation=orga,
        code_insee="2A004", departement="2A", region="94", date_maj=aujourdhui(),
    )  # fmt: skip
    compte = creer_compte(courriel="rose@exemple.fr", nom="Rose", role=None)
    habiliter(compte=compte, role=Role.RESPONSABLE, organisation=orga)
    return compte


def entrer(ecran, live_server, compte):
    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()


def ouvrir(ecran, live_server, compte):
    entrer(ecran, live_server, compte)
    ecran.goto(f"{live_server.url}/evaluations/")
    ecran.get_by_role("button", name="Ouvrir l’évaluation").click()
    ecran.get_by_role("link", name="Répondre").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Égalité et simplicité d’accès")


def test_repondre_au_fil_de_la_saisie_puis_prouver(ecran, live_server, responsable, tmp_path):
    ouvrir(ecran, live_server, responsable)
    critere = ecran.locator("[id='critere-P1.1']")
    critere.get_by_label("3 – En place, prouvé et mesuré").check()
    expect(critere.get_by_role("status")).to_contain_text("Enregistré à")
    critere.get_by_label("Commentaire").press_sequentially("Accueil de tous")
    expect(critere.get_by_role("status")).to_contain_text("Enregistré à")
    expect(critere.locator("[name='P1-1-version']")).to_have_value("3")
    reponse = Reponse.objects.get(critere="P1.1")
    assert (reponse.niveau, reponse.commentaire) == (3, "Accueil de tous")
    critere.get_by_role("button", name="Ajouter ou gérer les preuves").click()
    fichier = tmp_path / "affiche.pdf"
    fichier.write_bytes(petit_pdf("Affiche", ["Accueil de tous"]))
    ecran.get_by_label("Date du document").fill(aujourdhui().isoformat())
    ecran.get_by_label("Fichier").set_input_files(fichier)
    ecran.get_by_role("button", name="Déposer la preuve").click()
    expect(ecran.get_by_text("La preuve est déposée")).to_be_visible()
    ecran.goto(f"{live_server.url}/evaluations/{Evaluation.objects.get().pk}/")
    expect(ecran.get_by_role("heading", name="Où en est-on")).to_be_visible()


def test_session_arretee_en_ecrivant(ecran, live_server, responsable):
    ouvrir(ecran, live_server, responsable)
    ecran.context.clear_cookies(name="sessionid")
    critere = ecran.locator("[id='critere-P1.2']")
    critere.get_by_label("2 – En place et prouvé").check()
    expect(critere.get_by_role("status")).to_contain_text("Votre session s’est arrêtée")
    critere.get_by_label("Commentaire").fill("Écrit sans session")
    ecran.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Connexion")
    partie = f"/evaluations/{Evaluation.objects.get().pk}/parties/P1/"
    entrer(ecran, live_server, responsable)
    ecran.goto(live_server.url + partie)
    expect(ecran.get_by_text("Votre session s’était arrêtée")).to_be_visible()
    expect(critere.get_by_label("Commentaire")).to_have_value("Écrit sans session")
    ecran.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(ecran.get_by_text("Partie P1 enregistrée")).to_be_visible()
    assert Reponse.objects.get(critere="P1.2").commentaire == "Écrit sans session"


def test_le_brouillon_reste_dans_l_onglet(ecran, live_server, responsable):
    ouvrir(ecran, live_server, responsable)
    ecran.route("**/reponses/**", lambda route: route.fulfill(status=200, body="Pas encore enregistré"))
    commentaire = ecran.locator("[id='critere-P1.3']").get_by_label("Commentaire")
    commentaire.fill("Le réseau est tombé")
    ecran.reload()
    expect(commentaire).to_have_value("Le réseau est tombé")
    expect(ecran.get_by_text("sans pouvoir l’enregistrer")).to_be_visible()


def test_sans_script(browser, live_server, responsable, tmp_path):
    page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
    ouvrir(page, live_server, responsable)
    page.locator("[id='critere-P1.1']").get_by_label("2 – En place et prouvé").check()
    page.locator("[id='critere-P1.1']").get_by_role("button", name="Ajouter ou gérer les preuves").click()
    assert Reponse.objects.get(critere="P1.1").niveau == 2
    fichier = tmp_path / "affiche.pdf"
    fichier.write_bytes(petit_pdf("Affiche", ["Accueil de tous"]))
    page.get_by_label("Fichier").set_input_files(fichier)
    page.get_by_label("Date du document").fill(aujourdhui().isoformat())
    page.get_by_role("button", name="Déposer la preuve").click()
    expect(page.get_by_text("La preuve est déposée")).to_be_visible()
    assert Preuve.objects.get().criteres.get().critere == "P1.1"
