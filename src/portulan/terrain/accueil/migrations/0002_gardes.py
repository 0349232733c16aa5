"""What the database itself refuses: a hand-over never goes back, and its steps never change."""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

# Frozen with the migration: the steps of ``transitions.TRANSITIONS`` (a test compares)
_SUITES = {
    "emise": ("recue", "etude", "acceptee", "refusee", "expiree", "annulee"),
    "recue": ("etude", "acceptee", "refusee", "expiree", "annulee"),
    "etude": ("acceptee", "refusee", "expiree", "annulee"),
    "acceptee": ("contactee", "vue", "close", "annulee"),
    "contactee": ("vue", "close", "annulee"),
    "vue": ("close", "annulee"),
}
_TABLE = "accueil_miseenrelation"


def _gardes(editeur):
    permises = " OR ".join(
        f"(OLD.etat = '{de}' AND NEW.etat IN ({', '.join(repr(v) for v in vers)}))" for de, vers in _SUITES.items()
    )
    yield Garde(
        "accueil_garde_etat",
        _TABLE,
        "UPDATE",
        f"NEW.etat <> OLD.etat AND NOT ({permises})",
        "une mise en relation ne revient jamais en arriere",
    )
    yield Garde(
        "accueil_garde_origine",
        _TABLE,
        "UPDATE",
        f"{change(editeur, 'besoin_id', 'aiguillage_id', 'structure_id', 'emise_le')}"
        f" OR (OLD.repondue_le IS NOT NULL AND {change(editeur, 'repondue_le')})",
        "ce qui a ete transmis ne change plus",
    )
    yield Garde("accueil_garde_etape", "accueil_etapemise", "UPDATE", "1 = 1", "une etape ne change jamais")
    yield Garde("accueil_garde_aiguillage", "accueil_aiguillage", "UPDATE", "1 = 1", "un aiguillage garde ne change jamais")


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of the hand-overs, their steps and their routings."""

    dependencies = (("accueil", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
