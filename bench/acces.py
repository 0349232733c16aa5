"""Equal access of the whole country: ours beside PySAL access and scikit-learn; location beside spopt and HiGHS.

    .venv/bin/python bench/acces.py [--sans-pairs]

34,875 real communes (points, populations), 8,000 places drawn with the population, 10 needs (2 to 60 % of the places).
Distances within 30 km on both sides, the same weights. Answers are compared before times; a difference stops the run.
Times are of processor: the machine may be shared. Peers are installed in a temporary environment and thrown away.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from mesurer import dire, machine
from pairs import rapport

PAIRS = ("access==1.1.10.post3", "scikit-learn>=1.7,<2", "spopt>=0.6", "highspy")

_PAYS = """
import json, sys, time
import numpy as np
RAYON, K, PORTEE = 30.0, 10, 15.0
donnees = np.load(sys.argv[1])
lon, lat, population, slon, slat = (donnees[n] for n in ("lon", "lat", "population", "slon", "slat"))
masques = donnees["masques"]
besoins = [np.flatnonzero(masques >> np.uint64(b) & np.uint64(1)) for b in range(10)]
ici = donnees["region"]
def chronometrer(calcul, fois=3):
    meilleur = 1e9
    for _ in range(fois):
        depart = time.process_time()
        reponse = calcul()
        meilleur = min(meilleur, time.process_time() - depart)
    return meilleur, reponse
def rendre(duree, reponse):
    print(json.dumps({"duree": duree, "reponse": {c: float(v) for c, v in reponse.items()}}))
def grand_cercle(a, b, c, d):
    a, b, c, d = map(np.radians, (a, b, c, d))
    h = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.sqrt(h))
"""
PREPARER = """
import sys
import numpy as np
from portulan.socle import geographie
t = geographie.communes()
reel = lambda n: t[n].to_numpy().astype(float)
lon, lat, population, superficie = (reel(n) for n in ("longitude", "latitude", "population", "superficie_km2"))
region = np.array(t["region"].to_pylist()) == "76"
garde = np.isfinite(lon) & (np.nan_to_num(population) > 0)
lon, lat, population, superficie, region = (x[garde] for x in (lon, lat, population, superficie, region))
hasard = np.random.default_rng(2026)
tirage = hasard.choice(len(lon), 8000, p=population / population.sum())
slon, slat = (x[tirage] + hasard.normal(0, 0.01, 8000) for x in (lon, lat))
parts = np.geomspace(0.02, 0.6, 10)
masques = sum((hasard.random(8000) < p).astype(np.uint64) << np.uint64(b) for b, p in enumerate(parts))
np.savez(sys.argv[1], lon=lon, lat=lat, population=population, superficie=superficie, slon=slon, slat=slat,
         masques=masques.astype(np.uint64), region=region)
print(len(lon))
"""
# Journeys at 60 km/h of great circle: minutes are kilometres, and the product's own functions answer in them
_NOTRE = (
    _PAYS
    + """
from portulan.methodes.accessibilite import DETOUR, gini, vitesse_kmh
from portulan.methodes.besoins import Offres, mesurer
from portulan.methodes.trajets import Trajets
vitesses = np.full(len(lon), 60.0 * DETOUR)
sans_zone = np.full(8000, -1), np.zeros((0, len(lon)), bool)
offres = Offres(masques, np.arange(8000), (None,) * 8000, *sans_zone, np.ones((8000, 10)))
def mesures():
    trajets = Trajets(lon, lat, vitesses, slon, slat)
    return mesurer(trajets, trajets.paires(RAYON), offres, population, 10, heures=False)
"""
)
_PROCHES = """
def resumer(distance, nombre):
    return {"distances": np.sum(distance), "nombre": np.sum(nombre)}
"""
_NOTRES_PROCHES = (
    _NOTRE
    + _PROCHES
    + """
def calcul():
    m = mesures()
    return resumer(m.temps, m.nombre)
rendre(*chronometrer(calcul))
"""
)
_BALLTREE = (
    _PAYS
    + _PROCHES
    + """
from sklearn.neighbors import BallTree
origines = np.radians(np.c_[lat, lon])
def calcul():
    distances, nombres = [], []
    for aptes in besoins:
        arbre = BallTree(np.radians(np.c_[slat[aptes], slon[aptes]]), metric="haversine")
        distances.append(arbre.query(origines)[0][:, 0] * 6371.0088)
        nombres.append(arbre.query_radius(origines, RAYON / 6371.0088, count_only=True))
    return resumer(np.array(distances), np.array(nombres))
rendre(*chronometrer(calcul, 1))
"""
)
# What the peer is given ready-made: the pairs within 30 km, as it wants them
_NOTRES_BASSINS = (
    _NOTRE
    + """
from portulan.methodes import besoins as methode
methode.PALIERS = ((10.0, 1.0), (20.0, 0.68), (RAYON, 0.22))
trajets = Trajets(lon, lat, vitesses, slon, slat)
paires = trajets.paires(RAYON)
def calcul():
    simple, graduee = methode.offre_par_habitant(paires, offres, population, 10)
    reponse = {f"2sfca-{b}": (simple[b] * population).sum() for b in range(10)}
    reponse |= {f"2sfca-max-{b}": simple[b].max() for b in range(10)}
    return reponse | {f"e2sfca-max-{b}": graduee[b].max() for b in range(10)}
rendre(*chronometrer(calcul))
"""
)
_PYSAL = (
    _PAYS
    + """
import warnings
warnings.filterwarnings("ignore")
import pandas as pd
from access import Access
from access.weights import step_fn
from sklearn.neighbors import BallTree
arbre = BallTree(np.radians(np.c_[slat, slon]), metric="haversine")
proches, km = arbre.query_radius(np.radians(np.c_[lat, lon]), RAYON / 6371.0088, return_distance=True)
depuis = np.repeat(np.arange(len(lon)), [len(p) for p in proches])
vers = np.concatenate(proches)
couts = pd.DataFrame({"origine": depuis, "destination": vers, "cout": np.concatenate(km) * 6371.0088})
demande = pd.DataFrame({"id": np.arange(len(lon)), "pop": population})
couts_par_besoin = [couts[np.isin(couts.destination, aptes)] for aptes in besoins]
def calcul():
    reponse = {}
    for b, aptes in enumerate(besoins):
        offre = pd.DataFrame({"id": aptes, "places": 1.0})
        a = Access(demand_df=demande, demand_index="id", demand_value="pop", supply_df=offre, supply_index="id",
                   supply_value="places", cost_df=couts_par_besoin[b], cost_origin="origine", cost_dest="destination",
                   cost_name="cout", neighbor_cost_df=couts_par_besoin[b].iloc[:0], neighbor_cost_origin="origine",
                   neighbor_cost_dest="destination", neighbor_cost_name="cout")
        simple = a.two_stage_fca(name="f", cost="cout", max_cost=RAYON)["f_places"]
        graduee = a.enhanced_two_stage_fca(
            name="e", cost="cout", max_cost=RAYON, weight_fn=step_fn({10: 1.0, 20: 0.68, RAYON: 0.22})
        )["e_places"]
        simple, graduee = (x.reindex(demande.id).fillna(0).to_numpy() * 1e5 for x in (simple, graduee))
        reponse[f"2sfca-{b}"] = (simple * population).sum()
        reponse[f"2sfca-max-{b}"], reponse[f"e2sfca-max-{b}"] = simple.max(), graduee.max()
    return reponse
rendre(*chronometrer(calcul, 1))
"""
)
_TOUT = (
    _NOTRE
    + """
from portulan.methodes.implantation import gains_couverture
semaine = sum(((1 << 480) - 1) << (j * 1440 + 540) for j in range(5))
semaines = tuple(None if i % 5 == 0 else semaine << (30 * (i % 9)) for i in range(8000))
avec_heures = Offres(masques, np.arange(8000), semaines, offres.zones, offres.permis, offres.capacites)
vitesses = vitesse_kmh(population, donnees["superficie"])
def tout(heures):
    trajets = Trajets(lon, lat, vitesses, slon, slat)
    m = mesurer(trajets, trajets.paires(30.0), avec_heures, population, 10, heures=heures)
    ginis = [gini(x, population) for x in m.offre_e2sfca]
    return {"mesures": float(np.nansum(m.temps)) + sum(ginis)}
def une_de_plus():
    trajets = Trajets(lon, lat, vitesses, lon, lat)
    paires = trajets.paires(30.0)
    rien = np.zeros(len(lon))
    return {"gain": sum(gains_couverture(paires, t, population, 30.0, len(lon)).par_site(rien).max() for t in temps)}
trajets = Trajets(lon, lat, vitesses, slon, slat)
temps = mesurer(trajets, trajets.paires(30.0), avec_heures, population, 10, heures=False).temps
for calcul in (lambda: tout(False), lambda: tout(True), une_de_plus):
    rendre(*chronometrer(calcul))
"""
)
_REGION = """
x, y, poids = lon[ici], lat[ici], population[ici]
def couverts(sites):
    return (grand_cercle(x[:, None], y[:, None], x[None, sites], y[None, sites]) <= PORTEE).any(axis=1) @ poids
"""
_NOTRE_LIEU = (
    _PAYS
    + _REGION
    + """
from portulan.methodes.accessibilite import DETOUR
from portulan.methodes.implantation import choisir, gains_couverture
from portulan.methodes.implantation_preuve import prouver
from portulan.methodes.trajets import Trajets
def probleme():
    trajets = Trajets(x, y, np.full(len(x), 60.0 * DETOUR), x, y)
    return gains_couverture(trajets.paires(PORTEE), np.full(len(x), np.nan), poids, PORTEE, len(x))
def rapide():
    choix = choisir(probleme(), K)
    return {"couverts": couverts(list(choix.sites)), "annonces": choix.gain}
rendre(*chronometrer(rapide))
def preuve():
    gains = probleme()
    p = prouver(gains, K, choisir(gains, K), secondes=60.0, progression=lambda *_: None)
    return {"couverts": couverts(list(p.sites)), "borne": p.borne}
rendre(*chronometrer(preuve, 1))
"""
)
_HIGHS = (
    _PAYS
    + _REGION
    + """
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import eye_array, hstack, vstack, csr_array
def calcul():
    proches = csr_array(grand_cercle(x[:, None], y[:, None], x[None], y[None]) <= PORTEE).astype(float)
    n = len(x)
    matrice = vstack([hstack([-proches, eye_array(n)]), hstack([csr_array(np.ones((1, n))), csr_array((1, n))])])
    contraintes = LinearConstraint(matrice.tocsr(), ub=np.append(np.zeros(n), K))
    r = milp(np.concatenate([np.zeros(n), -poids]), constraints=contraintes, bounds=Bounds(0, 1),
             integrality=np.concatenate([np.ones(n), np.zeros(n)]), options={"time_limit": 300})
    sites = np.flatnonzero(r.x[:n] > 0.5)
    return {"couverts": couverts(sites), "borne": -r.mip_dual_bound}
rendre(*chronometrer(calcul, 1))
"""
)
_SPOPT = (
    _PAYS
    + _REGION
    + """
import pulp
from spopt.locate import MCLP
couts = grand_cercle(x[:, None], y[:, None], x[None], y[None])
def calcul():
    modele = MCLP.from_cost_matrix(couts, poids, PORTEE, p_facilities=K).solve(pulp.HiGHS(msg=False))
    sites = [j for j, v in enumerate(modele.fac_vars) if v.value() > 0.5]
    return {"couverts": couverts(sites), "borne": modele.problem.objective.value()}
rendre(*chronometrer(calcul, 1))
"""
)


def main():
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--sans-pairs", action="store_true")
    lecteur.add_argument("--avec-spopt", action="store_true", help="several minutes")
    options = lecteur.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="portulan-bench-") as dossier:
        pays = str(Path(dossier) / "pays.npz")

        def executer(interprete, code):
            sortie = subprocess.run([interprete, "-c", code, pays], check=True, capture_output=True, text=True).stdout
            return [json.loads(ligne) for ligne in sortie.splitlines() if ligne.startswith('{"duree"')]

        communes = subprocess.run(
            [sys.executable, "-c", PREPARER, pays], check=True, capture_output=True, text=True
        ).stdout
        dire("Communes × lieux × besoins", f"{int(communes)} × 8000 × 10")
        sans, avec, de_plus = (f"{m['duree'] * 1000:.0f} ms" for m in executer(sys.executable, _TOUT))
        dire("Tout sans les heures : proche, nombre, 2SFCA, E2SFCA, Gini", sans)
        dire("Tout, heures de la semaine comprises", avec)
        dire("Une permanence de plus, dans chaque commune, pour chaque besoin", de_plus)
        proches, bassins = (executer(sys.executable, code)[0] for code in (_NOTRES_PROCHES, _NOTRES_BASSINS))
        rapide, preuve = executer(sys.executable, _NOTRE_LIEU)
        dire("Couverture, k = 10, 15 km, une région : réponse immédiate", f"{rapide['duree'] * 1000:.0f} ms")
        dire("  avec sa preuve", f"{preuve['duree']:.1f} s")
        manque = 1 - rapide["reponse"]["couverts"] / preuve["reponse"]["borne"]
        dire("  la réponse immédiate est à", f"{manque * 100:.3f} % de la borne")
        if options.sans_pairs:
            return
        environnement = Path(dossier) / "pairs"
        uv = ["uv"] if shutil.which("uv") else [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--python", sys.executable, environnement], check=True)
        python = str(environnement / "bin/python")
        subprocess.run([*uv, "pip", "install", "-q", "--python", python, *PAIRS], check=True)
        quoi = "Le plus proche et le nombre à 30 km, 10 besoins (chez nous : 2SFCA compris)"
        dire(quoi, rapport(quoi, proches, "scikit-learn BallTree", executer(python, _BALLTREE)[0]))
        quoi = "2SFCA et E2SFCA, 10 besoins, paires prêtes"
        dire(quoi, rapport(quoi, bassins, "PySAL access", executer(python, _PYSAL)[0]))
        quoi = "Couverture prouvée, k = 10"
        dire(quoi, rapport(quoi, preuve, "HiGHS seul, lignes creuses", executer(python, _HIGHS)[0]))
        if options.avec_spopt:
            dire(quoi, rapport(quoi, preuve, "spopt et HiGHS", executer(python, _SPOPT)[0]))


if __name__ == "__main__":
    main()
