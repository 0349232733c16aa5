"""Writing in the journal."""

from typing import TYPE_CHECKING, Any

from portulan.socle.horloge import maintenant

if TYPE_CHECKING:
    from portulan.journal.models import Entree

SYSTEME = "systeme"


def noter(
    acte: str,
    *,
    auteur: str = SYSTEME,
    objet_type: str = "",
    objet_id: object = "",
    organisation: str = "",
    **detail: Any,
) -> "Entree":
    """Record an act. ``auteur``: « compte:12 », « cli » or « systeme », never a name or an address.

    ``organisation``: code of the organisation concerned, which may read the entry.
    """
    from portulan.journal.models import Entree

    return Entree.objects.create(
        quand=maintenant(),
        auteur=auteur,
        acte=acte,
        objet_type=objet_type,
        objet_id=str(objet_id),
        organisation=organisation,
        detail=detail,
    )
