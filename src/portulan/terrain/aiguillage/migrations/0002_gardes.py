"""Triggers: a decided version of the rules never changes; the stamp changes with every write on the network."""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

TABLES = ("reseau_structure", "reseau_service", "reseau_disponibilite")
_FONCTION = "aiguillage_marquer"
_MARQUE = "aiguillage_empreintereseau"


def _gardes(editeur):
    figes = ("numero", "valeurs", "motif", "proposee_par", "proposee_le")
    yield Garde(
        "aiguillage_garde_regle",
        "aiguillage_regleaiguillage",
        "UPDATE",
        f"{change(editeur, *figes)} OR OLD.etat <> 'proposee'",
        "une version des regles ne change pas",
    )


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE FUNCTION {_FONCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO {_MARQUE} (jeton) VALUES (gen_random_uuid()::text); RETURN NULL; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {_FONCTION}_{table} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_FONCTION}()"
            )
        return
    # Not « INSERT OR REPLACE »: the conflict clause of the outer statement would win
    marquer = (
        f"UPDATE {_MARQUE} SET jeton = hex(randomblob(16)) WHERE id = 1; "
        f"INSERT INTO {_MARQUE} (id, jeton) SELECT 1, hex(randomblob(16)) "
        f"WHERE NOT EXISTS (SELECT 1 FROM {_MARQUE} WHERE id = 1);"
    )
    for table in TABLES:
        for evenement in ("INSERT", "UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {_FONCTION}_{table}_{evenement.lower()} AFTER {evenement} ON {table} "
                f"BEGIN {marquer} END"
            )


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {_FONCTION}_{table} ON {table}")
        schema_editor.execute(f"DROP FUNCTION {_FONCTION}()")
        return
    for table in TABLES:
        for evenement in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {_FONCTION}_{table}_{evenement}")


class Migration(migrations.Migration):
    """Guards and stamp."""

    dependencies = (("aiguillage", "0001_initial"), ("reseau", "0001_initial"))

    operations = (migrations.RunPython(aller, revenir),)
