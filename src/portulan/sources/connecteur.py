"""What a connector is: it recognises a file, reads it, and yields declared tables with their sidecar."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from portulan.socle.declaration import Table
from portulan.socle.progression import Progression, muette
from portulan.socle.source import FicheSource, Refus

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Apercu:
    """The beginning of a file, enough to recognise it: name, decompressed first bytes as text, header cells if any."""

    nom: str
    debut: str
    entete: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lecture:
    """What reading gives: rows by table name (exact Arrow schema of the declaration), sidecar, refused cells.

    ``refus`` holds at most the first 1,000; ``refus_total`` counts them all. A blocking one (``Refus.bloquant``) leaves
    its row out of ``tables``; the importer then refuses the whole load unless told to leave those rows out.
    """

    fiche: FicheSource
    tables: Mapping[Table, "pa.Table"]
    refus: tuple[Refus, ...] = ()
    refus_total: int = 0


class Connecteur(Protocol):
    """One kind of file of one producer."""

    code: str
    libelle: str
    producteur: str
    licence: str
    adresse: str
    tables: tuple[Table, ...]

    def reconnait(self, apercu: Apercu) -> bool:
        """True when this connector knows how to read such a file."""
        ...

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read a local file (already downloaded when ``origine`` is an address). Raises ``DonneeInvalide``."""
        ...


@runtime_checkable
class SansAnnee(Protocol):
    """A connector whose files do not write their year: it is in their name, or whoever loads them says it."""

    exemple_de_nom: str  # a name that says the year, shown to whoever gave neither

    def lire(
        self, fichier: Path, *, origine: str, progression: Progression = muette, annee: int | None = None
    ) -> Lecture:
        """Read as ``Connecteur.lire`` does. ``DonneeInvalide`` when the year is neither given nor in the name."""
        ...
