"""Errors that a person may read become pages; bugs go through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portulan.socle.erreurs import ErreurUtilisateur
from portulan.web.erreurs import erreur_utilisateur


class Erreurs:
    """Turn an ``ErreurUtilisateur`` raised by a view into its page, with its status."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand over to the next middleware."""
        return self.suite(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only our own errors: anything else is a bug, and is logged as such."""
        if isinstance(exception, ErreurUtilisateur):
            return erreur_utilisateur(request, exception)
        return None


erreurs = Erreurs
