"""What is published or frozen never changes, whatever program writes: guards kept by the database itself."""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

_TEXTE = "le texte fige ne change plus"


def _figee(ligne):
    return f"EXISTS (SELECT 1 FROM charte_version v WHERE v.id = {ligne}.version_id AND v.empreinte <> '')"


def _gardes(editeur):
    yield Garde(
        "charte_garde_referentiel",
        "charte_referentielpublie",
        "UPDATE",
        "1 = 1",
        "un referentiel publie ne change plus",
    )
    yield Garde(
        "charte_garde_version",
        "charte_version",
        "UPDATE",
        f"OLD.empreinte <> '' AND {change(editeur, 'empreinte', 'document_id', 'numero', 'soumise_le')}",
        "le texte fige ne change plus d empreinte",
    )
    for nom in ("article", "engagement"):
        table = f"charte_{nom}"
        yield Garde(f"charte_garde_{nom}_insert", table, "INSERT", _figee("NEW"), _TEXTE)
        yield Garde(f"charte_garde_{nom}_update", table, "UPDATE", f"{_figee('OLD')} OR {_figee('NEW')}", _TEXTE)


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of the referentials, versions, articles and commitments."""

    dependencies = (("charte", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
