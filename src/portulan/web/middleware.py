"""Errors that a person may read become pages; bugs go through. An act that needs the second factor waits for it.

What is sent is weighed before any of it is read: reading the token of a form reads, and writes to disk, its files.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portulan.comptes.droits import SecondFacteurAttendu, peut
from portulan.comptes.second_facteur import verifier
from portulan.socle.erreurs import ErreurUtilisateur, Interdit
from portulan.socle.mesure import nombre_fr
from portulan.web.erreurs import erreur_utilisateur, page_erreur
from portulan.web.forms import TAILLE_MAXIMALE
from portulan.web.identite import CODE, SECOND_FACTEUR, noter_second_facteur, titulaire
from portulan.web.reprise import ATTENTE, proposer
from portulan.web.vues.comptes_second_facteur import demander_code

ENVOI_ORDINAIRE = 20_000_000  # the largest file that a form takes, but those of imports
_ENVELOPPE = 200_000  # the other fields of the form, around the file


class Envois:
    """Refuse what is announced beyond the limit of its page, before the body is read (and written to disk)."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand over to the next middleware."""
        return self.suite(request)

    def process_view(self, request: HttpRequest, vue: Any, _arguments: Any, _nommes: Any) -> HttpResponse | None:
        """Before the token of the form is looked at: comes ahead of ``CsrfViewMiddleware``."""
        annonce = request.META.get("CONTENT_LENGTH") or "0"
        taille = int(annonce) if annonce.isascii() and annonce.isdecimal() else 0
        if taille <= ENVOI_ORDINAIRE + _ENVELOPPE:
            return None
        droit = getattr(vue, "envoi_lourd", None)
        lourd = droit is not None and request.user.is_authenticated and peut(titulaire(request), *droit)
        limite = TAILLE_MAXIMALE if lourd else ENVOI_ORDINAIRE
        if taille <= limite + _ENVELOPPE:
            return None
        return page_erreur(
            request,
            titre="Fichier trop lourd",
            message=f"Cet envoi dépasse {nombre_fr(limite // 1_000_000)} Mo : rien n’a été lu ni enregistré.",
            remede="Réduisez le fichier (un PDF s’allège à l’export), ou déposez-en un extrait.",
            code=413,
        )


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


class Reprise:
    """Offer what was posted once the session had ended, before the page it was for."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand over to the next middleware."""
        return self.suite(request)

    def process_view(self, request: HttpRequest, vue: Any, _arguments: Any, _nommes: Any) -> HttpResponse | None:
        """Ahead of the view, which may take nothing but POST."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or ATTENTE not in request.session:
            return None
        return proposer(request, vue)


class SecondFacteur:
    """Ask for the code where an act needs it, keep what was typed, and do the act once the code is right.

    The page that asks posts the same fields to the same address, with the code beside them.
    """

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand over to the next middleware."""
        return self.suite(request)

    def process_view(self, request: HttpRequest, _vue: Any, _arguments: Any, _nommes: Any) -> HttpResponse | None:
        """A code given with the form of an act: right, the act goes on; wrong, it is asked again."""
        # The page that asks has no file: an upload is never read here, before its view says how to
        if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
            return None
        if CODE not in request.POST or not request.user.is_authenticated:
            return None
        if request.session.get(SECOND_FACTEUR):
            return None
        try:
            verifier(compte=request.user, code=request.POST[CODE])
        except Interdit as refus:
            return demander_code(request, refus=str(refus))
        noter_second_facteur(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An act was refused for want of the second factor: ask for it here, without losing the form."""
        if isinstance(exception, SecondFacteurAttendu) and request.user.is_authenticated:
            return demander_code(request)
        return None


envois = Envois
erreurs = Erreurs
reprise = Reprise
second_facteur = SecondFacteur
