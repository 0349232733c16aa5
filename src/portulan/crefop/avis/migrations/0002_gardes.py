"""A frozen opinion, a version of minutes and a signature never change, whatever program writes: guards of the database."""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

_FIGES = (
    "saisine_id", "point_id", "numero", "sens", "considerants", "vigilances", "fondement", "instantane",
    "dossier_empreinte", "contenu", "empreinte", "rendu_le",
)  # fmt: skip
_RESERVE = (
    "avis_id", "proposition_id", "genre", "numero", "texte", "question", "destinataire", "echeance", "essai",
    "indicateur", "composante", "comparateur", "seuil",
)  # fmt: skip
_ECRITS = {
    "signatureavis": "une signature ne change plus",
    "signaturepv": "une signature ne change plus",
    "versionpv": "une version du proces-verbal ne change plus",
    "rectification": "une rectification ne change plus",
    "publicationacte": "une publication ne change plus",
}


def _gardes(editeur):
    yield Garde(
        "avis_garde_avis",
        "avis_aviscomite",
        "UPDATE",
        f"OLD.empreinte <> '' AND {change(editeur, *_FIGES)}",
        "un avis fige ne change plus",
    )
    yield Garde("avis_garde_reserve", "avis_reserve", "UPDATE", change(editeur, *_RESERVE), "une reserve ne change plus")
    for nom, refus in _ECRITS.items():
        yield Garde(f"avis_garde_{nom}", f"avis_{nom}", "UPDATE", "1 = 1", refus)
    yield Garde(
        "avis_garde_correction",
        "avis_correctionpv",
        "UPDATE",
        f"OLD.etat <> 'proposee' OR {change(editeur, 'pv_id', 'passage', 'ancien', 'propose', 'auteur')}",
        "une correction decidee ne change plus",
    )


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of the opinions, of the minutes and of what signs them."""

    dependencies = (("avis", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
