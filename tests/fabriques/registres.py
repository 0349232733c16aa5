"""The registers of the demonstration, told once, then copied row by row into each test that asks for them.

Telling the demonstration takes seconds; copying its rows, a tenth of one. Rows are kept as the engine gives them.
"""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

# A frozen text takes no more article: those of a version are written before it (foreign keys wait for the commit)
_AVANT = {"charte_article", "charte_engagement"}


class Registres:
    """Fills the database of a test; what was there before decides whether the copy fits (keys would collide)."""

    def __init__(self):
        self._connus = {}

    def remplir(self, raconter):
        """Copy what ``raconter`` writes into such a database, or call it and keep what it wrote."""
        avant = _lire()
        depart = tuple((table, *(ligne[0] for ligne in lignes)) for table, (_, lignes) in avant.items())
        if depart in self._connus:
            _ecrire(self._connus[depart])
            return
        raconter()
        deja = {table: set(lignes) for table, (_, lignes) in avant.items()}
        self._connus[depart] = {
            table: (colonnes, neuves)
            for table, (colonnes, lignes) in _lire().items()
            if (neuves := [ligne for ligne in lignes if ligne not in deja.get(table, ())])
        }


def _modeles():
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]


def _lire():
    lues = {}
    with connection.cursor() as curseur:
        for table in sorted(m._meta.db_table for m in _modeles()):
            curseur.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if lignes := curseur.fetchall():
                lues[table] = ([colonne[0] for colonne in curseur.description], lignes)
    return lues


def _ecrire(lues):
    citer = connection.ops.quote_name
    # One transaction: a row may be written before the one it names, and a browser test opens none of its own
    with transaction.atomic(), connection.cursor() as curseur:
        for table in sorted(lues, key=lambda t: t not in _AVANT):
            colonnes, lignes = lues[table]
            noms, places = ", ".join(map(citer, colonnes)), ", ".join(["%s"] * len(colonnes))
            curseur.executemany(f"INSERT INTO {citer(table)} ({noms}) VALUES ({places})", lignes)
        for demande in connection.ops.sequence_reset_sql(no_style(), _modeles()):
            curseur.execute(demande)
