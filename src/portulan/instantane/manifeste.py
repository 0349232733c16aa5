"""The manifest of a snapshot: what it holds, where it comes from, and the digest its identifier is made of.

The identity covers the region, the date, the canonical content of every table and what the sources are; neither the
bytes of the Parquet files, nor the day they were loaded, nor the address they came from enter it. The same input
therefore has the same identifier on another machine.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from portulan.instantane.canonique import json_canonique
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.source import FicheSource

FORMAT = 1
FICHIER = "manifeste.json"
SUFFIXE_PROVISOIRE = "-provisoire"
IDENTIFIANT = re.compile(r"(?:\d{2}|9[78]\d)-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}(?:-provisoire)?")


@dataclass(frozen=True, slots=True)
class TableGelee:
    """A table of the snapshot: its rows, the digest of its values and that of its file.

    ``hors_region``: rows kept because they are near the region (border effects). ``cle``: columns of its key.
    """

    nom: str
    libelle: str
    cle: tuple[str, ...]
    lignes: int
    hors_region: int
    contenu: str
    octets: str

    @property
    def fichier(self) -> str:
        """Name of its file in the folder of the snapshot."""
        return f"{self.nom}.parquet"


@dataclass(frozen=True, slots=True)
class Manifeste:
    """What a snapshot says of itself. ``empreinte`` is the identity; ``sceau`` covers the whole manifest."""

    region: str
    date: date
    provisoire: bool
    millesime: int
    tables: tuple[TableGelee, ...]
    sources: tuple[FicheSource, ...]

    @property
    def empreinte(self) -> str:
        """SHA-256 of the identity."""
        identite = {
            "format": FORMAT,
            "region": self.region,
            "date": self.date.isoformat(),
            "provisoire": self.provisoire,
            "millesime": self.millesime,
            "tables": {t.nom: {"cle": list(t.cle), "lignes": t.lignes, "contenu": t.contenu} for t in self.tables},
            "sources": [_identite_source(s) for s in self.sources],
        }
        return hashlib.sha256(json_canonique(identite)).hexdigest()

    @property
    def identifiant(self) -> str:
        """« 76-2026-11-21-0123456789ab », marked when provisional."""
        marque = SUFFIXE_PROVISOIRE if self.provisoire else ""
        return f"{self.region}-{self.date.isoformat()}-{self.empreinte[:12]}{marque}"

    @property
    def citable(self) -> bool:
        """A provisional snapshot feeds live screens and cannot be cited."""
        return not self.provisoire

    @property
    def fictif(self) -> bool:
        """True when part of the activity was generated."""
        return any(s.fictif for s in self.sources)

    def table(self, nom: str) -> TableGelee | None:
        """Entry of a table, or None when the snapshot does not hold it."""
        return next((t for t in self.tables if t.nom == nom), None)

    def en_dict(self) -> dict[str, Any]:
        """Plain JSON values, sealed."""
        contenu: dict[str, Any] = {
            "format": FORMAT,
            "identifiant": self.identifiant,
            "empreinte": self.empreinte,
            "region": self.region,
            "date": self.date.isoformat(),
            "provisoire": self.provisoire,
            "citable": self.citable,
            "fictif": self.fictif,
            "millesime": self.millesime,
            "tables": {t.nom: _sans_nom(t) for t in self.tables},
            "sources": [_source_en_dict(s) for s in self.sources],
        }
        return contenu | {"sceau": hashlib.sha256(json_canonique(contenu)).hexdigest()}

    def octets(self) -> bytes:
        """Bytes of ``manifeste.json``."""
        return json_canonique(self.en_dict())

    @classmethod
    def de_dict(cls, brut: Mapping[str, Any]) -> "Manifeste":
        """Inverse of ``en_dict``; raises ``KeyError``, ``TypeError`` or ``ValueError`` when it is not a manifest."""
        if brut["format"] != FORMAT:
            raise ValueError(f"format {brut['format']}")
        return cls(
            region=str(brut["region"]),
            date=date.fromisoformat(brut["date"]),
            provisoire=bool(brut["provisoire"]),
            millesime=int(brut["millesime"]),
            tables=tuple(
                TableGelee(**{**t, "nom": nom, "cle": tuple(t["cle"])}) for nom, t in sorted(brut["tables"].items())
            ),
            sources=tuple(FicheSource.de_dict(s) for s in brut["sources"]),
        )

    @classmethod
    def lire(cls, dossier: Path) -> "Manifeste":
        """Manifest of a folder; ``Introuvable`` when there is none, ``DonneeInvalide`` when it cannot be read."""
        try:
            return cls.de_dict(json.loads((dossier / FICHIER).read_bytes()))
        except FileNotFoundError as erreur:
            raise Introuvable(
                f"Aucun instantané dans {dossier}.", remede="« ./portulan geler --help » dit comment en faire un."
            ) from erreur
        except (KeyError, TypeError, AttributeError, ValueError) as erreur:
            raise DonneeInvalide(
                f"Le manifeste de {dossier.name} est illisible ou vient d'une autre version de Portulan.",
                remede="Gelez de nouveau les données (« ./portulan geler »).",
            ) from erreur


def sans_donnee_personnelle(fiche: FicheSource) -> FicheSource:
    """Sidecar as it may be published: no refused value, no folder of the person who loaded it, no day of loading."""
    origine = fiche.origine
    if "://" not in origine:
        origine = PureWindowsPath(PurePosixPath(origine).name).name
    return replace(fiche, origine=origine, charge_le=None, refus=())


def _identite_source(fiche: FicheSource) -> dict[str, Any]:
    brut = _source_en_dict(fiche)
    return {nom: brut[nom] for nom in ("code", "version", "date_donnees", "empreinte", "lignes_retenues", "fictif")}


def _source_en_dict(fiche: FicheSource) -> dict[str, Any]:
    brut = fiche.en_dict()
    del brut["charge_le"], brut["refus"]
    return brut


def _sans_nom(table: TableGelee) -> dict[str, Any]:
    brut = asdict(table) | {"cle": list(table.cle)}
    del brut["nom"]
    return brut
