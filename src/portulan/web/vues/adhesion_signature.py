"""Signing: the text of the commitment, the version of the norms and its digest, then the other party."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portulan.socle.erreurs import Impossible, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.cahier import (
    Cahier,
    cahier_a_signer,
    cahier_signe,
    engagement_organisation,
    engagement_region,
)
from portulan.terrain.adhesion.droits import exiger_role
from portulan.terrain.adhesion.enums import Etat, EtatSite, Partie
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.operations import signer as signer_adhesion
from portulan.terrain.adhesion.regles import SIGNEES
from portulan.terrain.adhesion.suivi import montrer
from portulan.terrain.adhesion.transitions import PAR_NOM
from portulan.terrain.charte.queries import cahiers_arretes
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.adhesion import FormulaireSignature
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import page
from portulan.web.vues.adhesion_commun import fil_de, trouver


@reserve("adhesion", "signer")
def signer(request: HttpRequest, numero: int) -> HttpResponse:
    """Sign for one's party."""
    adhesion = trouver(request, numero)
    qui = titulaire(request)
    partie = _partie(adhesion, signee=request.method == "POST")
    # Reading the text and filling the form need no code: the operation asks for it, and nothing typed is lost
    exiger_role(replace(qui, verifie=True), adhesion, PAR_NOM[f"signer_{partie}"])
    cahier = _cahier(adhesion, partie)
    texte = _texte(adhesion, partie, cahier)
    if request.method != "POST":
        depart: dict[str, Any] = {"version": adhesion.version, "textes": cahier.cle}
        if partie is Partie.ORGANISATION:
            depart |= {"nom": adhesion.candidature.representant, "qualite": adhesion.candidature.qualite}
        else:
            depart |= {"nom": request.user.nom}
        return _montrer(request, adhesion, partie, cahier, FormulaireSignature(initial=depart, texte=texte))
    formulaire = FormulaireSignature(request.POST, texte=texte)
    if not formulaire.is_valid():
        return _montrer(request, adhesion, partie, cahier, formulaire)
    propre = formulaire.cleaned_data
    if propre["textes"] != cahier.cle:
        raise Impossible(
            "Le cahier des charges ou le référentiel a changé depuis l’ouverture de cette page.",
            remede="Rouvrez la page de signature : elle montre la version en vigueur.",
        )
    try:
        signer_adhesion(
            titulaire=qui,
            adhesion=adhesion,
            partie=partie,
            version=propre["version"],
            nom=propre["nom"],
            qualite=propre["qualite"],
            cahier=cahier,
            texte=texte,
        )
    except VersionDepassee as refus:
        # What is signed may have changed: the commitment is read and ticked again
        vu = confronter(formulaire, refus, propre | {"engagement": False})
        formulaire.data.pop("engagement")
        return _montrer(request, adhesion, partie, cahier, formulaire, conflit=vu)
    messages.success(request, PAR_NOM[f"signer_{partie}"].fait + ".")
    return redirect("web:adhesion", adhesion.pk)


def _partie(adhesion: Adhesion, *, signee: bool) -> Partie:
    """Whose turn it is; a form sent twice is that of the party that has just signed."""
    if adhesion.etat in {Etat.RECONNUE, Etat.A_SIGNER}:
        return Partie.ORGANISATION
    if adhesion.etat == Etat.CONTRESEING or (signee and adhesion.etat in SIGNEES):
        return Partie.REGION
    raise Impossible(
        f"Cette adhésion est dans l’état « {adhesion.get_etat_display()} » : il n’y a rien à signer.",
        remede="La page de suivi dit ce qui est attendu.",
    )


def _cahier(adhesion: Adhesion, partie: Partie) -> Cahier:
    """The texts in force for the first to sign; those it signed for the second."""
    courant = cahier_a_signer(adhesion.region, aujourdhui())
    if partie is Partie.REGION:
        premiere = adhesion.signatures.filter(partie=Partie.ORGANISATION).first()
        if premiere is not None:
            return cahier_signe(premiere, courant.titre)
    return courant


def _page_du_cahier(adhesion: Adhesion, cahier: Cahier) -> int | None:
    """Key of the version that holds the text to sign, for a link to read it."""
    return next((v.pk for v in cahiers_arretes(adhesion.region) if v.empreinte == cahier.empreinte), None)


def _texte(adhesion: Adhesion, partie: Partie, cahier: Cahier) -> str:
    if partie is Partie.REGION:
        return engagement_region(adhesion.organisation.nom, cahier)
    nombre = adhesion.sites.filter(etat=EtatSite.PROPOSE).count()
    return engagement_organisation(adhesion.organisation.nom, cahier, nombre)


def _montrer(
    request: HttpRequest,
    adhesion: Adhesion,
    partie: Partie,
    cahier: Cahier,
    formulaire: FormulaireSignature,
    *,
    conflit: Opposition | None = None,
) -> HttpResponse:
    contexte = {
        "chemin": fil_de(adhesion, ("Signer", "")),
        "adhesion": adhesion,
        "vue": montrer(adhesion, aujourdhui()),
        "partie": partie,
        "cahier": cahier,
        "cahier_pk": _page_du_cahier(adhesion, cahier),
        "formulaire": formulaire,
        "conflit": conflit,
        "sites": adhesion.sites.filter(etat=EtatSite.PROPOSE).select_related("structure"),
        "signatures": adhesion.signatures.all(),
    }
    return page(request, "pages/adhesion_signer.html", contexte)
