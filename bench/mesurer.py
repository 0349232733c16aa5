"""Whole-process measures, as ratios to a named peer in the same run, with the machine described.

    .venv/bin/python bench/mesurer.py [--region 76] [--donnees DIR] [--sans-pairs]

Answers are compared before times. Peers are installed in a temporary environment and thrown away.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
PAIRS = ("pandas>=3,<4", "scikit-learn>=1.7,<2", "pyarrow>=26,<27")


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


def portulan(*arguments):
    return [sys.executable, "-m", "portulan.cli", *arguments]


def demarrage_a_froid(foyer):
    for commande in (["--version"], ["demo", "--help"], ["sources", "--json"]):
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
mediane, p95 = (round(v * 1000) for v in (statistics.median(durees), durees[int(len(durees) * 0.95)]))
print(f"médiane {mediane} ms, 95e centile {p95} ms, requêtes SQL : {sorted(requetes)}")
"""


def page(foyer):
    *_, sortie = processus([sys.executable, "-c", _CLIENT], foyer)
    dire("Page d'un indicateur, toutes les communes de la région", sortie.strip())


_PROCHE = """
import json, sys, time
import numpy as np, pyarrow.parquet as pq
IMPORT
communes, structures = (pq.read_table(f"{sys.argv[1]}/{n}.parquet") for n in ("communes", "structures"))
reel = lambda t, n: t[n].to_numpy().astype(float)
lon, lat = reel(communes, "longitude"), reel(communes, "latitude")
operateurs = np.array(structures["operateur"].to_pylist())
slon, slat = reel(structures, "longitude"), reel(structures, "latitude")
sommes = {}
duree = 1e9
for _ in range(5):
    depart = time.perf_counter()
    for o in sorted(set(operateurs)):
        ici = (operateurs == o) & np.isfinite(slon)
        if ici.any():
            sommes[o] = float(np.nansum(CALCUL))
    duree = min(duree, time.perf_counter() - depart)
print(json.dumps({"duree": duree, "sommes": sommes}))
"""
_NOTRE = _PROCHE.replace("IMPORT", "from portulan.methodes.accessibilite import acces, vitesse_kmh").replace(
    "CALCUL", "acces(lon, lat, np.full(len(lon), 60.0), slon[ici], slat[ici]).distance"
)
_BALLTREE = _PROCHE.replace("IMPORT", "from sklearn.neighbors import BallTree").replace(
    "CALCUL",
    "6371.0088 * (lambda a, q: (a.query(q), a.query_radius(q, 25 / 6371.0088))[0][0][:, 0])("
    "BallTree(np.radians(np.c_[slat[ici], slon[ici]]), metric='haversine'), np.radians(np.c_[lat, lon]))",
)
_AGREGAT = """
import json, sys, time
IMPORT
chemin = sys.argv[1] + "/formations.parquet"
meilleur = 1e9
for _ in range(5):
    depart = time.perf_counter()
    CALCUL
    meilleur = min(meilleur, time.perf_counter() - depart)
print(json.dumps({"duree": meilleur, "sommes": sommes}))
"""
_IBIS = _AGREGAT.replace("IMPORT", "import ibis\ncon = ibis.duckdb.connect()").replace(
    "CALCUL",
    "t = con.read_parquet(chemin); g = t.group_by('session', 'departement').aggregate(c=t.capacite.sum()).to_pyarrow();"
    " sommes = {'capacite': float(sum(x or 0 for x in g['c'].to_pylist())), 'groupes': g.num_rows}",
)
_PANDAS = _AGREGAT.replace("IMPORT", "import pandas as pd").replace(
    "CALCUL",
    "t = pd.read_parquet(chemin, columns=['session', 'departement', 'capacite']);"
    " g = t.groupby(['session', 'departement'], dropna=False)"
    ".capacite.sum(); sommes = {'capacite': float(g.sum()), 'groupes': len(g)}",
)


def pairs(dossier, instantane):
    """Ours against the peer, on the same frozen tables; a difference of answers stops everything."""
    environnement = Path(dossier) / "pairs"
    uv = ["uv"] if shutil.which("uv") else [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "--python", sys.executable, environnement], check=True)
    python = environnement / "bin/python"
    subprocess.run([*uv, "pip", "install", "-q", "--python", python, *PAIRS], check=True)
    tables = str(Path(dossier) / "instantanes" / instantane)
    executer = partial(_executer, tables)
    comparer(
        "Plus proche structure et voisines, par réseau",
        executer(sys.executable, _NOTRE),
        ("scikit-learn BallTree", executer(python, _BALLTREE)),
    )
    comparer(
        "Places par session et département (Parquet → groupes)",
        executer(sys.executable, _IBIS),
        ("pandas", executer(python, _PANDAS)),
    )


def _executer(tables, python, code):
    return json.loads(processus([str(python), "-c", code, tables])[-1])


def comparer(quoi, notre, pair):
    nom, autre = pair
    for cle, valeur in notre["sommes"].items():
        if abs(valeur - autre["sommes"][cle]) > 1e-6 * max(1, abs(valeur)):
            sys.exit(f"{quoi} : réponses différentes pour {cle} ({valeur} et {autre['sommes'][cle]})")
    rapport = autre["duree"] / notre["duree"]
    dire(quoi, f"{notre['duree'] * 1000:.0f} ms ; {nom} {autre['duree'] * 1000:.0f} ms ; {nom} / nous = {rapport:.2f}")


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
        page({**foyer, "PORTULAN_REGION": options.region})
        if not options.sans_pairs:
            pairs(dossier, instantane)


if __name__ == "__main__":
    main()
