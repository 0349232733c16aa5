"""What every form that writes a record does: refusals beside the fields, and a clear page when two people wrote."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.socle.erreurs import DonneeInvalide
from portulan.terrain.reseau.regles import VersionPerimee
from portulan.terrain.reseau.saisie import ChampsInvalides, libelle

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


def tenter[T](formulaire: Form, ecrire: Callable[[], T]) -> tuple[T | None, list[dict[str, Any]]]:
    """Write; what was refused is shown beside its field. The second value: fields that somebody else changed.

    ``Interdit``, ``Impossible`` and the like go through: they are pages of their own.
    """
    try:
        return ecrire(), []
    except ChampsInvalides as erreur:
        _refuser(formulaire, erreur.champs)
    except DonneeInvalide as erreur:
        formulaire.add_error(None, f"{erreur.message} {erreur.remede}")
    except VersionPerimee as erreur:
        return None, conflit(erreur)
    return None, []


def _refuser(formulaire: Form, champs: Mapping[str, str]) -> None:
    """Show beside each field what an operation refused; a field that the form does not have, above it."""
    for nom, message in champs.items():
        connu = _AILLEURS.get(nom, nom)
        formulaire.add_error(connu if connu in formulaire.fields else None, message)


def conflit(erreur: VersionPerimee) -> list[dict[str, Any]]:
    """Both values of each field; when only other fields changed, one line says so."""
    lignes = [
        {"champ": libelle(nom), "enregistree": dire(erreur.actuelles.get(nom)), "saisie": dire(valeur)}
        for nom, valeur in erreur.proposees.items()
    ]
    return lignes or [{"champ": "état de la fiche", "enregistree": "modifié entre-temps", "saisie": "–"}]


def dire(valeur: Any) -> str:
    """A value in a table."""
    if isinstance(valeur, dict):
        return " ; ".join(f"{nom} : {dire(v)}" for nom, v in valeur.items()) or "vide"
    if isinstance(valeur, list | tuple | set):
        return ", ".join(str(v) for v in valeur) or "vide"
    return str(valeur) if valeur not in (None, "") else "vide"


def page(request: HttpRequest, gabarit: str, contexte: dict[str, Any]) -> HttpResponse:
    """A form page: 409 with both values when somebody else wrote, 422 when something is to be corrected."""
    code = 409 if contexte.get("conflit") else 422 if contexte["formulaire"].errors else 200
    return render(request, gabarit, contexte, status=code)
