"""The two engines an indicator runs on, behind one Ibis connection: DuckDB by default, Polars as the second opinion."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from portulan.socle.declaration import Table

if TYPE_CHECKING:
    import pyarrow as pa

type Moteur = Literal["duckdb", "polars"]

# Two cores and half a gibibyte are enough for a region; extensions are never fetched from the network
_REGLAGES_DUCKDB = {
    "threads": 2,
    "memory_limit": "512MiB",
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "preserve_insertion_order": False,
}


@contextmanager
def connecter(moteur: Moteur = "duckdb") -> Iterator[Any]:
    """An empty Ibis connection, closed at the end of the block."""
    import ibis

    # Merging nested SELECTs costs Ibis more time than it saves the engine, which does it anyway
    ibis.options.sql.fuse_selects = False
    connexion = ibis.duckdb.connect(**_REGLAGES_DUCKDB) if moteur == "duckdb" else ibis.polars.connect()
    try:
        yield connexion
    finally:
        connexion.disconnect()


def inscrire(connexion: Any, declaration: Table, lignes: "pa.Table") -> Any:
    """Make rows visible to the engine under the name of their table, in its declared columns only; an Ibis table."""
    visibles = lignes.select([c.nom for c in declaration.colonnes]).combine_chunks()
    if connexion.name == "duckdb":
        # A native table: an Arrow view would be scanned through Python by every indicator
        connexion.con.register("_arrivee", visibles)
        connexion.con.execute(f'CREATE TABLE "{declaration.nom}" AS SELECT * FROM _arrivee')  # noqa: S608 (declared name)
        connexion.con.unregister("_arrivee")
        return connexion.table(declaration.nom)
    return connexion.create_table(declaration.nom, visibles)
