"""What the default database promises to those who read while others write."""

import sqlite3
from contextlib import closing

import pytest
from django.conf import settings


def ouvrir(fichier):
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" not in options:
        pytest.skip("PostgreSQL : rien à promettre ici")
    liaison = sqlite3.connect(fichier, isolation_level=None, timeout=0.2)
    liaison.executescript(options["init_command"])
    return liaison


def test_on_lit_pendant_une_longue_ecriture(tmp_path):
    """Far more pages than the cache holds are written: the reader still reads what was there before."""
    fichier = tmp_path / "essai.sqlite3"
    with closing(ouvrir(fichier)) as ecrit, closing(ouvrir(fichier)) as lit:
        ecrit.execute("CREATE TABLE t (texte TEXT)")
        ecrit.execute("INSERT INTO t VALUES ('avant')")
        ecrit.execute("BEGIN IMMEDIATE")
        ecrit.executemany("INSERT INTO t VALUES (?)", (("x" * 2000,) for _ in range(8000)))
        assert lit.execute("SELECT count(*) FROM t").fetchone() == (1,)
        ecrit.execute("COMMIT")
        assert lit.execute("SELECT count(*) FROM t").fetchone() == (8001,)


def test_une_longue_ecriture_a_une_memoire_bornee(tmp_path):
    """Pages may leave the cache at last: not before 200 MB of them, not after 300."""
    with closing(ouvrir(tmp_path / "essai.sqlite3")) as liaison:
        if liaison.execute("PRAGMA journal_mode").fetchone() == ("wal",):
            pytest.skip("journal en avance : les pages quittent la mémoire sans gêner personne")
        (pages,) = liaison.execute("PRAGMA cache_spill").fetchone()
        (octets,) = liaison.execute("PRAGMA page_size").fetchone()
        assert 200_000_000 < pages * octets < 300_000_000
