"""The page of rights: the table itself, in French."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.comptes.documentation import OBJETS, ROLES, lignes
from portulan.web.vues.commun import ACCUEIL


def droits(request: HttpRequest) -> HttpResponse:
    """Who may do what."""
    contexte = {
        "chemin": (ACCUEIL, ("Droits", "")),
        "roles": ROLES,
        "objets": [(nom, [ligne for ligne in lignes() if ligne.objet == code]) for code, nom in OBJETS.items()],
    }
    return render(request, "pages/comptes/droits.html", contexte)
