"""Fixtures shared by every kind of test."""

import fcntl
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

RACINE = Path(__file__).parents[1]

# Shared cores: an example is not late because another process works
settings.register_profile("portulan", deadline=None, max_examples=50)
settings.load_profile("portulan")


def pytest_collection_modifyitems(items):
    """Mark every test that touches the database: the half of the suite that PostgreSQL runs again.

    The longest come first, half of them for each of two processes: one that started last would be waited for.
    """
    for essai in items:
        if essai.get_closest_marker("django_db") or {"db", "transactional_db"} & set(essai.fixturenames):
            essai.add_marker("base")
    longs = [essai for essai in items if essai.get_closest_marker("long")]
    autres = [essai for essai in items if not essai.get_closest_marker("long")]
    milieu = len(items) // 2 - len(longs[::2])
    items[:] = [*longs[::2], *autres[:milieu], *longs[1::2], *autres[milieu:]]


def _dossier_des_donnees():
    candidats = [os.environ.get("PORTULAN_DONNEES"), RACINE / "../shared/data", RACINE / "../../shared/data"]
    for candidat in candidats:
        if candidat and Path(candidat).is_dir():
            return Path(candidat).resolve()
    return None


@pytest.fixture(scope="session")
def donnees():
    """Folder of the real open data, or a visible skip."""
    dossier = _dossier_des_donnees()
    if dossier is None:
        pytest.skip("données réelles absentes : placez-les dans ../shared/data ou indiquez PORTULAN_DONNEES")
    return dossier


@pytest.fixture
def maison(tmp_path, monkeypatch):
    """An installation of its own, empty."""
    from portulan.socle.chemins import Maison

    monkeypatch.setenv("PORTULAN_HOME", str(tmp_path / "var"))
    return Maison(tmp_path / "var").preparer()


@pytest.fixture(scope="session")
def registres_de_demonstration(django_db_setup, django_db_blocker):
    """Extracts of the registers of a demonstration, written then taken back: the database stays empty."""
    from django.conf import settings
    from django.db import transaction

    from portulan.publication.chaine import sources_de_la_region
    from portulan.publication.taches import registres
    from portulan.socle.chemins import Maison

    def lire(foyer, region):
        avant, settings.PORTULAN_MAISON = settings.PORTULAN_MAISON, Maison(foyer.racine)
        try:
            with django_db_blocker.unblock(), transaction.atomic():
                terrain = registres()
                terrain.peupler(region, sources_de_la_region(foyer, region))
                lues = terrain.lire(region)
                transaction.set_rollback(True)
        finally:
            settings.PORTULAN_MAISON = avant
        return lues

    return lire


def _dossier_de_la_demonstration(config, tmp_path_factory):
    """Kept between runs, unless pytest was asked to keep nothing (``-p no:cacheprovider``)."""
    cache = getattr(config, "cache", None)
    return Path(cache.mkdir("portulan-demonstration-94")) if cache else tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="session")
def demonstration(request, tmp_path_factory, registres_de_demonstration):
    """The demonstration of Corse (94), built once and kept between runs; built again when the code changes."""
    from portulan.publication.chaine import Terrain, construire
    from portulan.socle.chemins import Maison
    from portulan.sources.demonstration_tirage import JOUR

    foyer = Maison(_dossier_de_la_demonstration(request.config, tmp_path_factory)).preparer()
    # Of the processes that share a run, the first one builds; the others wait for it, then only read
    course = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    with (foyer.racine / ".verrou").open("a+") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        verrou.seek(0)
        if not course or verrou.read() != course:
            foyer.devenir_demonstration("94", jour=JOUR)
            lues = registres_de_demonstration(foyer, "94")
            construire(foyer, "94", terrain=Terrain(lambda _region: lues))
            verrou.truncate(0)
            verrou.write(course)
    return foyer


@pytest.fixture
def demonstration_servie(demonstration, settings, monkeypatch):
    """The site and the API serve the demonstration of Corse; gives its home (not to be written)."""
    monkeypatch.setenv("PORTULAN_HOME", str(demonstration.racine))
    settings.PORTULAN_MAISON = demonstration
    settings.PORTULAN_REGION = "94"
    return demonstration


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's chromium, without any background traffic; a visible skip when it is absent."""
    chemin = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chemin is None:
        pytest.skip("navigateur absent : installez chromium (apt-get install chromium)")
    return {
        "executable_path": chemin,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """French, as the reader's browser."""
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def ecran(page, live_server):
    """A browser page that fails the test on any request outside our server, and on any error of the console."""
    exterieures, erreurs = [], []

    def noter(requete):
        lien = urlsplit(requete.url)
        if lien.scheme in {"http", "https", "ws", "wss"} and lien.netloc != urlsplit(live_server.url).netloc:
            exterieures.append(requete.url)

    page.on("request", noter)
    page.on("pageerror", lambda erreur: erreurs.append(str(erreur)))
    page.on("console", lambda message: erreurs.append(message.text) if message.type == "error" else None)
    yield page
    assert not exterieures, f"requêtes vers l'extérieur : {exterieures}"
    assert not erreurs, f"erreurs dans la console : {erreurs}"


@pytest.fixture(scope="session")
def installation(demonstration, tmp_path_factory):
    """A copy of the demonstration with an older, provisional snapshot beside it (lists, comparisons, history)."""
    from dataclasses import replace
    from datetime import date

    import pyarrow as pa

    from portulan.publication.bibliotheque import Bibliotheque
    from portulan.publication.chaine import geler_region, sources_de_la_region
    from portulan.socle.chemins import Maison

    racine = tmp_path_factory.mktemp("installation") / "var"
    shutil.copytree(demonstration.racine, racine)
    foyer = Maison(racine)
    rayons = Bibliotheque(foyer)
    courant = rayons.diagnostic(rayons.courant("94").identifiant)
    sources = sources_de_la_region(foyer, "94")[:1]
    ancien = geler_region(foyer, "94", sources=sources, date_reference=date(2024, 1, 31), provisoire=True)
    moitie = pa.concat_tables([courant.table(code) for code in courant.codes[::2]])
    copie = replace(courant, identifiant=ancien.identifiant, date=ancien.date, provisoire=True, resultats=moitie)
    copie.ecrire(foyer.diagnostics / ancien.identifiant)
    return foyer


@pytest.fixture
def site_demo(installation, settings):
    """The site on the demonstration region."""
    settings.PORTULAN_MAISON = installation
    settings.PORTULAN_REGION = "94"
    return installation


@pytest.fixture(scope="session")
def registres():
    """What the demonstration writes in the database, told once."""
    from fabriques.registres import Registres

    return Registres()


@pytest.fixture
def terrain_demo(db, site_demo, registres):
    """The site on the demonstration region, its registers filled (structures, and what each application adds)."""
    from portulan.publication.chaine import sources_de_la_region
    from portulan.publication.demonstration import peupler

    registres.remplir(lambda: peupler("94", sources_de_la_region(site_demo, "94")))
    return site_demo


@pytest.fixture
def vierge(tmp_path, settings):
    """The site on an empty installation."""
    from portulan.socle.chemins import Maison

    settings.PORTULAN_MAISON = Maison(tmp_path / "var").preparer()
    settings.PORTULAN_REGION = "94"
    return settings.PORTULAN_MAISON


@pytest.fixture
def administratrice(db):
    """An account that may load, freeze and publish."""
    from portulan.comptes.operations import creer_compte

    return creer_compte(courriel="claire@exemple.fr", nom="Claire", mot_de_passe="un-mot-de-passe-solide-42")


@pytest.fixture
def personnes(terrain_demo):
    """The invented people of the demonstration: by role (the last one of it) and by key; second factor installed."""
    from portulan.comptes.demonstration import PERSONNAGES
    from portulan.comptes.models import Compte

    comptes = {c.courriel: c for c in Compte.objects.all()}
    presents = [p for p in PERSONNAGES if p.courriel in comptes]
    return {nom: comptes[p.courriel] for p in presents for nom in (str(p.role), p.cle)}


@pytest.fixture
def seances_jouees(personnes, registres, settings):
    """The demonstration with its meetings: one with a published opinion, one to come, one with a ballot open."""
    from datetime import datetime, time, timedelta

    from portulan.publication.actes import racine_des_actes
    from portulan.publication.repetition import PARIS, Arret, repeter
    from portulan.publication.repetition_textes import CAHIER, CONVENTION
    from portulan.socle.horloge import aujourdhui, maintenant

    def raconter():
        passee, a_venir = (datetime.combine(aujourdhui() + timedelta(days=j), time(9, 30), PARIS) for j in (-20, 12))
        maison = settings.PORTULAN_MAISON
        repeter(maison, "94", seance=passee)
        repeter(maison, "94", seance=a_venir, sujet=CONVENTION, arret=Arret.CONVOCATION)
        ouverte = maintenant().astimezone(PARIS) - timedelta(minutes=90)
        repeter(maison, "94", seance=ouverte, sujet=CAHIER, arret=Arret.VOTE)

    registres.remplir(raconter, racine_des_actes(settings.PORTULAN_MAISON))
    return personnes
