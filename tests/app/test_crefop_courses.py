"""Races of a vote, with real threads, transactions and processes: nothing acknowledged is lost or counted twice."""

import http.client
import logging
import os
import queue
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as reglages
from django.db import connection, connections
from django.test import Client

from fabriques.scrutins import en_debat, grand_comite, un_scrutin
from portulan.crefop.registre.export import lignes
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.registre.verification import verifier
from portulan.crefop.scrutin import isoloir
from portulan.crefop.scrutin.cloture import clore, depouiller, lire_resultat
from portulan.crefop.scrutin.models import Electeur
from portulan.crefop.scrutin.vote import DejaVote, voter
from portulan.socle.erreurs import Impossible

RACINE = Path(__file__).parents[2]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
SIEGES, FILS = 50, 12
PATIENCE = 180  # seconds, for a whole race
JOURNAL = logging.getLogger(__name__)  # times: pytest --log-cli-level=INFO
CHOIX = ("pour", "contre", "abstention")


@pytest.fixture
def urne():
    """(committee, open ballot of fifty seats, seats by code)."""
    comite = grand_comite(SIEGES)
    comite, point = en_debat(comite=comite)
    return comite, un_scrutin(comite, point)


def courir(taches, faire, *, fils=FILS):
    """Do every task, from several threads that start together; unexpected errors come back with the results."""
    attente, resultats, bugs = queue.SimpleQueue(), [], []
    depart = threading.Barrier(fils, timeout=PATIENCE)
    for tache in taches:
        attente.put(tache)

    def travailler():
        try:
            depart.wait()
            while True:
                try:
                    tache = attente.get_nowait()
                except queue.Empty:
                    return
                try:
                    resultats.append((tache, faire(*tache)))
                except Exception as erreur:  # noqa: BLE001 (told by the test)
                    bugs.append(repr(erreur))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=travailler) for _ in range(fils)]
    debut = time.monotonic()
    for t in threads:
        t.start()
    for t in threads:
        t.join(PATIENCE)
    assert not any(t.is_alive() for t in threads), "un fil attend encore"
    return resultats, bugs, time.monotonic() - debut


def test_cinquante_sieges_trois_appareils_un_bulletin_chacun(urne):
    comite, scrutin = urne
    qui = {code: comite.titulaire(code) for code in comite.sieges}
    hasard = random.Random(50)
    envois = [(code, CHOIX[hasard.randrange(3)], f"appareil-{n}") for code in comite.sieges for n in range(3)]
    hasard.shuffle(envois)

    def envoyer(code, choix, cle):
        try:
            recu = voter(titulaire=qui[code], scrutin=scrutin, siege=comite.sieges[code].pk, choix=choix, cle=cle)
        except DejaVote:
            return None
        return recu.recepisse

    resultats, bugs, duree = courir(envois, envoyer)
    JOURNAL.info("%d envois en %.2f s", len(envois), duree)
    assert bugs == []
    acceptes = {code: choix for (code, choix, _), recepisse in resultats if recepisse}
    assert sum(bool(r) for _, r in resultats) == len(acceptes) == SIEGES
    assert dict(isoloir.lire(scrutin.pk)) == acceptes
    assert scrutin.electeurs.filter(a_vote=True).count() == SIEGES
    assert EntreeRegistre.objects.filter(type="scrutin.recevoir").count() == SIEGES
    assert verifier(lignes()).conforme  # appended by twelve threads at once, the chain has neither hole nor fork


def test_le_meme_envoi_de_deux_appareils_a_la_fois_donne_le_meme_recepisse(urne):
    """The reply was lost and the phone sends again, while the first is still being written."""
    comite, scrutin = urne
    qui, siege = comite.titulaire("s07"), comite.sieges["s07"].pk

    def envoyer(_rang):
        return voter(titulaire=qui, scrutin=scrutin, siege=siege, choix="pour", cle="une-seule").recepisse

    resultats, bugs, _ = courir([(n,) for n in range(24)], envoyer)
    assert bugs == []
    assert len({recepisse for _, recepisse in resultats}) == 1
    assert isoloir.lire(scrutin.pk) == [("s07", "pour")]


def test_cinq_cents_envois_pendant_la_cloture(urne):
    """Through the pages: every receipt is a counted ballot, everything else is told, nothing breaks."""
    comite, scrutin = urne
    cookies = {code: session(comite.compte(code)) for code in comite.sieges}
    envois = [(code, CHOIX[(n + rang) % 3], n) for rang, code in enumerate(comite.sieges) for n in range(10)]
    recus, assez = [], threading.Event()

    def envoyer(code, choix, appareil):
        client = Client()
        client.cookies["sessionid"] = cookies[code]
        reponse = client.post(f"/scrutins/{scrutin.pk}/voter/", corps(comite, code, choix, f"{appareil:016x}"))
        if reponse.status_code == 302:
            recus.append(code)
            if len(recus) >= SIEGES // 5:
                assez.set()
        return reponse.status_code

    def fermer():
        assez.wait(PATIENCE)
        clore(titulaire=comite.bureau(), scrutin=scrutin)
        connections.close_all()

    cloture = threading.Thread(target=fermer)
    cloture.start()
    resultats, bugs, duree = courir(envois, envoyer)
    cloture.join(PATIENCE)
    assert not cloture.is_alive()
    JOURNAL.info("%d envois en %.2f s", len(envois), duree)
    assert bugs == []
    assert {statut for _, statut in resultats} == {302, 409}
    acceptes = {code: choix for (code, choix, _), statut in resultats if statut == 302}
    assert len(recus) == len(acceptes), "un récépissé par siège"
    contenu = lire_resultat(depouiller(titulaire=comite.bureau(), scrutin=scrutin))
    comptes = {s["code"]: s["choix"] for s in contenu["sieges"] if s["choix"]}
    assert comptes == acceptes == dict(isoloir.lire(scrutin.pk))
    assert SIEGES // 5 <= contenu["votants"] < SIEGES, "la clôture est arrivée au milieu des envois"
    code = next(c for c in comite.sieges if c not in acceptes)
    with pytest.raises(Impossible, match="n’a pas été reçu"):
        voter(titulaire=comite.titulaire(code), scrutin=scrutin, siege=comite.sieges[code].pk, choix="pour", cle="z")


# --- the server is killed -------------------------------------------------------------------------


@contextmanager
def servi(racine):
    """The site in a process group of its own; gives its port and the way to kill it."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    variables = {
        **os.environ,
        "PYTHONPATH": str(RACINE / "src"),
        "PORTULAN_HOME": str(racine),
        "PORTULAN_SECRET_KEY": reglages.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "portulan.config.settings",
        "DATABASE_URL": adresse_de_la_base(),
    }
    commande = [sys.executable, "-m", "portulan.cli", "serveur", "--sans-travailleur", "--port", str(port)]
    processus = subprocess.Popen(commande, env=variables, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def tuer():
        os.killpg(processus.pid, signal.SIGKILL)
        processus.communicate(timeout=20)

    try:
        assert f":{port}/" in processus.stderr.readline()
        yield port, tuer
    finally:
        if processus.poll() is None:
            tuer()


def adresse_de_la_base():
    """PostgreSQL: the database of the tests, for another process; SQLite: that of the home."""
    if connection.vendor == "sqlite":
        return ""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def session(compte):
    """Key of a session of this account, second factor given."""
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    ouverte = client.session
    ouverte["second_facteur_donne"] = True
    ouverte.save()
    return ouverte.session_key


def corps(comite, code, choix, jeton):
    return {"siege": comite.sieges[code].pk, "choix": choix, "jeton": jeton, "confirmer": "oui"}


def demander(port, cookie, adresse, champs=None):
    """Status and text of a page; (0, "") when nobody answered."""
    liaison = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    entetes = {"Host": f"localhost:{port}", "Cookie": f"sessionid={cookie}; csrftoken={'c' * 32}"}
    try:
        if champs is None:
            liaison.request("GET", adresse, headers=entetes)
        else:
            envoi = urlencode(champs | {"csrfmiddlewaretoken": "c" * 32})
            type_ = {"Content-Type": "application/x-www-form-urlencoded"}
            liaison.request("POST", adresse, envoi, entetes | type_)
        reponse = liaison.getresponse()
        return reponse.status, reponse.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        liaison.close()


def test_tout_ce_qui_a_ete_acquitte_survit_a_la_mort_du_serveur(urne, tmp_path):
    comite, scrutin = urne
    cookies = {code: session(comite.compte(code)) for code in comite.sieges}
    racine = tmp_path / "maison"
    racine.mkdir()
    if connection.vendor == "sqlite":
        (racine / "portulan.sqlite3").symlink_to(connection.settings_dict["NAME"])
    choisis = {code: CHOIX[n % 3] for n, code in enumerate(comite.sieges)}
    adresse, acquittes, morts = f"/scrutins/{scrutin.pk}/voter/", [], []
    with servi(racine) as (port, tuer):

        def envoyer(code, choix):
            statut, _ = demander(port, cookies[code], adresse, corps(comite, code, choix, "a" * 16))
            if statut == 302:
                acquittes.append(code)
                if len(acquittes) == SIEGES // 3:
                    tuer()
                    morts.append(len(acquittes))
            return statut

        resultats, bugs, _ = courir(list(choisis.items()), envoyer)
    assert bugs == []
    assert morts, "le serveur a été tué pendant le vote"
    assert {statut for _, statut in resultats} == {0, 302}
    acquittes = [code for (code, _), statut in resultats if statut == 302]
    debut = time.monotonic()
    with servi(racine) as (port, _):
        JOURNAL.info("%d acquittés, redémarré en %.2f s", len(acquittes), time.monotonic() - debut)
        for code in acquittes:
            statut, page = demander(port, cookies[code], "/scrutins/mes-votes/")
            recepisse = Electeur.objects.get(scrutin=scrutin, code=code).recepisse
            assert statut == 200
            assert recepisse in page
            assert re.search(rf"<strong>{choisis[code]}</strong>", page)
        assert {code: choisis[code] for code in acquittes}.items() <= dict(isoloir.lire(scrutin.pk)).items()
        # Everybody sends again, the same: a vote that was received gives its receipt, the others enter now
        renvois = [demander(port, cookies[c], adresse, corps(comite, c, x, "a" * 16))[0] for c, x in choisis.items()]
        assert renvois == [302] * SIEGES
    clore(titulaire=comite.bureau(), scrutin=scrutin)
    contenu = lire_resultat(depouiller(titulaire=comite.bureau(), scrutin=scrutin))
    assert {s["code"]: s["choix"] for s in contenu["sieges"]} == choisis
