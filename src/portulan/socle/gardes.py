"""Guards kept by the database itself: triggers that refuse a write, whatever program asks for it.

Called from migrations, which give the ``schema_editor``; the words are those of SQLite and of PostgreSQL. On SQLite a
later migration that rebuilds a guarded table drops its guards: it has to set them again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Garde:
    """A guard of a table: ``evenement`` (INSERT or UPDATE), ``condition`` under which it refuses, and what it says.

    ``condition`` speaks of the rows ``OLD`` and ``NEW``; it is written for both engines (see ``change``).
    """

    nom: str
    table: str
    evenement: str
    condition: str
    refus: str


def change(editeur: Any, *colonnes: str) -> str:
    """Condition: one of these columns at least is written with another value (an empty one included)."""
    different = "IS DISTINCT FROM" if _est_postgres(editeur) else "IS NOT"
    return "(" + " OR ".join(f"NEW.{c} {different} OLD.{c}" for c in colonnes) + ")"


def poser(editeur: Any, gardes: Iterable[Garde]) -> None:
    """Create the triggers."""
    for garde in gardes:
        if _est_postgres(editeur):
            editeur.execute(
                f"CREATE FUNCTION {garde.nom}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {garde.condition} THEN RAISE EXCEPTION '{garde.refus}' USING ERRCODE = '23514'; END IF; "
                "RETURN NEW; END $$"
            )
            action = f"FOR EACH ROW EXECUTE FUNCTION {garde.nom}()"
        else:
            action = f"FOR EACH ROW WHEN {garde.condition} BEGIN SELECT RAISE(ABORT, '{garde.refus}'); END"
        editeur.execute(f"CREATE TRIGGER {garde.nom} BEFORE {garde.evenement} ON {garde.table} {action}")


def retirer(editeur: Any, gardes: Iterable[Garde]) -> None:
    """Drop the triggers."""
    for garde in gardes:
        if _est_postgres(editeur):
            editeur.execute(f"DROP TRIGGER {garde.nom} ON {garde.table}")
            editeur.execute(f"DROP FUNCTION {garde.nom}()")
        else:
            editeur.execute(f"DROP TRIGGER {garde.nom}")


def _est_postgres(editeur: Any) -> bool:
    return bool(editeur.connection.vendor == "postgresql")
