"""Published dossiers: read on the site, or taken away in every format with its size and digest."""

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control

from portulan.instantane.manifeste import Manifeste
from portulan.socle.erreurs import Introuvable
from portulan.web import acces
from portulan.web.telechargement import envoyer
from portulan.web.vues.commun import ACCUEIL

if TYPE_CHECKING:
    from portulan.publication.publier import DossiersPublies, FichierPublie

UN_JOUR = 86_400


def dossiers(request: HttpRequest) -> HttpResponse:
    """Every published dossier, newest snapshot first."""
    publies = [(m, acces.bibliotheque().dossiers(m.identifiant)) for m in acces.manifestes()]
    vues = [_montrer(m, d) for m, d in publies if d is not None]
    return render(request, "pages/dossiers.html", {"chemin": (ACCUEIL, ("Dossiers", "")), "publies": vues})


def _montrer(manifeste: Manifeste, publies: "DossiersPublies") -> dict[str, Any]:
    return {
        "manifeste": manifeste,
        "dossiers": [
            {
                "titre": d.titre,
                "fiche": d.fiche,
                "lien": reverse("web:dossier", args=[publies.identifiant, d.fiche]),
                "fichiers": [_fichier(publies.identifiant, f) for f in d.fichiers],
            }
            for d in publies
        ],
        "annexes": [_fichier(publies.identifiant, f) for f in publies.annexes],
    }


def _fichier(identifiant: str, publie: "FichierPublie") -> dict[str, Any]:
    return {"publie": publie, "lien": reverse("web:fichier", args=[identifiant, publie.nom])}


def _publies(identifiant: str) -> "DossiersPublies":
    publies = acces.bibliotheque().dossiers(identifiant)
    if publies is None:
        raise Introuvable(
            f"Les dossiers de l’instantané « {identifiant} » ne sont pas publiés.",
            remede="Publiez-les depuis l’administration, ou choisissez-en un dans la liste des dossiers.",
        )
    return publies


def dossier(request: HttpRequest, identifiant: str, numero: int) -> HttpResponse:
    """The dossier of a fiche, read on the site: the very fragment that was published."""
    publies = _publies(identifiant)
    publie = next((d for d in publies if d.fiche == numero), None)
    chemin = publies.chemin(publie.fragment) if publie else None
    if publie is None or chemin is None:
        raise Introuvable(f"La fiche {numero} n’a pas de dossier dans cet instantané.", remede="Ouvrez la liste.")
    contexte = {
        "chemin": (ACCUEIL, ("Dossiers", reverse("web:dossiers")), (f"Fiche {numero}", "")),
        "titre": publie.titre,
        "fragment": mark_safe(chemin.read_text(encoding="utf-8")),  # noqa: S308 (written and escaped by rendu_html)
        "fichiers": [_fichier(identifiant, f) for f in publie.fichiers],
        "identifiant": identifiant,
        "style": version_du_style(),
    }
    return render(request, "pages/dossier.html", contexte)


def fichier(request: HttpRequest, identifiant: str, nom: str) -> HttpResponse:
    """Download of a published file: only the names of the index."""
    publies = _publies(identifiant)
    chemin = publies.chemin(nom)
    if chemin is None:
        raise Introuvable(f"Le fichier « {nom} » n’a pas été publié.", remede="Ouvrez la liste des dossiers.")
    return envoyer(chemin, f"{identifiant}-{nom}")


@lru_cache(maxsize=1)
def _style() -> tuple[str, str]:
    """Style of the drawings and of the dossiers, from the palette that PDF and ODT use, and its version."""
    from portulan.publication import palette
    from portulan.publication.rendu_html import feuille_de_style

    css = feuille_de_style() + palette.feuille_de_style(".figure__toile")
    return css, hashlib.sha256(css.encode()).hexdigest()[:12]


def version_du_style() -> str:
    """Version of the style, written in its address: it is then kept for long by browsers."""
    return _style()[1]


@cache_control(public=True, max_age=UN_JOUR)
def style(request: HttpRequest) -> HttpResponse:
    """Style of the drawings and of the dossiers, as a file of its own (strict content security policy)."""
    return HttpResponse(_style()[0], content_type="text/css; charset=utf-8")
