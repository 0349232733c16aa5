"""A referral may go to the employment committee; the guard of the referrals is set again, the table being rebuilt."""

from django.db import migrations, models

from portulan.socle.gardes import Garde, change, poser, retirer


def _garde(editeur):
    colonnes = ("numero", "organe_id", "type", "annee", "auteur_id", "texte_empreinte", "texte_version", "contenu")
    return [
        Garde(
            "dossier_garde_saisine",
            "dossier_saisine",
            "UPDATE",
            change(editeur, *colonnes),
            "le texte soumis au comite ne change plus",
        )
    ]


def lever(apps, schema_editor):
    retirer(schema_editor, _garde(schema_editor))


def garder(apps, schema_editor):
    poser(schema_editor, _garde(schema_editor))


class Migration(migrations.Migration):

    dependencies = [
        ('composition', '0002_comite_emploi'),
        ('comptes', '0005_presidence'),
        ('dossier', '0002_gardes'),
    ]

    operations = [
        migrations.RunPython(lever, garder),
        migrations.RemoveConstraint(
            model_name='saisine',
            name='saisine_type',
        ),
        migrations.AlterField(
            model_name='saisine',
            name='type',
            field=models.CharField(choices=[('cahier_charges_spro', 'cahier des charges du SPRO'), ('convention_etat_region', 'convention annuelle État-Région'), ('carte_formations', 'carte régionale des formations'), ('programmes_sprf', 'programmes du service public régional de la formation'), ('reseau_emploi', 'réseau pour l’emploi')], max_length=30, verbose_name='objet de la saisine'),
        ),
        migrations.AddConstraint(
            model_name='saisine',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['cahier_charges_spro', 'convention_etat_region', 'carte_formations', 'programmes_sprf', 'reseau_emploi'])), name='saisine_type'),
        ),
        migrations.RunPython(garder, lever),
    ]
