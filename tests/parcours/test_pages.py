"""Every page in a real browser: axe in light and dark, 320 px, forced colours, print, no outside request."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from fabriques import parties
from fabriques.adresses import DE_LA_DEMONSTRATION, PUBLIQUES, RESERVEES, de_l_installation

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
NIVEAUX = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REGLES = {"light": {"type": "tag", "values": NIVEAUX}, "dark": {"type": "rule", "values": ["color-contrast"]}}
COMMANDES = "button, .bouton, input:not([type=hidden]), select, summary, .pagination a"


def ouvrir_session(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url(f"{live_server.url}/espace/")


def adresses(foyer):
    return (*PUBLIQUES, *DE_LA_DEMONSTRATION, *de_l_installation(foyer))


def fautes_axe(page, axe, theme="light"):
    resultat = axe.run(page, options={"runOnly": REGLES[theme], "resultTypes": ["violations"]})
    return [f"{v['id']} ({v['impact']}) : {v['nodes'][0]['html'][:160]}" for v in resultat.response["violations"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_ne_trouve_rien(ecran, live_server, site_demo, administratrice, theme):
    ecran.emulate_media(color_scheme=theme)
    axe, fautes = Axe(), {}
    for adresse in adresses(site_demo):
        ecran.goto(live_server.url + adresse)
        if trouvees := fautes_axe(ecran, axe, theme):
            fautes[adresse] = trouvees
    ouvrir_session(ecran, live_server, administratrice)
    for adresse in RESERVEES:
        ecran.goto(live_server.url + adresse)
        if trouvees := fautes_axe(ecran, axe, theme):
            fautes[adresse] = trouvees
    assert not fautes


def largeur(page):
    return page.evaluate("document.documentElement.scrollWidth")


def test_rien_ne_deborde_a_320_pixels(ecran, live_server, site_demo, administratrice):
    ecran.set_viewport_size({"width": 320, "height": 640})
    larges = {}
    for adresse in adresses(site_demo):
        ecran.goto(live_server.url + adresse)
        if largeur(ecran) > 320:
            larges[adresse] = largeur(ecran)
    ouvrir_session(ecran, live_server, administratrice)
    for adresse in RESERVEES:
        ecran.goto(live_server.url + adresse)
        if largeur(ecran) > 320:
            larges[adresse] = largeur(ecran)
    assert not larges


def test_pages_de_chaque_partie(ecran, live_server, personnes, seances_jouees):
    """Every page declared by a part, as the invented person of its role: axe in light and dark, and 320 px."""
    axe, fautes, entre = Axe(), {}, ""
    for role, adresse in sorted(parties.pages()):
        if role != entre:
            ecran.context.clear_cookies()
            ouvrir_session(ecran, live_server, personnes[role])
            entre = role
        trouvees = []
        ecran.set_viewport_size({"width": 1280, "height": 800})
        ecran.goto(live_server.url + adresse)
        for theme in REGLES:
            ecran.emulate_media(color_scheme=theme, reduced_motion="reduce")  # colours change at once
            trouvees += fautes_axe(ecran, axe, theme)
        ecran.set_viewport_size({"width": 320, "height": 640})
        if largeur(ecran) > 320:
            trouvees.append(f"largeur {largeur(ecran)}")
        if trouvees:
            fautes[role, adresse] = trouvees
    assert not fautes


def test_installation_vierge(ecran, live_server, vierge):
    axe, fautes = Axe(), {}
    ecran.set_viewport_size({"width": 320, "height": 640})
    for adresse in PUBLIQUES:
        ecran.goto(live_server.url + adresse)
        trouvees = fautes_axe(ecran, axe)
        if trouvees or largeur(ecran) > 320:
            fautes[adresse] = [*trouvees, f"largeur {largeur(ecran)}"]
    assert not fautes


def test_couleurs_forcees_et_mouvement_reduit(ecran, live_server, site_demo):
    ecran.emulate_media(forced_colors="active", reduced_motion="reduce")
    for adresse in ("/", "/composants/", "/indicateurs/IND-F1.O3a-1/"):
        ecran.goto(live_server.url + adresse)
        assert ecran.evaluate("matchMedia('(forced-colors: active)').matches")
        bordure = ecran.locator(".navigation a[aria-current]").first
        if bordure.count():
            assert bordure.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
        assert ecran.locator("main a").first.evaluate("e => getComputedStyle(e).transitionDuration") in {"0s", ""}


def test_imprime_sans_navigation(ecran, live_server, site_demo):
    ecran.goto(live_server.url + "/indicateurs/IND-F1.O3a-1/")
    ecran.emulate_media(media="print")
    for cache in (".navigation", ".filtres", ".fil"):
        assert not ecran.locator(cache).first.is_visible()
    assert ecran.locator("h1").is_visible()
    assert ecran.locator("table").first.is_visible()


def test_cibles_d_au_moins_24_pixels(ecran, live_server, site_demo):
    ecran.set_viewport_size({"width": 320, "height": 640})
    for adresse in ("/", "/composants/", "/fiches/1/"):
        ecran.goto(live_server.url + adresse)
        petites = ecran.evaluate(
            """(commandes) => [...document.querySelectorAll(commandes)].filter(e => e.checkVisibility())
              .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
              .filter(([, r]) => r.height < 24 || r.width < 24).map(([h]) => h)""",
            COMMANDES,
        )
        assert petites == []
