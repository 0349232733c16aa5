"""The committee from the terminal: its rehearsal."""

from datetime import date, timedelta

import typer

from portulan.cli.site import preparer_site
from portulan.cli.sortie import dire, ecrire_json, prevenir
from portulan.socle.erreurs import DonneeInvalide

IL_Y_A = timedelta(days=20)


def repetition(
    jour: str = typer.Option(
        "", "--jour", metavar="AAAA-MM-JJ", help="Jour de la séance jouée ; par défaut, il y a vingt jours."
    ),
    en_json: bool = typer.Option(False, "--json", help="Répondre en JSON."),
) -> None:
    """Jouer une séance entière du comité sur la démonstration, incidents compris, jusqu'à l'avis publié."""
    foyer = preparer_site()
    from django.conf import settings

    from portulan.publication.repetition import PARIS, repeter
    from portulan.socle.horloge import aujourdhui

    region = foyer.region_de_la_demonstration or settings.PORTULAN_REGION
    jouee = repeter(foyer, region, jour=_jour(jour) if jour else aujourdhui() - IL_Y_A, dire=prevenir)
    assert jouee.avis is not None
    if en_json:
        ecrire_json(
            {
                "avis": jouee.avis.numero,
                "sens": jouee.avis.sens,
                "bulletins": jouee.bulletins,
                "durees": jouee.durees,
                "incidents": jouee.incidents,
                "lignes": [{"quand": quand, "texte": texte} for quand, texte in jouee.lignes],
            }
        )
        return
    for quand, texte in jouee.lignes:
        dire(f"{quand.astimezone(PARIS):%d/%m/%Y %H:%M}  {texte}")
    dire(f"{jouee.bulletins} bulletins, {len(jouee.incidents)} incidents. L'avis se lit à /avis/{jouee.avis.numero}/.")


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError as erreur:
        raise DonneeInvalide(f"« {texte} » n'est pas une date.", remede="Écrivez-la comme 2026-03-12.") from erreur
