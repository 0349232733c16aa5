"""Every error of the API is problem+json (RFC 9457), whoever raises it."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from portulan.socle.erreurs import ErreurUtilisateur

PREFIXE = "/api/"
_TITRES = {
    400: "Demande incorrecte",
    403: "Action non autorisée",
    404: "Introuvable",
    405: "Méthode non autorisée",
    422: "Paramètre refusé",
    500: "Erreur interne",
}
_TYPE = "application/problem+json"


def probleme(
    statut: int, detail: str, *, titre: str = "", remede: str = "", erreurs: list[str] | None = None
) -> HttpResponse:
    """Build the answer."""
    corps = {
        "type": "about:blank",
        "title": titre or _TITRES.get(statut, HTTPStatus(statut).phrase),
        "status": statut,
        "detail": detail,
        "remede": remede,
        "erreurs": erreurs or [],
    }
    return HttpResponse(json.dumps(corps, ensure_ascii=False), status=statut, content_type=_TYPE)


def installer(api: NinjaAPI) -> None:
    """Register the handlers."""

    def utilisateur(_request: HttpRequest, erreur: Any) -> HttpResponse:
        return probleme(erreur.code_http, erreur.message, titre=erreur.titre, remede=erreur.remede)

    def validation(_request: HttpRequest, erreur: Any) -> HttpResponse:
        fautes = [f"{'.'.join(map(str, e['loc'][1:]))} : {_motif(e)}" for e in erreur.errors]
        return probleme(
            422,
            "Un ou plusieurs paramètres ne conviennent pas.",
            remede="Corrigez-les ; la documentation est à /api/v1/.",
            erreurs=fautes,
        )

    def absent(_request: HttpRequest, _erreur: Any) -> HttpResponse:
        return probleme(404, "Cette adresse ne mène à rien.", remede="La documentation est à /api/v1/.")

    def http(_request: HttpRequest, erreur: Any) -> HttpResponse:
        return probleme(erreur.status_code, _TITRES.get(erreur.status_code, "La demande ne peut pas être lue") + ".")

    api.add_exception_handler(ErreurUtilisateur, utilisateur)
    api.add_exception_handler(ValidationError, validation)
    api.add_exception_handler(Http404, absent)
    api.add_exception_handler(HttpError, http)


_MOTIFS = {
    "int_parsing": "un nombre entier est attendu",
    "greater_than_equal": "trop petit",
    "less_than_equal": "trop grand",
    "string_too_long": "trop long",
    "string_pattern_mismatch": "caractère de contrôle refusé",
    "value_error": "caractère refusé",
    "missing": "manquant",
}


def _motif(erreur: dict[str, Any]) -> str:
    if erreur["type"] in {"enum", "literal_error"}:
        return f"choisissez parmi {erreur.get('ctx', {}).get('expected', '')}".replace(" or ", " ou ")
    return _MOTIFS.get(erreur["type"], "valeur refusée")


def middleware(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Under /api/, an error that is not yet problem+json (unknown address, method) becomes so."""

    def traiter(request: HttpRequest) -> HttpResponse:
        reponse = suite(request)
        if (
            not request.path.startswith(PREFIXE)
            or reponse.status_code < HTTPStatus.BAD_REQUEST
            or reponse.get("Content-Type", "").startswith(_TYPE)
        ):
            return reponse
        details = {
            404: "Cette adresse ne mène à rien.",
            405: "Cette adresse ne se lit qu'avec GET.",
            500: "Portulan a rencontré une erreur de son fait ; elle est dans le journal de l'installation.",
        }
        nouvelle = probleme(reponse.status_code, details.get(reponse.status_code, "La demande ne peut pas être lue."))
        if "Allow" in reponse:
            nouvelle["Allow"] = reponse["Allow"]
        return nouvelle

    return traiter
