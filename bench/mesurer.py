"""Whole-process measures, as ratios to a named peer in the same run, with the machine described.

    .venv/bin/python bench/mesurer.py [--region 76] [--donnees DIR] [--sans-pairs]

Answers are compared before times (see pairs.py). Peers are installed in a temporary environment and thrown away.
"""

import argparse
import json
import os
import platform
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pairs


def machine():
    infos = Path("/proc/cpuinfo").read_text().splitlines()
    modele = next((ligne.split(":")[1].strip() for ligne in infos if "model name" in ligne), "processeur inconnu")
    memoire = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    systeme = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{modele}, {os.cpu_count()} cœurs, {memoire:.0f} Gio, {systeme}, charge {os.getloadavg()[0]:.1f}"


def processus(commande, variables=None):
    """Run a process: (seconds, seconds of processor, peak MiB of it alone, stdout)."""
    avant = resource.getrusage(resource.RUSAGE_CHILDREN)
    depart = time.perf_counter()
    enfant = subprocess.Popen(
        commande, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(variables or {})}
    )
    pic = 0
    while True:
        try:
            sortie, erreurs = enfant.communicate(timeout=0.2)
            break
        except subprocess.TimeoutExpired:
            pic = max(pic, _residente(enfant.pid))
    duree = time.perf_counter() - depart
    apres = resource.getrusage(resource.RUSAGE_CHILDREN)
    if enfant.returncode:
        sys.exit(f"{' '.join(commande)} : code {enfant.returncode}\n{erreurs[-2000:]}")
    return duree, apres.ru_utime + apres.ru_stime - avant.ru_utime - avant.ru_stime, pic, sortie


def _residente(pid):
    try:
        lignes = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return max((int(li.split()[1]) // 1024 for li in lignes if li.startswith("VmHWM")), default=0)


def dire(quoi, valeur):
    print(f"{quoi:<66} {valeur}", flush=True)


def centiles(durees):
    """(median, 99th centile) of durations."""
    durees = sorted(durees)
    return statistics.median(durees), durees[min(int(len(durees) * 0.99), len(durees) - 1)]


def port_libre():
    """A port of this machine that nobody listens to."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def attendre(port, secondes=60):
    """Wait for a server to answer; stop the run when it does not."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("Le serveur ne répond pas.")


def portulan(*arguments):
    return [sys.executable, "-m", "portulan.cli", *arguments]


def demarrage_a_froid(foyer):
    for commande in (["--help"], ["indicateurs", "--help"], ["sources", "--json"]):
        _demarrer(f"Démarrage à froid : portulan {' '.join(commande)}", portulan(*commande), foyer)
    _demarrer("  dont Python et Typer seuls", [sys.executable, "-c", "import typer"], foyer)


def _demarrer(quoi, commande, foyer):
    duree, cpu = (statistics.median(c) for c in zip(*(processus(commande, foyer)[:2] for _ in range(5)), strict=True))
    dire(quoi, f"{duree * 1000:.0f} ms, dont {cpu * 1000:.0f} ms de processeur (médianes de 5)")


def chaine(foyer, region, donnees):
    arguments = ["demo", "--sans-serveur", "--json", "--region", region, *(["--donnees", donnees] if donnees else [])]
    duree, cpu, pic, sortie = processus(portulan(*arguments), foyer)
    resultat = json.loads(sortie)
    dire(f"Région {region}, de rien aux deux dossiers", f"{duree:.1f} s ({cpu:.1f} s de processeur), pic {pic} Mio")
    for etape, secondes in resultat["etapes"].items():
        dire(f"  {etape}", f"{secondes:.1f} s")
    duree, *_ = processus(portulan(*arguments), foyer)
    dire("La même, sans rien à refaire", f"{duree:.1f} s")
    return resultat["instantane"]


_CLIENT = """
import os, statistics, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "portulan.config.settings"
import django; django.setup()
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.db import connection
client = Client(headers={"host": "localhost"})
for adresse in sys.argv[1:]:
    depart = time.perf_counter()
    reponse = client.get(adresse)
    premiere = round((time.perf_counter() - depart) * 1000)
    assert reponse.status_code == 200, reponse.status_code
    durees, requetes = [], set()
    for _ in range(60):
        with CaptureQueriesContext(connection) as prises:
            depart = time.perf_counter()
            client.get(adresse)
            durees.append(time.perf_counter() - depart)
        requetes.add(len(prises))
    durees.sort()
    mediane, p95 = (round(v * 1000) for v in (statistics.median(durees), durees[int(len(durees) * 0.95)]))
    print(f"médiane {mediane} ms, 95e centile {p95} ms, première {premiere} ms, requêtes SQL {sorted(requetes)}")
"""
PAGES = {
    "accueil": "/",
    "question": "/questions/F1.O3/",
    "indicateur, toutes les communes": "/indicateurs/IND-F1.O3a-1/?niveau=commune",
}


def pages(foyer):
    *_, sortie = processus([sys.executable, "-c", _CLIENT, *PAGES.values()], foyer)
    for nom, mesure in zip(PAGES, sortie.strip().splitlines(), strict=True):
        dire(f"Page : {nom}", mesure)


def main():
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--region", default="76")
    lecteur.add_argument("--donnees", default="")
    lecteur.add_argument("--sans-pairs", action="store_true")
    options = lecteur.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="portulan-bench-") as dossier:
        foyer = {"PORTULAN_HOME": dossier}
        demarrage_a_froid(foyer)
        instantane = chaine(foyer, options.region, options.donnees)
        pages({**foyer, "PORTULAN_REGION": options.region})
        if not options.sans_pairs:
            pairs.comparer_tout(Path(dossier), instantane, processus, dire)


if __name__ == "__main__":
    main()
