"""A validated assessment never changes, whatever program writes: guards kept by the database itself.

Its structure may be merged, its campaign forgotten, its validity may end, its synthesis may be published.
"""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

_REFUS = "une evaluation validee ne change plus"
# Columns that say something; whom a criterion was entrusted to is not one (an account may be erased)
_LIGNES = {
    "reponse": ("evaluation_id", "critere", "niveau", "commentaire", "sans_objet", "motif", "decision"),
    "constat": ("evaluation_id", "critere", "regard", "niveau", "commentaire", "ecrit_le"),
}
_EVALUATION = ("referentiel_id", "groupe", "soumise_le", "validee_le", "contenu", "empreinte")


def _gardes(editeur):
    yield Garde(
        "evaluation_garde_evaluation",
        "evaluation_evaluation",
        "UPDATE",
        f"OLD.empreinte <> '' AND {change(editeur, *_EVALUATION)}",
        _REFUS,
    )
    for nom, colonnes in _LIGNES.items():
        figee = "EXISTS (SELECT 1 FROM evaluation_evaluation e WHERE e.id = OLD.evaluation_id AND e.empreinte <> '')"
        yield Garde(
            f"evaluation_garde_{nom}",
            f"evaluation_{nom}",
            "UPDATE",
            f"{figee} AND {change(editeur, *colonnes)}",
            _REFUS,
        )
    yield Garde(
        "evaluation_garde_echange",
        "evaluation_echange",
        "UPDATE",
        change(editeur, "evaluation_id", "critere", "cote", "texte", "ecrit_le"),
        "un message envoye ne change plus",
    )


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of the assessments, of both columns and of the exchange."""

    dependencies = (("evaluation", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
