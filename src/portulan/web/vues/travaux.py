"""Jobs: the list, one with its progress, its report, and what can be done next."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from portulan.journal.operations import noter
from portulan.socle.source import Refus
from portulan.travaux.models import Etat, Travail
from portulan.travaux.operations import annuler as annuler_travail
from portulan.travaux.operations import relancer as relancer_travail
from portulan.travaux.queries import get_travail, list_travaux
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge_travail, rendre
from portulan.web.vues.administration import administrateur, auteur, lancer
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.sources import liste_refus

ARRET_DU_SUIVI = 286  # htmx stops polling
MONTRES = 500


@administrateur
def travaux(request: HttpRequest) -> HttpResponse:
    """Jobs, newest first."""
    liste = Liste(
        parametres(request),
        list(list_travaux()[:MONTRES]),
        (
            Colonne(
                "libelle",
                "Travail",
                lambda t: t.libelle,
                lambda t: t.libelle,
                entete=True,
                lien=lambda t: reverse("web:travail", args=[t.pk]),
            ),
            Colonne(
                "etat",
                "État",
                lambda t: rendre(badge_travail, t.etat, t.get_etat_display()),
                lambda t: t.etat,
                lambda t: t.get_etat_display(),
            ),
            Colonne(
                "avancement",
                "Avancement",
                lambda t: f"{t.pourcentage}\u202f%",
                lambda t: t.fraction,
                lambda t: t.pourcentage,
                nombre=True,
            ),
            Colonne("cree", "Demandé le", lambda t: _heure(t.cree_le), lambda t: t.cree_le),
            Colonne("termine", "Terminé le", lambda t: _heure(t.termine_le), lambda t: t.termine_le),
        ),
        legende="Travaux",
        texte=lambda t: t.libelle,
        filtres=(Filtre("etat", "État", Etat.choices, lambda t, v: t.etat == v),),
        tri="-cree",
        fichier="travaux",
        noms=("travail", "travaux"),
        libelle_recherche="Chercher un travail",
        vide="Aucun travail. Importez un fichier ou figez des données depuis l’administration.",
    )
    if request.GET.get("format") == "csv":
        return liste.csv()
    chemin = (ACCUEIL, ("Administrer", reverse("web:region")), ("Travaux", ""))
    return render(request, "pages/travaux.html", {"chemin": chemin, "liste": liste})


def _heure(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y H:i") if moment else "–"


@administrateur
def travail(request: HttpRequest, identifiant: int) -> HttpResponse:
    """A job: its progress while it runs, its report when it is over."""
    demande = get_travail(identifiant)
    liste = _rapport(request, demande)
    if liste and request.GET.get("format") == "csv":
        return liste.csv()
    contexte = {
        "chemin": (
            ACCUEIL,
            ("Administrer", reverse("web:region")),
            ("Travaux", reverse("web:travaux")),
            (demande.libelle, ""),
        ),
        "travail": demande,
        "liste": liste,
        **_suites(demande),
    }
    return render(request, "pages/travail.html", contexte)


@administrateur
def avancement(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Fragment of the progress; 286 stops the polling, and the page is reloaded for the report."""
    demande = get_travail(identifiant)
    reponse = render(request, "pages/travail_avancement.html", {"travail": demande})
    if not demande.actif:
        reponse.status_code = ARRET_DU_SUIVI
        reponse["HX-Refresh"] = "true"
    return reponse


def _rapport(request: HttpRequest, demande: Travail) -> Liste | None:
    refus = demande.resultat.get("refus")
    if not refus:
        return None
    return liste_refus(request, tuple(Refus(**r) for r in refus), f"rapport-import-{demande.pk}")


def _suites(demande: Travail) -> dict[str, Any]:
    resultat = demande.resultat
    return {
        "peut_ecarter": demande.genre == "importer" and resultat.get("charge") is False and bool(resultat.get("refus")),
        "instantane": resultat.get("instantane", ""),
        "refus_total": resultat.get("refus_total", 0),
        "refus_gardes": len(resultat.get("refus", ())),
    }


@require_POST
@administrateur
def annuler(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Stop a job."""
    annuler_travail(travail_id=identifiant)
    noter("travail.annuler", auteur=auteur(request), objet_type="travail", objet_id=identifiant)
    messages.success(request, "L’arrêt est demandé : le travail s’interrompt à sa prochaine étape.")
    return redirect("web:travail", identifiant)


@require_POST
@administrateur
def relancer(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Try a job again."""
    relance = relancer_travail(travail_id=identifiant)
    noter("travail.relancer", auteur=auteur(request), objet_type="travail", objet_id=relance.pk)
    return redirect("web:travail", relance.pk)


@require_POST
@administrateur
def ecarter(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Import the same file without the rows that were refused."""
    refuse = get_travail(identifiant)
    if not _suites(refuse)["peut_ecarter"]:
        messages.error(request, "Ce travail n’attend pas de décision sur des lignes refusées.")
        return redirect("web:travail", identifiant)
    libelle = f"{refuse.libelle} sans les lignes refusées"[:200]
    return lancer(request, "importer", libelle, {**refuse.parametres, "ecarter": True})
