"""What the database itself refuses about ballots, whatever program writes, raw SQL included.

A ballot enters an open box only; ballots, rolls and results never change; a closed ballot never opens again; closing
finds as many ballots as marks on the roll.
"""

from django.db import migrations

from portulan.socle.gardes import Garde, change, poser, retirer

# Frozen with the migration: the states of ``transitions.TRANSITIONS`` (a test compares)
_SUITES = {
    "prepare": ("ouvert", "annule"),
    "ouvert": ("clos", "annule"),
    "clos": ("depouille", "annule"),
    "depouille": ("proclame", "annule"),
}
_FIGE = (
    "point_id",
    "rang",
    "objet",
    "proposition_id",
    "intitule",
    "mode",
    "demandeurs",
    "regles",
    "constat_id",
    "ouvert_le",
)
_ROLE = (
    "scrutin_id",
    "siege_id",
    "rang",
    "code",
    "libelle",
    "organisation",
    "college",
    "college_libelle",
    "copreside",
    "personne_id",
    "poids",
    "par_mandat",
)
_MARQUE = ("a_vote", "canal", "recepisse", "cle", "recu_le")


def _dans(etat: str, ligne: str = "NEW") -> str:
    return f"EXISTS (SELECT 1 FROM scrutin_scrutin s WHERE s.id = {ligne}.scrutin_id AND s.etat = '{etat}')"


def _suite_permise() -> str:
    return " OR ".join(
        f"(OLD.etat = '{de}' AND NEW.etat IN ({', '.join(repr(v) for v in vers)}))" for de, vers in _SUITES.items()
    )


def _gardes(editeur):
    yield Garde(
        "scrutin_garde_etat",
        "scrutin_scrutin",
        "UPDATE",
        f"NEW.etat <> OLD.etat AND NOT ({_suite_permise()})",
        "un scrutin ne revient jamais en arriere",
    )
    yield Garde(
        "scrutin_garde_fige",
        "scrutin_scrutin",
        "UPDATE",
        f"OLD.etat <> 'prepare' AND {change(editeur, *_FIGE)}",
        "un scrutin ouvert ne change plus",
    )
    yield Garde(
        "scrutin_garde_dates",
        "scrutin_scrutin",
        "UPDATE",
        f"(OLD.clos_le IS NOT NULL AND {change(editeur, 'clos_le')})"
        f" OR (OLD.proclame_le IS NOT NULL AND {change(editeur, 'proclame_le')})",
        "l heure d un scrutin ne change plus",
    )
    yield Garde(
        "scrutin_garde_compte",
        "scrutin_scrutin",
        "UPDATE",
        "NEW.etat = 'clos' AND OLD.etat = 'ouvert' AND ("
        "(OLD.mode <> 'secret' AND (SELECT count(*) FROM scrutin_bulletin b WHERE b.scrutin_id = OLD.id) <>"
        " (SELECT count(*) FROM scrutin_electeur e WHERE e.scrutin_id = OLD.id AND e.a_vote)) OR "
        "(OLD.mode = 'secret' AND (SELECT count(*) FROM scrutin_bulletinsecret b WHERE b.scrutin_id = OLD.id) <>"
        " (SELECT COALESCE(sum(e.poids), 0) FROM scrutin_electeur e WHERE e.scrutin_id = OLD.id AND e.a_vote)))",
        "l urne ne contient pas autant de bulletins que d emargements",
    )
    yield Garde(
        "scrutin_garde_corps",
        "scrutin_electeur",
        "INSERT",
        f"NOT {_dans('prepare')}",
        "le corps electoral est fige a l ouverture",
    )
    yield Garde(
        "scrutin_garde_role",
        "scrutin_electeur",
        "UPDATE",
        f"{change(editeur, *_ROLE)} OR (NEW.compte_id IS NOT NULL AND {change(editeur, 'compte_id')})",
        "le corps electoral est fige a l ouverture",
    )
    yield Garde(
        "scrutin_garde_marque",
        "scrutin_electeur",
        "UPDATE",
        f"{change(editeur, *_MARQUE)} AND (OLD.a_vote OR NOT {_dans('ouvert')})",
        "un emargement se fait une fois, scrutin ouvert",
    )
    for table, colonnes in {
        "bulletin": ("scrutin_id", "electeur_id", "choix", "sel"),
        "bulletinsecret": ("identifiant", "scrutin_id", "college", "choix"),
    }.items():
        yield Garde(
            f"scrutin_garde_{table}_insert",
            f"scrutin_{table}",
            "INSERT",
            f"NOT {_dans('ouvert')}",
            "aucun bulletin n entre dans une urne qui n est pas ouverte",
        )
        yield Garde(
            f"scrutin_garde_{table}_update",
            f"scrutin_{table}",
            "UPDATE",
            change(editeur, *colonnes),
            "un bulletin ne change jamais",
        )
    yield Garde(
        "scrutin_garde_bulletin_electeur",
        "scrutin_bulletin",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM scrutin_electeur e WHERE e.id = NEW.electeur_id AND e.scrutin_id = NEW.scrutin_id)",
        "un bulletin est celui d un siege du corps electoral",
    )
    yield Garde(
        "scrutin_garde_resultat",
        "scrutin_resultatscrutin",
        "UPDATE",
        change(editeur, "scrutin_id", "issue", "contenu", "empreinte", "bulletins_empreinte"),
        "un resultat ne change jamais",
    )
    yield Garde(
        "scrutin_garde_explication",
        "scrutin_explicationvote",
        "UPDATE",
        change(editeur, "point_id", "siege_id", "genre", "texte", "deposee_le"),
        "une explication de vote ne change jamais",
    )
    yield Garde(
        "scrutin_garde_contestation",
        "scrutin_contestation",
        "UPDATE",
        f"{change(editeur, 'electeur_id', 'motif', 'deposee_le')}"
        f" OR (OLD.reponse <> '' AND {change(editeur, 'reponse', 'repondue_le')})",
        "une contestation et sa reponse ne changent plus",
    )


def aller(apps, schema_editor):
    poser(schema_editor, _gardes(schema_editor))


def revenir(apps, schema_editor):
    retirer(schema_editor, _gardes(schema_editor))


class Migration(migrations.Migration):
    """Guards of ballots, rolls, boxes and results."""

    dependencies = (("scrutin", "0001_initial"),)

    operations = (migrations.RunPython(aller, revenir),)
