"""Sign in and out."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portulan.comptes.operations import consommer_lien, verifier_mot_de_passe
from portulan.socle.erreurs import Interdit
from portulan.web.forms import FormulaireConnexion
from portulan.web.vues.commun import ACCUEIL

MOTEUR = "portulan.comptes.backends.ParCourriel"


def _suite(request: HttpRequest) -> str:
    suite = request.POST.get("next") or request.GET.get("next") or ""
    sure = url_has_allowed_host_and_scheme(suite, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return suite if sure else resolve_url(settings.LOGIN_REDIRECT_URL)


@sensitive_post_parameters("mot_de_passe")
def connexion(request: HttpRequest) -> HttpResponse:
    """Sign in with an address and a password."""
    formulaire = FormulaireConnexion(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            compte = verifier_mot_de_passe(**formulaire.cleaned_data, adresse_ip=request.META.get("REMOTE_ADDR", ""))
        except Interdit as refus:
            formulaire.add_error(None, str(refus))
        else:
            login(request, compte, backend=MOTEUR)
            return redirect(_suite(request))
    statut = 422 if formulaire.errors else 200
    contexte = {"chemin": (ACCUEIL, ("Connexion", "")), "formulaire": formulaire, "suite": _suite(request)}
    return render(request, "pages/connexion.html", contexte, status=statut)


def lien(request: HttpRequest, valeur: str) -> HttpResponse:
    """Sign in with a single-use link: the page asks, the button does it (mail scanners open links)."""
    if request.method != "POST":
        return render(request, "pages/connexion_lien.html", {"chemin": (ACCUEIL, ("Connexion", ""))})
    login(request, consommer_lien(valeur=valeur), backend=MOTEUR)
    return redirect(_suite(request))


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    messages.success(request, "Vous êtes déconnecté.")
    return redirect("web:accueil")
