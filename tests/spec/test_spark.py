"""The same functions on Spark (extra « spark » and Java): what DuckDB says, Spark says."""

import importlib.util
import shutil

import pytest

from portulan.socle.declaration import COLONNES_CALCUL
from spec.exemples import EXEMPLES

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None, reason="extra « spark » absent : pip install .[spark]"
    ),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark demande Java"),
    pytest.mark.filterwarnings("ignore"),  # those of Spark and of its Java
]
QUELQUES = [next(e for e in EXEMPLES if e.code == code) for code in list(dict.fromkeys(e.code for e in EXEMPLES))[:6]]


@pytest.mark.parametrize("exemple", QUELQUES, ids=lambda e: e.code)
def test_spark_dit_la_meme_chose_que_duckdb(exemple):
    duckdb, spark = exemple.lignes("duckdb"), exemple.lignes("spark")
    assert [[li[c] for c in COLONNES_CALCUL[:4]] for li in spark] == [
        [li[c] for c in COLONNES_CALCUL[:4]] for li in duckdb
    ]
    for a, b in zip(duckdb, spark, strict=True):
        assert [a[c] for c in COLONNES_CALCUL[4:]] == pytest.approx([b[c] for c in COLONNES_CALCUL[4:]], nan_ok=False)
