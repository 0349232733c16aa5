"""In the browser: a citizen finds on a phone; an adviser routes; a receiver without account refuses; nobody is lost."""

import re
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


def lien_recu(mise):
    """Path of the link in the mail sent to the structure of a hand-over."""
    from django.core import mail

    from portulan.comptes.models import Courriel

    recus = Courriel.objects.filter(gabarit="accueil_recue", destinataire=mise.structure.courriel)
    textes = [recus.latest("pk").texte, *(m.body for m in reversed(mail.outbox) if mise.structure.courriel in m.to)]
    return next(t.group() for t in (re.search(r"/mise-en-relation/[^/\s]+/", x) for x in textes) if t)


def test_un_citoyen_trouve_et_demande_a_etre_rappele_au_telephone(ecran, live_server, terrain_demo):
    from portulan.terrain.accueil.models import DemandeAccueil

    ecran.set_viewport_size({"width": 320, "height": 640})
    ecran.goto(live_server.url + "/")
    ecran.get_by_role("link", name="Trouver qui peut m’aider").first.click()
    ecran.get_by_label("De quoi avez-vous besoin").fill("je veux changer de métier")
    ecran.get_by_label("Où êtes-vous").fill("Ajaccio")
    ecran.get_by_role("button", name="Chercher").click()
    expect(ecran.get_by_role("heading", name="Changer de métier, Ajaccio")).to_be_visible()
    propositions = ecran.locator(".proposition")
    assert propositions.count() >= 3
    nom = propositions.first.locator("h2").inner_text()
    propositions.first.get_by_role("link", name="Être rappelé").click()
    expect(ecran.get_by_role("heading", name=f"Être rappelé par {nom}")).to_be_visible()
    ecran.get_by_label("Votre prénom").fill("Lisandra")
    ecran.get_by_label("Votre téléphone").fill("06 12 34 56 78")
    ecran.get_by_label("J’accepte que ces informations").check()
    ecran.get_by_role("button", name="Envoyer ma demande").click()
    expect(ecran.get_by_role("heading", name="Votre demande est transmise")).to_be_visible()
    demande = DemandeAccueil.objects.latest("pk")
    assert (demande.a_rappeler, demande.structure.nom) == (True, nom)
    assert ecran.evaluate("document.documentElement.scrollWidth") == 320


def orienter(ecran, live_server):
    """Note a request at the desk and hand it over to the first proposal; gives the address of its page."""
    ecran.goto(live_server.url + "/guichet/nouvelle/")
    ecran.get_by_label("Découvrir des métiers").check()
    ecran.get_by_label("Commune où vit la personne").fill("Ajaccio")
    ecran.get_by_role("button", name="Noter et chercher qui peut aider").click()
    expect(ecran.get_by_text("Demande anonyme.")).to_be_visible()
    ecran.locator(".proposition").first.get_by_role("link", name="Orienter").click()
    ecran.get_by_label("Prénom").fill("Ange")
    ecran.get_by_label("Téléphone").fill("06 11 22 33 44")
    ecran.get_by_label("La personne accepte que ces informations").check()
    ecran.get_by_role("button", name="Transmettre").click()
    expect(ecran.get_by_text("Demande transmise à")).to_be_visible()
    return ecran.url


def refuser_par_le_lien(browser, live_server, mise):
    """A receiver without account refuses on a phone; who the person is stays hidden."""
    receveuse = browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    receveuse.goto(live_server.url + lien_recu(mise))
    expect(receveuse.get_by_text("Aucun compte n’est nécessaire.")).to_be_visible()
    assert "06 11 22 33 44" not in receveuse.content()
    refus = receveuse.locator("details", has=receveuse.locator("summary", has_text="Refuser"))
    refus.locator("summary").click()
    refus.locator("select").first.select_option("complet")
    refus.get_by_role("button", name="Refuser").click()
    expect(receveuse.get_by_text("Cette demande est terminée")).to_be_visible()
    receveuse.context.close()


def test_une_personne_orientee_n_est_jamais_perdue(ecran, browser, live_server, personnes):
    """Routed, refused by a link, routed again, then silence, the last resort: and the Region sees it."""
    from portulan.terrain.accueil.echeances import faire_le_tour
    from portulan.terrain.accueil.enums import EtatMise
    from portulan.terrain.accueil.models import MiseEnRelation
    from portulan.terrain.accueil.operations import designer
    from portulan.terrain.reseau.models import Structure

    Structure.objects.filter(courriel="").update(courriel="accueil@structure.example")
    ouvrir_session(ecran, live_server, personnes["agent"])
    page_de_la_demande = orienter(ecran, live_server)
    mise = MiseEnRelation.objects.latest("pk")
    refuser_par_le_lien(browser, live_server, mise)

    mise.refresh_from_db()
    assert mise.etat == EtatMise.REFUSEE
    suivante = MiseEnRelation.objects.filter(besoin=mise.besoin).exclude(pk=mise.pk).get()
    assert suivante.structure != mise.structure
    ecran.goto(page_de_la_demande)
    expect(ecran.get_by_role("heading", name=re.compile(re.escape(suivante.structure.nom))).first).to_be_visible()

    deja = (mise.structure_id, suivante.structure_id)
    recours = Structure.objects.filter(etat="ouverte", departement="2A").exclude(pk__in=deja).last()
    designer(titulaire=personnes["mission_spro"].titulaire(verifie=True), bassin="", structure=recours)
    for jours in range(5, 61, 5):
        faire_le_tour(jour=aujourdhui() + timedelta(days=jours))
    besoin = mise.besoin
    besoin.refresh_from_db()
    assert besoin.mises.filter(etat=EtatMise.EXPIREE).exists()
    assert besoin.responsable == recours

    region = browser.new_context().new_page()
    ouvrir_session(region, live_server, personnes["mission_spro"])
    region.goto(live_server.url + f"/accueil/suivi/?q=D-{besoin.demande_id:06d}")
    expect(region.get_by_role("heading", name="Personnes qui peuvent être perdues")).to_be_visible()
    assert "06 11 22 33 44" not in region.content()
    region.context.close()
