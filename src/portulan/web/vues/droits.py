"""The page of rights: the table itself, in French."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.comptes.documentation import OBJETS, ROLES, LigneDroits, lignes
from portulan.web.vues.commun import ACCUEIL


def droits(request: HttpRequest) -> HttpResponse:
    """Who may do what."""
    contexte = {
        "chemin": (ACCUEIL, ("Droits", "")),
        "roles": ROLES,
        "objets": [
            (nom, [_montrer(ligne) for ligne in lignes() if ligne.objet == code]) for code, nom in OBJETS.items()
        ],
    }
    return render(request, "pages/comptes/droits.html", contexte)


def _montrer(ligne: LigneDroits) -> dict[str, Any]:
    """A row whose cells know their role: on a phone, each is read alone."""
    noms = (nom for _, nom in ROLES)
    return {
        "acte": ligne.acte,
        "second_facteur": ligne.second_facteur,
        "cellules": list(zip(noms, ligne.cellules, strict=True)),
    }
