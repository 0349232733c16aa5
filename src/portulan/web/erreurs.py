"""Error pages: what happened, why, what to do."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from portulan.socle.erreurs import ErreurUtilisateur


def page_erreur(request: HttpRequest, *, titre: str, message: str, remede: str = "", code: int) -> HttpResponse:
    """One error page; under ``/api/`` the same words as problem+json."""
    if request.path.startswith("/api/"):
        corps = {"title": titre, "detail": message, "status": code}
        return JsonResponse(corps, status=code, content_type="application/problem+json")
    contexte = {"titre": titre, "message": message, "remede": remede, "code": code}
    return render(request, "erreur.html", contexte, status=code)


def erreur_utilisateur(request: HttpRequest, erreur: ErreurUtilisateur) -> HttpResponse:
    """The page of an error that a person may read."""
    return page_erreur(request, titre=erreur.titre, message=erreur.message, remede=erreur.remede, code=erreur.code_http)


def requete_invalide(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return page_erreur(
        request,
        titre="Demande non comprise",
        message="Le navigateur a envoyé une demande que Portulan ne peut pas lire.",
        remede="Revenez à la page précédente et recommencez.",
        code=HTTPStatus.BAD_REQUEST,
    )


def interdit(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return page_erreur(
        request,
        titre="Action non autorisée",
        message="Votre compte ne permet pas cette action.",
        remede="Connectez-vous avec un compte d’administration, ou demandez ce droit.",
        code=HTTPStatus.FORBIDDEN,
    )


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return page_erreur(
        request,
        titre="Page introuvable",
        message="Cette adresse ne mène à aucune page de Portulan.",
        remede="Vérifiez l’adresse, ou cherchez une question, un indicateur ou une commune.",
        code=HTTPStatus.NOT_FOUND,
    )


def formulaire_expire(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form sent without a valid token (``CSRF_FAILURE_VIEW``)."""
    return page_erreur(
        request,
        titre="Formulaire expiré",
        message="Ce formulaire est resté ouvert trop longtemps, ou les cookies sont bloqués. Rien n’a été envoyé.",
        remede="Rechargez la page et recommencez ; autorisez les cookies de ce site si le message revient.",
        code=HTTPStatus.FORBIDDEN,
    )


def panne(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither the database nor a snapshot."""
    if request.path.startswith("/api/"):
        corps = {"title": "Erreur interne", "detail": "Portulan a rencontré une erreur de son fait.", "status": 500}
        return JsonResponse(corps, status=500, content_type="application/problem+json")
    return HttpResponse(_page_de_panne(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _page_de_panne() -> str:
    from django.template.loader import render_to_string

    return render_to_string("panne.html")
