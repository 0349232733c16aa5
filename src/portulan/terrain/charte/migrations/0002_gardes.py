"""What is published or frozen never changes, whatever program writes: guards kept by the database itself."""

from django.db import migrations

_FIGEES = "('soumise', 'arretee', 'remplacee')"
_REFUS = {
    "referentiel": "un referentiel publie ne change plus",
    "version": "le texte fige ne change plus d empreinte",
    "article": "le texte fige ne change plus",
    "engagement": "le texte fige ne change plus",
}
# name of the guard: table, events, condition under which it refuses
_GARDES = {
    "referentiel": ("charte_referentielpublie", ("UPDATE",), "1 = 1"),
    "version": ("charte_version", ("UPDATE",), "OLD.empreinte <> '' AND NEW.empreinte <> OLD.empreinte"),
    "article": ("charte_article", ("UPDATE", "INSERT"), None),
    "engagement": ("charte_engagement", ("UPDATE", "INSERT"), None),
}


def _condition(condition: str | None) -> str:
    return condition or f"EXISTS (SELECT 1 FROM charte_version v WHERE v.id = NEW.version_id AND v.etat IN {_FIGEES})"


def poser(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for nom, (table, evenements, condition) in _GARDES.items():
        if postgres:
            schema_editor.execute(
                f"CREATE FUNCTION charte_garde_{nom}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {_condition(condition)} THEN RAISE EXCEPTION '{_REFUS[nom]}' USING ERRCODE = '23514'; END IF; "
                "RETURN NEW; END $$"
            )
        for evenement in evenements:
            cible = f"charte_garde_{nom}_{evenement.lower()}"
            action = (
                f"FOR EACH ROW EXECUTE FUNCTION charte_garde_{nom}()"
                if postgres
                else f"WHEN {_condition(condition)} BEGIN SELECT RAISE(ABORT, '{_REFUS[nom]}'); END"
            )
            schema_editor.execute(f"CREATE TRIGGER {cible} BEFORE {evenement} ON {table} {action}")


def retirer(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for nom, (table, evenements, _) in _GARDES.items():
        for evenement in evenements:
            suffixe = f" ON {table}" if postgres else ""
            schema_editor.execute(f"DROP TRIGGER charte_garde_{nom}_{evenement.lower()}{suffixe}")
        if postgres:
            schema_editor.execute(f"DROP FUNCTION charte_garde_{nom}()")


class Migration(migrations.Migration):
    """On SQLite a later migration that rebuilds one of these tables drops its guards: it has to set them again."""

    dependencies = (("charte", "0001_initial"),)

    operations = (migrations.RunPython(poser, retirer),)
