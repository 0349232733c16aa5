"""What the pages of the adhesion say the same way: the file, its address, its history."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portulan.socle.erreurs import Introuvable
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.suivi import lisibles
from portulan.terrain.adhesion.transitions import PAR_NOM
from portulan.web.identite import titulaire
from portulan.web.vues.commun import ACCUEIL

ADHESIONS = ("Adhésions", "/adhesions/")


def trouver(request: HttpRequest, numero: int) -> Adhesion:
    """An adhesion that this person may see. Raises ``Introuvable``."""
    lues = lisibles(titulaire(request)).select_related("organisation", "candidature", "precedente")
    adhesion = lues.filter(pk=numero).first()
    if adhesion is None:
        raise Introuvable(
            f"Aucun dossier d’adhésion n° {numero} ne vous est ouvert.",
            remede="Ouvrez la liste des adhésions, ou le registre public des membres.",
        )
    return adhesion


def fil_de(adhesion: Adhesion, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Breadcrumb of the pages of a file."""
    ici = (adhesion.numero, reverse("web:adhesion", args=[adhesion.pk]) if suite else "")
    return (ACCUEIL, ADHESIONS, ici, *suite)


def histoire(adhesion: Adhesion) -> list[dict[str, Any]]:
    """Steps taken, latest first: what, when, by which party, why."""
    return [
        {
            "fait": PAR_NOM[e.transition].fait,
            "jour": e.jour,
            "partie": _partie(e.transition),
            "motif": e.motif,
        }
        for e in reversed(list(adhesion.etapes.all()))
    ]


def _partie(etape: str) -> str:
    transition = PAR_NOM[etape]
    if not transition.roles:
        return "à la date prévue"
    return (
        "par l’organisation" if transition.verbe == "candidater" or etape == "signer_organisation" else "par la Région"
    )
