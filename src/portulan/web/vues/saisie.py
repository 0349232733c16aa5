"""What the forms of several parts do the same way: bind, save, say what is wrong without losing what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from portulan.comptes.droits import Titulaire
from portulan.socle import operateurs
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.terrain.animation import droits
from portulan.terrain.reseau.territoire import bassins
from portulan.web import acces
from portulan.web.conflit import confronter


def region() -> str:
    """Region shown: that of the current diagnostic, else the one of the installation."""
    return acces.region().code


def nom_du_bassin(code: str) -> str:
    """Name of a bassin of the region; its code when it is not one any more."""
    connu = bassins(region()).get(code)
    return connu.nom if connu else code


def choix_bassins() -> list[tuple[str, str]]:
    """Bassins of the region, as a field offers them."""
    return [(code, b.nom) for code, b in bassins(region()).items()]


def choix_operateurs() -> list[tuple[str, str]]:
    """Kinds of operators, as a field offers them."""
    codes = (o.code for o in operateurs.OPERATEURS if o.code != "autre")
    return sorted(((code, nom_operateur(code)) for code in codes), key=lambda choix: choix[1].lower())


def nom_operateur(code: str) -> str:
    """Name of a kind of operator, as a cell or a choice begins: with a capital."""
    return capfirst(operateurs.operateur(code).nom) if code else ""


def choix_organisations(titulaire: Titulaire, objet: str, verbe: str = "saisir") -> list[tuple[str, str]]:
    """Organisations in whose name this person may do this."""
    return [(str(o.pk), o.nom) for o in droits.organisations(titulaire, objet, verbe).filter(region=region())]


def enregistrer(
    request: HttpRequest,
    *,
    formulaire: forms.Form,
    gabarit: str,
    contexte: dict[str, Any],
    ecrire: Callable[[dict[str, Any]], tuple[str, str]],
    initiales: Callable[[Any], Mapping[str, Any]] | None = None,
) -> HttpResponse:
    """Show a form, or save it: ``ecrire`` gives (address, message). Refused, the page keeps everything typed.

    ``initiales``: first values of the form from a row, of what changes one: shown when somebody else wrote meanwhile.
    """
    contexte |= {"formulaire": formulaire}
    if request.method != "POST":
        return render(request, gabarit, contexte)
    if not formulaire.is_valid():
        return render(request, gabarit, contexte, status=422)
    try:
        adresse, message = ecrire(formulaire.cleaned_data)
    except VersionDepassee as refus:
        if initiales is None:
            raise
        contexte["conflit"] = confronter(formulaire, refus, initiales(refus.actuel))
        return render(request, gabarit, contexte, status=refus.code_http)
    except (DonneeInvalide, Impossible) as erreur:
        formulaire.add_error(None, str(erreur))
        return render(request, gabarit, contexte, status=erreur.code_http)
    messages.success(request, message)
    return redirect(adresse)
