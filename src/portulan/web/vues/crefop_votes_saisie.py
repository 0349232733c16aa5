"""Entering a show of hands: everybody, then colleges, then exceptions; totals before anything is written."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portulan.crefop.scrutin.enums import Canal, Choix, EtatScrutin, ModeScrutin
from portulan.crefop.scrutin.models import Electeur, Scrutin
from portulan.crefop.scrutin.vote import encoder
from portulan.socle.erreurs import Impossible
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_votes_commun import CHOIX, fil_de, trouver

AUCUN = "aucun"
_TOUS = [*CHOIX, (AUCUN, "Sans vote")]


@reserve("scrutin", "conduire")
def saisir(request: HttpRequest, numero: int) -> HttpResponse:
    """The form; what it adds up to; then the ballots, once confirmed."""
    scrutin = trouver(request, numero)
    if scrutin.etat != EtatScrutin.OUVERT or scrutin.mode == ModeScrutin.SECRET:
        raise Impossible("Ce scrutin ne se saisit pas.", remede="Seul un scrutin ouvert, non secret, se saisit.")
    electeurs = list(scrutin.electeurs.select_related("personne"))
    dits = _choisis(request, electeurs)
    if request.method != "POST" or "corriger" in request.POST:
        return _formulaire(request, scrutin, electeurs)
    if "confirmer" not in request.POST:
        return _apercu(request, scrutin, electeurs, dits)
    nombre = encoder(titulaire=titulaire(request), scrutin=scrutin, choix={e.siege_id: c for e, c in dits})
    messages.success(request, f"Votes saisis : {nombre}. Chaque membre concerné les voit et peut les contester.")
    return redirect("web:scrutin", scrutin.pk)


def _choisis(request: HttpRequest, electeurs: list[Electeur]) -> list[tuple[Electeur, str]]:
    """What each seat said: its own line, else its college's, else everybody's. Those who voted themselves are out."""
    dits = []
    for e in electeurs:
        lus = (request.POST.get(n, "") for n in (f"siege-{e.pk}", f"college-{e.college}", "tous"))
        choix = next((c for c in lus if c), "")
        if choix in Choix.values and e.canal != Canal.APPAREIL:
            dits.append((e, choix))
    return dits


def _formulaire(request: HttpRequest, scrutin: Scrutin, electeurs: list[Electeur]) -> HttpResponse:
    contexte = {
        "chemin": fil_de(request, scrutin, ("Saisir les votes", "")),
        "scrutin": scrutin,
        "choix": _TOUS,
        "tous": request.POST.get("tous", Choix.POUR.value),
        "colleges": [
            {
                "code": membres[0].college,
                "libelle": membres[0].college_libelle,
                "valeur": request.POST.get(f"college-{membres[0].college}", ""),
                "sieges": [{"electeur": e, "valeur": request.POST.get(f"siege-{e.pk}", "")} for e in membres],
            }
            for membres in _par_college(electeurs)
        ],
    }
    return render(request, "pages/crefop/scrutin_saisir.html", contexte)


def _apercu(
    request: HttpRequest, scrutin: Scrutin, electeurs: list[Electeur], dits: list[tuple[Electeur, str]]
) -> HttpResponse:
    choisis = {e.pk: c for e, c in dits}
    deja = [e for e in electeurs if e.a_vote]
    lignes = [
        {"libelle": membres[0].college_libelle, **_compter(membres, choisis)} for membres in _par_college(electeurs)
    ]
    voix = Counter[str]()
    for e, choix in dits:
        voix[choix] += e.poids
    majoritaire = max(voix, key=lambda c: voix[c], default="")
    contexte = {
        "chemin": fil_de(request, scrutin, ("Vérifier la saisie", "")),
        "scrutin": scrutin,
        "lignes": lignes,
        "total": _compter(electeurs, choisis),
        "voix": [(c.label, voix[c.value]) for c in Choix],
        "pondere": any(e.poids != 1 for e in electeurs),
        "exceptions": [(e, Choix(c).label) for e, c in dits if c != majoritaire],
        "majoritaire": Choix(majoritaire).label if majoritaire else "",
        "muets": [e for e in electeurs if e.pk not in choisis and not e.a_vote],
        "deja": deja,
        "champs": [(n, v) for n, v in request.POST.items() if n == "tous" or n.startswith(("college-", "siege-"))],
    }
    return render(request, "pages/crefop/scrutin_verifier.html", contexte, status=200 if dits else 422)


def _compter(membres: list[Electeur], choisis: dict[int, str]) -> dict[str, Any]:
    compte = Counter(choisis[e.pk] for e in membres if e.pk in choisis)
    cases = [(c.label.capitalize(), compte[c.value]) for c in Choix]
    return {"cases": cases, "reste": sum(e.pk not in choisis for e in membres), "sieges": len(membres)}


def _par_college(electeurs: list[Electeur]) -> list[list[Electeur]]:
    colleges: dict[str, list[Electeur]] = {}
    for e in electeurs:
        colleges.setdefault(e.college, []).append(e)
    return list(colleges.values())
