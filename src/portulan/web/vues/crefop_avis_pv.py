"""Minutes: the list, drawing them from a meeting, reading them, their versions compared word by word."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.crefop.avis import operations_pv
from portulan.crefop.avis.corrections import texte_du_passage
from portulan.crefop.avis.droits import pv_lisibles
from portulan.crefop.avis.enums import EtatCorrection, EtatPV
from portulan.crefop.avis.models import ProcesVerbal
from portulan.crefop.avis.pv import dossier_pv, numero_pv
from portulan.crefop.avis.queries import sceau_pv, seances_sans_pv
from portulan.crefop.seance.models import SeanceComite
from portulan.publication.acte_pv import composer_pv
from portulan.publication.atelier import Atelier
from portulan.publication.rendu_html import rendre_fragment
from portulan.socle.erreurs import Interdit, Introuvable
from portulan.socle.region import charger_region
from portulan.terrain.charte.comparaison import comparer_textes
from portulan.web.formulaires.crefop_avis import FormulaireDecision
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import entier_recu
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.crefop_avis_publication import fichiers_de
from portulan.web.vues.dossiers import version_du_style

LISTE = ("Procès-verbaux", "/proces-verbaux/")


def trouver(request: HttpRequest, seance: str, verbe: str = "voir") -> ProcesVerbal:
    """Minutes of a meeting (by its number) on which this person may do this. Raises ``Introuvable``, ``Interdit``."""
    qui = titulaire(request)
    pv = pv_lisibles(qui).filter(seance__numero=seance).first()
    if pv is None:
        raise Introuvable("Ce procès-verbal n’existe pas.", remede="Ouvrez la liste des procès-verbaux.")
    if verbe != "voir" and not pv_lisibles(qui, verbe).filter(pk=pv.pk).exists():
        raise Interdit("Votre rôle ne permet pas cet acte sur ce procès-verbal.", remede="Vous pouvez le lire.")
    return pv


def onglets(request: HttpRequest, pv: ProcesVerbal, courant: str) -> list[tuple[str, str, bool]]:
    """Pages of minutes that this person may open."""
    qui = titulaire(request)
    entrees = [
        ("Lire", "pv", True),
        ("Versions", "pv_versions", True),
        ("Demander une correction", "pv_corriger", peut(qui, "pv", "corriger") and pv.etat == EtatPV.SOUMIS),
        ("Signer", "pv_signature", peut(qui, "pv", "signer") and pv.etat in {EtatPV.APPROUVE, EtatPV.SIGNE}),
        ("Rectifier", "pv_rectifier", peut(qui, "pv", "rediger") and pv.etat in {EtatPV.APPROUVE, EtatPV.SIGNE}),
    ]
    numero = pv.seance.numero
    return [(nom, reverse(f"web:{vue}", args=[numero]), vue == courant) for nom, vue, offerte in entrees if offerte]


def chemin(pv: ProcesVerbal, page: str) -> tuple[tuple[str, str], ...]:
    """Breadcrumb of the pages of minutes."""
    ici = reverse("web:pv", args=[pv.seance.numero]) if page else ""
    fil = (ACCUEIL, LISTE, (numero_pv(pv.seance), ici))
    return (*fil, (page, "")) if page else fil


@reserve("pv", "voir")
def proces_verbaux(request: HttpRequest) -> HttpResponse:
    """Minutes, newest first; meetings that have none."""
    qui = titulaire(request)
    contexte = {
        "chemin": (ACCUEIL, ("Procès-verbaux", "")),
        "pvs": pv_lisibles(qui).order_by("-seance__prevue_le", "-pk"),
        "seances": seances_sans_pv() if peut(qui, "pv", "rediger") else [],
    }
    return render(request, "pages/crefop/pvs.html", contexte)


@require_POST
@reserve("pv", "rediger")
def etablir(request: HttpRequest, seance: int) -> HttpResponse:
    """Draw the minutes from the events; while a draft, again when something changed."""
    trouvee = SeanceComite.objects.select_related("organe").filter(pk=seance).first()
    if trouvee is None:
        raise Introuvable("Cette séance n’existe pas.", remede="Ouvrez la liste des procès-verbaux.")
    pv = operations_pv.etablir(titulaire=titulaire(request), seance=trouvee)
    version = operations_pv.derniere(pv)
    messages.success(request, f"Le procès-verbal est établi (version {version.numero}).")
    return redirect("web:pv", pv.seance.numero)


@reserve("pv", "voir")
def proces_verbal(request: HttpRequest, pv: str) -> HttpResponse:
    """Minutes as their documents say them, with what is expected next."""
    trouve = trouver(request, pv)
    qui = titulaire(request)
    version = operations_pv.derniere(trouve)
    acte = operations_pv.acte_de(version)
    publication = trouve.publications.order_by("-pk").select_related("point_de_controle").first()
    sceau = None
    if trouve.etat in {EtatPV.APPROUVE, EtatPV.SIGNE}:
        point, quand = (publication.point_de_controle, publication.publie_le) if publication else (None, None)
        sceau = sceau_pv(trouve, point, quand)
    document = composer_pv(acte, charger_region(acte.region), sceau)
    titres = {p.cle: p.titre for p in acte.passages}
    dossier = dossier_pv(trouve.seance, trouve.rectifications.count())
    contexte = {
        "chemin": chemin(trouve, ""),
        "pv": trouve,
        "numero": numero_pv(trouve.seance),
        "version": version,
        "onglets": onglets(request, trouve, "pv"),
        "fragment": mark_safe(rendre_fragment(document, Atelier())),  # noqa: S308 (written and escaped by rendu_html)
        "style": version_du_style(),
        "corrections": [
            {"c": c, "titre": titres.get(c.passage, c.passage), "formulaire": FormulaireDecision(prefix=f"c{c.pk}")}
            for c in trouve.corrections.all()
        ],
        "attente": trouve.corrections.filter(etat=EtatCorrection.PROPOSEE).count(),
        "points": operations_pv.points_d_approbation(trouve) if trouve.etat == EtatPV.SOUMIS else [],
        "signatures": trouve.signatures.all(),
        "fichiers": fichiers_de(publication, "pv_fichier", trouve.seance.numero),
        "a_produire": trouve.etat == EtatPV.SIGNE and not trouve.publications.filter(dossier=dossier).exists(),
        "peut_rediger": peut(qui, "pv", "rediger"),
    }
    return render(request, "pages/crefop/pv.html", contexte)


@require_POST
@reserve("pv", "rediger")
def soumettre(request: HttpRequest, pv: str) -> HttpResponse:
    """Open the minutes to corrections."""
    trouve = operations_pv.soumettre(titulaire=titulaire(request), pv=trouver(request, pv, "rediger"))
    messages.success(request, "Les membres peuvent demander des corrections.")
    return redirect("web:pv", trouve.seance.numero)


@reserve("pv", "voir")
def versions(request: HttpRequest, pv: str) -> HttpResponse:
    """Versions, and two of them compared word by word (the last two unless others are chosen)."""
    trouve = trouver(request, pv)
    toutes = list(trouve.versions.order_by("-numero"))
    par_numero = {v.numero: v for v in toutes}
    apres = par_numero.get(entier_recu(request.GET.get("apres")) or 0, toutes[0])
    avant = par_numero.get(entier_recu(request.GET.get("avant")) or 0, toutes[1] if len(toutes) > 1 else toutes[0])
    contexte: dict[str, Any] = {
        "chemin": chemin(trouve, "Versions"),
        "pv": trouve,
        "onglets": onglets(request, trouve, "pv_versions"),
        "versions": toutes,
        "avant": avant,
        "apres": apres,
        "passages": _comparer(avant, apres) if avant != apres else [],
    }
    return render(request, "pages/crefop/pv_versions.html", contexte)


def _comparer(avant: Any, apres: Any) -> list[dict[str, Any]]:
    """Passages that differ, in the order of the newer version."""
    anciens, nouveaux = (operations_pv.acte_de(v).passages for v in (avant, apres))
    par_cle = {p.cle: p for p in anciens}
    compares = []
    for cle in dict.fromkeys((*(p.cle for p in nouveaux), *par_cle)):
        gauche, droite = par_cle.get(cle), next((p for p in nouveaux if p.cle == cle), None)
        textes = [texte_du_passage(p) if p else "" for p in (gauche, droite)]
        if textes[0] != textes[1]:
            titre = (droite or gauche).titre  # type: ignore[union-attr]
            compares.append({"titre": titre, "segments": comparer_textes(textes[0], textes[1])})
    return compares
