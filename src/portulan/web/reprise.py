"""What was posted once the session had ended is kept until one signs in again, then offered to be sent.

It waits in the session of the browser, which has no account any more, an hour at most. Nothing is sent without a
gesture: the page shows what was written and asks.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from portulan.socle.horloge import maintenant

ATTENTE = "a_reposter"  # key of the session
ABANDON = "sans_reprise"
_TROP = 200_000
_DUREE = timedelta(hours=1)
_SECRETS = ("csrfmiddlewaretoken", "mot_de_passe", "code_second_facteur", "password")
_MONTRES = 20  # a value shorter than this is a choice, not something that was written


def vers_la_connexion(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, and come back here; what was posted is kept (but for files and secrets)."""
    if request.method == "POST":
        gardes = QueryDict(mutable=True)
        for nom, valeurs in request.POST.lists():
            if not any(s in nom for s in _SECRETS):
                gardes.setlist(nom, valeurs)
        if len(corps := gardes.urlencode()) < _TROP:
            request.session[ATTENTE] = {
                "chemin": request.path,
                "adresse": request.get_full_path(),
                "corps": corps,
                "fichiers": bool(request.FILES),
                "le": maintenant().isoformat(),
            }
    return redirect_to_login(request.get_full_path())


def en_attente(request: HttpRequest) -> dict[str, Any] | None:
    """What waits for this page; it stays until it is sent or given up."""
    attente: dict[str, Any] | None = request.session.get(ATTENTE)
    if attente is None or attente.get("chemin") != request.path:
        return None
    if maintenant() - datetime.fromisoformat(attente["le"]) > _DUREE:
        del request.session[ATTENTE]
        return None
    return attente


def proposer(request: HttpRequest, vue: Any) -> HttpResponse | None:
    """The page that offers to send again, in the place of the one asked for; None when nothing waits.

    A view marked ``rend_la_saisie`` puts what was typed back in its own form.
    """
    if not request.user.is_authenticated or getattr(vue, "rend_la_saisie", False):
        return None
    attente = en_attente(request)
    if attente is None:
        return None
    if request.method == "POST" or ABANDON in request.GET:
        del request.session[ATTENTE]
        return None if request.method == "POST" else redirect("web:espace")
    champs = [(nom, valeur) for nom, valeurs in QueryDict(attente["corps"]).lists() for valeur in valeurs]
    contexte = {
        "chemin": (("Accueil", "/"), ("Reprendre", "")),
        "adresse": attente["adresse"],
        "champs": champs,
        "textes": [valeur for _, valeur in champs if len(valeur) > _MONTRES],
        "fichiers": attente["fichiers"],
        "abandon": f"{request.path}?{ABANDON}=1",
    }
    return render(request, "pages/reprise.html", contexte)


def rend_la_saisie[V: Callable[..., HttpResponse]](vue: V) -> V:
    """A view that puts what was typed back in its own form."""
    vue.rend_la_saisie = True  # type: ignore[attr-defined]
    return vue
