"""Explanations of vote and mentions of disagreement: a right of every member, stamped, never moderated."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.queries import sieges_du_compte
from portulan.crefop.registre.operations import engager, inscrire
from portulan.crefop.scrutin.enums import GenreExplication
from portulan.crefop.scrutin.models import ExplicationVote
from portulan.crefop.seance.enums import EtatPoint
from portulan.crefop.seance.models import PointOrdre
from portulan.crefop.seance.queries import jeu_de
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant

LONGUEUR = 6000
_PERMIS = (EtatPoint.EN_DEBAT, EtatPoint.AU_VOTE, EtatPoint.DELIBERE)


def dernier_jour(point: PointOrdre) -> date:
    """Last day to deposit one, by the rule of the meeting (counted from the day it closed, or was to meet)."""
    seance = point.seance
    depuis = timezone.localdate(seance.close_le or seance.prevue_le)
    return depuis + timedelta(days=int(jeu_de(seance)["avis.explications_delai"]))


def refus(point: PointOrdre, jour: date) -> str:
    """Why none can be deposited that day; empty when it can."""
    if point.etat not in _PERMIS:
        return "Ce point n’est pas encore en débat."
    if jour > dernier_jour(point):
        return f"Le délai pour déposer une explication de vote est passé depuis le {dernier_jour(point):%d/%m/%Y}."
    return ""


def expliquer(*, titulaire: Titulaire, point: PointOrdre, siege: int, genre: str, texte: str) -> ExplicationVote:
    """Put on record; the same words sent twice are kept once.

    Raises ``Interdit``, ``Impossible`` (not yet debated, too late), ``DonneeInvalide``.
    """
    exiger(titulaire, "scrutin", "expliquer")
    jour = aujourdhui()
    siens = {
        o.siege_id: o.siege
        for o in sieges_du_compte(titulaire.compte or 0, timezone.localdate(point.seance.prevue_le))
        if o.siege.college.organe_id == point.seance.organe_id
    }
    if siege not in siens:
        raise Interdit("Vous ne tenez pas ce siège.", remede="Choisissez l’un de vos sièges.")
    if empechement := refus(point, jour):
        raise Impossible(empechement, remede="Demandez que votre remarque soit au procès-verbal de la séance.")
    texte = texte.strip()
    if not texte or len(texte) > LONGUEUR or genre not in GenreExplication.values:
        raise DonneeInvalide("Le texte est vide ou dépasse 6 000 caractères.", remede="Corrigez-le, puis renvoyez-le.")
    with transaction.atomic():
        PointOrdre.objects.select_for_update().get(pk=point.pk)
        explication, nouvelle = ExplicationVote.objects.get_or_create(
            point=point,
            siege=siens[siege],
            genre=genre,
            texte=texte,
            defaults={"auteur": titulaire.auteur, "deposee_le": maintenant()},
        )
        if nouvelle:
            noter("scrutin.expliquer", auteur=titulaire.auteur, objet_type="point", objet_id=point.pk, genre=genre)
            inscrire(
                type="scrutin.expliquer",
                objet=f"point:{point.pk}",
                organe=point.seance.organe.code,
                charge={"siege": siens[siege].code, "genre": genre, "texte": engager(texte)},
            )
    return explication
