"""What was referred, and what a frozen dossier holds, never change: guards kept by the database itself."""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

_FIGE = "le dossier fige ne change plus"
_CONTENU = ("reponsequestion", "piecedossier")


def _sous_dossier_fige(ligne):
    return f"EXISTS (SELECT 1 FROM dossier_dossier d WHERE d.id = {ligne}.dossier_id AND d.etat <> 'ouvert')"


def _gardes(editeur):
    yield Garde(
        "dossier_garde_saisine",
        "dossier_saisine",
        "UPDATE",
        change(editeur, "numero", "organe_id", "type", "annee", "auteur_id", "texte_empreinte", "texte_version", "contenu"),
        "le texte soumis au comite ne change plus",
    )
    yield Garde("dossier_garde_etape", "dossier_etapesaisine", "UPDATE", "1 = 1", "une etape franchie ne change plus")
    fige = change(
        editeur, "saisine_id", "numero", "instantane", "instantane_sceau", "fige_le", "contenu", "empreinte",
        "reserves_precedentes",
    )  # fmt: skip
    yield Garde(
        "dossier_garde_dossier",
        "dossier_dossier",
        "UPDATE",
        f"OLD.etat <> 'ouvert' AND ({fige} OR NEW.etat NOT IN ('fige', 'remplace') "
        "OR (OLD.etat = 'remplace' AND NEW.etat <> 'remplace'))",
        _FIGE,
    )
    for nom in _CONTENU:
        table = f"dossier_{nom}"
        yield Garde(f"dossier_garde_{nom}_insert", table, "INSERT", _sous_dossier_fige("NEW"), _FIGE)
        yield Garde(
            f"dossier_garde_{nom}_update",
            table,
            "UPDATE",
            f"{_sous_dossier_fige('OLD')} OR {_sous_dossier_fige('NEW')}",
            _FIGE,
        )
    yield Garde(
        "dossier_garde_preavis",
        "dossier_preavis",
        "UPDATE",
        f"OLD.rendu_le IS NOT NULL AND {change(editeur, 'rendu_le', 'sens', 'texte', 'dossier_empreinte', 'saisine_id')}",
        "un pre avis rendu ne change plus",
    )


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of the referrals, of the dossiers, of their answers and pieces."""

    dependencies = (("dossier", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
