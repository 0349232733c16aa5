"""Second factor: asked where an act needs it, installed, renewed, removed."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portulan.comptes import second_facteur
from portulan.socle.erreurs import Interdit
from portulan.web.formulaires.comptes import FormulaireCode
from portulan.web.identite import CODE, SECOND_FACTEUR, noter_second_facteur
from portulan.web.vues.commun import ACCUEIL

_IGNORES = {CODE, "csrfmiddlewaretoken"}


def demander_code(request: HttpRequest, refus: str = "") -> HttpResponse:
    """Page that asks for the code; what had been posted is kept in it, and posted again to the same address."""
    gardes = [(nom, valeur) for nom, valeurs in request.POST.lists() if nom not in _IGNORES for valeur in valeurs]
    est_acte = request.method == "POST"
    contexte = {
        "chemin": (ACCUEIL, ("Second facteur", "")),
        "refus": refus,
        "gardes": gardes,
        "est_acte": est_acte,
        "suite": "" if est_acte else request.get_full_path(),
        "action": request.get_full_path() if est_acte else reverse("web:verification"),
        "fichiers": bool(request.FILES),
        "installe": second_facteur.est_installe(request.user),
        "code_demonstration": _code_de_demonstration(request),
        "champ_code": CODE,
    }
    return render(request, "pages/comptes/verification.html", contexte, status=422 if refus else 403)


def _code_de_demonstration(request: HttpRequest) -> str:
    """The code itself, in a demonstration only: nobody has the telephone of an invented person."""
    return second_facteur.code_courant(request.user) if settings.PORTULAN_MAISON.est_demonstration else ""


@never_cache
@sensitive_post_parameters(CODE)
@login_required
def verification(request: HttpRequest) -> HttpResponse:
    """Give the second factor before a page, or ahead of an act. The middleware has read the code."""
    demandee = request.POST.get("suite") or request.GET.get("suite") or ""
    sure = url_has_allowed_host_and_scheme(demandee, {request.get_host()}, require_https=request.is_secure())
    suite = demandee if sure else resolve_url("web:espace")
    if request.session.get(SECOND_FACTEUR):
        return redirect(suite)
    contexte = {
        "chemin": (ACCUEIL, ("Second facteur", "")),
        "refus": "",
        "gardes": [],
        "est_acte": False,
        "suite": suite,
        "action": reverse("web:verification"),
        "fichiers": False,
        "installe": second_facteur.est_installe(request.user),
        "code_demonstration": _code_de_demonstration(request),
        "champ_code": CODE,
    }
    return render(request, "pages/comptes/verification.html", contexte)


@never_cache
@sensitive_post_parameters("code")
@login_required
def installer(request: HttpRequest) -> HttpResponse:
    """Install a second factor: scan, give a first code, keep the recovery codes (shown this once)."""
    chemin = (ACCUEIL, ("Mon compte", reverse("web:compte")), ("Installer mon second facteur", ""))
    if second_facteur.est_installe(request.user):
        messages.info(request, "Votre second facteur est déjà installé.")
        return redirect("web:compte")
    formulaire = FormulaireCode(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            codes = second_facteur.confirmer(compte=request.user, code=formulaire.cleaned_data["code"])
        except Interdit as refus:
            formulaire.add_error("code", str(refus))
        else:
            noter_second_facteur(request)
            return render(request, "pages/comptes/codes.html", {"chemin": chemin, "codes": codes})
    appareil = second_facteur.preparer(request.user)
    contexte = {
        "chemin": chemin,
        "formulaire": formulaire,
        "image": second_facteur.image(appareil),
        "secret": second_facteur.secret_lisible(appareil),
        "code_demonstration": _code_de_demonstration(request),
    }
    return render(request, "pages/comptes/installer.html", contexte, status=422 if formulaire.errors else 200)


@never_cache
@sensitive_post_parameters("code")
@require_POST
@login_required
def renouveler(request: HttpRequest) -> HttpResponse:
    """Replace the recovery codes."""
    codes = second_facteur.renouveler_codes(compte=request.user, code=request.POST.get("code", ""))
    chemin = (ACCUEIL, ("Mon compte", reverse("web:compte")), ("Codes de secours", ""))
    return render(request, "pages/comptes/codes.html", {"chemin": chemin, "codes": codes})


@sensitive_post_parameters("code")
@require_POST
@login_required
def retirer(request: HttpRequest) -> HttpResponse:
    """Remove one's second factor: the code is asked."""
    second_facteur.retirer(compte=request.user, code=request.POST.get("code", ""))
    request.session.pop(SECOND_FACTEUR, None)
    messages.success(request, "Votre second facteur est retiré. Les actes qui le demandent ne vous sont plus ouverts.")
    return redirect("web:compte")
