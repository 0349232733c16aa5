"""Signing in through the provider of identity: leave, come back, tie an account."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from portulan.comptes.oidc import A_RELIER, exiger_fournisseur, reglage
from portulan.socle.erreurs import Interdit
from portulan.web.vues.commun import ACCUEIL


class _Depart(OIDCAuthenticationRequestView):
    get_settings = staticmethod(reglage)


class _Retour(OIDCAuthenticationCallbackView):
    get_settings = staticmethod(reglage)

    @property
    def success_url(self) -> str:
        """Where one was going, else my space."""
        return self.request.session.pop("oidc_login_next", None) or reverse("web:espace")

    def login_failure(self) -> HttpResponse:
        """Say it on a page: nobody was signed in."""
        raise Interdit(
            f"La connexion par {exiger_fournisseur().nom} n’a pas abouti.",
            remede="Recommencez depuis la page de connexion, ou employez un mot de passe.",
        )


@never_cache
@require_GET
def partir(request: HttpRequest) -> HttpResponse:
    """Leave for the provider."""
    exiger_fournisseur()
    return _Depart.as_view()(request)


@never_cache
@require_GET
def revenir(request: HttpRequest) -> HttpResponse:
    """Come back from the provider."""
    exiger_fournisseur()
    try:
        return _Retour.as_view()(request)
    except SuspiciousOperation as erreur:
        raise Interdit(
            "Cette réponse ne correspond à aucune connexion commencée ici.",
            remede="Recommencez depuis la page de connexion.",
        ) from erreur


@require_POST
@login_required
def relier(request: HttpRequest) -> HttpResponse:
    """Tie my account to the provider: a page leads there (the security policy lets no form lead to another site)."""
    fournisseur = exiger_fournisseur()
    request.session[A_RELIER] = request.user.pk
    contexte = {
        "chemin": (ACCUEIL, ("Mon compte", reverse("web:compte")), ("Relier mon compte", "")),
        "externe": fournisseur,
        "suite": f"{reverse('web:connexion_externe')}?next={reverse('web:compte')}",
    }
    return render(request, "pages/comptes/relier.html", contexte)
