"""Ask to be called back: minimal data, an agreement, and what happens next said in plain words."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from portulan.socle import geographie
from portulan.socle.erreurs import Introuvable
from portulan.terrain.accueil import operations
from portulan.terrain.accueil.besoins import besoins, dire_besoin
from portulan.terrain.accueil.enums import Canal
from portulan.terrain.accueil.requetes import PAR_DEFAUT
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.formulaires.porte import FormulaireRappel
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import enregistrer

TROUVER = ("S’orienter", "/trouver/")


@never_cache
def rappel(request: HttpRequest) -> HttpResponse:
    """Leave one's telephone to a structure."""
    demande = parametres(request)
    structure = _structure(demande.get("structure", ""))
    besoin = demande.get("besoin", "")
    commune = geographie.commune_actuelle(demande.get("commune", "")) or ""
    formulaire = FormulaireRappel(request.POST or None, initial={"cle": uuid4().hex})

    def ecrire(propre: dict[str, object]) -> tuple[str, str]:
        operations.enregistrer_demande(
            titulaire=None,
            structure=structure,
            canal=Canal.SITE,
            besoins=[besoin] if besoin in besoins() else [PAR_DEFAUT[0]],
            code_insee=commune,
            identite=operations.DonneesIdentite(
                prenom=propre["prenom"],
                nom=propre["nom"],
                telephone=propre["telephone"],
                courriel=propre["courriel"],
                message=propre["message"],
            ),
            accord_transmission=True,
            accord_enquete=propre["accord_enquete"],
            a_rappeler=True,
            cle=propre["cle"],
        )
        return reverse("web:trouver_rappel_note"), f"Votre demande est transmise à {structure.nom}."

    contexte = {
        "chemin": (ACCUEIL, TROUVER, ("Être rappelé", "")),
        "structure": structure,
        "besoin": dire_besoin(besoin) if besoin in besoins() else "",
        "commune": geographie.commune(commune)["nom"] if commune else "",
    }
    return enregistrer(
        request, formulaire=formulaire, gabarit="pages/trouver_rappel.html", contexte=contexte, ecrire=ecrire
    )


def _structure(cle: str) -> Structure:
    trouvee = (
        Structure.objects.filter(pk=int(cle), etat=EtatStructure.OUVERTE).first()
        if cle.isdecimal() and len(cle) < 15  # noqa: PLR2004 (longer than any key)
        else None
    )
    if trouvee is None:
        raise Introuvable(
            "La structure à qui demander d’être rappelé n’est pas dans le réseau.",
            remede="Cherchez d’abord qui peut vous aider, puis choisissez « Être rappelé ».",
        )
    return trouvee


def note(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "pages/trouver_note.html", {"chemin": (ACCUEIL, TROUVER, ("Demande transmise", ""))})
