"""Whole-process measures, as ratios to a named peer in the same run, with the machine described.

    .venv/bin/python bench/mesurer.py [--region 76] [--donnees DIR] [--sans-pairs]

Answers are compared before times. Peers are installed in a temporary environment and thrown away.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
PAIRS = ("pandas>=3,<4", "scikit-learn>=1.7,<2", "pyarrow>=26,<27")


def machine():
    modele = next((li.split(":")[1].strip() for li in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in li), "?")
    memoire = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{modele}, {os.cpu_count()} cœurs, {memoire:.0f} Gio, {platform.system()} {platform.release()}, Python {platform.python_version()}, charge {os.getloadavg()[0]:.1f}"


def processus(commande, variables=None):
    """Run a process: (seconds, seconds of processor, peak MiB of it alone, stdout)."""
    avant = resource.getrusage(resource.RUSAGE_CHILDREN)
    depart = time.perf_counter()
    enfant = subprocess.Popen(commande, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(variables or {})})
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


def portulan(*arguments):
    return [sys.executable, "-m", "portulan.cli", *arguments]


def demarrage_a_froid(foyer):
    for commande in (["--version"], ["demo", "--help"], ["sources", "--json"]):
        durees = [processus(portulan(*commande), foyer)[0] for _ in range(5)]
        dire(f"Démarrage à froid : portulan {' '.join(commande)}", f"{statistics.median(durees) * 1000:.0f} ms (médiane de 5)")
    nu = statistics.median(processus([sys.executable, "-c", "import typer"])[0] for _ in range(5))
    dire("  dont Python et Typer seuls", f"{nu * 1000:.0f} ms")


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
adresse = "/indicateurs/IND-F1.O3a-1/?niveau=commune"
for _ in range(3):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.status_code
durees, requetes = [], set()
for _ in range(60):
    with CaptureQueriesContext(connection) as prises:
        depart = time.perf_counter()
        client.get(adresse)
        durees.append(time.perf_counter() - depart)
    requetes.add(len(prises))
durees.sort()
print(f"médiane {statistics.median(durees)*1000:.0f} ms, 95e centile {durees[int(len(durees)*.95)]*1000:.0f} ms, requêtes SQL : {sorted(requetes)}")
"""


def page(foyer):
    *_, sortie = processus([sys.executable, "-c", _CLIENT], foyer)
    dire("Page d'un indicateur, toutes les communes de la région", sortie.strip())


_PROCHE = """
import json, sys, time
import numpy as np, pyarrow.parquet as pq
communes, structures = (pq.read_table(f"{sys.argv[1]}/{n}.parquet") for n in ("communes", "structures"))
rad = lambda t: np.radians(np.column_stack([t["latitude"].to_numpy(), t["longitude"].to_numpy()]).astype(float))
ici = rad(communes)
depart = time.perf_counter()
resultat = {}
for operateur in sorted(set(structures["operateur"].to_pylist())):
    ou = rad(structures.filter([o == operateur for o in structures["operateur"].to_pylist()]))
    ou = ou[~np.isnan(ou).any(axis=1)]
    if len(ou):
        resultat[operateur] = (CALCUL)
duree = time.perf_counter() - depart
print(json.dumps({"duree": duree, "somme": {o: float(np.nansum(d)) for o, d in resultat.items()}}))
"""
_BALLTREE = _PROCHE.replace(
    "(CALCUL)", '6371.0088 * BallTree(ou, metric="haversine").query(np.nan_to_num(ici))[0][:, 0]'
).replace("import numpy", "from sklearn.neighbors import BallTree\nimport numpy")
_NOTRE = _PROCHE.replace("(CALCUL)", "plus_proche(np.degrees(np.nan_to_num(ici)), np.degrees(ou))").replace(
    "import numpy",
    """from portulan.methodes import accessibilite
def plus_proche(ici, ou):
    return accessibilite.plus_proches(ici[:, 0], ici[:, 1], ou[:, 0], ou[:, 1])[0]
import numpy""",
)

_PANDAS = """
import json, sys, time
import pandas as pd
t = pd.read_parquet(sys.argv[1] + "/formations.parquet")
depart = time.perf_counter()
g = t.groupby(["session", "departement"])[["capacite", "admis"]].sum()
print(json.dumps({"duree": time.perf_counter() - depart, "somme": g.sum().to_dict()}))
"""


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
        chaine(foyer, options.region, options.donnees)
        page(foyer)


if __name__ == "__main__":
    main()
