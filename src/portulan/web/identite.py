"""Who asks: the roles of the account of a request, and the door of the pages that need one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from portulan.comptes.droits import ANONYME, Titulaire, entrer
from portulan.comptes.sessions import changer_de_cle
from portulan.web.reprise import vers_la_connexion

SECOND_FACTEUR = "second_facteur_donne"  # key of the session
CODE = "code_second_facteur"  # field of the page that asks for it


def noter_second_facteur(request: HttpRequest) -> None:
    """The second factor was given: remembered until the session ends, under a new session key."""
    avant = request.session.session_key
    request.session.cycle_key()
    changer_de_cle(avant, request.session.session_key)
    request.session[SECOND_FACTEUR] = True


def titulaire(request: HttpRequest) -> Titulaire:
    """What the rights look at, for this request; anyone without an account is ``ANONYME``."""
    if not request.user.is_authenticated:
        return ANONYME
    return request.user.titulaire(verifie=bool(request.session.get(SECOND_FACTEUR)))


def reserve(objet: str, verbe: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for those who may do this somewhere: others sign in, or are told why not.

    The view itself reads through the queryset of the right, which says on which rows.
    """

    def garder(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return vers_la_connexion(request)
            entrer(titulaire(request), objet, verbe)
            return vue(request, *args, **kwargs)

        return gardee

    return garder


def envoi_lourd(objet: str, verbe: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page that takes very large files, from those who may do this: see ``middleware.Envois``."""

    def marquer(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        vue.envoi_lourd = (objet, verbe)  # type: ignore[attr-defined]
        return vue

    return marquer
