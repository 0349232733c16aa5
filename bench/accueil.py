"""A public door under load: requests arrive at a given rate, whatever the answers take, and none is lost.

    .venv/bin/python bench/accueil.py [--debit 20] [--secondes 60] [--region 94]

A demonstration is built in a temporary home and served by ``portulan serveur``, as an installation is: one process and
its worker. Each arrival is a page of the public door, or a request to be called back (form, then deposit); one deposit
in ten is sent twice, as a double click. Times run from the instant of arrival, so that a queue shows. At the end the
database holds each deposit once, or the run stops.
"""

import argparse
import http.client
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from mesurer import attendre, centiles, dire, machine, port_libre

CLIENTS = 64
PAGES = ("/trouver/", "/trouver/?besoin=reconversion&ou={commune}", "/promesses/", "/reseau/", "/")
_JETON = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Personne:
    """One visitor: her connection, her cookie, what she was answered."""

    def __init__(self, port):
        self.prise = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.temoin = ""

    def demander(self, methode, adresse, donnees=None):
        """(status, body); remembers the cookie that the form needs."""
        entetes = {"Cookie": self.temoin} if self.temoin else {}
        if donnees is not None:
            entetes["Content-Type"] = "application/x-www-form-urlencoded"
        self.prise.request(methode, adresse, urlencode(donnees) if donnees is not None else None, entetes)
        reponse = self.prise.getresponse()
        if (recu := reponse.getheader("Set-Cookie")) and not self.temoin:
            self.temoin = recu.partition(";")[0]
        return reponse.status, reponse.read().decode("utf-8", "replace")


class Charge:
    """Arrivals in order; ``durees`` in ms by kind, ``fautes``, and the keys of the deposits that were acknowledged."""

    def __init__(self, port, structures, communes):
        self.port, self.structures, self.communes = port, structures, communes
        self.durees, self.fautes, self.deposees = {"page": [], "dépôt": []}, [], set()
        self.verrou = threading.Lock()

    def arriver(self, rang, instant):
        """What the visitor of this rank does; never raises."""
        try:
            genre = self._visiter(rang)
        except (OSError, http.client.HTTPException, AttributeError) as erreur:
            with self.verrou:
                self.fautes.append(f"{type(erreur).__name__} {erreur}")
            return
        with self.verrou:
            self.durees[genre].append((time.perf_counter() - instant) * 1000)

    def _visiter(self, rang):
        hasard = random.Random(rang)
        elle = Personne(self.port)
        if hasard.choice((True, False)):
            adresse = hasard.choice(PAGES).format(commune=hasard.choice(self.communes))
            self._exiger(elle.demander("GET", adresse)[0], http.client.OK, adresse)
            return "page"
        adresse = f"/trouver/rappel/?structure={hasard.choice(self.structures)}&besoin=reconversion"
        statut, page = elle.demander("GET", adresse)
        self._exiger(statut, http.client.OK, adresse)
        cle = f"charge-{rang}"
        donnees = {
            "csrfmiddlewaretoken": _JETON.search(page)[1], "prenom": f"Personne {rang}", "telephone": "0612345678",
            "accord": "on", "cle": cle,
        }  # fmt: skip
        for _ in range(2 if rang % 10 == 0 else 1):
            self._exiger(elle.demander("POST", adresse, donnees)[0], http.client.FOUND, adresse)
        with self.verrou:
            self.deposees.add(cle)
        return "dépôt"

    def _exiger(self, statut, attendu, adresse):
        if statut != attendu:
            raise http.client.HTTPException(f"{statut} {adresse}")


def main():
    """Build, serve, load, count."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--debit", type=float, default=20)
    options.add_argument("--secondes", type=float, default=60)
    options.add_argument("--region", default="94")
    choix = options.parse_args()
    with tempfile.TemporaryDirectory() as dossier:
        variables = {**os.environ, "PORTULAN_HOME": dossier}
        portulan = str(Path(sys.executable).with_name("portulan"))
        subprocess.run(
            [portulan, "demo", "--region", choix.region, "--sans-serveur"], env=variables, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        base = Path(dossier) / "portulan.sqlite3"
        structures = _lire(base, "SELECT id FROM reseau_structure WHERE etat = 'ouverte'")
        communes = _lire(base, "SELECT DISTINCT code_insee FROM reseau_structure WHERE code_insee <> ''")
        port = port_libre()
        serveur = subprocess.Popen([portulan, "serveur", "--port", str(port)], env=variables, stderr=subprocess.DEVNULL)
        try:
            charge = _charger(Charge(port, structures, communes), choix.debit, choix.secondes)
        finally:
            serveur.terminate()
            serveur.wait()
        gardees = _lire(base, "SELECT cle FROM accueil_demandeaccueil WHERE cle LIKE 'charge-%'")
    _dire(charge, gardees, choix)


def _charger(charge, debit, secondes):
    """Send the arrivals at their instants, once every page was asked for."""
    attendre(charge.port)
    for rang in range(-40, 0):
        charge.arriver(rang, time.perf_counter())
    for durees in charge.durees.values():
        durees.clear()
    depart = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for rang in range(1, int(debit * secondes) + 1):
            instant = depart + rang / debit
            time.sleep(max(0, instant - time.perf_counter()))
            clients.submit(charge.arriver, rang, instant)
    charge.ecoule = time.perf_counter() - depart
    return charge


def _dire(charge, gardees, choix):
    if charge.fautes:
        sys.exit(f"{len(charge.fautes)} arrivées en erreur, la première : {charge.fautes[0]}")
    if sorted(gardees) != sorted(charge.deposees):
        sys.exit(f"{len(charge.deposees)} dépôts reçus, {len(gardees)} gardés")
    print(machine())
    dire(
        f"Arrivées, {choix.debit:.0f} par seconde", f"{sum(map(len, charge.durees.values()))} en {charge.ecoule:.0f} s"
    )
    dire("  dépôts reçus et gardés, une fois chacun", f"{len(gardees)}, dont {_doubles(charge)} envoyés deux fois")
    for genre, durees in charge.durees.items():
        p50, p99 = centiles(durees)
        dire(f"  {genre}, depuis l’arrivée", f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, maximum {max(durees):.0f} ms")


def _doubles(charge):
    return sum(int(cle.removeprefix("charge-")) % 10 == 0 for cle in charge.deposees)


def _lire(base, requete):
    with sqlite3.connect(base) as connexion:
        return [valeur for (valeur,) in connexion.execute(requete)]


if __name__ == "__main__":
    main()
