"""What a worker writes on the job it runs."""

import os
import socket
from typing import Any

from portulan.socle.horloge import maintenant
from portulan.travaux.models import Etat, Travail


def identite_travailleur() -> str:
    """Who runs a job: machine and process, so that a dead one is recognised at once on the same machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


def commencer(*, travail_id: int) -> Travail | None:
    """Claim a waiting job; None when it is no longer waiting (cancelled, or taken by another worker)."""
    instant = maintenant()
    pris = Travail.objects.filter(pk=travail_id, etat=Etat.EN_ATTENTE).update(
        etat=Etat.EN_COURS,
        commence_le=instant,
        signe_de_vie=instant,
        travailleur=identite_travailleur(),
        fraction=0,
        etape="",
        message="",
        remede="",
    )
    return Travail.objects.get(pk=travail_id) if pris else None


def avancer(*, travail_id: int, etape: str, fraction: float) -> bool:
    """Say where the job is and that its worker lives. False when it was asked to stop (or is no longer running)."""
    en_cours = Travail.objects.filter(pk=travail_id, etat=Etat.EN_COURS)
    en_cours.update(etape=etape[:200], fraction=min(max(fraction, 0.0), 1.0), signe_de_vie=maintenant())
    return en_cours.filter(annulation_demandee=False).exists()


def terminer(*, travail_id: int, resultat: dict[str, Any]) -> None:
    """Mark a running job as finished."""
    _clore(travail_id, Etat.TERMINE, fraction=1, resultat=resultat)


def echouer(*, travail_id: int, message: str, remede: str) -> None:
    """Mark a running job as failed, with what to tell and how to repair."""
    _clore(travail_id, Etat.ECHOUE, message=message, remede=remede)


def marquer_annule(*, travail_id: int) -> None:
    """Mark a running job that obeyed a cancellation."""
    _clore(travail_id, Etat.ANNULE)


def _clore(travail_id: int, etat: Etat, **champs: Any) -> None:
    Travail.objects.filter(pk=travail_id, etat=Etat.EN_COURS).update(etat=etat, termine_le=maintenant(), **champs)
