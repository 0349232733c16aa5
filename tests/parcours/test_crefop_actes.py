"""The register of acts and the published opinions in a real browser: read, verified, tampered with, followed up."""

import os
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from fabriques.avis_publie import un_avis, une_reserve, une_reserve_chiffree
from fabriques.comite import petit_comite
from portulan.crefop.registre.operations import engager, inscrire
from portulan.crefop.suivi.operations import decider, proposer_etats
from portulan.publication.bibliotheque import Bibliotheque
from portulan.socle.horloge import aujourdhui
from portulan.web.identite import SECOND_FACTEUR

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
NIVEAUX = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def comite(site_demo):
    """A committee with a published opinion, followed up, and one that waits."""
    comite = petit_comite()
    comite.bureau()
    avis = un_avis(comite, "2026-01", instantane="94-2020-01-15-000000000000", maison=site_demo)
    une_reserve(avis, 1, echeance=aujourdhui() - timedelta(days=5))
    une_reserve_chiffree(avis, 2, seuil="10")
    levee = une_reserve(avis, 3)
    une_reserve(avis, 1, genre="recommandation", echeance=None)
    decider(titulaire=comite.bureau(), reserve=levee, etat="levee", motif="Délibération du 3.", vu="ouverte")
    rayons = Bibliotheque(site_demo)
    proposer_etats(rayons.diagnostic(rayons.courant("94").identifiant))
    inscrire(type="seance.ouvrir", objet="seance:1", organe="crefop-94", charge={"par": engager("Camille Durand")})
    un_avis(comite, "2026-02", etat="signe", rendu_le=aujourdhui() - timedelta(days=100))
    comite.avis = avis
    return comite


def entrer(ecran, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    ecran.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    ecran.get_by_role("button", name="Ouvrir ma session").click()
    ecran.wait_for_url(f"{live_server.url}/espace/")


def photographier(ecran, nom):
    """Pictures to look at, only when a folder is given."""
    if dossier := os.environ.get("ECRANS_DU_COMITE"):
        ecran.screenshot(path=Path(dossier) / f"{nom}.png", full_page=True)


def examiner(ecran, live_server, adresses):
    """axe in light and dark, and nothing wider than 320 px."""
    axe, fautes = Axe(), {}
    for adresse in adresses:
        nom = adresse.split("?")[0].strip("/").replace("/", "-")
        ecran.set_viewport_size({"width": 1280, "height": 900})
        ecran.goto(live_server.url + adresse)
        trouvees = []
        for theme in ("dark", "light"):
            ecran.emulate_media(color_scheme=theme, reduced_motion="reduce")
            lu = axe.run(ecran, options={"runOnly": {"type": "tag", "values": NIVEAUX}, "resultTypes": ["violations"]})
            trouvees += [f"{theme} {v['id']} : {v['nodes'][0]['html'][:160]}" for v in lu.response["violations"]]
        photographier(ecran, f"{nom}-1280")
        ecran.set_viewport_size({"width": 320, "height": 640})
        if (large := ecran.evaluate("document.documentElement.scrollWidth")) > 320:
            trouvees.append(f"largeur {large}")
        photographier(ecran, f"{nom}-320")
        if trouvees:
            fautes[adresse] = trouvees
    assert not fautes


def donner_le_second_facteur(page):
    """As if it had just been given: hidden values are not read without it."""
    cle = next(c["value"] for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME)
    ouverte = import_module(settings.SESSION_ENGINE).SessionStore(cle)
    ouverte[SECOND_FACTEUR] = True
    ouverte.save()


def test_les_pages_publiques(ecran, live_server, comite):
    reserves = [f"/reserves/{r.pk}/" for r in comite.avis.reserves.order_by("pk")[:2]]
    registre = [f"/registre-des-actes/{page}" for page in ("", "2/", "points/", "verifier/")]
    examiner(ecran, live_server, ["/avis/", "/avis/2026-01/", "/reserves/", *reserves, *registre])


def test_les_pages_du_secretariat(ecran, live_server, comite):
    entrer(ecran, live_server, comite.secretariat)
    donner_le_second_facteur(ecran)
    reserve = comite.avis.reserves.exclude(indicateur="").get()
    decision = f"/reserves/{reserve.pk}/decision/"
    examiner(ecran, live_server, ["/avis/alertes/", decision, "/registre-des-actes/valeurs-masquees/", "/espace/"])
    ecran.goto(f"{live_server.url}/registre-des-actes/valeurs-masquees/")
    assert ecran.get_by_role("heading", name="Valeurs masquées").is_visible()


def test_verifier_puis_falsifier_le_registre(ecran, live_server, comite, tmp_path):
    point = comite.avis.publications.get().point_de_controle
    ecran.goto(f"{live_server.url}/avis/2026-01/")
    ecran.get_by_role("link", name="comparer ce point").click()
    assert ecran.get_by_label("Points de contrôle imprimés").input_value() == (
        f"{point.seq}:{point.empreinte}:{point.racine}"
    )
    ecran.get_by_role("button", name="Vérifier", exact=True).click()
    assert ecran.get_by_role("heading", name="Conforme").is_visible()
    with ecran.expect_download() as attendu:
        ecran.get_by_role("link", name="le registre", exact=True).click()
    export = Path(attendu.value.path()).read_bytes()
    faux = tmp_path / "registre.jsonl"
    faux.write_bytes(export.replace(b'"vers":"levee"', b'"vers":"caduque"'))
    ecran.get_by_label("Export à vérifier").set_input_files(faux)
    ecran.get_by_role("button", name="Vérifier", exact=True).click()
    assert ecran.get_by_role("heading", name="Rompu").is_visible()
    assert "a été modifiée" in ecran.locator("#constat").inner_text()
    photographier(ecran, "registre-rompu")
