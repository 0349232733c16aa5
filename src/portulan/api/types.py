"""Types shared by every operation: safe text, bounded pages, one shape of error."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Schema
from pydantic import AfterValidator, BeforeValidator, StringConstraints

TAILLE_MAX = 10_000
PAGE_MAX = 1_000_000


def _sans_controle(texte: str) -> str:
    # PostgreSQL refuses NUL, and no code, name or sentence of ours holds a control character
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in texte):
        raise ValueError("caractère de contrôle refusé")
    return texte


Texte = Annotated[
    str,
    StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"),
    AfterValidator(_sans_controle),
]


def _jour_ecrit(valeur: object) -> object:
    # pydantic would take « 0 » for a number of seconds since 1970
    if isinstance(valeur, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", valeur, re.ASCII):
        raise ValueError("une date AAAA-MM-JJ est attendue")
    return valeur


Jour = Annotated[date, BeforeValidator(_jour_ecrit)]


class Probleme(Schema):
    """An error (RFC 9457): what happened, and how to repair."""

    type: str = Field("about:blank", description="Toujours « about:blank ».")
    title: str = Field(description="Titre court.")
    status: int = Field(description="Code HTTP.")
    detail: str = Field(description="Ce qui s'est passé.")
    remede: str = Field("", description="Comment réparer.")
    erreurs: list[str] = Field([], description="Paramètres refusés, un par ligne.")


class Page(Schema):
    """Where a list was cut."""

    page: int = Field(description="Page rendue, à partir de 1.")
    pages: int = Field(description="Nombre de pages.")
    total: int = Field(description="Nombre d'éléments, toutes pages comprises.")
    suivante: str | None = Field(None, description="Adresse de la page suivante.")


NumeroPage = Annotated[int, Query(1, ge=1, le=PAGE_MAX, description="Page, à partir de 1.")]
TaillePage = Annotated[int, Query(100, ge=1, le=TAILLE_MAX, description="Éléments par page.")]


def paginer(request: HttpRequest, elements: Any, page: int, taille: int) -> dict[str, Any]:
    """Cut a sequence: bounded, without any database offset, and say where the next page is."""
    total = len(elements)
    pages = max(1, -(-total // taille))
    debut = (page - 1) * taille
    suivante = None
    if page < pages:
        requete = request.GET.copy()
        requete["page"] = str(page + 1)
        suivante = f"{request.path}?{requete.urlencode()}"
    return {
        "page": page,
        "pages": pages,
        "total": total,
        "suivante": suivante,
        "elements": elements[debut : debut + taille],
    }


ERREURS: dict[int, Any] = {404: Probleme, 422: Probleme, 503: Probleme}
