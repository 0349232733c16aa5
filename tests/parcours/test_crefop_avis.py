"""From the last vote to the public page: drafted by the secretariat, signed by both chairs, read by a citizen.

Four windows: the secretariat, the State, the Region, and anyone, who then verifies the register with what was printed.
"""

import json
import re
from datetime import datetime, time, timedelta
from hashlib import sha256

import pytest
from playwright.sync_api import expect

from portulan.socle.horloge import aujourdhui

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seance_close(personnes, site_demo):
    """A meeting played up to its closing: everything is voted, nothing is written."""
    from portulan.publication.repetition import PARIS, Arret, repeter

    prevue = datetime.combine(aujourdhui() - timedelta(days=20), time(9, 30), PARIS)
    return repeter(site_demo, "94", seance=prevue, arret=Arret.SEANCE).seance


@pytest.fixture
def fenetres(browser, browser_context_args):
    """Four browsers that share nothing."""
    contextes = [browser.new_context(**browser_context_args) for _ in range(4)]
    yield [c.new_page() for c in contextes]
    for c in contextes:
        c.close()


def entrer(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url("**/espace/")


def donner_le_code(page, compte):
    """The second factor is asked once for a window; the same code may serve two acts within its half-minute."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from portulan.comptes.second_facteur import code_courant

    TOTPDevice.objects.filter(user=compte).update(last_t=-1)
    page.get_by_label("Code").fill(code_courant(compte))
    page.locator("main form button[type=submit]").first.click()


def test_du_dernier_vote_a_la_page_publique(live_server, seance_close, personnes, fenetres, tmp_path):
    bureau, etat, region, citoyen = fenetres
    entrer(bureau, live_server, personnes["secretariat"])
    rediger_et_figer(bureau, live_server)
    signer(etat, live_server, personnes["presidence-etat"], "Anne Timonier", "préfète de région")
    signer(region, live_server, personnes["presidence-region"], "Marc Hauban", "président du conseil régional")
    publier(bureau, live_server, personnes["secretariat"])
    lire_et_verifier(citoyen, live_server, tmp_path)


def rediger_et_figer(bureau, live_server):
    bureau.goto(f"{live_server.url}/avis/en-cours/")
    bureau.get_by_role("button", name=re.compile("Rédiger l’avis")).click()
    expect(bureau.get_by_text("favorable avec réserves").first).to_be_visible()
    bureau.get_by_label("Considérants").fill("Considérant que 12 345 personnes attendent.")
    bureau.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(bureau.get_by_text("Ce qui manque avant de figer")).to_be_visible()
    bureau.locator("main details").first.locator("summary").click()
    marque = bureau.locator("main details").first.locator("code").first.inner_text()
    bureau.get_by_label("Considérants").fill(f"Considérant la figure {marque} du dossier.")
    bureau.get_by_role("button", name="Enregistrer", exact=True).click()
    bureau.get_by_role("button", name="Figer l’avis").click()
    expect(bureau.get_by_text("figé").first).to_be_visible()


def signer(page, live_server, compte, nom, qualite):
    entrer(page, live_server, compte)
    page.get_by_role("link", name=re.compile("Signer l’avis")).first.click()
    page.get_by_label("Nom du signataire").fill(nom)
    page.get_by_label("Qualité").fill(qualite)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Signer").click()
    donner_le_code(page, compte)
    expect(page.get_by_text("Vous avez signé pour votre partie")).to_be_visible()


def publier(bureau, live_server, compte):
    bureau.goto(f"{live_server.url}/espace/")
    bureau.get_by_role("link", name=re.compile("Publier l’avis")).first.click()
    bureau.get_by_role("button", name="Publier l’avis").click()
    donner_le_code(bureau, compte)
    expect(bureau.get_by_text("Avis publié").first).to_be_visible()


def lire_et_verifier(citoyen, live_server, tmp_path):
    citoyen.set_viewport_size({"width": 320, "height": 640})
    citoyen.goto(f"{live_server.url}/avis/")
    citoyen.get_by_role("link", name=re.compile(r"^A-\d{4}-\d+$")).first.click()
    expect(citoyen.get_by_text("favorable avec réserves").first).to_be_visible()
    assert citoyen.evaluate("document.documentElement.scrollWidth") <= 320
    point = re.search(r"\b\d+:[0-9a-f]{64}:[0-9a-f]{64}\b", citoyen.content())[0]
    with citoyen.expect_download() as attendu:
        citoyen.get_by_role("link", name=re.compile(r"\.pdf")).first.click()
    pdf = tmp_path / attendu.value.suggested_filename
    attendu.value.save_as(pdf)
    assert sha256(pdf.read_bytes()).hexdigest() in citoyen.content()
    registre = citoyen.request.get(f"{live_server.url}/registre-des-actes/registre-des-actes.jsonl").text()
    export = tmp_path / "registre.jsonl"
    export.write_text(registre, "utf-8")
    verifier_le_registre(citoyen, live_server, export, point)
    expect(citoyen.get_by_role("heading", name="Conforme")).to_be_visible()
    lignes = registre.splitlines()
    rang = next(n for n, ligne in enumerate(lignes) if "scrutin.proclamer" in ligne)
    export.write_text("\n".join([*lignes[:rang], *lignes[rang + 1 :]]) + "\n", "utf-8")
    verifier_le_registre(citoyen, live_server, export, point)
    expect(citoyen.get_by_role("heading", name="Rompu")).to_be_visible()
    assert json.loads(lignes[rang])


def verifier_le_registre(citoyen, live_server, export, point):
    citoyen.goto(f"{live_server.url}/registre-des-actes/verifier/")
    citoyen.get_by_label("Export à vérifier").set_input_files(export)
    citoyen.get_by_label("Points de contrôle imprimés").fill(point)
    citoyen.get_by_role("button", name="Vérifier", exact=True).last.click()
