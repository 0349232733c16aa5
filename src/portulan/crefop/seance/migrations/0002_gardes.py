"""What was stated, signed or noted never changes, and a convened agenda stands: guards kept by the database itself.

Items and documents may still be added once convened: they say that they are late.
"""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

_CONVOQUEE = "EXISTS (SELECT 1 FROM seance_seancecomite s WHERE s.id = {0}.seance_id AND s.etat <> 'preparee')"
_JAMAIS = (
    ("evenementpresence", "un evenement de presence ne change plus"),
    ("constatquorum", "un constat de quorum ne change plus"),
    ("signatureconvocation", "une signature ne change plus"),
    ("envoiconvocation", "un envoi ne change plus"),
    ("etapeseance", "une etape ne change plus"),
    ("accordinvitation", "un accord ne change plus"),
    ("passageinvite", "le passage d une personne invitee ne change plus"),
)
_POINT = ("seance_id", "rang", "genre", "titre", "saisine_id", "dossier_id", "seance_pv_id", "duree", "huis_clos", "ajoute")
_ORDRE = "l ordre du jour d une seance convoquee ne change plus"


def _gardes(editeur):
    for nom, refus in _JAMAIS:
        yield Garde(f"seance_garde_{nom}", f"seance_{nom}", "UPDATE", "1 = 1", refus)
    convoquee = _CONVOQUEE.format("NEW")
    yield Garde("seance_garde_point_insert", "seance_pointordre", "INSERT", f"{convoquee} AND NOT NEW.ajoute", _ORDRE)
    yield Garde(
        "seance_garde_point_update", "seance_pointordre", "UPDATE", f"{convoquee} AND {change(editeur, *_POINT)}", _ORDRE
    )
    yield Garde(
        "seance_garde_piece_insert",
        "seance_pieceseance",
        "INSERT",
        f"{convoquee} AND NOT NEW.tardive",
        "une piece jointe apres la convocation est tardive",
    )
    yield Garde(
        "seance_garde_piece_update",
        "seance_pieceseance",
        "UPDATE",
        f"{convoquee} AND {change(editeur, 'seance_id', 'point_id', 'empreinte', 'tardive')}",
        "une piece envoyee ne change plus",
    )
    yield Garde(
        "seance_garde_seance",
        "seance_seancecomite",
        "UPDATE",
        "OLD.etat <> 'preparee' AND "
        + change(
            editeur, "organe_id", "numero", "convocation", "premiere_id", "demande_id", "ordre_empreinte", "convoquee_le"
        ),
        "une seance convoquee garde sa convocation",
    )
    yield Garde(
        "seance_garde_invitation",
        "seance_invitationseance",
        "UPDATE",
        f"OLD.etat <> 'proposee' AND {change(editeur, 'seance_id', 'point_id', 'personne_id', 'decision', 'decidee_le')}",
        "une invitation decidee ne change plus",
    )
    yield Garde(
        "seance_garde_demande",
        "seance_demandeseance",
        "UPDATE",
        change(editeur, "organe_id", "numero", "ordre", "expose", "deposee_le")
        + " OR OLD.atteinte_le IS NOT NULL AND "
        + change(editeur, "atteinte_le", "signataires", "requis", "base", "retiree_le"),
        "une demande deposee ne change plus",
    )
    yield Garde(
        "seance_garde_signature_demande",
        "seance_signaturedemande",
        "UPDATE",
        "OLD.retiree_le IS NOT NULL OR "
        + change(editeur, "demande_id", "siege_id", "personne_id", "auteur", "signee_le")
        + " OR EXISTS (SELECT 1 FROM seance_demandeseance d WHERE d.id = NEW.demande_id AND d.atteinte_le IS NOT NULL)",
        "une signature ne change que pour etre retiree avant la majorite",
    )
    yield Garde(
        "seance_garde_mandat",
        "seance_mandatvote",
        "UPDATE",
        f"OLD.etat <> 'accepte' OR {change(editeur, 'seance_id', 'mandant_id', 'mandataire_id', 'recu_le')}",
        "un mandat recu ne change que pour prendre fin",
    )


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of the agenda, of attendance, of statements and of signatures."""

    dependencies = (("seance", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
