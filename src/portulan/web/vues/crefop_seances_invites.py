"""People invited to a meeting without a seat: proposed, agreed by both chairs, noted when they come."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.crefop.seance import invitations
from portulan.crefop.seance.convocation import partie_de
from portulan.crefop.seance.enums import EtatInvite, ModePresence, PassageGenre
from portulan.crefop.seance.invites import REGLE, invites
from portulan.crefop.seance.models import InvitationSeance, SeanceComite
from portulan.crefop.seance.transitions import EN_COURS, POINTS_FINIS
from portulan.socle.erreurs import ErreurUtilisateur, Interdit, Introuvable
from portulan.socle.textes import epurer
from portulan.web.formulaires.crefop_seances import FormulaireInvitationSeance
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_seances_commun import fil_de, peut_sur, trouver
from portulan.web.vues.saisie import enregistrer

INVITES = "Personnes invitées"


def _trouver(seance: SeanceComite, invitation_id: int) -> InvitationSeance:
    trouvee = seance.invitations.select_related("personne", "point").filter(pk=invitation_id).first()
    if trouvee is None:
        raise Introuvable("Cette invitation n’est pas de cette séance.", remede="Rechargez la page des invitations.")
    trouvee.seance = seance
    return trouvee


@reserve("seance", "lire")
def liste(request: HttpRequest, numero: int) -> HttpResponse:
    """Who is invited; for the chairs and the secretariat, what waits for them."""
    seance, qui = trouver(request, numero, "lire"), titulaire(request)
    convie, partie = peut_sur(qui, seance, "convier"), partie_de(qui, seance)
    contexte = {
        "chemin": fil_de(seance, (INVITES, "")),
        "seance": seance,
        "invites": invites(seance, decides=not convie),
        "retirees": seance.invitations.filter(etat=EtatInvite.RETIREE).select_related("personne") if convie else [],
        "convie": convie,
        "ouvrable": seance.etat in invitations.OUVRABLES,
        "enregistre": peut_sur(qui, seance, "preparer"),
        "partie": partie if peut_sur(qui, seance, "convoquer") else None,
        "regle": REGLE,
    }
    return render(request, "pages/crefop/seance_invites.html", contexte)


@reserve("seance", "convier")
def proposer(request: HttpRequest, numero: int) -> HttpResponse:
    """Propose an invitation."""
    seance = trouver(request, numero, "convier")
    points = {str(p.pk): p for p in seance.points.exclude(etat__in=POINTS_FINIS)}
    formulaire = FormulaireInvitationSeance(request.POST or None, points=[(c, str(p)) for c, p in points.items()])
    retour = reverse("web:seance_invites", args=[seance.pk])

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        cles = ("civilite", "prenom", "nom", "qualite", "courriel")
        invitation = invitations.proposer(
            titulaire=titulaire(request),
            seance=seance,
            qui=invitations.Convive(**{c: propre[c] for c in cles}),
            motif=propre["motif"],
            point=points.get(propre["point"]),
        )
        return retour, f"L’invitation de {invitation.personne} attend l’accord des deux présidences."

    contexte = {
        "chemin": fil_de(seance, (INVITES, retour), ("Proposer", "")),
        "titre": "Proposer une invitation",
        "chapeau": "Une personne invitée assiste à la séance sans voix et sans prendre part à la délibération sur les "
        f"avis. Seules les deux présidences, ensemble, invitent ({REGLE}).",
        "bouton_enregistrer": "Proposer l’invitation",
        "retour": retour,
    }
    gabarit = "pages/crefop/seance_saisie.html"
    return enregistrer(request, formulaire=formulaire, gabarit=gabarit, contexte=contexte, ecrire=ecrire)


@require_POST
@reserve("seance", "convier")
def decider(request: HttpRequest, numero: int, invitation_id: int, acte: str) -> HttpResponse:
    """Agree for one's party, record a decision of both, take an invitation back."""
    seance = trouver(request, numero, "convier")
    invitation, qui = _trouver(seance, invitation_id), titulaire(request)
    motif = epurer(request.POST.get("motif", ""))
    try:
        if acte == "accorder":
            apres = invitations.accorder(titulaire=qui, invitation=invitation)
        elif acte == "decision":
            apres = invitations.enregistrer_decision(titulaire=qui, invitation=invitation, decision=motif)
        elif acte == "retirer":
            apres = invitations.retirer(titulaire=qui, invitation=invitation, motif=motif)
        else:
            raise Introuvable("Cet acte n’existe pas.", remede="Rechargez la page des invitations.")
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit | Introuvable):
            raise
        messages.error(request, str(erreur))
    else:
        messages.success(request, f"{invitation.personne} : {_dire(apres)}.")
    return redirect("web:seance_invites", seance.pk)


def _dire(invitation: InvitationSeance) -> str:
    if invitation.etat != EtatInvite.DECIDEE:
        return invitation.get_etat_display()
    if invitation.envoyee_le is None:
        return "l’invitation est décidée, et partira avec la convocation"
    return "l’invitation est décidée" + (
        ", le courriel part" if invitation.canal == "courriel" else " ; sans courriel, elle est à poster"
    )


@require_POST
@reserve("seance", "conduire")
def passage(request: HttpRequest, numero: int, invitation_id: int, acte: str) -> HttpResponse:
    """Note that an invited person enters or leaves, or cancel what was noted last."""
    seance = trouver(request, numero, "conduire")
    invitation, qui = _trouver(seance, invitation_id), titulaire(request)
    try:
        if acte == "annuler":
            fait = invitations.annuler_passage(titulaire=qui, invitation=invitation)
        elif acte in {"entre", "distance", "sort"}:
            fait = invitations.noter_passage(
                titulaire=qui,
                invitation=invitation,
                genre=PassageGenre.SORT if acte == "sort" else PassageGenre.ENTRE,
                mode=ModePresence.DISTANCE if acte == "distance" else ModePresence.SALLE,
            )
        else:
            raise Introuvable("Ce passage n’existe pas.", remede="Rechargez la page de la séance.")
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit | Introuvable):
            raise
        messages.error(request, str(erreur))
    else:
        messages.success(request, "C’est noté." if fait else "Rien à noter : c’était déjà ainsi.")
    return redirect(f"{reverse('web:seance_direct', args=[seance.pk])}#invites")


def invites_en_direct(seance: SeanceComite) -> dict[str, Any]:
    """What the page of the meeting led live shows of them."""
    return {"invites": invites(seance, decides=True), "note_invites": seance.etat in EN_COURS}
