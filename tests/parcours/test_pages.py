"""Every page in a real browser: axe in light and dark, 320 px, forced colours, print, no outside request.

A page is loaded once for all its checks, and the walk is cut in parts that the processes of the suite share.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from fabriques import parties
from fabriques.adresses import DE_LA_DEMONSTRATION, PUBLIQUES, RESERVEES, de_l_installation

pytestmark = [pytest.mark.parcours, pytest.mark.django_db(transaction=True)]
NIVEAUX = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REGLES = {"light": {"type": "tag", "values": NIVEAUX}, "dark": {"type": "rule", "values": ["color-contrast"]}}
FAUTES = """options => axe.run(options).then(({violations}) =>
  violations.map(v => `${v.id} (${v.impact}) : ${v.nodes[0].html.slice(0, 160)}`))"""
COMMANDES = "button, .bouton, input:not([type=hidden]), select, summary, .pagination a"
LOTS = {
    "publiques": lambda _foyer: PUBLIQUES[::2],
    "publiques-bis": lambda _foyer: PUBLIQUES[1::2],
    "demonstration": lambda _foyer: DE_LA_DEMONSTRATION,
    "installation": de_l_installation,
}
# Four walks of much the same length: filling the registers costs more than most parts
PARTIES = tuple(parties.NOMS[rang::4] for rang in range(4))


def ouvrir_session(page, live_server, compte):
    from portulan.comptes.operations import fabriquer_lien

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/connexion/lien/{fabriquer_lien(compte=compte)}/")
    page.get_by_role("button", name="Ouvrir ma session").click()
    page.wait_for_url(f"{live_server.url}/espace/")


def fautes_axe(page, themes=tuple(REGLES)):
    """What axe finds on the page that is open: its script is evaluated once, whatever the number of themes."""
    page.evaluate(Axe().axe_script)
    trouvees = []
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # colours change at once
        options = {"runOnly": REGLES[theme], "resultTypes": ["violations"]}
        trouvees += [f"{theme} : {faute}" for faute in page.evaluate(FAUTES, options)]
    return trouvees


def trop_large(page):
    """Reflow at 320 px of the page that is open."""
    page.set_viewport_size({"width": 320, "height": 640})
    largeur = page.evaluate("document.documentElement.scrollWidth")
    return [f"largeur {largeur}"] if largeur > 320 else []


def examiner(page, adresse):
    """Faults of a page: axe with every level in light, contrast in dark, reflow at 320 px."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(adresse)
    return [*fautes_axe(page), *trop_large(page)]


@pytest.mark.parametrize("lot", LOTS)
def test_pages_de_tous(ecran, live_server, site_demo, lot):
    adresses = LOTS[lot](site_demo)
    assert adresses
    vues = {adresse: examiner(ecran, live_server.url + adresse) for adresse in adresses}
    assert not {adresse: fautes for adresse, fautes in vues.items() if fautes}


def test_pages_reservees(ecran, live_server, site_demo, administratrice):
    ouvrir_session(ecran, live_server, administratrice)
    vues = {adresse: examiner(ecran, live_server.url + adresse) for adresse in RESERVEES}
    assert not {adresse: fautes for adresse, fautes in vues.items() if fautes}


@pytest.mark.long
@pytest.mark.parametrize("noms", PARTIES, ids="-".join)
def test_pages_de_chaque_partie(ecran, live_server, personnes, seances_jouees, noms):
    """Every page declared by a part, as the invented person of its role (what the other parts write is there too)."""
    declarees, fautes, present = parties.pages_par_partie(), {}, ""
    for role, adresse in sorted(page for nom in noms for page in declarees[nom]):
        if role != present:
            ouvrir_session(ecran, live_server, personnes[role])
            present = role
        if trouvees := examiner(ecran, live_server.url + adresse):
            fautes[role, adresse] = trouvees
    assert not fautes


def test_installation_vierge(ecran, live_server, vierge):
    fautes = {}
    ecran.set_viewport_size({"width": 320, "height": 640})
    for adresse in PUBLIQUES:
        ecran.goto(live_server.url + adresse)
        if trouvees := [*fautes_axe(ecran, ["light"]), *trop_large(ecran)]:
            fautes[adresse] = trouvees
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
