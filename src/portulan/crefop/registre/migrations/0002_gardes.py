"""What entered the register never changes, whatever program writes: guards kept by the database itself."""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer


def _gardes(editeur):
    yield Garde("actes_garde_entree", "actes_entreeregistre", "UPDATE", "1 = 1", "une entree du registre ne change pas")
    yield Garde(
        "actes_garde_point", "actes_pointdecontrole", "UPDATE", "1 = 1", "un point de controle ne change pas"
    )
    yield Garde(
        "actes_garde_tete",
        "actes_teteregistre",
        "UPDATE",
        "NEW.seq <> OLD.seq + 1",
        "le registre avance d une entree a la fois",
    )
    yield Garde(
        "actes_garde_ouverture",
        "actes_ouverture",
        "UPDATE",
        f"{change(editeur, 'engagement', 'sel', 'valeur')} OR OLD.entree_id IS NOT NULL",
        "une ouverture s efface, elle ne change pas",
    )


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of the entries, checkpoints, head and openings."""

    dependencies = (("actes", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
