"""Sign in and out; in a demonstration, enter as an invented person."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portulan.comptes.demonstration import PERSONNAGES
from portulan.comptes.models import Compte
from portulan.comptes.oidc import adresse_de_deconnexion
from portulan.comptes.operations import consommer_lien, noter_entree, verifier_mot_de_passe
from portulan.comptes.queries import get_compte
from portulan.socle.erreurs import Interdit, Introuvable
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
    contexte = {
        "chemin": (ACCUEIL, ("Connexion", "")),
        "formulaire": formulaire,
        "suite": _suite(request),
        "demonstration": settings.PORTULAN_MAISON.est_demonstration,
        "externe": settings.PORTULAN_OIDC,
    }
    return render(request, "pages/connexion.html", contexte, status=statut)


def lien(request: HttpRequest, valeur: str) -> HttpResponse:
    """Sign in with a single-use link: the page asks, the button does it (mail scanners open links)."""
    if request.method != "POST":
        return render(request, "pages/connexion_lien.html", {"chemin": (ACCUEIL, ("Connexion", ""))})
    login(request, consommer_lien(valeur=valeur), backend=MOTEUR)
    return redirect(_suite(request))


def entrer_comme(request: HttpRequest) -> HttpResponse:
    """In a demonstration only: the invented people, by role, each entered by a button and without a password."""
    if not settings.PORTULAN_MAISON.est_demonstration:
        raise Introuvable(
            "Cette page n’existe que dans une démonstration.", remede="Connectez-vous avec votre propre compte."
        )
    par_cle = {p.cle: p for p in PERSONNAGES}
    if request.method == "POST":
        choisi = par_cle.get(request.POST.get("personnage", ""))
        if choisi is None:
            raise Introuvable("Cette personne inventée n’existe pas.", remede="Choisissez-en une dans la liste.")
        compte = get_compte(choisi.courriel)
        noter_entree(compte=compte, par="démonstration")
        login(request, compte, backend=MOTEUR)
        return redirect(_suite(request))
    presents = set(
        Compte.objects.filter(courriel__in=[p.courriel for p in PERSONNAGES]).values_list("courriel", flat=True)
    )
    contexte = {
        "chemin": (ACCUEIL, ("Connexion", reverse("web:connexion")), ("Entrer comme…", "")),
        "personnages": [p for p in PERSONNAGES if p.courriel in presents],
        "suite": _suite(request),
    }
    return render(request, "pages/comptes/entrer_comme.html", contexte)


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """Sign out, here and (when the session came from there) at the provider of identity."""
    ailleurs = adresse_de_deconnexion(request)
    logout(request)
    if ailleurs:
        # A page, not a redirection: the security policy lets no form lead to another site
        contexte = {"chemin": (ACCUEIL, ("Déconnexion", "")), "ailleurs": ailleurs, "externe": settings.PORTULAN_OIDC}
        return render(request, "pages/comptes/deconnexion.html", contexte)
    messages.success(request, "Vous êtes déconnecté.")
    return redirect("web:accueil")
