"""The registers of the demonstration, told once, then copied row by row into each test that asks for them.

Telling the demonstration takes seconds; copying its rows, a tenth of one. Rows are kept as the engine gives them.
"""

from contextlib import contextmanager

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

NOMBREUSES = 500


class Registres:
    """Fills the database of a test; what was there before decides whether the copy fits (keys would collide)."""

    def __init__(self):
        self._connus = {}

    def remplir(self, raconter, dossier=None):
        """Copy what ``raconter`` writes into such a database and folder, or call it and keep what it wrote.

        Another test may have published an act of the same number there: the files come back with the rows that name
        them.
        """
        avant = _lire()
        depart = tuple((table, *(ligne[0] for ligne in lignes)) for table, (_, lignes) in avant.items())
        if depart in self._connus:
            lignes, fichiers = self._connus[depart]
            _ecrire(lignes)
            for chemin, octets in fichiers.items():
                chemin.parent.mkdir(parents=True, exist_ok=True)
                chemin.write_bytes(octets)
            return
        raconter()
        deja = {table: set(lignes) for table, (_, lignes) in avant.items()}
        lignes = {
            table: (colonnes, neuves)
            for table, (colonnes, lignes) in _lire().items()
            if (neuves := [ligne for ligne in lignes if ligne not in deja.get(table, ())])
        }
        ecrits = dossier.rglob("*") if dossier else ()
        self._connus[depart] = lignes, {chemin: chemin.read_bytes() for chemin in ecrits if chemin.is_file()}


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
    """Copy rows that were written once by the operations: the guards of the database have nothing to say of them."""
    citer = connection.ops.quote_name
    # One transaction: a row may be written before the one it names, and a browser test opens none of its own
    with transaction.atomic(), connection.cursor() as curseur, _sans_gardes(curseur):
        for table in sorted(lues):
            colonnes, lignes = lues[table]
            # a row that was there and was written again (the head of the register) takes the place of the former one
            curseur.execute(f"SELECT {citer(colonnes[0])} FROM {citer(table)}")
            if anciennes := {cle for (cle,) in curseur.fetchall()} & {ligne[0] for ligne in lignes}:
                effacer = f"DELETE FROM {citer(table)} WHERE {citer(colonnes[0])} = %s"
                curseur.executemany(effacer, [(cle,) for cle in sorted(anciennes)])
            _inserer(curseur, citer(table), ", ".join(map(citer, colonnes)), lignes)
        if connection.vendor == "postgresql":  # no statistics of rows just written: some plans would take minutes
            nombreuses = [citer(table) for table, (_, lignes) in lues.items() if len(lignes) > NOMBREUSES]
            curseur.execute(f"ANALYZE {', '.join(nombreuses)}")
        for demande in connection.ops.sequence_reset_sql(no_style(), _modeles()):
            curseur.execute(demande)


def _inserer(curseur, table, colonnes, lignes):
    if connection.vendor == "postgresql":
        with curseur.copy(f"COPY {table} ({colonnes}) FROM STDIN") as flux:
            for ligne in lignes:
                flux.write_row(ligne)
        return
    places = ", ".join(["%s"] * len(lignes[0]))
    curseur.executemany(f"INSERT INTO {table} ({colonnes}) VALUES ({places})", lignes)


@contextmanager
def _sans_gardes(curseur):
    """Triggers off: set aside and set again on SQLite, disabled and enabled on PostgreSQL.

    Who may switch every check of PostgreSQL off does: the rows were checked when they were told.
    """
    if connection.vendor == "sqlite":
        curseur.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        gardes = curseur.fetchall()
        for nom, _ in gardes:
            curseur.execute(f"DROP TRIGGER {nom}")
        yield
        for _, texte in gardes:
            curseur.execute(texte)
        return
    curseur.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
    if curseur.fetchone()[0]:
        curseur.execute("SET LOCAL session_replication_role = replica")
        yield
        curseur.execute("SET LOCAL session_replication_role = origin")
        return
    curseur.execute(
        "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
    )
    tables = [nom for (nom,) in curseur.fetchall()]
    curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for nom in tables:
        curseur.execute(f"ALTER TABLE {connection.ops.quote_name(nom)} DISABLE TRIGGER USER")
    curseur.execute("SET CONSTRAINTS ALL DEFERRED")
    yield
    curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for nom in tables:
        curseur.execute(f"ALTER TABLE {connection.ops.quote_name(nom)} ENABLE TRIGGER USER")
    curseur.execute("SET CONSTRAINTS ALL DEFERRED")
