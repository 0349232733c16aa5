"""Ours against named peers, on the tables and dossiers just built; a difference of answers stops everything."""

import json
import shutil
import subprocess
import sys

PAIRS = ("pandas>=3,<4", "scikit-learn>=1.7,<2", "pyarrow>=26,<27", "weasyprint>=68", "pypdf>=6,<7")

_CHRONOMETRE = """
import json, sys, time
from pathlib import Path
maison, identifiant = Path(sys.argv[1]), sys.argv[2]
tables = maison / "instantanes" / identifiant
def chronometrer(calcul, fois=5):
    meilleur = 1e9
    for _ in range(fois):
        depart = time.perf_counter()
        reponse = calcul()
        meilleur = min(meilleur, time.perf_counter() - depart)
    return meilleur, reponse
def rendre(duree, reponse):
    print(json.dumps({"duree": duree, "reponse": reponse}))
"""

# --- nearest structure of each network, from every commune

_PROCHES = (
    _CHRONOMETRE
    + """
import numpy as np, pyarrow.parquet as pq
communes, structures = (pq.read_table(tables / f"{n}.parquet") for n in ("communes", "structures"))
reel = lambda t, n: t[n].to_numpy().astype(float)
lon, lat, slon, slat = (reel(t, n) for t in (communes, structures) for n in ("longitude", "latitude"))
operateurs = np.array(structures["operateur"].to_pylist())
reseaux = {o: (operateurs == o) & np.isfinite(slon) for o in sorted(set(operateurs))}
def calcul():
    return {o: float(np.nansum(distances(slon[ici], slat[ici]))) for o, ici in reseaux.items() if ici.any()}
"""
)
_NOTRES_PROCHES = (
    _PROCHES
    + """
from portulan.methodes.accessibilite import acces
vitesses = np.full(len(lon), 60.0)
distances = lambda x, y: acces(lon, lat, vitesses, x, y).distance
rendre(*chronometrer(calcul))
"""
)
_BALLTREE = (
    _PROCHES
    + """
from sklearn.neighbors import BallTree
origines = np.radians(np.c_[lat, lon])
def distances(x, y):
    arbre = BallTree(np.radians(np.c_[y, x]), metric="haversine")
    arbre.query_radius(origines, 25 / 6371.0088)
    return 6371.0088 * arbre.query(origines)[0][:, 0]
rendre(*chronometrer(calcul))
"""
)
_NUMPY = (
    _PROCHES
    + """
def distances(x, y):
    a1, o1, a2, o2 = (np.radians(v) for v in (lat[:, None], lon[:, None], y[None], x[None]))
    h = np.sin((a2 - a1) / 2) ** 2 + np.cos(a1) * np.cos(a2) * np.sin((o2 - o1) / 2) ** 2
    toutes = 2 * 6371.0088 * np.arcsin(np.sqrt(h))
    (toutes <= 25).sum(axis=1)
    return toutes.min(axis=1)
rendre(*chronometrer(calcul, 3))
"""
)

# --- places by session and département, from the Parquet file

_IBIS = (
    _CHRONOMETRE
    + """
import ibis
connexion = ibis.duckdb.connect()
def calcul():
    t = connexion.read_parquet(tables / "formations.parquet")
    g = t.group_by("session", "departement").aggregate(places=t.capacite.sum()).to_pyarrow()
    return {"places": float(sum(x or 0 for x in g["places"].to_pylist())), "groupes": g.num_rows}
rendre(*chronometrer(calcul))
"""
)
_PANDAS = (
    _CHRONOMETRE
    + """
import pandas as pd
def calcul():
    t = pd.read_parquet(tables / "formations.parquet", columns=["session", "departement", "capacite"])
    g = t.groupby(["session", "departement"], dropna=False).capacite.sum()
    return {"places": float(g.sum()), "groupes": len(g)}
rendre(*chronometrer(calcul))
"""
)

# --- the PDF of fiche 1 (drawings ready on both sides: the peer reads our HTML)

_LUS = """
def lire(pdf):
    import io, re
    from pypdf import PdfReader
    texte = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return {code: 1.0 for code in re.findall(r"IND-F[12][.][0-9A-Za-z]+-[0-9]+", texte)}
"""
_TYPST = (
    _CHRONOMETRE
    + """
from portulan.diagnostic.catalogue import fiche
from portulan.publication.atelier import Atelier
from portulan.publication.bibliotheque import Bibliotheque
from portulan.publication.dossier import composer
from portulan.publication.rendu_pdf import rendre_pdf
from portulan.socle.chemins import Maison
from portulan.socle.region import charger_region
rayons, atelier = Bibliotheque(Maison(maison)), Atelier(maison / "cache")
diagnostic, instantane = rayons.diagnostic(identifiant), rayons.instantane(identifiant)
document = composer(diagnostic, instantane, fiche(1), charger_region(diagnostic.region))
for figure in document.figures():
    atelier.svg(figure.dessin)
duree, pdf = chronometrer(lambda: rendre_pdf(document, atelier), 1)
Path(sys.argv[3]).write_bytes(pdf)
rendre(duree, {})
"""
)
_WEASYPRINT = (
    _CHRONOMETRE
    + _LUS
    + """
from weasyprint import HTML
page = maison / "dossiers" / identifiant / "fiche1.html"
duree, pdf = chronometrer(lambda: HTML(page).write_pdf(pdf_variant="pdf/ua-1"), 1)
rendre(duree, {"notre": lire(Path(sys.argv[3]).read_bytes()), "pair": lire(pdf)})
"""
)

# --- the map of the communes of the region

_CARTE = (
    _CHRONOMETRE
    + """
from portulan.publication.bibliotheque import Bibliotheque
from portulan.publication.cartes import Carte, dessiner_carte, fond
from portulan.socle.chemins import Maison
from portulan.socle.geographie import contours
from portulan.socle.mesure import Unite
from portulan.socle.territoire import Niveau
diagnostic = Bibliotheque(Maison(maison)).diagnostic(identifiant)
lignes = diagnostic.lignes("IND-F1.O3a-1", niveau=Niveau.COMMUNE, composante="", ventilation="")
carte = Carte(
    diagnostic.region, Niveau.COMMUNE, "Carte", "Carte", "km", Unite.KM,
    tuple((x.territoire.code, x.valeur) for x in lignes),
)
base = contours(Niveau.COMMUNE, diagnostic.region)
fond(diagnostic.region, Niveau.COMMUNE)
"""
)
_A_LA_MAIN = (
    _CARTE
    + """
rendre(*chronometrer(lambda: {"communes": float(len(base)), "svg": len(dessiner_carte(carte)) and 1.0}))
"""
)
_VEGA = (
    _CARTE
    + """
import vl_convert
valeurs = dict(carte.valeurs)
traits = [{"type": "Feature", "properties": {"v": valeurs.get(c)}, "geometry": g} for c, g in base]
figure = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 600, "height": 440,
    "data": {"values": traits}, "projection": {"type": "mercator", "reflectY": False},
    "mark": {"type": "geoshape", "stroke": "white", "strokeWidth": 0.2},
    "encoding": {"color": {"field": "properties.v", "type": "quantitative", "scale": {"type": "quantile"}}},
}
def calcul():
    svg = vl_convert.vegalite_to_svg(figure)
    return {"communes": float(svg.count('aria-roledescription="geoshape"')), "svg": 1.0}
rendre(*chronometrer(calcul, 3))
"""
)


def comparer_tout(maison, identifiant, processus, dire):
    """Run both sides of each comparison; ``processus`` and ``dire`` are those of mesurer.py."""
    environnement = maison / "pairs"
    uv = ["uv"] if shutil.which("uv") else [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "--python", sys.executable, environnement], check=True)
    python = str(environnement / "bin/python")
    subprocess.run([*uv, "pip", "install", "-q", "--python", python, *PAIRS], check=True)

    def executer(interprete, code):
        commande = [interprete, "-c", code, str(maison), identifiant, str(maison / "notre.pdf")]
        return json.loads(processus(commande)[-1])

    notres = executer(sys.executable, _NOTRES_PROCHES)
    quoi = "Plus proche structure et voisines à 25 km, par réseau"
    dire(quoi, rapport(quoi, notres, "scikit-learn BallTree", executer(python, _BALLTREE)))
    dire(quoi, rapport(quoi, notres, "NumPy, toutes les paires", executer(python, _NUMPY)))
    quoi = "Places par session et département (Parquet → groupes)"
    dire(quoi, rapport(quoi, executer(sys.executable, _IBIS), "pandas", executer(python, _PANDAS)))
    quoi = "Carte des communes de la région, en SVG"
    dire(quoi, rapport(quoi, executer(sys.executable, _A_LA_MAIN), "Vega-Lite", executer(sys.executable, _VEGA)))
    quoi = "Dossier de la fiche 1 en PDF/UA, dessins prêts"
    notre, pair = executer(sys.executable, _TYPST), executer(python, _WEASYPRINT)
    lus = pair["reponse"]
    dire(
        quoi,
        rapport(quoi, notre | {"reponse": lus["notre"]}, "WeasyPrint", pair | {"reponse": lus["pair"]}),
    )


def rapport(quoi, notre, nom, pair):
    """Both times and their ratio, once the answers are the same; else everything stops."""
    for cle in {*notre["reponse"], *pair["reponse"]}:
        ici, la = (cote["reponse"].get(cle) for cote in (notre, pair))
        if ici is None or la is None or abs(ici - la) > 1e-6 * max(1, abs(ici)):
            sys.exit(f"{quoi} : réponses différentes pour {cle} ({ici} ; {nom} : {la})")
    if not notre["reponse"]:
        sys.exit(f"{quoi} : aucune réponse à comparer")
    ici, la = notre["duree"] * 1000, pair["duree"] * 1000
    return f"{ici:.0f} ms ; {nom} {la:.0f} ms ; {nom} / nous = {la / ici:.2f}"
