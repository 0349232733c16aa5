"""Assessments from the terminal: what a day brings, and the evidence store."""

import typer

from portulan.cli.site import preparer_site
from portulan.cli.sortie import dire, ecrire_json


def rappels(
    simuler: bool = typer.Option(False, "--simuler", help="Dire ce qui partirait, sans rien envoyer ni changer."),
    en_json: bool = typer.Option(False, "--json", help="Répondre en JSON."),
) -> None:
    """Appliquer les échéances du jour et envoyer les rappels, sans attendre le travailleur."""
    preparer_site()
    from portulan.socle.horloge import aujourdhui
    from portulan.socle.progression import muette
    from portulan.terrain.evaluation.rappels import dus
    from portulan.terrain.quotidien import faire

    if simuler:
        prevus = dus(aujourdhui())
        lignes = [
            {"compte": r.compte.pk, "jours": r.jours, "echeance": r.echeance.quand, "objet": r.echeance.texte}
            for r in prevus
        ]
        if en_json:
            ecrire_json({"rappels": lignes})
            return
        for ligne in lignes:
            dire(f"compte {ligne['compte']}, J-{ligne['jours']} : {ligne['objet']}")
        dire(f"{len(lignes)} rappel(s) partiraient.")
        return
    fait = faire(muette)
    if en_json:
        ecrire_json(fait)
    else:
        dire(f"{fait['rappels']} rappel(s) envoyé(s), {fait['perimees']} évaluation(s) périmée(s).")


def preuves(en_json: bool = typer.Option(False, "--json", help="Répondre en JSON.")) -> None:
    """Vérifier l'intégrité des preuves déposées."""
    preparer_site()
    from portulan.socle.erreurs import DonneeInvalide
    from portulan.terrain.evaluation.operations_preuves import depot, empreintes_gardees

    presentes = set(depot().empreintes())
    alterees, absentes = depot().alteres(), sorted(empreintes_gardees() - presentes)
    if en_json:
        ecrire_json({"fichiers": len(presentes), "alteres": alterees, "absents": absentes})
    elif not alterees and not absentes:
        dire(f"{len(presentes)} fichier(s) intact(s).")
    if alterees or absentes:
        raise DonneeInvalide(
            f"{len(alterees)} fichier(s) altéré(s), {len(absentes)} absent(s) du dépôt des preuves.",
            remede="Rétablissez-les depuis une sauvegarde ; --json donne leurs empreintes.",
        )
