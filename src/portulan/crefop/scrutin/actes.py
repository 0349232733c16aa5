"""What every act on a ballot does: take the row of the ballot, write the journal and the register."""

from collections.abc import Mapping
from typing import Any

from portulan.crefop.registre.operations import inscrire
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.crefop.seance.traces import acter, franchie
from portulan.crefop.seance.traces import prendre as prendre_seance
from portulan.crefop.seance.transitions import POINT_PAR_NOM
from portulan.journal.operations import noter
from portulan.socle.erreurs import Impossible


def prendre(scrutin: Scrutin, *, avec_la_seance: bool = False) -> Scrutin:
    """The ballot as it is now, its row locked until the end of the transaction.

    Ballots and closing take the same row: which came first is decided by the database. ``avec_la_seance``: the row of
    the meeting is taken before, so that the item and the meeting stay as they are read (always in this order).
    """
    if avec_la_seance:
        prendre_seance(SeanceComite.objects.get(points__scrutins=scrutin.pk))
    Scrutin.objects.select_for_update().get(pk=scrutin.pk)
    return Scrutin.objects.select_related("point__seance__organe", "proposition").get(pk=scrutin.pk)


def consigner(acte: str, auteur: str, scrutin: Scrutin, charge: Mapping[str, Any], **detail: Any) -> None:
    """Write an act in the journal and, in the same transaction, in the register of the committee."""
    noter(acte, auteur=auteur, objet_type="scrutin", objet_id=scrutin.pk, **detail)
    inscrire(type=acte, objet=f"scrutin:{scrutin.pk}", organe=scrutin.point.seance.organe.code, charge=charge)


def deplacer_le_point(etape: str, auteur: str, scrutin: Scrutin) -> None:
    """The item follows its ballots, in the history of the meeting: to the vote, back to the debate, deliberated.

    Raises ``Impossible`` when the item is not where the step starts from: a vote is not held on an item that was
    postponed. Going back to the debate moves nothing then, so that a ballot may always be cancelled.
    """
    transition, point = POINT_PAR_NOM[etape], scrutin.point
    if PointOrdre.objects.filter(pk=point.pk, etat__in=transition.de).update(etat=transition.vers):
        franchie(point.seance, etape, transition.vers, auteur, point=point)
        acter("seance.point", auteur, point.seance, {"point": point.rang, "etat": transition.vers.value})
    elif etape != "reprendre_debat":
        point.refresh_from_db()
        raise Impossible(
            f"Le point est {point.get_etat_display()} : « {transition.fait} » ne s’y applique pas.",
            remede="Annulez ce scrutin avec un motif ; le point, lui, reste où il est.",
        )
