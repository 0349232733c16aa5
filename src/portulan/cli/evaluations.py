"""The registers from the terminal: what a day brings, and whether deposited documents are intact."""

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
    """Vérifier l'intégrité des documents déposés : preuves, pièces des adhésions, protocoles."""
    preparer_site()
    from dataclasses import asdict

    from portulan.publication.integrite import verifier
    from portulan.socle.chemins import maison
    from portulan.socle.erreurs import DonneeInvalide

    etats = list(verifier(maison()))
    if en_json:
        ecrire_json({"depots": [asdict(e) for e in etats]})
    else:
        for e in etats:
            dire(f"{e.nom} : {e.fichiers} fichier(s), {len(e.alteres)} altéré(s), {len(e.absents)} absent(s).")
    fautifs = [e for e in etats if not e.intact]
    if fautifs:
        alteres, absents = (sum(len(getattr(e, n)) for e in fautifs) for n in ("alteres", "absents"))
        raise DonneeInvalide(
            f"{alteres} fichier(s) altéré(s), {absents} absent(s) : {', '.join(e.nom for e in fautifs)}.",
            remede="Rétablissez-les depuis une sauvegarde ; --json donne leurs empreintes.",
        )
