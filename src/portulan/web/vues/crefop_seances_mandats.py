"""Mandates of a meeting: a member gives one for its own seat, the secretariat enters those that come on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portulan.crefop.seance.droits import sieges_a_confier
from portulan.crefop.seance.enums import EtatMandat
from portulan.crefop.seance.mandats import donner_mandat, revoquer_mandat
from portulan.crefop.seance.models import SeanceComite
from portulan.crefop.seance.queries import jeu_de, presents_au
from portulan.crefop.seance.transitions import EN_COURS
from portulan.socle.erreurs import Introuvable
from portulan.web.formulaires.crefop_seances import FormulaireMandat
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_seances_commun import dire_regles, fil_de, nom_du_siege, sieges_tenus, trouver

_GENRES = {EtatMandat.ACCEPTE: "succes", EtatMandat.REFUSE: "alerte"}


@reserve("seance", "mandater")
def mandats(request: HttpRequest, numero: int) -> HttpResponse:
    """Mandates received, and the form to give one."""
    qui = titulaire(request)
    seance = trouver(request, numero, "lire")
    tenus = [t for t in sieges_tenus(seance) if t.deliberatif]
    miens = set(sieges_a_confier(qui, seance).values_list("pk", flat=True))
    sieges = {str(t.siege.pk): t.siege for t in tenus}
    choix = [(str(t.siege.pk), nom_du_siege(t)) for t in tenus]
    formulaire = FormulaireMandat(
        request.POST or None,
        mandants=[(c, nom) for c, nom in choix if int(c) in miens],
        mandataires=choix,
    )
    if request.method == "POST" and formulaire.is_valid():
        propre = formulaire.cleaned_data
        mandat = donner_mandat(
            titulaire=qui,
            seance=seance,
            mandant=sieges[propre["mandant"]],
            mandataire=sieges[propre["mandataire"]],
        )
        if mandat.etat == EtatMandat.REFUSE:
            messages.warning(request, f"Le mandat est refusé, et gardé avec son motif : {mandat.motif}")
        else:
            messages.success(request, "Le mandat est accepté.")
        return redirect("web:seance_mandats", seance.pk)
    contexte = {
        "chemin": fil_de(seance, ("Mandats", "")),
        "seance": seance,
        "formulaire": formulaire if seance.etat in EN_COURS and miens else None,
        "mandats": _recus(seance, miens),
        "regles": dire_regles(jeu_de(seance), "mandat."),
    }
    return render(request, "pages/crefop/seance_mandats.html", contexte, status=422 if formulaire.errors else 200)


def _recus(seance: SeanceComite, miens: set[int]) -> list[dict[str, object]]:
    portes = {p.siege.siege for p in presents_au(seance) if p.par_mandat}
    lus = seance.mandats.select_related("mandant", "mandataire").order_by("recu_le", "pk")
    return [
        {
            "mandat": m,
            "genre": _GENRES.get(EtatMandat(m.etat), "attention"),
            "compte": m.etat == EtatMandat.ACCEPTE and m.mandant_id in portes,
            "revocable": m.etat == EtatMandat.ACCEPTE and m.mandant_id in miens and seance.etat in EN_COURS,
        }
        for m in lus
    ]


@require_POST
@reserve("seance", "mandater")
def revoquer(request: HttpRequest, numero: int, mandat_id: int) -> HttpResponse:
    """Take back a mandate."""
    seance = trouver(request, numero, "lire")
    mandat = seance.mandats.select_related("mandant", "seance").filter(pk=mandat_id).first()
    if mandat is None:
        raise Introuvable("Ce mandat n’est pas de cette séance.", remede="Rechargez la page.")
    revoquer_mandat(titulaire=titulaire(request), mandat=mandat)
    messages.success(request, "Le mandat est révoqué.")
    return redirect("web:seance_mandats", seance.pk)
