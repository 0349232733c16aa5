"""What every form that writes a record does: refusals beside the fields, and a clear page when two people wrote."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.socle.erreurs import DonneeInvalide, VersionDepassee
from portulan.terrain.reseau.saisie import ChampsInvalides
from portulan.web.conflit import Opposition, confronter

JETON = 16
# An integer of the database has fewer
_CHIFFRES = 19
# Where a form shows a field of the record under another name
_AILLEURS = {"code_insee": "lieu", "horaires_accueil": "texte"}


def jeton() -> str:
    """Carried by a form of creation: sent twice, it creates once."""
    return secrets.token_hex(JETON // 2)


def jeton_recu(request: HttpRequest) -> str:
    """Token of the form received; a made-up one is as good as none."""
    recu = request.POST.get("jeton", "")
    return recu if len(recu) == JETON and all(c in "0123456789abcdef" for c in recu) else jeton()


def entier_recu(texte: str | None) -> int | None:
    """A key or a version as a form sends it; None when it cannot be one."""
    return int(texte) if texte and texte.isascii() and texte.isdecimal() and len(texte) < _CHIFFRES else None


def version_recue(request: HttpRequest) -> int:
    """Version of the record that the form showed; 0, which no record has, when it is not said."""
    return entier_recu(request.POST.get("version")) or 0


def tenter[T](
    formulaire: Form, ecrire: Callable[[], T], initiales: Callable[[Any], Mapping[str, Any]] | None = None
) -> tuple[T | None, Opposition | None]:
    """Write; what was refused is shown beside its field. The second value: what somebody else wrote meanwhile.

    ``initiales``: first values of the form from a record, of what changes one. ``Interdit``, ``Impossible`` and the
    like go through: they are pages of their own.
    """
    try:
        return ecrire(), None
    except ChampsInvalides as erreur:
        _refuser(formulaire, erreur.champs)
    except DonneeInvalide as erreur:
        formulaire.add_error(None, f"{erreur.message} {erreur.remede}")
    except VersionDepassee as refus:
        if initiales is None:
            raise
        return None, confronter(formulaire, refus, initiales(refus.actuel))
    return None, None


def version_montree(request: HttpRequest, fiche: Any, conflit: Opposition | None) -> int:
    """Version that a page carries: the one read; after a conflict the recorded one, so as to replace it."""
    if conflit is not None:
        return conflit.version
    return version_recue(request) if request.method == "POST" else int(fiche.version)


def _refuser(formulaire: Form, champs: Mapping[str, str]) -> None:
    """Show beside each field what an operation refused; a field that the form does not have, above it."""
    for nom, message in champs.items():
        connu = _AILLEURS.get(nom, nom)
        formulaire.add_error(connu if connu in formulaire.fields else None, message)


def page(request: HttpRequest, gabarit: str, contexte: dict[str, Any]) -> HttpResponse:
    """A form page: 409 with both values when somebody else wrote, 422 when something is to be corrected."""
    code = 409 if contexte.get("conflit") else 422 if contexte["formulaire"].errors else 200
    return render(request, gabarit, contexte, status=code)
