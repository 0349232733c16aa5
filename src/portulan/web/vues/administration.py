"""Administration: import a file, freeze, measure, publish. Every act is a job that can be left and found again."""

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.journal.operations import noter
from portulan.socle.chemins import balayer
from portulan.socle.erreurs import Interdit
from portulan.travaux.operations import demander
from portulan.travaux.queries import list_travaux
from portulan.web import acces
from portulan.web.forms import FormulaireGel, FormulaireImport
from portulan.web.identite import envoi_lourd
from portulan.web.reprise import vers_la_connexion
from portulan.web.vues.commun import ACCUEIL

if TYPE_CHECKING:
    from collections.abc import Callable

UN_JOUR = 86_400


def administrateur(vue: "Callable[..., HttpResponse]") -> "Callable[..., HttpResponse]":
    """Only for an account that may act: others sign in, or are told why not."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return vers_la_connexion(request)
        if not request.user.est_administrateur:
            raise Interdit("Votre compte ne permet pas cette action.", remede="Demandez ce droit à un administrateur.")
        return vue(request, *args, **kwargs)

    return gardee


def auteur(request: HttpRequest) -> str:
    """Who acts, as the journal and the jobs write it."""
    return f"compte:{request.user.pk}"


@administrateur
def region(request: HttpRequest) -> HttpResponse:
    """What can be done, what is running, what is ready."""
    contexte = {
        "chemin": (ACCUEIL, ("Administrer", "")),
        "formulaire": FormulaireGel(),
        "chargements": acces.entrepot().courants(),
        "manifestes": [
            {
                "manifeste": m,
                "diagnostic": acces.bibliotheque().a_un_diagnostic(m.identifiant),
                "dossiers": acces.bibliotheque().dossiers(m.identifiant) is not None,
            }
            for m in acces.manifestes()[:8]
        ],
        "travaux": list_travaux()[:5],
        "demonstration": acces.maison().est_demonstration,
    }
    return render(request, "pages/administration.html", contexte)


def _sources() -> list[tuple[str, str]]:
    from portulan.sources.catalogue import CONNECTEURS

    return [(c.code, c.libelle) for c in CONNECTEURS]


def envoi(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: what was posted, even when it is empty; nothing on a first visit."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@envoi_lourd("installation", "agir")
@administrateur
def importer(request: HttpRequest) -> HttpResponse:
    """Send a file or an address: a job reads it, and reports every refused row."""
    formulaire = FormulaireImport(*envoi(request), sources=_sources())
    if request.method == "POST" and formulaire.is_valid():
        propre = formulaire.cleaned_data
        parametres = {"source": propre["source"], "ecarter": propre["ecarter"]}
        if propre["fichier"]:
            depose = deposer(propre["fichier"])
            parametres |= {"origine": str(depose), "nom": depose.name}
        else:
            parametres |= {"origine": propre["adresse"], "nom": ""}
        nom = parametres["nom"] or parametres["origine"]
        return lancer(request, "importer", f"Importer {nom}"[:200], parametres)
    statut = 422 if formulaire.errors else 200
    contexte = {
        "chemin": (ACCUEIL, ("Administrer", reverse("web:region")), ("Importer un fichier", "")),
        "formulaire": formulaire,
        "sources": _sources(),
    }
    return render(request, "pages/importer.html", contexte, status=statut)


def deposer(fichier: UploadedFile) -> Path:
    """Keep an upload in a folder of its own, under a name without surprise; sweep those left for a day."""
    salle = acces.maison().racine / "televersements"
    balayer(salle, "*", UN_JOUR)
    dossier = salle / uuid4().hex
    dossier.mkdir(parents=True)
    nom = "".join(c if c.isalnum() or c in "._- " else "_" for c in Path(fichier.name or "fichier").name)[-120:]
    cible = dossier / (nom.strip(". ") or "fichier")
    with cible.open("wb") as sortie:
        for morceau in fichier.chunks():
            sortie.write(morceau)
    return cible


def lancer(request: HttpRequest, genre: str, libelle: str, parametres: dict[str, Any]) -> HttpResponse:
    """Queue a job in the name of the account, write it in the journal, show it."""
    travail, nouveau = demander(genre=genre, libelle=libelle, parametres=parametres, demande_par=auteur(request))
    if nouveau:
        noter(f"travail.{genre}", auteur=auteur(request), objet_type="travail", objet_id=travail.pk)
    else:
        messages.info(request, "Ce travail était déjà demandé : voici où il en est.")
    return redirect("web:travail", travail.pk)


@require_POST
@administrateur
def geler(request: HttpRequest) -> HttpResponse:
    """Freeze what is loaded."""
    formulaire = FormulaireGel(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "La date de référence n’est pas une date : choisissez-la dans le calendrier.")
        return redirect("web:region")
    jour = formulaire.cleaned_data["date_reference"]
    parametres = {
        "region": settings.PORTULAN_REGION,
        "date_reference": jour.isoformat() if jour else "",
        "provisoire": formulaire.cleaned_data["provisoire"],
    }
    return lancer(request, "geler", f"Figer la région {settings.PORTULAN_REGION}", parametres)


@require_POST
@administrateur
def construire(request: HttpRequest) -> HttpResponse:
    """Freeze, measure and publish in one job."""
    code = settings.PORTULAN_REGION
    return lancer(request, "construire", f"Figer, diagnostiquer et publier la région {code}", {"region": code})


@require_POST
@administrateur
def diagnostiquer(request: HttpRequest, identifiant: str) -> HttpResponse:
    """Measure a snapshot."""
    acces.manifeste(identifiant)
    return lancer(request, "diagnostiquer", f"Diagnostiquer {identifiant}", {"instantane": identifiant})


@require_POST
@administrateur
def publier(request: HttpRequest, identifiant: str) -> HttpResponse:
    """Render the dossiers of a snapshot."""
    acces.manifeste(identifiant)
    return lancer(request, "publier", f"Publier les dossiers de {identifiant}", {"instantane": identifiant})
