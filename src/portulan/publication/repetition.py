"""A rehearsal: a whole meeting of the demonstration's committee, incidents included, down to a published opinion.

Training, demonstration and load test in one: every act goes through the same operations as the screens, by the accounts
of the demonstration, on a clock that is set. It refuses to run anywhere but on a demonstration.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from portulan.crefop.composition.models import Organe
from portulan.publication.bibliotheque import Bibliotheque
from portulan.publication.repetition_actes import conclure
from portulan.publication.repetition_commun import Repetition
from portulan.publication.repetition_dossier import convoquer, instruire
from portulan.publication.repetition_seance import sieger
from portulan.publication.repetition_textes import CAHIER, Sujet
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Impossible, Introuvable

PARIS = ZoneInfo("Europe/Paris")


class Arret(StrEnum):
    """Where a rehearsal stops and leaves the rest to those who train."""

    CONVOCATION = "convocation"
    VOTE = "vote"
    SEANCE = "seance"
    FIN = "fin"


def repeter(
    maison: Maison,
    region: str,
    *,
    seance: datetime,
    sujet: Sujet = CAHIER,
    arret: Arret = Arret.FIN,
    dire: Callable[[str], None] | None = None,
) -> Repetition:
    """Play a meeting held at ``seance``, from its referral to ``arret`` (by default, to the published opinion).

    Raises ``Impossible`` outside a demonstration, ``Introuvable`` without a committee or a diagnosed snapshot.
    """
    if not maison.est_demonstration:
        raise Impossible(
            "Une répétition invente des personnes et des votes : elle ne se joue que sur une démonstration.",
            remede="« ./portulan demo » en crée une ; donnez-lui un dossier à elle (PORTULAN_HOME).",
        )
    organe = Organe.objects.filter(region=region, genre="pleniere").first()
    courant = Bibliotheque(maison).courant(region)
    if organe is None or courant is None:
        raise Introuvable(
            "La démonstration n’a pas encore de comité, ou pas de chiffres figés.", remede="Lancez « ./portulan demo »."
        )
    jeu = Repetition(organe, sujet)
    parties: list[tuple[str, Callable[[], None]]] = [
        ("saisine et dossier", lambda: instruire(jeu, courant.identifiant, seance)),
        ("convocation", lambda: convoquer(jeu, seance)),
    ]
    if arret is not Arret.CONVOCATION:
        parties.append(("séance et votes", lambda: sieger(jeu, seance, scrutin_ouvert=arret is Arret.VOTE)))
    if arret is Arret.FIN:
        parties.append(("avis et procès-verbal", lambda: conclure(jeu, maison, seance)))
    for partie, jouer in parties:
        with jeu.mesurer(partie):
            jouer()
        if dire:
            dire(f"{partie} : {jeu.durees[partie]:.1f} s")
    return jeu
