"""A page to be read from afar: nothing but counts, refreshed by itself, without any form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.crefop.seance.enums import EtatPoint
from portulan.crefop.seance.models import SeanceComite
from portulan.crefop.seance.queries import quorum_au
from portulan.crefop.seance.transitions import EN_COURS, POINTS_FINIS
from portulan.web.identite import reserve
from portulan.web.vues.crefop_seances_commun import fil_de, trouver


def comptes_de(seance: SeanceComite) -> dict[str, Any]:
    """Counts of a meeting now: its quorum for the current item, and how far the agenda is."""
    points = list(seance.points.all())
    courant = next((p for p in points if p.etat in {EtatPoint.EN_DEBAT, EtatPoint.AU_VOTE}), None)
    calcul = quorum_au(seance, point=courant)
    return {
        "courant": courant,
        "rapport": f"{calcul.comptes}\u00a0/\u00a0{calcul.base}",
        "requis_dit": str(calcul.requis),
        "avancement": f"{sum(p.etat in POINTS_FINIS for p in points)}\u00a0/\u00a0{len(points)}",
        "comptes": calcul.comptes,
        "atteint": calcul.atteint,
        "sans_quorum": calcul.sans_quorum,
        "en_cours": seance.etat in EN_COURS,
    }


@reserve("seance", "lire")
def projection(request: HttpRequest, numero: int) -> HttpResponse:
    """The page; it also reads without a script, and says when it was written."""
    seance = trouver(request, numero, "lire")
    contexte = {"chemin": fil_de(seance, ("Projection", "")), "seance": seance, "comptes": comptes_de(seance)}
    return render(request, "pages/crefop/seance_projection.html", contexte)


@reserve("seance", "lire")
def comptes(request: HttpRequest, numero: int) -> HttpResponse:
    """The part that is refreshed; asked for as a page, the page."""
    if request.headers.get("HX-Request") != "true":
        return projection(request, numero)
    seance = trouver(request, numero, "lire")
    contexte = {"seance": seance, "comptes": comptes_de(seance)}
    return render(request, "pages/crefop/seance_comptes.html", contexte)
