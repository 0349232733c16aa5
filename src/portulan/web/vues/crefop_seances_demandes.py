"""Meetings asked for by the majority of the members: tabled, signed, counted, then convened."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, peut
from portulan.crefop.seance import demandes as operations
from portulan.crefop.seance.models import DemandeSeance
from portulan.socle.erreurs import ErreurUtilisateur, Interdit, Introuvable
from portulan.web.formulaires.crefop_seances import FormulaireDemande
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.crefop_seances_commun import SEANCES, organes
from portulan.web.vues.saisie import enregistrer

DEMANDES = ("Demandes des membres", "/seances/demandes/")
REGLE = "Code du travail, art.\u00a0R.\u00a06123-3-14"


def trouver_demande(demande_id: int) -> DemandeSeance:
    """A request. Raises ``Introuvable``."""
    lues = DemandeSeance.objects.select_related("organe").filter(organe__region=settings.PORTULAN_REGION)
    demande = lues.filter(pk=demande_id).first()
    if demande is None:
        raise Introuvable("Cette demande n’existe pas.", remede="Ouvrez la liste des demandes.")
    return demande


def montrer(demande: DemandeSeance) -> dict[str, Any]:
    """A request, its count, where it stands."""
    compte, seance = operations.compter(demande), operations.convoquee(demande)
    if demande.retiree_le:
        etat = ("retirée", "")
    elif seance is not None:
        etat = ("séance convoquée", "succes")
    elif demande.atteinte_le:
        etat = ("à convoquer", "alerte")
    else:
        etat = ("à signer", "encours")
    return {"demande": demande, "compte": compte, "seance": seance, "etat": etat[0], "genre": etat[1]}


def _sieges(qui: Titulaire) -> list[Any]:
    """Bodies in which this account may ask for a meeting."""
    if not peut(qui, "seance", "demander"):
        return []
    return [o for o in organes() if operations.siege_signataire(qui, o) is not None]


@reserve("seance", "lire")
def demandes(request: HttpRequest) -> HttpResponse:
    """Every request, the latest first."""
    lues = DemandeSeance.objects.filter(organe__in=organes()).select_related("organe")
    contexte = {
        "chemin": (ACCUEIL, SEANCES, ("Demandes des membres", "")),
        "demandes": [montrer(d) for d in lues],
        "peut_demander": bool(_sieges(titulaire(request))),
        "regle": REGLE,
    }
    return render(request, "pages/crefop/seance_demandes.html", contexte)


@reserve("seance", "demander")
def deposer(request: HttpRequest) -> HttpResponse:
    """A new request, signed by who tables it."""
    siens = {str(o.pk): o for o in _sieges(titulaire(request))}
    formulaire = FormulaireDemande(
        request.POST or None, organes=[(c, o.nom) for c, o in siens.items()], initial={"cle": uuid4().hex}
    )

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        demande = operations.deposer(
            titulaire=titulaire(request),
            organe=siens[propre["organe"]],
            points=propre["points"].splitlines(),
            expose=propre["expose"],
            cle=propre["cle"],
        )
        adresse = reverse("web:seance_demande", args=[demande.pk])
        return adresse, f"La demande {demande.numero} est déposée, et vous l’avez signée."

    contexte = {
        "chemin": (ACCUEIL, SEANCES, DEMANDES, ("Déposer", "")),
        "titre": "Demander une séance",
        "chapeau": "Le comité se réunit à la demande de la majorité de ses membres "
        f"({REGLE}). Ce que vous déposez ne change plus : chacun signe ce texte-là.",
        "bouton_enregistrer": "Déposer et signer",
        "retour": reverse("web:seance_demandes"),
    }
    if not siens:
        contexte["vide"] = "Vous n’êtes titulaire d’aucun siège aujourd’hui : seuls les membres demandent une séance."
    gabarit = "pages/crefop/seance_saisie.html"
    return enregistrer(request, formulaire=formulaire, gabarit=gabarit, contexte=contexte, ecrire=ecrire)


@reserve("seance", "lire")
def demande(request: HttpRequest, demande_id: int) -> HttpResponse:
    """A request: its agenda, its signatures, what the majority is, what comes next."""
    lue, qui = trouver_demande(demande_id), titulaire(request)
    mien = operations.siege_signataire(qui, lue.organe) if peut(qui, "seance", "demander") else None
    ouverte = lue.atteinte_le is None and lue.retiree_le is None
    vue = montrer(lue)
    signee = mien is not None and mien[0].pk in {s.siege_id for s in vue["compte"].signees}
    contexte = {
        **vue,
        "chemin": (ACCUEIL, SEANCES, DEMANDES, (lue.numero, "")),
        "mien": mien[0] if mien else None,
        "peut_signer": ouverte and mien is not None and not signee,
        "peut_reprendre": ouverte and signee,
        "peut_retirer": ouverte and lue.auteur == qui.auteur,
        "peut_preparer": peut(qui, "seance", "preparer") and lue.atteinte_le is not None and vue["seance"] is None,
        "preparees": lue.seances.filter(etat="preparee"),
        "manquent": max(vue["compte"].majorite.requis - vue["compte"].nombre, 0),
        "regle": REGLE,
    }
    return render(request, "pages/crefop/seance_demande.html", contexte)


_ACTES = {
    "signer": (operations.signer, "Votre signature est enregistrée."),
    "reprendre": (operations.reprendre_signature, "Votre signature est reprise."),
    "retirer": (operations.retirer, "La demande est retirée."),
}


@require_POST
@reserve("seance", "demander")
def agir(request: HttpRequest, demande_id: int, acte: str) -> HttpResponse:
    """Sign, take one's signature back, withdraw."""
    lue = trouver_demande(demande_id)
    if acte not in _ACTES:
        raise Introuvable("Cet acte n’existe pas.", remede="Rechargez la page de la demande.")
    faire, fait = _ACTES[acte]
    try:
        apres = faire(titulaire=titulaire(request), demande=lue)
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit):
            raise
        messages.error(request, str(erreur))
    else:
        if acte == "signer" and apres.atteinte_le is not None:
            fait = "La majorité des membres a signé : les deux présidences sont prévenues."
        messages.success(request, fait)
    return redirect("web:seance_demande", lue.pk)
