"""Errors that a person may read become a page with what happened and how to repair."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portulan.socle.erreurs import ErreurUtilisateur
from portulan.web.erreurs import page_erreur


def erreurs(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Show ``ErreurUtilisateur``; anything else is a bug and follows Django's path."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page_erreur(request, exception) if isinstance(exception, ErreurUtilisateur) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
