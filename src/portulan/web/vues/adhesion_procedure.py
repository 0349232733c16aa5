"""How an adhesion proceeds: the steps drawn from their declaration, who takes them, the delays."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.delais import delais
from portulan.terrain.adhesion.diagramme import de_la_base, qui
from portulan.terrain.adhesion.enums import Base
from portulan.terrain.adhesion.schema import svg
from portulan.terrain.adhesion.transitions import etats_de
from portulan.web import acces
from portulan.web.vues.commun import ACCUEIL

_TITRES = (
    (Base.LOI, "Membres de droit", "Missions locales, France Travail, Cap emploi, Apec, chambres consulaires…"),
    (Base.RECONNAISSANCE, "Reconnaissance par la Région", "Tout organisme qui offre ses services à toute personne."),
    (Base.PARTENARIAT, "Partenariat", "Les organismes qui s’adressent à un public ou traitent un sujet."),
)


def procedure(request: HttpRequest) -> HttpResponse:
    """The steps of each basis, and the delays in force today."""
    contexte = {
        "chemin": (ACCUEIL, ("Registre des membres", "/registre/"), ("Comment on adhère", "")),
        "parts": [_partie(base, titre, pour) for base, titre, pour in _TITRES],
        "delais": list(delais(acces.region().code, aujourdhui()).values()),
    }
    return render(request, "pages/adhesion_procedure.html", contexte)


def _partie(base: Base, titre: str, pour: str) -> dict[str, Any]:
    presents = etats_de(base)
    return {
        "base": base.value,
        "titre": titre,
        "pour": pour,
        "svg": mark_safe(svg(base, f"Étapes : {titre}. Le tableau qui suit dit la même chose.")),  # noqa: S308 (ours)
        "etapes": [
            {
                "numero": numero,
                "nom": t.acte or t.fait,
                "de": ", ".join(e.label for e in t.de if e in presents),
                "vers": t.vers.label,
                "qui": qui(t),
                "motif": t.motif,
            }
            for numero, t in enumerate(de_la_base(base), 1)
        ],
    }
