"""In the browser: an agent keeps the record of a place, a citizen reads it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portulan.socle.horloge import aujourdhui

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


def ouvrir_session(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url(f"{live_server.url}/espace/")


def test_un_agent_tient_la_fiche_et_un_citoyen_la_lit(ecran, live_server, personnes):
    from portulan.terrain.reseau.models import Structure

    agent = personnes["agent"]
    fiche = Structure.objects.filter(organisation=agent.acces[0].organisation).first()
    adresse = f"{live_server.url}/reseau/structures/{fiche.pk}/"
    ouvrir_session(ecran, live_server, agent)

    ecran.goto(adresse)
    ecran.get_by_role("link", name="Horaires", exact=True).click()
    lundi = ecran.get_by_role("group", name="Lundi")
    lundi.get_by_label("Fermé").set_checked(False)
    for rang, heure in enumerate(("8h30", "12h", "13h30", "17 h")):
        lundi.get_by_role("textbox").nth(rang).fill(heure)
    lundi.get_by_role("button", name="Copier sur mardi à vendredi").click()
    expect(ecran.get_by_role("group", name="Vendredi").get_by_role("textbox").nth(0)).to_have_value("8h30")
    samedi = ecran.get_by_role("group", name="Samedi")
    for rang in range(4):
        samedi.get_by_role("textbox").nth(rang).fill("")
    samedi.get_by_label("Fermé").check()
    ecran.get_by_role("button", name="Enregistrer les horaires").click()
    expect(ecran.get_by_text("Les horaires sont enregistrés.")).to_be_visible()

    ecran.get_by_role("link", name="Indisponibilité", exact=True).click()
    ecran.get_by_label("plus de place").check()
    ecran.get_by_label("Au (inclus)").fill((aujourdhui() + timedelta(days=12)).isoformat())
    ecran.get_by_label("À dire au public").fill("Appelez pour la liste d’attente")
    ecran.get_by_role("button", name="Le dire au public").click()
    expect(ecran.get_by_text("Plus de place jusqu’au")).to_be_visible()

    ecran.get_by_role("link", name="Ajouter un service").click()
    ecran.get_by_label("Nom du service").fill("Préparer son retour en formation")
    ecran.get_by_label("Description").fill("Deux entretiens d’une heure, puis un plan écrit avec les contacts utiles.")
    ecran.get_by_role("group", name="Pour qui", exact=False).first.get_by_label("Jeunes", exact=True).check()
    ecran.get_by_label("Gratuit").check()
    ecran.get_by_label("En présentiel").check()
    ecran.get_by_role("button", name="Ajouter le service").click()
    expect(ecran.get_by_text("Le service « Préparer son retour en formation » est ajouté.")).to_be_visible()

    ecran.get_by_role("button", name="Se déconnecter").click()
    ecran.goto(f"{live_server.url}/reseau/")
    ecran.get_by_label("Nom, commune ou organisation").fill(fiche.nom)
    ecran.get_by_role("button", name="Afficher").click()
    ecran.get_by_role("link", name=fiche.nom).click()
    expect(ecran.get_by_text("Plus de place jusqu’au")).to_be_visible()
    expect(ecran.get_by_text("Appelez pour la liste d’attente")).to_be_visible()
    expect(ecran.get_by_role("heading", name="Préparer son retour en formation")).to_be_visible()
    expect(ecran.get_by_role("term").filter(has_text="Lundi au vendredi")).to_be_visible()
    expect(ecran.get_by_text("8\u00a0h\u00a030–12\u00a0h et 13\u00a0h\u00a030–17\u00a0h")).to_be_visible()
    expect(ecran.get_by_role("link", name="Modifier la fiche")).to_have_count(0)


def test_la_carte_s_explore_au_clavier_et_ouvre_une_fiche(ecran, live_server, terrain_demo):
    ecran.goto(f"{live_server.url}/reseau/?vue=carte&operateur=mission_locale")
    bouton = ecran.get_by_role("button", name="Explorer la carte")
    bouton.focus()
    ecran.keyboard.press("Enter")
    ecran.wait_for_selector("#carte-vive[data-ready]", timeout=30_000)
    assert "touchez un point" in ecran.locator("#carte-vive-etat").inner_text()


def test_deux_onglets_rien_n_est_perdu(page, live_server, personnes):
    """On a bare page: the browser writes the 409, which is expected here, in its console."""
    from portulan.terrain.reseau.models import Structure

    agent = personnes["agent"]
    fiche = Structure.objects.filter(organisation=agent.acces[0].organisation).first()
    ouvrir_session(page, live_server, agent)
    adresse = f"{live_server.url}/reseau/structures/{fiche.pk}/modifier/"
    page.goto(adresse)
    autre = page.context.new_page()
    autre.goto(adresse)
    autre.get_by_label("Adresse", exact=False).first.fill("1 place de la Gare")
    autre.get_by_role("button", name="Enregistrer").click()
    autre.close()
    page.get_by_label("Adresse", exact=False).first.fill("2 rue du Port")
    with page.expect_response(lambda r: r.status == 409):
        page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("1 place de la Gare")).to_be_visible()
    expect(page.get_by_label("Adresse", exact=False).first).to_have_value("2 rue du Port")
