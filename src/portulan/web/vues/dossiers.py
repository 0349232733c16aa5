"""Published dossiers: read on the site, or taken away in every format with its size and digest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.web import acces
from portulan.web.vues.commun import ACCUEIL


def dossiers(request: HttpRequest) -> HttpResponse:
    """Every published dossier, newest snapshot first."""
    publies = [(m, acces.bibliotheque().dossiers(m.identifiant)) for m in acces.manifestes()]
    vues = [{"manifeste": m, "dossiers": d} for m, d in publies if d is not None]
    contexte = {"chemin": (ACCUEIL, ("Dossiers", "")), "publies": vues}
    return render(request, "pages/dossiers.html", contexte)
