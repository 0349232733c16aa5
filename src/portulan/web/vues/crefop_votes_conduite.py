"""The secretariat's side of a vote: prepare, open, follow, close, count, proclaim, cancel, answer contestations."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portulan.crefop.scrutin.cloture import annuler, clore, depouiller, proclamer
from portulan.crefop.scrutin.enums import EtatScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Contestation, Scrutin
from portulan.crefop.scrutin.preparation import ouvrir, preparer
from portulan.crefop.scrutin.queries import avancement
from portulan.crefop.scrutin.transitions import PAR_NOM
from portulan.crefop.scrutin.vote import repondre
from portulan.crefop.seance.enums import EtatPoint, EtatProposition, EtatSeance
from portulan.crefop.seance.models import PointOrdre
from portulan.socle.erreurs import DonneeInvalide, Impossible, Introuvable
from portulan.web.formulaires.crefop_votes import FormulairePreparation
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import entier_recu
from portulan.web.vues.crefop_votes_commun import GENRES, fil_du_point, ligne_recue, trouver, trouver_point

_DEBAT = (EtatPoint.EN_DEBAT, EtatPoint.AU_VOTE)


@reserve("scrutin", "conduire")
def point(request: HttpRequest, point: int) -> HttpResponse:
    """The live page of an item: what is to be voted, in which order, and every ballot so far."""
    return _page(request, trouver_point(point))


def _page(
    request: HttpRequest,
    vu: PointOrdre,
    *,
    formulaire: FormulairePreparation | None = None,
    refus: Impossible | None = None,
    statut: int = 200,
) -> HttpResponse:
    def proposer(objet: ObjetScrutin, proposition: int | None = None) -> FormulairePreparation:
        """What was just sent comes back in its place, as it was typed."""
        renvoye = formulaire is not None and (formulaire.objet, formulaire.proposition) == (objet, proposition)
        return formulaire if formulaire and renvoye else FormulairePreparation(objet=objet, proposition=proposition)

    scrutins = list(vu.scrutins.select_related("proposition", "resultat"))
    vivants = {s.proposition_id: s for s in scrutins if s.proposition_id and s.etat != EtatScrutin.ANNULE}
    propositions = [
        {
            "proposition": p,
            "scrutin": vivants.get(p.pk),
            "a_voter": p.etat == EtatProposition.RECEVABLE and p.pk not in vivants,
            "formulaire": proposer(ObjetScrutin.PROPOSITION, p.pk),
        }
        for p in vu.propositions.all()
    ]
    attendues = [p["proposition"] for p in propositions if p["proposition"].etat in {"deposee", "recevable"}]
    final = ObjetScrutin.PROCES_VERBAL if vu.genre == "approbation_pv" else ObjetScrutin.ENSEMBLE
    conclu = next((s for s in scrutins if s.objet == final and s.etat != EtatScrutin.ANNULE), None)
    contexte = {
        "chemin": fil_du_point(request, vu),
        "point": vu,
        "propositions": propositions,
        "attendues": attendues,
        "conclusion": conclu,
        "final": proposer(final),
        "procedure": proposer(ObjetScrutin.PROCEDURE),
        "refus": refus,
        "en_debat": vu.etat in _DEBAT and vu.seance.etat == EtatSeance.OUVERTE,
        "preparable": vu.etat in _DEBAT,
        "scrutins": [(s, GENRES[EtatScrutin(s.etat)]) for s in scrutins],
        "explications": vu.explications.select_related("siege"),
    }
    return render(request, "pages/crefop/scrutin_point.html", contexte, status=statut)


@require_POST
@reserve("scrutin", "conduire")
def preparation(request: HttpRequest, point: int) -> HttpResponse:
    """Prepare a ballot, and open it when asked in the same gesture."""
    vu = trouver_point(point)
    objet = request.POST.get("objet", "")
    if objet not in ObjetScrutin.values:
        raise DonneeInvalide("Rien n’est mis aux voix.", remede="Rechargez la page du point.")
    proposition = vu.propositions.filter(pk=entier_recu(request.POST.get("proposition"))).first()
    formulaire = FormulairePreparation(
        request.POST, objet=ObjetScrutin(objet), proposition=proposition.pk if proposition else None
    )
    if not formulaire.is_valid():
        return _page(request, vu, formulaire=formulaire, statut=422)
    try:
        with transaction.atomic():  # one gesture: what cannot be opened is not left prepared
            scrutin = preparer(
                titulaire=titulaire(request),
                point=vu,
                objet=objet,
                mode=formulaire.cleaned_data["mode"],
                intitule=formulaire.cleaned_data.get("intitule", ""),
                proposition=proposition,
                demandeurs=formulaire.cleaned_data["demandeurs"] or 0,
            )
            if "ouvrir" in request.POST:
                return _ouvrir(request, scrutin)
    except Impossible as refus:
        vu.refresh_from_db()
        return _page(request, vu, formulaire=formulaire, refus=refus, statut=refus.code_http)
    messages.success(request, f"« {scrutin.intitule} » est prêt à être ouvert.")
    return redirect("web:scrutin", scrutin.pk)


def _ouvrir(request: HttpRequest, scrutin: Scrutin) -> HttpResponse:
    ouvert = ouvrir(titulaire=titulaire(request), scrutin=scrutin)
    messages.success(request, f"Le scrutin est ouvert : {ouvert.electeurs.count()} sièges peuvent voter.")
    return redirect("web:scrutin_saisir" if ouvert.mode == "main_levee" else "web:scrutin", ouvert.pk)


@require_POST
@reserve("scrutin", "conduire")
def etape(request: HttpRequest, numero: int, etape: str) -> HttpResponse:
    """Take a step; closing counts in the same gesture."""
    scrutin, qui = trouver(request, numero), titulaire(request)
    if etape not in PAR_NOM:
        raise Introuvable("Cette étape n’existe pas.", remede="Rechargez la page du scrutin.")
    if etape == "ouvrir":
        return _ouvrir(request, scrutin)
    if etape == "annuler":
        annuler(titulaire=qui, scrutin=scrutin, motif=ligne_recue(request, "motif"))
    elif etape == "proclamer":
        proclamer(titulaire=qui, scrutin=scrutin)
    else:
        if etape == "clore":
            clore(titulaire=qui, scrutin=scrutin)
        depouiller(titulaire=qui, scrutin=scrutin)
    messages.success(request, f"{PAR_NOM[etape].fait}.")
    return redirect("web:scrutin", numero)


@reserve("scrutin", "conduire")
def avancement_du_vote(request: HttpRequest, numero: int) -> HttpResponse:
    """Fragment: how many seats have voted. No form is ever in it."""
    scrutin = trouver(request, numero)
    return render(
        request,
        "morceaux/scrutin_avancement.html",
        {"scrutin": scrutin, "avancement": avancement(scrutin)},
        status=200 if scrutin.etat == EtatScrutin.OUVERT else 286,
    )


@require_POST
@reserve("scrutin", "conduire")
def reponse(request: HttpRequest, numero: int, electeur: int) -> HttpResponse:
    """Answer a contestation."""
    scrutin = trouver(request, numero)
    contestation = Contestation.objects.filter(electeur=electeur, electeur__scrutin=scrutin).first()
    if contestation is None:
        raise Introuvable("Cette contestation n’existe pas.", remede="Rechargez la page du scrutin.")
    repondre(titulaire=titulaire(request), contestation=contestation, reponse=ligne_recue(request, "reponse"))
    messages.success(request, "La réponse est enregistrée ; le membre la lit.")
    return redirect("web:scrutin", numero)
