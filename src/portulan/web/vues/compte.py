"""« Mon compte »: who I am here, my roles, my password, my second factor, my sessions, my data."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.comptes import second_facteur
from portulan.socle.horloge import aujourdhui
from portulan.web.vues.commun import ACCUEIL


@login_required
def compte(request: HttpRequest) -> HttpResponse:
    """My account."""
    contexte = {
        "chemin": (ACCUEIL, ("Mon compte", "")),
        "roles": list(request.user.habilitations.valides(aujourdhui()).select_related("organisation")),
        "installe": second_facteur.est_installe(request.user),
        "codes_restants": second_facteur.codes_restants(request.user),
    }
    return render(request, "pages/comptes/compte.html", contexte)
