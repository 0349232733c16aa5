"""From an empty installation to a team at work, in the browser: the first account, the Region, an operator."""

import re

import pytest
from playwright.sync_api import expect

from portulan.comptes import second_facteur
from portulan.comptes.models import Compte, Courriel
from portulan.comptes.operations import creer_compte, fabriquer_lien
from portulan.journal.models import Entree

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
PHRASE = "une longue phrase pour entrer"


def lien_recu(destinataire):
    return re.search(r"http\S+", Courriel.objects.filter(destinataire=destinataire).first().texte)[0]


def accepter(browser, courriel, nom):
    page = browser.new_context(locale="fr-FR").new_page()
    page.goto(lien_recu(courriel))
    page.get_by_label("Nom affiché").fill(nom)
    page.get_by_label("Nouveau mot de passe").fill(PHRASE)
    page.get_by_label("Le même, une seconde fois").fill(PHRASE)
    page.get_by_role("button", name="Créer mon compte et accepter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon espace")
    return page


def creer_organisation(page, base, nom, genre, operateur=""):
    page.goto(f"{base}/organisations/nouvelle/")
    page.get_by_label("Nom").fill(nom)
    page.get_by_label("Genre").select_option(genre)
    if operateur:
        page.get_by_label("Type d’opérateur").select_option(operateur)
    page.get_by_role("button", name="Créer l’organisation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(nom)


def inviter(page, courriel, role):
    page.get_by_label("Courriel").fill(courriel)
    page.get_by_label("Rôle", exact=True).select_option(role)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text(f"L’invitation part vers {courriel}")).to_be_visible()


def test_d_une_installation_vide_a_une_equipe(ecran, browser, live_server, vierge):
    administrateur = creer_compte(courriel="admin@region.example", par="cli")
    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=administrateur)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()
    ecran.get_by_role("link", name="Équipe et organisation").click()
    expect(ecran.get_by_text("Commencez par le conseil régional")).to_be_visible()
    creer_organisation(ecran, live_server.url, "Collectivité de Corse", "region")
    inviter(ecran, "mission@region.example", "mission_spro")

    mission = accepter(browser, "mission@region.example", "Claire")
    expect(mission.get_by_text("Mission SPRO de la Région, Collectivité de Corse.")).to_be_visible()
    creer_organisation(mission, live_server.url, "Mission locale d’Ajaccio", "operateur", "mission_locale")
    inviter(mission, "rose@operateur.example", "responsable")

    rose = accepter(browser, "rose@operateur.example", "Rose")
    rose.get_by_role("link", name="Équipe et organisation").click()
    expect(rose.get_by_role("heading", level=1)).to_have_text("Mission locale d’Ajaccio")
    inviter(rose, "abel@operateur.example", "agent")
    abel = accepter(browser, "abel@operateur.example", "Abel")
    expect(abel.get_by_text("Agent d’un opérateur, Mission locale d’Ajaccio.")).to_be_visible()

    rose.reload()
    rose.get_by_text("Abel – agent d’un opérateur").click()
    rose.get_by_role("button", name="Retirer ce rôle à Abel").click()
    expect(rose.get_by_text("Le rôle est retiré")).to_be_visible()
    abel.reload()
    expect(abel.get_by_text("Aucun rôle ne vous est confié")).to_be_visible()
    rose.goto(f"{live_server.url}/journal/")
    expect(rose.get_by_role("rowheader", name="Rôle retiré")).to_be_visible()
    expect(rose.get_by_text("Collectivité de Corse")).to_have_count(1)  # the partner in the header, no entry
    assert Entree.objects.filter(acte="invitation.accepter").count() == 3


def test_installer_un_second_facteur_puis_le_donner(ecran, live_server, vierge):
    compte = creer_compte(courriel="mission@region.example")
    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()
    ecran.goto(f"{live_server.url}/compte/")
    ecran.get_by_role("link", name="Installer un second facteur").click()
    image = ecran.get_by_role("img", name="Image à lire avec l’application")
    assert image.evaluate("i => i.naturalWidth") > 100
    ecran.get_by_label("Code à six chiffres").fill(second_facteur.code_courant(compte))
    ecran.get_by_role("button", name="Vérifier et installer").click()
    codes = ecran.locator(".codes code").all_text_contents()
    assert len(codes) == 10
    ecran.get_by_role("link", name="J’ai gardé mes codes").click()
    expect(ecran.get_by_text("Il reste 10 codes de secours")).to_be_visible()
    ecran.get_by_role("button", name="Se déconnecter").click()
    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()
    ecran.goto(f"{live_server.url}/compte/verification/?suite=/journal/")
    ecran.get_by_label("Code", exact=True).fill(codes[3])
    ecran.get_by_role("button", name="Valider").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Journal")
    assert second_facteur.codes_restants(compte) == 9


def test_entrer_comme_une_personne_inventee(ecran, live_server, personnes):
    ecran.goto(f"{live_server.url}/connexion/")
    ecran.get_by_role("link", name="Entrez comme une personne inventée").click()
    ecran.get_by_role("button", name="Entrer comme Claire Rivage").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Mon espace")
    expect(ecran.get_by_text("Mission SPRO de la Région, Conseil régional")).to_be_visible()


def test_mot_de_passe_oublie(ecran, live_server, vierge):
    creer_compte(courriel="rose@operateur.example", role=None)
    ecran.goto(f"{live_server.url}/connexion/")
    ecran.get_by_role("link", name="Mot de passe oublié").click()
    ecran.get_by_label("Courriel").fill("rose@operateur.example")
    ecran.get_by_role("button", name="Recevoir le lien").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Regardez vos courriels")
    ecran.goto(lien_recu("rose@operateur.example"))
    ecran.get_by_label("Nouveau mot de passe").fill(PHRASE)
    ecran.get_by_label("Le même, une seconde fois").fill(PHRASE)
    ecran.get_by_role("button", name="Changer mon mot de passe").click()
    ecran.get_by_label("Courriel").fill("rose@operateur.example")
    ecran.get_by_label("Mot de passe").fill(PHRASE)
    ecran.get_by_role("button", name="Se connecter").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Mon espace")
    assert Compte.objects.get().has_usable_password()
