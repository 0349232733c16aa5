"""Error pages; under /api/ the same errors are problem+json."""

from django.http import HttpRequest, HttpResponse

from portulan.socle.erreurs import ErreurUtilisateur


def page_erreur(_request: HttpRequest, erreur: ErreurUtilisateur) -> HttpResponse:
    """Page of an error that a person may read."""
    return HttpResponse(str(erreur), status=erreur.code_http, content_type="text/plain; charset=utf-8")


def requete_invalide(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """400."""
    return HttpResponse("Demande incorrecte", status=400)


def interdit(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403."""
    return HttpResponse("Accès refusé", status=403)


def introuvable(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """404."""
    return HttpResponse("Page introuvable", status=404)


def panne(_request: HttpRequest) -> HttpResponse:
    """500."""
    return HttpResponse("Panne", status=500)
