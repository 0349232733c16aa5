"""The one door of files into connectors: safe opening, recognition, rows whatever the format, sidecar.

Bytes are in ``lecture_octets``, CSV in ``lecture_csv``, JSON in ``lecture_json``, validation in ``batisseur``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.source import FicheSource
from portulan.sources.batisseur import Batisseur, Collecteur, ValeurIllisible, convertir
from portulan.sources.connecteur import Apercu, Connecteur
from portulan.sources.lecture_csv import (
    TETE,
    FichierCsv,
    decoder_tete,
    lignes_csv,
    lire_csv,
)
from portulan.sources.lecture_json import ENVELOPPES, lignes_json
from portulan.sources.lecture_octets import LIMITES, Flux, Limites, empreinte, est_parquet, ouvrir

__all__ = [
    "ENVELOPPES",
    "LIMITES",
    "Batisseur",
    "Collecteur",
    "FichierCsv",
    "Flux",
    "Limites",
    "Tableau",
    "ValeurIllisible",
    "apercu",
    "convertir",
    "empreinte",
    "est_json",
    "est_parquet",
    "fiche",
    "lignes_csv",
    "lignes_json",
    "lignes_parquet",
    "lire_csv",
    "ouvrir",
    "tableau",
]


@dataclass
class Tableau:
    """Rows of a file under one header, whatever its format (csv, json or parquet).

    ``lignes`` gives (number, cells aligned on ``entete``): the line of a CSV, the rank of a JSON or Parquet record.
    CSV cells are texts; the others keep their JSON or Arrow type. ``csv`` tells what was repaired; ``ecartees`` counts
    (once read) the rows that could not be put under the header.
    """

    format: str
    entete: tuple[str, ...]
    lignes: Iterator[tuple[int, Sequence[Any]]]
    csv: FichierCsv | None = field(default=None, repr=False)
    inconnues: int = 0

    @property
    def ecartees(self) -> int:
        """Rows refused before any connector saw them."""
        return self.inconnues + (self.csv.ecartees if self.csv else 0)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the sidecar must say of the file itself."""
        if self.csv and self.csv.reparees:
            return ("Des caractères Windows-1252 égarés dans le fichier ont été lus comme tels.",)
        return ()


def est_json(debut: str) -> bool:
    """True when a text starts as a JSON array or object."""
    return debut.lstrip("\ufeff \t\r\n")[:1] in {"[", "{"}


def apercu(fichier: Path, *, limites: Limites = LIMITES) -> Apercu:
    """Beginning of a file (unpacked) and its column names: header of a CSV, keys of the first JSON record, schema."""
    if est_parquet(fichier):
        return Apercu(fichier.name, "", tuple(_parquet(fichier, limites).schema_arrow.names))
    with ouvrir(fichier, limites) as flux:
        debut = decoder_tete(flux.read(TETE), fichier.name)
    if est_json(debut):
        premier = next(lignes_json(fichier, limites=limites), None)
        return Apercu(fichier.name, debut, tuple(premier[1]) if premier else ())
    return Apercu(fichier.name, debut, lire_csv(fichier, limites=limites).entete)


def tableau(
    fichier: Path,
    collecteur: Collecteur,
    *,
    limites: Limites = LIMITES,
    avance: Callable[[float], None] | None = None,
) -> Tableau:
    """Open a CSV, JSON or Parquet file (plain, gzip, zip) as rows under a header. Raises ``DonneeInvalide``."""
    if est_parquet(fichier):
        noms = tuple(_parquet(fichier, limites).schema_arrow.names)
        rangees = ((n, [r[c] for c in noms]) for n, r in lignes_parquet(fichier, limites=limites))
        return Tableau("parquet", noms, rangees)
    with ouvrir(fichier, limites) as flux:
        debut = decoder_tete(flux.read(TETE), fichier.name)
    if not est_json(debut):
        ouvert = lire_csv(fichier, collecteur=collecteur, limites=limites, avance=avance)
        return Tableau("csv", ouvert.entete, ouvert.lignes, ouvert)
    premier = next(lignes_json(fichier, limites=limites), None)
    if premier is None:
        raise DonneeInvalide(
            f"« {fichier.name} » ne contient aucun enregistrement.", remede="Vérifiez le filtre de l'export."
        )
    entete = tuple(premier[1])
    enregistrements = lignes_json(fichier, limites=limites, avance=avance)
    ouvert_json = Tableau("json", entete, iter(()))
    ouvert_json.lignes = _alignes(enregistrements, ouvert_json, collecteur)
    return ouvert_json


def lignes_parquet(fichier: Path, *, limites: Limites = LIMITES) -> Iterator[tuple[int, dict[str, Any]]]:
    """Records of a Parquet file as (rank from 1, values by column), batch by batch."""
    import pyarrow as pa

    rang = 0
    with _parquet(fichier, limites) as ouvert:
        try:
            for lot in ouvert.iter_batches(batch_size=10_000):
                for rangee in lot.to_pylist():
                    rang += 1
                    yield rang, rangee
        except (pa.ArrowException, OSError) as erreur:
            raise _parquet_illisible(fichier, erreur) from erreur


def fiche(
    connecteur: Connecteur,
    fichier: Path,
    collecteur: Collecteur,
    *,
    origine: str,
    version: str,
    date_donnees: date,
    lues: int,
    retenues: int,
    notes: Sequence[str] = (),
    ouvert: Tableau | None = None,
) -> FicheSource:
    """Sidecar of a load of this connector (``charge_le`` is set by who stores it).

    ``ouvert``, once read, adds the rows it refused to those read and says what it repaired.
    """
    return FicheSource(
        code=connecteur.code,
        libelle=connecteur.libelle,
        producteur=connecteur.producteur,
        licence=connecteur.licence,
        origine=origine,
        version=version,
        date_donnees=date_donnees,
        empreinte=empreinte(fichier),
        lignes_lues=lues + (ouvert.ecartees if ouvert else 0),
        lignes_retenues=retenues,
        notes=(*notes, *(ouvert.notes if ouvert else ())),
        refus=collecteur.refus,
        refus_total=collecteur.total,
    )


def _alignes(
    enregistrements: Iterator[tuple[int, dict[str, Any]]], ouvert: Tableau, collecteur: Collecteur
) -> Iterator[tuple[int, list[Any]]]:
    connues = frozenset(ouvert.entete)
    for rang, enregistrement in enregistrements:
        inconnues = enregistrement.keys() - connues
        if inconnues:
            ouvert.inconnues += 1
            collecteur.refuser(
                rang,
                ", ".join(sorted(inconnues)),
                "",
                "ce champ n'existe pas dans le premier enregistrement.",
                "Exportez tous les enregistrements avec les mêmes champs.",
            )
            continue
        yield rang, [enregistrement.get(c) for c in ouvert.entete]


def _parquet(fichier: Path, limites: Limites) -> Any:
    """An open ``pyarrow.parquet.ParquetFile`` whose unpacked size is within the limits."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        ouvert = pq.ParquetFile(fichier)
    except (pa.ArrowException, OSError) as erreur:
        raise _parquet_illisible(fichier, erreur) from erreur
    meta = ouvert.metadata
    if sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups)) > limites.octets:
        ouvert.close()
        raise DonneeInvalide(
            f"« {fichier.name} » dépasse la taille permise une fois décompressé.", remede="Découpez le fichier."
        )
    return ouvert


def _parquet_illisible(fichier: Path, erreur: Exception) -> DonneeInvalide:
    return DonneeInvalide(
        f"« {fichier.name} » est un fichier Parquet tronqué ou abîmé ({str(erreur).splitlines()[0][:120]}).",
        remede="Téléchargez de nouveau le fichier jusqu'au bout, puis recommencez.",
    )
