"""From an empty installation to computed answers: first steps, campaign, disagreement, validation, freeze, question.

The other legs have their own journeys: team (test_comptes), charter (test_charte), adhesion (test_adhesion), answers
and evidence (test_evaluation).
"""

import pytest
from playwright.sync_api import expect

from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Organisation
from portulan.comptes.operations import creer_compte, fabriquer_lien, habiliter
from portulan.socle.horloge import maintenant
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.charte.operations import installer_referentiels_livres
from portulan.terrain.evaluation.models import Evaluation, Reponse
from portulan.terrain.reseau.models import Structure
from portulan.travaux.models import Travail
from portulan.travaux.taches import executer

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def acteurs(vierge, monkeypatch):
    from django_otp.plugins.otp_totp.models import TOTPDevice

    monkeypatch.setenv("PORTULAN_HOME", str(vierge.racine))  # the job reads it, as the worker does
    installer_referentiels_livres()
    comptes = {"admin": creer_compte(courriel="admin@exemple.fr", nom="Alex")}
    orga = Organisation.objects.create(
        code="ml", nom="Mission locale", genre=GenreOrganisation.OPERATEUR, operateur="mission_locale", region="94"
    )
    for nom, role, org, lieu in (
        ("rose", Role.RESPONSABLE, orga, None),
        ("claire", Role.MISSION_SPRO, None, Territoire(Niveau.REGION, "94")),
    ):
        comptes[nom] = creer_compte(courriel=f"{nom}@exemple.fr", nom=nom.title(), role=None)
        habiliter(compte=comptes[nom], role=role, organisation=org, territoire=lieu)
        TOTPDevice.objects.create(user=comptes[nom], name="essai", confirmed=True)
    return comptes


def entrer(page, live_server, compte):
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url("**/espace/")


def constater(page, niveau, pourquoi):
    page.locator("[id='k-P1.4']").locator("xpath=ancestor::details[1]/summary").click()
    page.locator(f"[id='n-P1.4-{niveau}']").check()
    page.locator("[id='k-P1.4']").fill(pourquoi)
    page.locator("[id='k-P1.4']").locator("xpath=ancestor::form[1]//button").last.click()
    expect(page.get_by_text("Votre constat est enregistré")).to_be_visible()


def test_depuis_le_vide(page, live_server, acteurs):
    """``page``, not ``ecran``: the page that asks for the code is a 403, which the console calls an error."""
    entrer(page, live_server, acteurs["admin"])
    expect(page.get_by_role("link", name="Créer le conseil régional")).to_be_visible()
    entrer(page, live_server, acteurs["claire"])
    expect(page.get_by_role("link", name="Commencer le cahier des charges")).to_be_visible()
    ajouter_une_structure(page, live_server)
    lancer_une_campagne(page, live_server)
    evaluation = repondre_a_tout()
    entrer(page, live_server, acteurs["rose"])
    soumettre(page)
    contredire_puis_valider(page, live_server, acteurs, evaluation)
    figer_et_lire(page, live_server, acteurs["admin"])


def ajouter_une_structure(page, live_server):
    page.get_by_role("link", name="Faire entrer les structures du réseau").click()
    page.goto(f"{live_server.url}/reseau/structures/nouvelle/")
    page.get_by_label("Nom", exact=True).fill("Mission locale d’Ajaccio")
    page.locator("#id_operateur").select_option("mission_locale")
    page.locator("#id_organisation").select_option(label="Mission locale")
    page.locator("#id_lieu").fill("20000")
    page.get_by_role("button", name="Créer la fiche").click()
    expect(page.get_by_text("La fiche est créée")).to_be_visible()
    assert Structure.objects.get().code_postal == "20000"


def lancer_une_campagne(page, live_server):
    page.goto(f"{live_server.url}/campagnes/nouvelle/")
    page.get_by_role("button", name="Préparer la campagne").click()
    expect(page.get_by_text("structure concernée", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("0 évaluation en saisie dépasse")
    page.get_by_role("button", name="Lancer la campagne").click()
    page.get_by_role("dialog").get_by_role("button", name="Lancer").click()
    expect(page.get_by_text("Campagne lancée")).to_be_visible()


def repondre_a_tout():
    """As if typed in the pages that test_evaluation walks: low everywhere, but on the criterion to be contradicted."""
    evaluation = Evaluation.objects.get()
    Reponse.objects.filter(evaluation=evaluation).delete()
    Reponse.objects.bulk_create(
        Reponse(evaluation=evaluation, critere=c.code, niveau=1, modifiee_le=maintenant())
        for c in evaluation.referentiel.referentiel.criteres
    )
    Reponse.objects.filter(evaluation=evaluation, critere="P1.4").update(niveau=3)
    return evaluation


def soumettre(page):
    page.get_by_role("link", name="Terminer l’évaluation").click()
    page.get_by_role("link", name="Vérifier et soumettre").first.click()
    page.get_by_role("button", name="Soumettre à la relecture").click()
    expect(page.get_by_text("L’évaluation est soumise")).to_be_visible()


def contredire_puis_valider(page, live_server, acteurs, evaluation):
    from portulan.comptes.second_facteur import code_courant

    relecture = f"{live_server.url}/relectures/{evaluation.pk}/?principe=P1"
    entrer(page, live_server, acteurs["claire"])
    page.goto(relecture)
    constater(page, 1, "Pas de rampe.")
    expect(page.locator(".chiffre", has_text="écart de deux niveaux ou plus")).to_contain_text("1")

    entrer(page, live_server, acteurs["rose"])
    page.get_by_role("link", name="Répondre aux constats").click()
    page.goto(relecture)
    page.locator("[id='m-P1.4']").locator("xpath=ancestor::details[1]/summary").click()
    page.locator("[id='m-P1.4']").fill("Elle est posée depuis hier.")
    page.locator("[id='m-P1.4']").locator("xpath=ancestor::form[1]//button").last.click()
    expect(page.get_by_text("Message ajouté")).to_be_visible()

    entrer(page, live_server, acteurs["claire"])
    page.goto(relecture)
    constater(page, 3, "Rampe vue sur place.")
    page.get_by_role("button", name="Valider l’évaluation").click()
    page.get_by_role("button", name="Valider et figer").click()
    page.get_by_label("Code").fill(code_courant(acteurs["claire"]))
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Évaluation validée et figée")).to_be_visible()
    expect(page.get_by_text("empreinte vérifiée")).to_be_visible()


def figer_et_lire(page, live_server, admin):
    entrer(page, live_server, admin)
    page.goto(f"{live_server.url}/region/")
    page.get_by_role("button", name="Figer, diagnostiquer et publier").click()
    executer.call(Travail.objects.get(genre="construire").pk)
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/questions/F1.10/")
    expect(page.get_by_role("main")).to_contain_text("Sur 1 structure à évaluer, 1 l’a été depuis moins de douze mois")
    expect(page.locator("body")).not_to_contain_text("fictif")
