"""The meeting as the secretariat leads it: attendance by seat, quorum, items. Every act is a POST."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portulan.crefop.composition.models import Personne
from portulan.crefop.composition.queries import SiegeOccupe
from portulan.crefop.seance import operations
from portulan.crefop.seance.enums import EtatSeance
from portulan.crefop.seance.models import EvenementPresence, PointOrdre, SeanceComite
from portulan.crefop.seance.presences import annuler_evenement, encoder
from portulan.crefop.seance.queries import evenements_vus, presents_au
from portulan.crefop.seance.tableau import EtatSiege, lire_sieges
from portulan.crefop.seance.transitions import EN_COURS, POINT_PAR_NOM, POINTS_FINIS, possibles, possibles_du_point
from portulan.socle.erreurs import ErreurUtilisateur, Interdit, Introuvable
from portulan.socle.textes import epurer
from portulan.web.formulaires.crefop_seances import EVENEMENTS, FormulairePresences
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_seances_commun import fil_de, points_montres, sieges_tenus, trouver, trouver_point
from portulan.web.vues.crefop_seances_invites import invites_en_direct
from portulan.web.vues.crefop_seances_projection import comptes_de

_DERNIERS = 15


@reserve("seance", "conduire")
def direct(request: HttpRequest, numero: int) -> HttpResponse:
    """Attendance, quorum and items of a meeting; what is posted is an event for one or several seats."""
    seance = trouver(request, numero, "conduire")
    tenus = sieges_tenus(seance)
    formulaire = _formulaire(request, seance, tenus)
    if request.method != "POST":
        return _montrer(request, seance, tenus, formulaire)
    if not formulaire.is_valid():
        return _montrer(request, seance, tenus, formulaire, statut=422)
    propre = formulaire.cleaned_data
    siege, _, acte = request.POST.get("un", "").partition(":")
    seul = siege.isdecimal() and acte in EVENEMENTS
    _, genre, rang, mode = EVENEMENTS[acte if seul else propre["evenement"]]
    choisis = [int(siege)] if seul else [int(s) for s in propre["sieges"]]
    if not choisis:
        formulaire.add_error("sieges", "Cochez au moins un siège.")
        return _montrer(request, seance, tenus, formulaire, statut=422)
    try:
        ecrits = encoder(
            titulaire=titulaire(request),
            seance=seance,
            genre=genre,
            sieges=choisis,
            rang=rang,
            mode=mode,
            quand=formulaire.quand,
            point=seance.points.filter(pk=propre["point"] or 0).first(),
            motif=propre["motif"],
        )
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit):
            raise
        formulaire.add_error(None, str(erreur))
        return _montrer(request, seance, tenus, formulaire, statut=erreur.code_http)
    _dire(request, len(ecrits), len(choisis))
    return redirect(f"{reverse('web:seance_direct', args=[seance.pk])}#siege-{choisis[-1]}")


def _formulaire(request: HttpRequest, seance: SeanceComite, tenus: list[SiegeOccupe]) -> FormulairePresences:
    ouverts = [(str(p.pk), str(p)) for p in seance.points.exclude(etat__in=POINTS_FINIS)]
    sieges = [(str(t.siege.pk), t.siege.libelle) for t in tenus]
    donnees = None
    if request.method == "POST":
        donnees = request.POST.copy()
        donnees.setdefault("evenement", "entre")
    return FormulairePresences(donnees, points=ouverts, sieges=sieges)


def _dire(request: HttpRequest, ecrits: int, demandes: int) -> None:
    if not ecrits:
        messages.info(request, "Rien à noter : c’était déjà ainsi.")
        return
    mots = "1\u00a0évènement noté" if ecrits == 1 else f"{ecrits}\u00a0évènements notés"
    deja = demandes - ecrits
    messages.success(request, f"{mots}." + (f" {deja} déjà notés." if deja > 1 else " 1 déjà noté." if deja else ""))


def _montrer(
    request: HttpRequest,
    seance: SeanceComite,
    tenus: list[SiegeOccupe],
    formulaire: FormulairePresences,
    *,
    statut: int = 200,
) -> HttpResponse:
    points = points_montres(seance, pieces=False)
    for p in points:
        p["etapes"] = possibles_du_point(p["point"].etat, p["point"].genre) if seance.etat in EN_COURS else ()
        p["constat"] = p["point"].constats.order_by("-pk").first()
    contexte = {
        "chemin": fil_de(seance, ("En direct", "")),
        "seance": seance,
        "en_cours": seance.etat in EN_COURS,
        "ouverte": seance.etat in {EtatSeance.OUVERTE, EtatSeance.SUSPENDUE},
        "etapes": [t for t in possibles(seance.etat) if t.verbe == "conduire"],
        "constat": seance.constats.filter(point__isnull=True).order_by("-pk").first(),
        "comptes": comptes_de(seance),
        "points": points,
        "colleges": _colleges(seance, tenus, set(formulaire["sieges"].value() or [])),
        "evenements": _derniers(seance),
        "formulaire": formulaire,
        "mandats": seance.mandats.count(),
        "maintenant": timezone.localtime(),
        **invites_en_direct(seance),
    }
    return render(request, "pages/crefop/seance_direct.html", contexte, status=statut)


def _colleges(seance: SeanceComite, tenus: list[SiegeOccupe], coches: set[str]) -> list[dict[str, Any]]:
    etats = lire_sieges(evenements_vus(seance))
    la = {p.siege.siege: p for p in presents_au(seance)}
    lignes = [_ligne(t, etats.get(t.siege.pk, EtatSiege()), la.get(t.siege.pk), coches) for t in tenus]
    groupes = groupby(lignes, key=lambda x: x["college"])
    vus = [(college, list(sieges)) for college, sieges in groupes]
    return [
        {
            "college": college,
            "sieges": sieges,
            "la": sum(s["la"] is not None for s in sieges),
            "total": len(sieges),
        }
        for college, sieges in vus
    ]


def _ligne(tenu: SiegeOccupe, etat: EtatSiege, present: Any, coches: set[str]) -> dict[str, Any]:
    dedans = [(p, etat.dedans[p.pk]) for _, p in tenu.occupants if p.pk in etat.dedans]
    titulaire_la = tenu.titulaire is not None and tenu.titulaire.pk in etat.dedans
    return {
        "siege": tenu.siege,
        "college": tenu.siege.college,
        "titulaire": tenu.titulaire,
        "suppleant": tenu.suppleants[0] if tenu.suppleants else None,
        "vacant": tenu.vacant,
        "deliberatif": tenu.deliberatif,
        "dedans": [(str(p), mode == "distance") for p, mode in dedans],
        "la": present,
        "porteur": next((str(p) for _, p in tenu.occupants if present and p.pk == present.porteur), ""),
        "par_mandat": bool(present and present.par_mandat),
        "excuse": etat.excuse and not dedans,
        "deports": len(etat.deports),
        "titulaire_la": titulaire_la,
        "suppleant_la": any(p.pk in etat.dedans for p in tenu.suppleants),
        "coche": str(tenu.siege.pk) in coches,
    }


def _derniers(seance: SeanceComite) -> list[dict[str, Any]]:
    """Latest events; the last one that stands at each seat may be cancelled."""
    lus = list(seance.presences.select_related("siege", "point", "annule").order_by("-quand", "-pk"))
    annules = {e.annule_id for e in lus if e.annule_id}
    vus: set[int] = set()
    sorties = []
    noms = Personne.objects.in_bulk({e.personne_id for e in lus[:_DERNIERS]})
    for e in lus:
        debout = e.annule_id is None and e.pk not in annules
        annulable = debout and e.siege_id not in vus
        if debout:
            vus.add(e.siege_id)
        if len(sorties) < _DERNIERS:
            sorties.append(
                {
                    "evenement": e,
                    "personne": str(noms[e.personne_id]),
                    "annulable": annulable,
                    "annule": e.pk in annules,
                    "annulation": e.annule_id is not None,
                }
            )
    return sorties


@require_POST
@reserve("seance", "conduire")
def annuler(request: HttpRequest, numero: int, evenement_id: int) -> HttpResponse:
    """Cancel an event noted by mistake."""
    seance = trouver(request, numero, "conduire")
    evenement = EvenementPresence.objects.filter(seance=seance, pk=evenement_id).first()
    if evenement is None:
        raise Introuvable("Cet évènement n’est pas de cette séance.", remede="Rechargez la page.")
    return _faire(
        request,
        seance,
        lambda: annuler_evenement(
            titulaire=titulaire(request), evenement=evenement, motif=epurer(request.POST.get("motif", ""))
        ),
        "L’évènement est annulé ; il reste au journal.",
        "evenements",
    )


@require_POST
@reserve("seance", "conduire")
def quorum(request: HttpRequest, numero: int) -> HttpResponse:
    """State the quorum now, for the meeting or for one item."""
    seance = trouver(request, numero, "conduire")
    choisi = request.POST.get("point", "")
    point = PointOrdre.objects.filter(seance=seance, pk=int(choisi)).first() if choisi.isdecimal() else None
    return _faire(
        request,
        seance,
        lambda: operations.constater_quorum(titulaire=titulaire(request), seance=seance, point=point),
        "Le quorum est constaté.",
        "quorum" if point is None else f"point-{point.pk}",
    )


@require_POST
@reserve("seance", "conduire")
def etape_du_point(request: HttpRequest, numero: int, point_id: int, etape: str) -> HttpResponse:
    """Call an item, close it, adjourn it, take it off."""
    seance = trouver(request, numero, "conduire")
    point = trouver_point(seance, point_id)
    transition = POINT_PAR_NOM.get(etape)
    if transition is None or not transition.acte:
        raise Introuvable("Cette étape n’existe pas.", remede="Rechargez la page.")
    motif = epurer(request.POST.get("motif", ""))[:300]
    return _faire(
        request,
        seance,
        lambda: operations.passer_point(titulaire=titulaire(request), point=point, etape=etape, motif=motif),
        f"{point} : {transition.fait.lower()}.",
        f"point-{point.pk}",
    )


def _faire(request: HttpRequest, seance: SeanceComite, acte: Any, fait: str, ancre: str) -> HttpResponse:
    """Do an act and come back where it was asked; a refusal is said on the page."""
    try:
        acte()
    except ErreurUtilisateur as erreur:
        if isinstance(erreur, Interdit):
            raise
        messages.error(request, str(erreur))
    else:
        messages.success(request, fait)
    return redirect(f"{reverse('web:seance_direct', args=[seance.pk])}#{ancre}")
