"""A milestone of a reserve is written once: a guard kept by the database itself."""

from django.db import migrations

from portulan.socle.gardes import Garde, poser, retirer

_GARDES = (
    Garde("suivi_garde_jalon", "suivi_suivireserve", "UPDATE", "1 = 1", "une suite donnee a une reserve ne change pas"),
)


def aller(apps, schema_editor):
    poser(schema_editor, _GARDES)


def revenir(apps, schema_editor):
    retirer(schema_editor, _GARDES)


class Migration(migrations.Migration):
    """Guard of the milestones."""

    dependencies = (("suivi", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
