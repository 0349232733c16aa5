"""The protocol through which every row enters a snapshot: a connector, a generated table or an extract of the field.

Freezing does not know where rows come from: it sees ``TableFournie`` values and their ``FicheSource``.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.socle.declaration import Table


@dataclass(frozen=True, slots=True)
class Refus:
    """One refused (or doubtful) cell of a file: where, what, why, and what to do."""

    ligne: int
    colonne: str
    valeur: str
    motif: str
    remede: str
    bloquant: bool = True

    def __str__(self) -> str:
        return f"ligne {self.ligne}, colonne « {self.colonne} », valeur « {self.valeur} » : {self.motif} {self.remede}"


@dataclass(frozen=True, slots=True)
class FicheSource:
    """Sidecar of a load: who produced it, under which licence, from where, when, what was read and refused.

    ``code``: connector (« parcoursup »). ``version``: what distinguishes two loads (session, vintage).
    ``date_donnees``: date the data speak of. ``empreinte``: SHA-256 of the bytes read. ``fictif``: generated activity,
    said on every page that shows it. ``tables`` and ``operateurs``: what this load gave to a snapshot, filled when it
    is frozen, so that a figure cites the loads it really comes from.
    """

    code: str
    libelle: str
    producteur: str
    licence: str
    origine: str
    version: str
    date_donnees: date
    empreinte: str
    lignes_lues: int
    lignes_retenues: int
    charge_le: datetime | None = None
    fictif: bool = False
    notes: tuple[str, ...] = ()
    refus: tuple[Refus, ...] = field(default=())
    refus_total: int = 0
    tables: tuple[str, ...] = ()
    operateurs: tuple[str, ...] = ()

    def en_dict(self) -> dict[str, Any]:
        """Plain JSON values (dates in ISO 8601)."""
        brut = asdict(self)
        brut["date_donnees"] = self.date_donnees.isoformat()
        brut["charge_le"] = self.charge_le.isoformat() if self.charge_le else None
        for nom in ("notes", "tables", "operateurs"):
            brut[nom] = list(brut[nom])
        brut["refus"] = [asdict(r) for r in self.refus]
        return brut

    @classmethod
    def de_dict(cls, brut: dict[str, Any]) -> "FicheSource":
        """Inverse of ``en_dict``."""
        return cls(
            **{
                **brut,
                "date_donnees": date.fromisoformat(brut["date_donnees"]),
                "charge_le": datetime.fromisoformat(brut["charge_le"]) if brut.get("charge_le") else None,
                **{nom: tuple(brut.get(nom, ())) for nom in ("notes", "tables", "operateurs")},
                "refus": tuple(Refus(**r) for r in brut.get("refus", ())),
            }
        )


class Source(Protocol):
    """What freezing asks of any provider of rows."""

    @property
    def fiche(self) -> FicheSource:
        """Sidecar of what ``tables`` yields."""
        ...

    def tables(self) -> Iterator[tuple["Table", "pa.Table"]]:
        """Declared tables and their rows, already valid against the declaration."""
        ...
