"""Kinds of jobs: declared by dotted path in settings (``PORTULAN_TRAVAUX``), so that upper layers provide the work.

Each is a callable ``(progression, **parametres) -> dict`` (JSON values) that raises ``ErreurUtilisateur`` subclasses.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portulan.socle.erreurs import Introuvable


def trouver(genre: str) -> Callable[..., dict[str, Any]]:
    """Return the callable of a kind of job. Raises ``Introuvable``."""
    chemin = settings.PORTULAN_TRAVAUX.get(genre)
    if chemin is None:
        connus = ", ".join(sorted(settings.PORTULAN_TRAVAUX))
        raise Introuvable(f"« {genre} » n'est pas un genre de travail.", remede=f"Genres connus : {connus}.")
    return import_string(chemin)
