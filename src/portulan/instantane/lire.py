"""Open a frozen snapshot and read its tables. Nothing here writes."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from portulan.instantane.canonique import lire_parquet
from portulan.instantane.manifeste import FICHIER, IDENTIFIANT, Manifeste
from portulan.socle.declaration import Table
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.source import FicheSource

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Instantane:
    """A frozen set of tables; two are the same when their identifiers are."""

    dossier: Path
    manifeste: Manifeste
    _tables: dict[str, "pa.Table"] = field(init=False, repr=False, default_factory=dict)

    @property
    def identifiant(self) -> str:
        """Identifier drawn from the content."""
        return self.manifeste.identifiant

    @property
    def region(self) -> str:
        """Code of the region."""
        return self.manifeste.region

    @property
    def date(self) -> date:
        """Date of reference."""
        return self.manifeste.date

    @property
    def provisoire(self) -> bool:
        """True when it may not be cited."""
        return self.manifeste.provisoire

    @property
    def fictif(self) -> bool:
        """True when part of the activity was generated."""
        return self.manifeste.fictif

    @property
    def sources(self) -> tuple[FicheSource, ...]:
        """Sidecars of what was frozen."""
        return self.manifeste.sources

    def presente(self, table: Table) -> bool:
        """True when the snapshot holds this table with at least one row."""
        entree = self.manifeste.table(table.nom)
        return entree is not None and entree.lignes > 0

    def chemin(self, table: Table) -> Path:
        """Parquet file of a table; ``Introuvable`` when the snapshot does not hold it."""
        entree = self.manifeste.table(table.nom)
        if entree is None:
            raise Introuvable(f"L'instantané {self.identifiant} n'a pas de table « {table.libelle} ».")
        return self.dossier / entree.fichier

    def table(self, table: Table) -> "pa.Table":
        """Rows of a table in its declared columns, empty when the snapshot does not hold it (read once)."""
        if table.nom not in self._tables:
            self._tables[table.nom] = self._lire(table)
        return self._tables[table.nom]

    def _lire(self, table: Table) -> "pa.Table":
        schema = table.schema()
        if self.manifeste.table(table.nom) is None:
            return schema.empty_table()
        try:
            return lire_parquet(self.chemin(table), schema)
        except (FileNotFoundError, ValueError) as erreur:
            raise DonneeInvalide(
                f"La table « {table.libelle} » de l'instantané {self.identifiant} est absente ou abîmée.",
                remede=f"« ./portulan verifier {self.identifiant} » dit ce qui a changé.",
            ) from erreur


def ouvrir(racine: Path, identifiant: str) -> Instantane:
    """Snapshot of this identifier in ``racine``; ``Introuvable`` when there is none."""
    if not IDENTIFIANT.fullmatch(identifiant) or not (racine / identifiant / FICHIER).is_file():
        connus = [m.identifiant for m in lister(racine)[:3]]
        raise Introuvable(
            f"L'instantané « {identifiant} » n'existe pas.",
            remede=f"Les plus récents : {', '.join(connus)}."
            if connus
            else "Gelez des données (« ./portulan geler »).",
        )
    dossier = racine / identifiant
    manifeste = Manifeste.lire(dossier)
    if manifeste.identifiant != identifiant:
        raise DonneeInvalide(
            f"L'instantané « {identifiant} » a été modifié : son manifeste décrit « {manifeste.identifiant} ».",
            remede=f"« ./portulan verifier {identifiant} » dit ce qui a changé.",
        )
    return Instantane(dossier, manifeste)


def lister(racine: Path) -> tuple[Manifeste, ...]:
    """Manifests of the snapshots of ``racine``, newest first (date, then identifier); a damaged one is left out."""
    if not racine.is_dir():
        return ()
    manifestes = []
    for dossier in racine.iterdir():
        if IDENTIFIANT.fullmatch(dossier.name) and (dossier / FICHIER).is_file():
            try:
                manifeste = Manifeste.lire(dossier)
            except DonneeInvalide:
                continue
            if manifeste.identifiant == dossier.name:
                manifestes.append(manifeste)
    return tuple(sorted(manifestes, key=lambda m: (m.date, m.identifiant), reverse=True))
