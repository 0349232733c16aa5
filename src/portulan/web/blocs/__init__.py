"""Blocks that a part of the site adds to a page of another: each is a function that gives a template and its context.

A part adds its function to the tuple of the page; a function that has nothing to say gives None.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from portulan.comptes.droits import Titulaire
from portulan.terrain.reseau.models import Structure
from portulan.web.blocs import adhesion, animation, evaluation

type Bloc = tuple[str, dict[str, Any]] | None

STRUCTURE: tuple[Callable[[Titulaire, Structure], Bloc], ...] = (adhesion.structure, evaluation.structure)
BASSIN: tuple[Callable[[Titulaire, str], Bloc], ...] = (animation.bassin,)


def blocs_de_la_structure(request: HttpRequest, qui: Titulaire, structure: Structure) -> list[SafeString]:
    """Blocks of the page of a structure, in order."""
    return _rendre(request, (bloc(qui, structure) for bloc in STRUCTURE))


def blocs_du_bassin(request: HttpRequest, qui: Titulaire, code: str) -> list[SafeString]:
    """Blocks of the page of a bassin, in order."""
    return _rendre(request, (bloc(qui, code) for bloc in BASSIN))


def _rendre(request: HttpRequest, blocs: Iterable[Bloc]) -> list[SafeString]:
    return [mark_safe(render_to_string(b[0], b[1], request)) for b in blocs if b]  # noqa: S308 (our templates, escaped)
