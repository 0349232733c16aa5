"""What moved between two snapshots, table by table: rows added, removed, changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portulan.instantane.canonique import lire_parquet
from portulan.instantane.lire import Instantane

if TYPE_CHECKING:
    import pyarrow as pa

type Cle = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class LigneModifiee:
    """A row present on both sides: its key, and (before, after) for each column that moved."""

    cle: Cle
    colonnes: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class EcartTable:
    """Differences of one table; the examples are the first by key.

    ``presence``: « deux », « avant » (only in the first snapshot) or « apres ».
    """

    nom: str
    libelle: str
    presence: str
    avant: int
    apres: int
    ajoutees: int
    retirees: int
    modifiees: int
    colonnes_modifiees: dict[str, int]
    exemples_ajoutees: tuple[Cle, ...] = ()
    exemples_retirees: tuple[Cle, ...] = ()
    exemples_modifiees: tuple[LigneModifiee, ...] = ()

    @property
    def identique(self) -> bool:
        """True when no row moved."""
        return not (self.ajoutees or self.retirees or self.modifiees) and self.presence == "deux"


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Differences of all tables of two snapshots, by name of table."""

    avant: str
    apres: str
    tables: tuple[EcartTable, ...]

    @property
    def identique(self) -> bool:
        """True when the two hold the same rows."""
        return all(t.identique for t in self.tables)


def comparer(avant: Instantane, apres: Instantane, *, exemples: int = 20) -> Comparaison:
    """Compare two snapshots by the keys of their tables, with at most ``exemples`` rows of each kind."""
    noms = sorted({t.nom for m in (avant.manifeste, apres.manifeste) for t in m.tables})
    return Comparaison(
        avant.identifiant, apres.identifiant, tuple(_comparer_table(nom, avant, apres, exemples) for nom in noms)
    )


def _comparer_table(nom: str, avant: Instantane, apres: Instantane, exemples: int) -> EcartTable:
    a, b = avant.manifeste.table(nom), apres.manifeste.table(nom)
    reference = b or a
    assert reference is not None
    nombres = (a.lignes if a else 0, b.lignes if b else 0)
    if a and b and (a.contenu, a.cle) == (b.contenu, b.cle):
        return EcartTable(nom, b.libelle, "deux", *nombres, 0, 0, 0, {})
    gauche = lire_parquet(avant.dossier / a.fichier) if a else None
    droite = lire_parquet(apres.dossier / b.fichier) if b else None
    rangs_a = _rangs(gauche, reference.cle)
    rangs_b = _rangs(droite, reference.cle)
    ajoutees = sorted(rangs_b.keys() - rangs_a.keys())
    retirees = sorted(rangs_a.keys() - rangs_b.keys())
    communes = sorted(rangs_a.keys() & rangs_b.keys())
    modifiees: list[LigneModifiee] = []
    colonnes: dict[str, int] = {}
    total = 0
    if gauche is not None and droite is not None and communes:
        total, colonnes, modifiees = _modifications(
            gauche.take([rangs_a[c] for c in communes]), droite.take([rangs_b[c] for c in communes]), communes, exemples
        )
    return EcartTable(
        nom,
        reference.libelle,
        "deux" if a and b else "avant" if a else "apres",
        *nombres,
        len(ajoutees),
        len(retirees),
        total,
        colonnes,
        tuple(ajoutees[:exemples]),
        tuple(retirees[:exemples]),
        tuple(modifiees),
    )


def _rangs(table: "pa.Table | None", cle: Sequence[str]) -> dict[Cle, int]:
    if table is None:
        return {}
    return {c: rang for rang, c in enumerate(zip(*(table.column(n).to_pylist() for n in cle), strict=True))}


def _modifications(
    gauche: "pa.Table", droite: "pa.Table", cles: Sequence[Cle], exemples: int
) -> tuple[int, dict[str, int], list[LigneModifiee]]:
    """Rows aligned on both sides: how many moved, in which columns, and the first ones."""
    import numpy as np
    import pyarrow as pa

    noms = [*gauche.column_names, *(n for n in droite.column_names if n not in gauche.column_names)]
    vides = pa.nulls(len(cles))
    bougees = np.zeros(len(cles), dtype=bool)
    par_colonne: dict[str, Any] = {}
    for nom in noms:
        a = gauche.column(nom) if nom in gauche.column_names else vides
        b = droite.column(nom) if nom in droite.column_names else vides
        differe = _differe(a, b)
        if differe.any():
            par_colonne[nom] = (differe, a, b)
            bougees |= differe
    rangs = [int(r) for r in np.flatnonzero(bougees)]
    lignes = [
        LigneModifiee(
            cles[r],
            {nom: (a[r].as_py(), b[r].as_py()) for nom, (differe, a, b) in par_colonne.items() if differe[r]},
        )
        for r in rangs[:exemples]
    ]
    return len(rangs), {nom: int(d.sum()) for nom, (d, _, _) in par_colonne.items()}, lignes


def _differe(a: Any, b: Any) -> Any:
    """Boolean array: the two cells differ (empty equals empty)."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_nested(a.type) or a.type != b.type:
        return np.array([x != y for x, y in zip(a.to_pylist(), b.to_pylist(), strict=True)], dtype=bool)
    egal = pc.fill_null(pc.equal(a, b), False)  # noqa: FBT003 (Arrow scalar)
    vides = pc.and_(pc.is_null(a), pc.is_null(b))
    return ~np.asarray(pc.or_(egal, vides).to_numpy(), dtype=bool)
