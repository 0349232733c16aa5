"""Minutes after the draft: corrections, approval, rectifications, documents."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.crefop.avis import operations_pv
from portulan.crefop.avis.enums import EtatPV
from portulan.crefop.avis.models import ProcesVerbal
from portulan.crefop.avis.pv import numero_pv
from portulan.publication.actes import diffuser_pv, fichier_publie
from portulan.socle.erreurs import Introuvable
from portulan.web import acces
from portulan.web.formulaires.crefop_avis import (
    FormulaireCorrection,
    FormulaireDecision,
    FormulaireRectification,
)
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import entier_recu
from portulan.web.telechargement import envoyer
from portulan.web.vues.crefop_avis_pv import chemin, onglets, trouver
from portulan.web.vues.saisie import enregistrer


@reserve("pv", "corriger")
def corriger(request: HttpRequest, pv: str) -> HttpResponse:
    """A member asks a correction."""
    trouve = trouver(request, pv, "corriger")
    version = operations_pv.derniere(trouve)
    passages = [(p.cle, p.titre) for p in operations_pv.acte_de(version).passages]
    formulaire = FormulaireCorrection(
        request.POST or None, initial={"passage": request.GET.get("passage", "")}, passages=passages
    )
    contexte = {
        "chemin": chemin(trouve, "Demander une correction"),
        "pv": trouve,
        "numero": numero_pv(trouve.seance),
        "onglets": onglets(request, trouve, "pv_corriger"),
        "ouvert": trouve.etat == EtatPV.SOUMIS,
        "passages": operations_pv.acte_de(version).passages,
    }
    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit="pages/crefop/pv_corriger.html",
        contexte=contexte,
        ecrire=lambda propre: _demander(request, trouve, propre),
    )


def _demander(request: HttpRequest, pv: ProcesVerbal, propre: dict[str, Any]) -> tuple[str, str]:
    operations_pv.demander_correction(
        titulaire=titulaire(request),
        pv=pv,
        passage=propre["passage"],
        ancien=propre["ancien"],
        propose=propre["propose"],
    )
    return reverse("web:pv", args=[pv.seance.numero]), "Votre demande est enregistrée ; le secrétariat y répondra."


@require_POST
@reserve("pv", "rediger")
def decider(request: HttpRequest, pv: str, correction: int) -> HttpResponse:
    """Accept a correction, or refuse it with a reason."""
    trouve = trouver(request, pv, "rediger")
    demandee = trouve.corrections.filter(pk=correction).first()
    if demandee is None:
        raise Introuvable("Cette correction n’existe pas.", remede="Rechargez la page du procès-verbal.")
    formulaire = FormulaireDecision(request.POST, prefix=f"c{demandee.pk}")
    if formulaire.is_valid():
        accepter = formulaire.cleaned_data["decision"] == "accepter"
        operations_pv.decider_correction(
            titulaire=titulaire(request), correction=demandee, accepter=accepter, motif=formulaire.cleaned_data["motif"]
        )
        messages.success(request, f"La correction est {demandee.get_etat_display()}.")
    else:
        messages.error(request, "Choisissez d’accepter ou de refuser ; un motif tient en 300 caractères.")
    return redirect("web:pv", pv)


@require_POST
@reserve("pv", "rediger")
def approuver(request: HttpRequest, pv: str) -> HttpResponse:
    """Record the approval voted at a later meeting."""
    trouve = trouver(request, pv, "rediger")
    voulu = entier_recu(request.POST.get("point"))
    point = next((p for p in operations_pv.points_d_approbation(trouve) if p.pk == voulu), None)
    if point is None and trouve.approuve_a_id != voulu:
        raise Introuvable(
            "Aucun vote n’approuve ce procès-verbal à ce point.", remede="Proclamez le vote d’une séance postérieure."
        )
    if point is not None:
        operations_pv.approuver(titulaire=titulaire(request), pv=trouve, point=point)
    messages.success(request, "Le procès-verbal est approuvé. Les deux présidences peuvent le signer.")
    return redirect("web:pv", pv)


@reserve("pv", "rediger")
def rectifier(request: HttpRequest, pv: str) -> HttpResponse:
    """Rectify a fact of approved minutes by an entry; the original is kept."""
    trouve = trouver(request, pv, "rediger")
    contexte = {
        "chemin": chemin(trouve, "Rectifier"),
        "pv": trouve,
        "numero": numero_pv(trouve.seance),
        "onglets": onglets(request, trouve, "pv_rectifier"),
        "rectifications": trouve.rectifications.order_by("pk"),
        "ouvert": trouve.etat in {EtatPV.APPROUVE, EtatPV.SIGNE},
    }
    return enregistrer(
        request,
        formulaire=FormulaireRectification(request.POST or None),
        gabarit="pages/crefop/pv_rectifier.html",
        contexte=contexte,
        ecrire=lambda propre: _rectifier(request, trouve, propre),
    )


def _rectifier(request: HttpRequest, pv: ProcesVerbal, propre: dict[str, Any]) -> tuple[str, str]:
    operations_pv.rectifier(titulaire=titulaire(request), pv=pv, texte=propre["texte"])
    return reverse("web:pv", args=[pv.seance.numero]), "La rectification est inscrite ; l’original est gardé."


@require_POST
@reserve("pv", "rediger")
def diffuser(request: HttpRequest, pv: str) -> HttpResponse:
    """Write the documents of signed minutes."""
    trouve = trouver(request, pv, "rediger")
    diffuser_pv(titulaire=titulaire(request), pv=trouve, maison=acces.maison())
    messages.success(request, "Les documents du procès-verbal sont écrits.")
    return redirect("web:pv", pv)


@reserve("pv", "voir")
def fichier(request: HttpRequest, pv: str, fichier: str) -> HttpResponse:
    """A document of the minutes, for those who may read them."""
    trouve = trouver(request, pv)
    publication = trouve.publications.order_by("-pk").first()
    if publication is None:
        raise Introuvable("Les documents ne sont pas encore écrits.", remede="Le procès-verbal se lit sur sa page.")
    return envoyer(fichier_publie(publication, fichier, acces.maison()), fichier)
