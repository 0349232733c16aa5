"""Routing among 100,000 services, beside data·inclusion's query on PostgreSQL with PostGIS, in one run (W3).

    .venv/bin/python bench/aiguillage.py [--services 100000] [--requetes 300] [--postgis /usr/lib/postgresql/15/bin]

The network is generated here: real communes, synthetic places. The peer is the query of its ``/search/services``
(package at d4969e3: zone, then 50 km or remote, then themes and publics; distance on the ellipsoid; a page of 20, then
a count), as SQL on its columns and indexes, sent by psycopg: without its ORM, its server and its log, faster than the
service. Answers are compared one by one (identifiers, kilometres, order) before any time: a difference stops the run.
"""

import argparse
import http.client
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from mesurer import attendre, centiles, dire, machine, port_libre

POSTGIS = "/usr/lib/postgresql/15/bin"
PAGE = 20
TOUS_PUBLICS = 0.4  # share of the services open to anyone
_TABLE = """
CREATE EXTENSION postgis;
CREATE TABLE structures (id text COLLATE "C" PRIMARY KEY, nom text);
CREATE TABLE services (id text COLLATE "C" PRIMARY KEY, structure_id text COLLATE "C" REFERENCES structures, nom text,
    thematiques text[], publics text[], modes_accueil text[], zone_eligibilite text[],
    longitude double precision, latitude double precision);
"""
_INDEX = """
CREATE INDEX ON services USING gin (thematiques);
CREATE INDEX ON services USING gin (publics);
CREATE INDEX ON services USING gin (modes_accueil);
CREATE INDEX ON services USING gist ((ST_MakePoint(longitude, latitude)::geography(geometry, 4326)));
CREATE INDEX ON services (structure_id);
ANALYZE services; ANALYZE structures;
"""
_OU = """
FROM services s JOIN structures t ON t.id = s.structure_id
WHERE (s.zone_eligibilite IS NULL OR s.zone_eligibilite && %(zones)s::text[])
  AND (ST_DWithin(ST_MakePoint(s.longitude, s.latitude)::geography(geometry, 4326), %(point)s::geography, 50000)
       OR s.modes_accueil @> ARRAY['a-distance'])
  AND s.thematiques && %(themes)s::text[]
  AND EXISTS (SELECT 1 FROM unnest(s.publics) item WHERE item = ANY(%(publics)s::text[]))
"""
_PAIR = f"""
SELECT s.*, t.*, CASE WHEN s.modes_accueil @> ARRAY['en-presentiel'] AND
    ST_DWithin(ST_MakePoint(s.longitude, s.latitude)::geography(geometry, 4326), %(point)s::geography, 50000)
  THEN (ST_Distance(ST_MakePoint(s.longitude, s.latitude)::geography(geometry, 4326), %(point)s::geography) / 1000)::int
  END AS distance
{_OU} ORDER BY distance NULLS LAST, s.id
"""
_COMPTE = f"SELECT count(*) {_OU}"


def generer(nombre):
    """Rows of structures and services; themes, publics, modes and zones in the shares of the reference instance."""
    from portulan.socle import geographie
    from portulan.sources.data_inclusion_schema import libelles

    tirage = random.Random(94)
    colonnes = ("code_insee", "departement", "epci", "population", "longitude", "latitude")
    table = geographie.communes()
    communes = [
        c
        for c in zip(*(table[n].to_pylist() for n in colonnes), strict=True)
        if (c[4] is not None and not c[0].startswith("9")) or c[0].startswith(("90", "91", "92", "93", "94", "95"))
    ]
    tirees = tirage.choices(communes, weights=[c[3] or 1 for c in communes], k=nombre * 3 // 10)
    structures = [
        (f"s{rang:06d}", c, c[4] + tirage.uniform(-0.03, 0.03), c[5] + tirage.uniform(-0.03, 0.03))
        for rang, c in enumerate(tirees)
    ]
    themes = list(libelles("thematiques"))
    publics = [p for p in libelles("publics") if p != "tous-publics"]
    services = []
    for rang in range(nombre):
        structure = structures[rang % len(structures)]
        commune, departement, epci = structure[1][:3]
        zones = {0: [], 1: ["pays:FR"], 2: [f"departement:{departement}"], 3: [f"epci:{epci}"]}.get(
            tirage.choices(range(5), weights=(25, 5, 42, 18, 10))[0], [f"commune:{commune}"]
        )
        modes = (["en-presentiel"], ["a-distance"], ["en-presentiel", "a-distance"])
        services.append(
            (
                f"v{rang:06d}",
                structure,
                tirage.sample(themes, tirage.randint(1, 3)),
                ["tous-publics"] if tirage.random() < TOUS_PUBLICS else tirage.sample(publics, tirage.randint(1, 3)),
                tirage.choices(modes, weights=(70, 15, 15))[0],
                [z for z in zones if not z.endswith(":None")],
            )
        )
    return communes, structures, services


def demander(communes, nombre):
    """Searches, in proportion to the population; one or two themes or categories, one public."""
    from portulan.sources.data_inclusion_schema import libelles

    tirage = random.Random(1935)
    themes = list(libelles("thematiques"))
    publics = [p for p in libelles("publics") if p != "tous-publics"]
    lieux = tirage.choices(communes, weights=[c[3] or 1 for c in communes], k=nombre)
    return [(c[0], tirage.sample(themes, tirage.randint(1, 2)), [tirage.choice(publics)]) for c in lieux]


def remplir(structures, services):
    """Our register, on SQLite."""
    from django.core.management import call_command

    from portulan.terrain.reseau.models import Service, Structure
    from portulan.terrain.reseau.territoire import rattachement

    call_command("migrate", verbosity=0)
    jour = date(2026, 6, 1)
    creees = Structure.objects.bulk_create(
        (
            Structure(
                source="di",
                id_source=code,
                nom=f"Structure {code}",
                operateur="autre",
                code_insee=commune[0],
                longitude=longitude,
                latitude=latitude,
                date_maj=jour,
                **rattachement(commune[0]),
            )
            for code, commune, longitude, latitude in structures
        ),
        batch_size=2000,
    )
    par_code = {s.id_source: s for s in creees}
    Service.objects.bulk_create(
        (
            Service(
                source="di",
                id_source=code,
                structure=par_code[structure[0]],
                nom=f"Service {code}",
                description="Un conseiller reçoit chaque personne et l’aide à choisir la suite de son parcours.",
                type="accompagnement",
                thematiques=themes,
                publics=publics,
                modes_accueil=modes,
                zone_eligibilite=zones,
                date_maj=jour,
            )
            for code, structure, themes, publics, modes, zones in services
        ),
        batch_size=2000,
    )


class Pair:
    """PostgreSQL with PostGIS in a temporary folder, filled with the same services."""

    def __init__(self, binaires, dossier, structures, services):
        import psycopg

        self.binaires, self.donnees = Path(binaires), Path(dossier) / "pair"
        self.donnees.mkdir()
        self.prefixe = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        if self.prefixe:
            Path(dossier).chmod(0o755)
            shutil.chown(self.donnees, "nobody")
        port = port_libre()
        self._lancer("initdb", "-D", self.donnees, "-U", "pair", "--auth=trust", "--locale=C.UTF-8", "-E", "UTF8")
        reglages = f"-p {port} -k {self.donnees} -c listen_addresses=127.0.0.1 -c shared_buffers=512MB"
        self._lancer("pg_ctl", "-D", self.donnees, "-w", "-l", self.donnees / "journal", "-o", reglages, "start")
        self.base = psycopg.connect(f"host=127.0.0.1 port={port} user=pair dbname=postgres", autocommit=True)
        self.base.execute(_TABLE)
        with self.base.cursor() as curseur:
            with curseur.copy("COPY structures FROM STDIN") as copie:
                for code, *_ in structures:
                    copie.write_row((f"di--{code}", f"Structure {code}"))
            with curseur.copy("COPY services FROM STDIN") as copie:
                for code, (structure, _, longitude, latitude), themes, publics, modes, zones in services:
                    codes = ["france" if z == "pays:FR" else z.partition(":")[2] for z in zones] or None
                    copie.write_row(
                        (f"di--{code}", f"di--{structure}", code, themes, publics, modes, codes, longitude, latitude)
                    )
        self.base.execute(_INDEX)
        self.version = self.base.execute("SELECT version() || ', PostGIS ' || PostGIS_Lib_Version()").fetchone()[0]

    def _lancer(self, outil, *arguments):
        commande = [*self.prefixe, str(self.binaires / outil), *map(str, arguments)]
        subprocess.run(commande, check=True, capture_output=True, cwd="/")

    def processeur(self):
        """Seconds of processor of the process that answers us."""
        champs = Path(f"/proc/{self.base.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
        return (int(champs[11]) + int(champs[12])) / os.sysconf("SC_CLK_TCK")

    def arreter(self):
        """Stop the server; its folder goes with the temporary one."""
        self.base.close()
        self._lancer("pg_ctl", "-D", self.donnees, "-m", "fast", "stop")


def chronometrer(calcul, arguments):
    durees = []
    for argument in arguments:
        depart = time.perf_counter()
        calcul(argument)
        durees.append((time.perf_counter() - depart) * 1000)
    return durees


def parametres_pair(demande):
    from portulan.socle import geographie

    commune = geographie.commune(demande[0])
    return {
        "zones": [commune["code_insee"], commune["departement"], commune["epci"] or "", "france", "99100"],
        "point": f"SRID=4326;POINT({commune['longitude']!r} {commune['latitude']!r})",
        "themes": demande[1],
        "publics": [*demande[2], "tous-publics"],
    }


def comparer(pair, demandes):
    """Every answer, whole; then times."""
    from portulan.methodes.aiguillage_recherche import SANS_DISTANCE, chercher
    from portulan.terrain.aiguillage.queries import index_courant, proposer, requete_en
    from portulan.terrain.aiguillage.recherche import composer

    depart = time.perf_counter()
    index = index_courant()
    dire("Index : lecture de la base et construction", f"{time.perf_counter() - depart:.1f} s, {index.n} services")

    def nous(demande):
        code, themes, publics = demande
        return chercher(index, composer(code_commune=code, thematiques=themes, publics=publics))

    nombres = []
    for demande in demandes:
        trouves = nous(demande)
        notres = [
            (index.identifiants[r], None if km == SANS_DISTANCE else km)
            for r, km in zip(trouves.rangs.tolist(), trouves.distances.tolist(), strict=True)
        ]
        lignes = pair.base.execute(_PAIR, parametres_pair(demande)).fetchall()
        siens = [(ligne[0], ligne[-1]) for ligne in lignes]
        if notres != siens:
            ecart = next((x, y) for x, y in zip(notres, siens, strict=False) if x != y) if siens else notres[:1]
            sys.exit(f"Réponses différentes pour {demande} : {len(notres)} et {len(siens)}, {ecart}")
        nombres.append(len(siens))
    dire("Réponses égales (identifiants, kilomètres, ordre)", f"{len(demandes)} sur {len(demandes)}")
    dire("  résultats par recherche", f"médiane {statistics.median(nombres):.0f}, maximum {max(nombres)}")

    def sien(demande):
        parametres = parametres_pair(demande)
        pair.base.execute(_PAIR + f" LIMIT {PAGE}", parametres).fetchall()
        pair.base.execute(_COMPTE, parametres).fetchone()

    # One then the other, so that the machine is the same for both; processor time is not that of the neighbours
    durees_pair, durees_nous, travail = [], [], [0.0, 0.0]
    for demande in demandes:
        avant = pair.processeur()
        durees_pair += chronometrer(sien, [demande])
        travail[0] += pair.processeur() - avant
        avant = time.process_time()
        durees_nous += chronometrer(nous, [demande])
        travail[1] += time.process_time() - avant
    entrelacees = statistics.median(durees_nous)
    chaudes = chronometrer(nous, demandes * 3)
    avant = time.process_time()
    for demande in demandes:
        nous(demande)
    chaud = (time.process_time() - avant) / len(demandes) * 1000
    siens, froid = (t / len(demandes) * 1000 for t in travail)
    p50_pair, p99_pair = centiles(durees_pair)
    p50, p99 = centiles(chaudes)
    dire(f"Recherche, page de {PAGE} et total : requête du pair", f"p50 {p50_pair:.1f} ms, p99 {p99_pair:.1f} ms")
    dire(
        "  index, une recherche après l'autre",
        f"p50 {p50:.3f} ms, p99 {p99:.3f} ms, pair / nous = {p50_pair / p50:.0f}",
    )
    dire("  index, entrelacé avec le pair", f"p50 {entrelacees:.3f} ms, pair / nous = {p50_pair / entrelacees:.0f}")
    moyenne = f"le pair {siens:.1f} ms, nous {froid:.3f} ms entrelacé, {chaud:.3f} ms à la suite"
    dire("  processeur par recherche", f"{moyenne}, pair / nous = {siens / froid:.0f} et {siens / chaud:.0f}")
    requetes = [requete_en(c, themes=tuple(t), publics=tuple(p), jour=date(2026, 12, 1)) for c, t, p in demandes]
    p50, p99 = centiles(chronometrer(proposer, requetes))
    dire("Aiguillage entier, raisons et écartés compris (2 requêtes SQL)", f"p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    return p50_pair


def par_http(demandes, p50_pair, secondes=8, clients=4):
    """Whole requests to a server of two processes, four connections; the bodies are ready after the first ones."""
    port = port_libre()
    reglages = ["--workers", "2", "--worker-class", "gthread", "--threads", "2", "--log-level", "error"]
    commande = [sys.executable, "-m", "gunicorn", *reglages, "-b", f"127.0.0.1:{port}", "portulan.config.wsgi"]
    serveur = subprocess.Popen(commande)
    adresses = [
        "/api/v1/search/services?"
        + "&".join(
            [
                f"code_commune={c}",
                f"size={PAGE}",
                *(f"thematiques={t}" for t in themes),
                *(f"publics={p}" for p in publics),
            ]
        )
        for c, themes, publics in demandes
    ]
    durees, fautes = [], []

    def lire(depart, fin, nombre):
        prise = http.client.HTTPConnection("127.0.0.1", port)
        rang = depart
        while time.perf_counter() < fin and (nombre is None or rang < depart + nombre):
            debut = time.perf_counter()
            prise.request("GET", adresses[rang % len(adresses)])
            reponse = prise.getresponse()
            reponse.read()
            if reponse.status != http.client.OK:
                fautes.append(reponse.status)
            durees.append((time.perf_counter() - debut) * 1000)
            rang += 1

    def ensemble(depart, fin, chaque):
        fils = [threading.Thread(target=lire, args=(depart + i * 71, fin, chaque)) for i in range(clients)]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join()

    try:
        attendre(port)
        # Each process builds its index, and its documents the first time that a service is shown
        ensemble(0, time.perf_counter() + 180, 2 * len(adresses))
        durees.clear()
        ensemble(0, time.perf_counter() + secondes, None)
    finally:
        serveur.terminate()
        serveur.wait()
    if fautes:
        sys.exit(f"{len(fautes)} réponses en erreur : {sorted(set(fautes))}")
    p50, p99 = centiles(durees)
    debit = len(durees) / secondes
    dire(f"Requête HTTP entière, page de {PAGE}, 2 processus, 4 connexions", f"p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    dire("  débit", f"{debit:.0f} requêtes par seconde")
    dire("  requête SQL seule du pair / notre requête HTTP entière", f"{p50_pair / p50:.1f} (p50)")


def main():
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--services", type=int, default=100_000)
    lecteur.add_argument("--requetes", type=int, default=300)
    lecteur.add_argument("--postgis", default=POSTGIS)
    options = lecteur.parse_args()
    if not (Path(options.postgis) / "initdb").exists():
        sys.exit(f"PostgreSQL et PostGIS absents de {options.postgis} : installez postgresql-15-postgis-3 (Debian).")
    print(machine())
    with tempfile.TemporaryDirectory(prefix="portulan-bench-") as dossier:
        os.environ |= {
            "PORTULAN_HOME": str(Path(dossier) / "var"),
            "DJANGO_SETTINGS_MODULE": "portulan.config.settings",
        }
        import django

        django.setup()
        communes, structures, services = generer(options.services)
        demandes = demander(communes, options.requetes)
        remplir(structures, services)
        pair = Pair(options.postgis, dossier, structures, services)
        try:
            dire("Pair", pair.version.partition(" on ")[0] + pair.version[pair.version.rindex(", PostGIS") :])
            p50_pair = comparer(pair, demandes)
        finally:
            pair.arreter()
        par_http(demandes, p50_pair)


if __name__ == "__main__":
    main()
