"""What every operation on a meeting does the same way: take it, note what was done, in the journal and the register."""

from typing import Any

from portulan.crefop.composition.models import Siege
from portulan.crefop.registre.operations import inscrire
from portulan.crefop.seance.models import EtapeSeance, PointOrdre, SeanceComite
from portulan.journal.operations import noter
from portulan.socle.horloge import maintenant


def prendre(seance: SeanceComite) -> SeanceComite:
    """The meeting as it stands, locked until the end of the transaction: whoever writes on it comes one by one."""
    return SeanceComite.objects.select_for_update(of=("self",)).select_related("organe", "demande").get(pk=seance.pk)


def consigner(acte: str, auteur: str, seance: SeanceComite, **detail: Any) -> None:
    """Write in the journal of the installation."""
    noter(acte, auteur=auteur, objet_type="seance", objet_id=seance.pk, **detail)


def acter(acte: str, auteur: str, seance: SeanceComite, charge: dict[str, Any]) -> None:
    """Write in the journal and in the register of acts. ``charge``: no name, no float."""
    consigner(acte, auteur, seance)
    inscrire(
        type=acte, objet=f"seance:{seance.pk}", organe=seance.organe.code, charge={"numero": seance.numero, **charge}
    )


def franchie(
    seance: SeanceComite, transition: str, vers: str, auteur: str, *, point: PointOrdre | None = None, motif: str = ""
) -> EtapeSeance:
    """Keep a step of a meeting or of an item."""
    return EtapeSeance.objects.create(
        seance=seance, point=point, transition=transition, vers=vers, quand=maintenant(), auteur=auteur, motif=motif
    )


def code_du_siege(siege: Siege) -> str:
    """How the register names a seat: college, then seat."""
    return f"{siege.college.code}/{siege.code}"
