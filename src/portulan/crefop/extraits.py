"""What the committee offers to the snapshot: its referrals, by their number and their dates, without anybody's name."""

from typing import Any

from portulan.crefop.avis.enums import EtatAvis
from portulan.crefop.avis.sens import RENDUS
from portulan.crefop.dossier.delai import Pause
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.transitions import OUVERTES
from portulan.socle.declaration import Table
from portulan.socle.tables_comite import SAISINES


def lignes(region: str) -> dict[Table, list[dict[str, Any]]]:
    """Rows of SAISINES of a region, keys of the declared columns.

    The day of an opinion is that of the meeting that gave it, drafted or not; its sense waits for its publication.
    """
    saisines = Saisine.objects.filter(organe__region=region).select_related("avis").prefetch_related("suspensions")
    return {SAISINES: [_saisine(s) for s in saisines.order_by("pk")]}


def _saisine(s: Saisine) -> dict[str, Any]:
    avis = getattr(s, "avis", None)
    rendu = avis if avis is not None and avis.sens in RENDUS else None
    pauses = [Pause(p.du, p.au) for p in s.suspensions.all()]
    return {
        "numero": s.numero,
        "type": s.type,
        "annee": s.annee,
        "recue_le": s.recue_le,
        "delai": s.delai,
        "jours_suspendus": sum(p.jours(p.au) for p in pauses if p.au is not None),
        "suspendue_depuis": next((p.du for p in pauses if p.au is None), None),
        "en_cours": s.etat in OUVERTES and rendu is None,
        "avis_rendu_le": rendu.rendu_le if rendu else None,
        "sens": rendu.sens if rendu and rendu.etat == EtatAvis.PUBLIE else None,
        "adoptee_le": s.adoptee_le,
        "fictif": s.fictif,
    }
