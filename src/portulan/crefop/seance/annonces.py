"""What is added once a meeting is convened: those who were convened are told, once for all that came together.

A late document or item waits a moment for those that follow it, then one mail tells them all.
"""

from datetime import timedelta

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.seance.convocation import SECONDE
from portulan.crefop.seance.courriels import prevenir_des_ajouts
from portulan.crefop.seance.delais import delai_de_convocation
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.models import PieceSeance, PointOrdre, SeanceComite
from portulan.crefop.seance.queries import jeu_de
from portulan.crefop.seance.traces import acter, prendre
from portulan.crefop.seance.transitions import EN_COURS
from portulan.socle.erreurs import Impossible
from portulan.socle.horloge import maintenant

ATTENTE = timedelta(minutes=15)


def prevoir_annonce(seance: SeanceComite) -> None:
    """Tell of what was just added in a moment, with what is added meanwhile."""
    transaction.on_commit(lambda: annoncer_ajouts.using(run_after=maintenant() + ATTENTE).enqueue(seance.pk))


@task()
def annoncer_ajouts(seance_id: int) -> int:
    """Tell of what was added and not told yet; gives how many things: 0 when another mail told them."""
    seance = SeanceComite.objects.filter(pk=seance_id).first()
    return _annoncer(seance, "systeme") if seance else 0


def annoncer(*, titulaire: Titulaire, seance: SeanceComite) -> int:
    """Tell now, without waiting; gives how many documents and items. Raises ``Impossible`` when there is none."""
    exiger(titulaire, "seance", "preparer", seance, SEANCE)
    dits = _annoncer(seance, titulaire.auteur)
    if not dits:
        raise Impossible(
            "Il n’y a rien à annoncer : les membres savent déjà ce qui a été ajouté.",
            remede="Rechargez la page de la séance.",
        )
    return dits


def a_annoncer(seance: SeanceComite) -> tuple[list[PieceSeance], list[PointOrdre]]:
    """Late documents and items that nobody was told about."""
    pieces = seance.pieces.filter(tardive=True, annoncee_le__isnull=True).select_related("point")
    return list(pieces), list(seance.points.filter(ajoute=True, annonce_le__isnull=True))


def phrase_des_ajouts(seance: SeanceComite) -> str:
    """How late what is added today comes, under the rule of the convocation."""
    jour, seconde = timezone.localdate(maintenant()), seance.convocation == SECONDE
    return delai_de_convocation(jeu_de(seance), jour, timezone.localdate(seance.prevue_le), seconde=seconde).tardive


def _annoncer(seance: SeanceComite, auteur: str) -> int:
    with transaction.atomic():
        prise = prendre(seance)
        pieces, points = a_annoncer(prise)
        if prise.etat not in EN_COURS or not (pieces or points):
            return 0
        PieceSeance.objects.filter(pk__in=[p.pk for p in pieces]).update(annoncee_le=maintenant())
        PointOrdre.objects.filter(pk__in=[p.pk for p in points]).update(annonce_le=maintenant())
        envoyes = prevenir_des_ajouts(prise, pieces, points, phrase_des_ajouts(prise))
        charge = {
            "pieces": sorted(p.empreinte for p in pieces),
            "points": [p.rang for p in points],
            "destinataires": envoyes,
        }
        acter("seance.annoncer", auteur, prise, charge)
    return len(pieces) + len(points)
