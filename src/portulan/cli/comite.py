"""The committee from the terminal: its rehearsal."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from portulan.cli.site import preparer_site
from portulan.cli.sortie import dire, ecrire_json, prevenir
from portulan.socle.erreurs import DonneeInvalide

if TYPE_CHECKING:
    from portulan.socle.chemins import Maison

IL_Y_A = timedelta(days=20)
DANS = timedelta(days=12)
OUVERTE_DEPUIS = timedelta(minutes=90)


class Texte(StrEnum):
    """What is referred in a rehearsal."""

    CAHIER = "cahier"
    CONVENTION = "convention"


class Jusqu(StrEnum):
    """Where a rehearsal stops."""

    CONVOCATION = "convocation"
    VOTE = "vote"
    SEANCE = "seance"
    FIN = "fin"


def repetition(
    jusqu_a: Jusqu = typer.Option(
        Jusqu.FIN,
        "--jusqu-a",
        help="S'arrêter : convocation envoyée, vote ouvert, séance close, avis publié.",
    ),
    texte: Texte = typer.Option(Texte.CAHIER, "--texte", help="Le texte soumis à l'avis."),
    jour: str = typer.Option("", "--jour", metavar="AAAA-MM-JJ", help="Jour de la séance jouée."),
    en_json: bool = typer.Option(False, "--json", help="Répondre en JSON."),
) -> None:
    """Jouer une séance entière du comité sur la démonstration, incidents compris, jusqu'à l'avis publié.

    Sans jour : il y a vingt jours, ou quatre jours après la dernière séance close ; dans douze jours pour la
    convocation seule ; à l'instant pour un vote ouvert.
    """
    foyer = preparer_site()
    from django.conf import settings

    from portulan.publication.repetition import PARIS, Arret, repeter
    from portulan.publication.repetition_textes import CAHIER, CONVENTION

    jouee = repeter(
        foyer,
        foyer.region_de_la_demonstration or settings.PORTULAN_REGION,
        seance=_heure(jusqu_a, jour),
        sujet={Texte.CAHIER: CAHIER, Texte.CONVENTION: CONVENTION}[texte],
        arret=Arret(jusqu_a.value),
        dire=prevenir,
    )
    if en_json:
        ecrire_json(
            {
                "saisine": jouee.saisine.numero if jouee.saisine else None,
                "seance": jouee.seance.numero if jouee.seance else None,
                "avis": jouee.avis.numero if jouee.avis else None,
                "sens": jouee.avis.sens if jouee.avis else None,
                "bulletins": jouee.bulletins,
                "durees": jouee.durees,
                "incidents": jouee.incidents,
                "lignes": [{"quand": quand, "texte": dit} for quand, dit in jouee.lignes],
            }
        )
        return
    for quand, dit in jouee.lignes:
        dire(f"{quand.astimezone(PARIS):%d/%m/%Y %H:%M}  {dit}")
    suite = f" L'avis se lit à /avis/{jouee.avis.numero}/." if jouee.avis else ""
    dire(f"{jouee.bulletins} bulletins, {len(jouee.incidents)} incidents.{suite}")


def _heure(jusqu_a: Jusqu, jour: str) -> datetime:
    from portulan.crefop.seance.enums import EtatSeance
    from portulan.crefop.seance.models import SeanceComite
    from portulan.publication.repetition import PARIS
    from portulan.publication.repetition_actes import PV_CORRIGE
    from portulan.socle.horloge import aujourdhui, maintenant

    if jour:
        return datetime.combine(_jour(jour), time(9, 30), PARIS)
    if jusqu_a is Jusqu.VOTE:
        return maintenant().astimezone(PARIS) - OUVERTE_DEPUIS
    if jusqu_a is Jusqu.CONVOCATION:
        return datetime.combine(aujourdhui() + DANS, time(9, 30), PARIS)
    derniere = SeanceComite.objects.filter(etat=EtatSeance.CLOSE).order_by("-prevue_le").first()
    voulue = datetime.combine(aujourdhui() - IL_Y_A, time(9, 30), PARIS)
    # a meeting approves the minutes of an earlier one: it comes after them all, once they are corrected
    return max(voulue, derniere.prevue_le + PV_CORRIGE + timedelta(days=1)) if derniere else voulue


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError as erreur:
        raise DonneeInvalide(f"« {texte} » n'est pas une date.", remede="Écrivez-la comme 2026-03-12.") from erreur


def jouer_la_demonstration(foyer: "Maison", region: str) -> bool:
    """Give a demonstration a past meeting with its opinion, and one to come; False when it has them."""
    from portulan.crefop.dossier.models import Saisine
    from portulan.publication.repetition import PARIS, Arret, repeter
    from portulan.publication.repetition_textes import CONVENTION

    if Saisine.objects.filter(organe__region=region).exists():
        return False
    passee, a_venir = (
        datetime.combine(foyer.jour_de_la_demonstration + ecart, time(9, 30), PARIS) for ecart in (-IL_Y_A, DANS)
    )
    repeter(foyer, region, seance=passee)
    repeter(foyer, region, seance=a_venir, sujet=CONVENTION, arret=Arret.CONVOCATION)
    return True
