"""The engines an indicator runs on, behind one Ibis connection: DuckDB by default, Polars as the second opinion.

Spark is for who already runs it (extra « spark »): the same functions, without a line of theirs changed.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from portulan.socle.declaration import Table

if TYPE_CHECKING:
    import pyarrow as pa

type Moteur = Literal["duckdb", "polars", "spark"]

# Two cores and half a gibibyte are enough for a region; extensions are never fetched from the network
_REGLAGES_DUCKDB = {
    "threads": 2,
    "memory_limit": "512MiB",
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "preserve_insertion_order": False,
}

_REGLAGES_SPARK = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
}


def _ouvrir_spark(ibis: Any) -> Any:
    from pyspark.sql import SparkSession

    constructeur = SparkSession.builder.master("local[2]").appName("portulan")
    reglages = {
        **_REGLAGES_SPARK,
        "spark.pyspark.python": sys.executable,
        "spark.sql.warehouse.dir": str(Path(tempfile.gettempdir()) / "portulan-spark"),
    }
    for cle, valeur in reglages.items():
        constructeur = constructeur.config(cle, valeur)
    return ibis.pyspark.connect(constructeur.getOrCreate())


_OUVRIR: dict[str, Callable[[Any], Any]] = {
    "duckdb": lambda ibis: ibis.duckdb.connect(**_REGLAGES_DUCKDB),
    "polars": lambda ibis: ibis.polars.connect(),
    "spark": _ouvrir_spark,
}


@contextmanager
def connecter(moteur: Moteur = "duckdb") -> Iterator[Any]:
    """An empty Ibis connection, closed at the end of the block."""
    import ibis

    # Merging nested SELECTs costs Ibis more time than it saves the engine, which does it anyway
    ibis.options.sql.fuse_selects = False
    connexion = _OUVRIR[moteur](ibis)
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
    if connexion.name == "pyspark":
        # A view of the session: a table would be written to a warehouse on disk
        connexion._session.createDataFrame(visibles).createOrReplaceTempView(declaration.nom)  # noqa: SLF001
        return connexion.table(declaration.nom)
    return connexion.create_table(declaration.nom, visibles)
