"""The member's side of a vote, on a phone first: ballots open now, one choice, a confirmation, a receipt."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.crefop.composition.queries import sieges_du_compte
from portulan.crefop.scrutin.droits import scrutins
from portulan.crefop.scrutin.enums import Choix, EtatScrutin, ModeScrutin
from portulan.crefop.scrutin.explications import dernier_jour, expliquer, refus
from portulan.crefop.scrutin.models import Electeur
from portulan.crefop.scrutin.queries import a_voter, entrees_du_registre, mes_electeurs
from portulan.crefop.scrutin.vote import contester, mes_choix, voter
from portulan.socle.erreurs import Impossible, Interdit, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.web.formulaires.crefop_votes import FormulaireExplication
from portulan.web.identite import reserve, titulaire
from portulan.web.saisie import entier_recu, jeton, jeton_recu
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.crefop_votes_commun import (
    CHOIX,
    GENRES,
    SCRUTINS,
    fil_de,
    fil_du_point,
    ligne_recue,
    texte_mis_aux_voix,
    trouver,
    trouver_point,
)

_DERNIERS = 30


@reserve("scrutin", "voir")
def scrutins_ouverts(request: HttpRequest) -> HttpResponse:
    """Ballots that wait for me, then the others that I may see, latest first."""
    qui = titulaire(request)
    lus = scrutins(qui).select_related("point__seance").order_by("-pk")
    contexte = {
        "chemin": (ACCUEIL, (SCRUTINS[0], "")),
        "a_voter": list(a_voter(qui)),
        "ouverts": [(s, GENRES[EtatScrutin(s.etat)]) for s in lus.filter(etat=EtatScrutin.OUVERT)],
        "autres": [(s, GENRES[EtatScrutin(s.etat)]) for s in lus.exclude(etat=EtatScrutin.OUVERT)[:_DERNIERS]],
        "membre": peut(qui, "scrutin", "voter"),
    }
    return render(request, "pages/crefop/scrutins.html", contexte)


@reserve("scrutin", "voter")
def bulletin(request: HttpRequest, numero: int) -> HttpResponse:
    """The ballot: one seat at a time; a choice, what it says in full, then the confirmation that casts it."""
    scrutin, qui = trouver(request, numero), titulaire(request)
    siens = list(mes_electeurs(qui, scrutin).select_related("personne"))
    if not siens:
        raise Interdit("Vous ne portez la voix d’aucun siège dans ce scrutin.", remede="Voyez la liste des scrutins.")
    electeur = next((e for e in siens if e.siege_id == entier_recu(request.POST.get("siege"))), None)
    choix = request.POST.get("choix", "")
    contexte: dict[str, Any] = {
        "chemin": fil_de(request, scrutin, ("Voter", "")),
        "scrutin": scrutin,
        "mise": texte_mis_aux_voix(scrutin),
        "restants": [e for e in siens if not e.a_vote],
        "votes": [e for e in siens if e.a_vote],
        "choix": CHOIX,
        "secret": scrutin.mode == ModeScrutin.SECRET,
        "votable": scrutin.etat == EtatScrutin.OUVERT and scrutin.mode != ModeScrutin.MAIN_LEVEE,
    }
    if request.method != "POST" or electeur is None or choix not in Choix.values or "revenir" in request.POST:
        return render(request, "pages/crefop/scrutin_voter.html", contexte)
    if "confirmer" not in request.POST:
        contexte |= {"electeur": electeur, "dit": (choix, Choix(choix).label), "cle": jeton()}
        return render(request, "pages/crefop/scrutin_confirmer.html", contexte)
    recu = voter(titulaire=qui, scrutin=scrutin, siege=electeur.siege_id, choix=choix, cle=jeton_recu(request))
    messages.success(request, f"Votre vote est dans l’urne pour « {recu.siege} ».")
    reste = mes_electeurs(qui, scrutin).filter(a_vote=False).exists()
    return redirect("web:scrutin_voter", numero) if reste else redirect("web:scrutin_recepisses")


@reserve("scrutin", "voter")
def recepisses(request: HttpRequest) -> HttpResponse:
    """My receipts: what was received for the seats I carry, and what it said unless the vote was secret."""
    qui = titulaire(request)
    lus = list(
        Electeur.objects.filter(compte=qui.compte, a_vote=True)
        .select_related("scrutin__point__seance")
        .order_by("-scrutin__ouvert_le", "rang")[:200]
    )
    dits, entrees = mes_choix(qui, lus), entrees_du_registre({e.scrutin_id for e in lus})
    contexte = {
        "chemin": (ACCUEIL, SCRUTINS, ("Mes votes", "")),
        "lignes": [(e, Choix(dits[e.pk]).label if e.pk in dits else "", entrees.get(e.recepisse)) for e in lus],
    }
    return render(request, "pages/crefop/scrutin_recepisses.html", contexte)


@require_POST
@reserve("scrutin", "voir")
def contestation(request: HttpRequest, numero: int) -> HttpResponse:
    """Contest what was entered for one of my seats."""
    scrutin = trouver(request, numero)
    siege = entier_recu(request.POST.get("siege"))
    if siege is None:
        raise Introuvable("Aucun siège n’est désigné.", remede="Rechargez la page du scrutin.")
    contester(titulaire=titulaire(request), scrutin=scrutin, siege=siege, motif=ligne_recue(request, "motif"))
    messages.success(request, "Votre contestation est enregistrée : rien n’est proclamé avant une réponse.")
    return redirect("web:scrutin", numero)


@reserve("scrutin", "expliquer")
def explication(request: HttpRequest, point: int) -> HttpResponse:
    """Put an explanation of vote or a disagreement on record."""
    vu, qui = trouver_point(point), titulaire(request)
    jour = timezone.localdate(vu.seance.prevue_le)
    siens = [
        o.siege for o in sieges_du_compte(qui.compte or 0, jour) if o.siege.college.organe_id == vu.seance.organe_id
    ]
    if not siens:
        raise Interdit("Vous ne tenez aucun siège dans cet organe.", remede="Seuls ses membres déposent un texte.")
    if empechement := refus(vu, aujourdhui()):
        raise Impossible(empechement, remede="Demandez que votre remarque soit au procès-verbal de la séance.")
    formulaire = FormulaireExplication(request.POST or None, sieges=[(s.pk, s.libelle) for s in siens])
    if request.method == "POST" and formulaire.is_valid():
        expliquer(titulaire=qui, point=vu, **formulaire.cleaned_data)
        messages.success(request, "Votre texte est enregistré tel quel : il sera joint à l’avis et au procès-verbal.")
        dernier = vu.scrutins.order_by("-rang").first()
        return redirect("web:scrutin", dernier.pk) if dernier else redirect("web:scrutins")
    contexte = {
        "chemin": fil_du_point(request, vu, ("Expliquer mon vote", "")),
        "point": vu,
        "formulaire": formulaire,
        "jusqu_au": dernier_jour(vu),
        "siennes": vu.explications.filter(siege__in=siens),
    }
    return render(request, "pages/crefop/scrutin_expliquer.html", contexte, status=422 if formulaire.errors else 200)
