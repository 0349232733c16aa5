"""The agenda being prepared: items, their order, their documents."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.crefop.seance import annonces, pieces, preparation
from portulan.crefop.seance.convocation import manques
from portulan.crefop.seance.enums import EtatSeance, GenrePoint
from portulan.crefop.seance.models import SeanceComite
from portulan.socle.erreurs import Impossible, Introuvable
from portulan.web.formulaires.crefop_seances import FormulairePieceSeance, FormulairePoint
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.crefop_seances_commun import (
    dire_delai,
    duree_totale,
    fil_de,
    points_montres,
    trouver,
    trouver_point,
)
from portulan.web.vues.saisie import enregistrer

_SAISIE = "pages/crefop/seance_saisie.html"
_SUR_SAISINE = (GenrePoint.AVIS, GenrePoint.INFORMATION)
_TITRES = {
    GenrePoint.AVIS: "Inscrire un avis",
    GenrePoint.INFORMATION: "Inscrire une information",
    GenrePoint.APPROBATION_PV: "Inscrire l’approbation d’un procès-verbal",
    GenrePoint.DIVERS: "Inscrire une question diverse",
}


@reserve("seance", "preparer")
def ordre(request: HttpRequest, numero: int) -> HttpResponse:
    """The agenda, item by item: move up or down, change, add, attach."""
    seance = trouver(request, numero, "preparer")
    points = points_montres(seance, pieces=True)
    contexte = {
        "chemin": fil_de(seance, ("Ordre du jour", "")),
        "seance": seance,
        "preparee": seance.etat == EtatSeance.PREPAREE,
        "points": points,
        "dernier": len(points),
        "duree": duree_totale(seance),
        "generales": seance.pieces.filter(point__isnull=True),
        "manques": manques(seance) if seance.etat == EtatSeance.PREPAREE else [],
        "delai": dire_delai(seance),
        "genres": [(g.value, _TITRES[g]) for g in GenrePoint],
        "a_inscrire": preparation.saisines_a_inscrire(seance),
        "a_annoncer": sum(map(len, annonces.a_annoncer(seance))),
        "attente": int(annonces.ATTENTE.total_seconds() // 60),
        "oublies": _oublies(seance, points),
    }
    return render(request, "pages/crefop/seance_ordre.html", contexte)


def _oublies(seance: SeanceComite, points: list[dict[str, Any]]) -> list[str]:
    """Items that the members asked for and that no item of the agenda is called after."""
    inscrits = {p["point"].titre.casefold() for p in points}
    return [p for p in seance.demande.points if p.casefold() not in inscrits] if seance.demande else []


@require_POST
@reserve("seance", "preparer")
def annoncer(request: HttpRequest, numero: int) -> HttpResponse:
    """Tell the members now of what was added since the convocation."""
    seance = trouver(request, numero, "preparer")
    try:
        annonces.annoncer(titulaire=titulaire(request), seance=seance)
    except Impossible as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "Un courriel part aux membres convoqués, avec tout ce qui vient d’être ajouté.")
    return redirect("web:seance_ordre", seance.pk)


@reserve("seance", "preparer")
def ajouter(request: HttpRequest, numero: int, genre: str) -> HttpResponse:
    """A new item."""
    seance = trouver(request, numero, "preparer")
    if genre not in GenrePoint.values:
        raise Introuvable("Cette nature de point n’existe pas.", remede="Revenez à l’ordre du jour.")
    quoi = GenrePoint(genre)
    saisines = {str(s.pk): s for s in preparation.saisines_a_inscrire(seance)} if quoi in _SUR_SAISINE else None
    tenues = _tenues(seance) if quoi is GenrePoint.APPROBATION_PV else None
    inscrites = None if saisines is None else [(c, f"{s.numero}, {s.titre}") for c, s in saisines.items()]
    initial: dict[str, Any] = {}
    if quoi is GenrePoint.AVIS and saisines:
        premiere = saisines.get(request.GET.get("saisine", "")) or next(iter(saisines.values()))
        initial = {"saisine": str(premiere.pk), "titre": f"Avis sur : {premiere.titre}"}
    elif tenues:
        initial = {"titre": f"Approbation du procès-verbal de la séance {next(iter(tenues.values())).numero}"}
    formulaire = FormulairePoint(
        request.POST or None,
        initial=initial,
        saisines=inscrites if inscrites or quoi is GenrePoint.AVIS else None,
        seances=None if tenues is None else [(c, str(s)) for c, s in tenues.items()],
        avis=quoi is GenrePoint.AVIS,
    )

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        point = preparation.ajouter_point(
            titulaire=titulaire(request),
            seance=seance,
            genre=genre,
            titre=propre["titre"],
            saisine=(saisines or {}).get(propre.get("saisine", "")),
            seance_pv=(tenues or {}).get(propre.get("seance_pv", "")),
            duree=propre["duree"],
            huis_clos=propre["huis_clos"],
            derogation=propre.get("derogation", ""),
        )
        fait = "ajouté après la convocation : il est dit tardif." if point.ajoute else "à l’ordre du jour."
        return _vers(seance, point.pk), f"« {point.titre} » est {fait}"

    contexte = _contexte(seance, _TITRES[quoi])
    if quoi is GenrePoint.AVIS and not saisines:
        contexte["vide"] = "Aucune saisine n’a de dossier figé en attente d’une séance. Figez d’abord un dossier."
    elif tenues == {}:
        contexte["vide"] = "Aucune séance de cet organe n’est close : il n’y a pas de procès-verbal à approuver."
    return enregistrer(request, formulaire=formulaire, gabarit=_SAISIE, contexte=contexte, ecrire=ecrire)


def _tenues(seance: SeanceComite) -> dict[str, SeanceComite]:
    finies = SeanceComite.objects.filter(organe=seance.organe, etat__in=(EtatSeance.CLOSE, EtatSeance.CARENCE))
    return {str(s.pk): s for s in finies.select_related("organe")}


def _contexte(seance: SeanceComite, titre: str) -> dict[str, Any]:
    tardif = seance.etat != EtatSeance.PREPAREE
    return {
        "chemin": fil_de(seance, ("Ordre du jour", reverse("web:seance_ordre", args=[seance.pk])), (titre, "")),
        "titre": titre,
        "chapeau": "La convocation est partie : ce que vous ajoutez sera dit tardif, aux membres et au procès-verbal."
        if tardif
        else f"Séance {seance.numero}.",
        "bouton_enregistrer": "Enregistrer",
        "retour": reverse("web:seance_ordre", args=[seance.pk]),
    }


def _vers(seance: SeanceComite, point_id: int) -> str:
    return f"{reverse('web:seance_ordre', args=[seance.pk])}#point-{point_id}"


@reserve("seance", "preparer")
def modifier(request: HttpRequest, numero: int, point_id: int) -> HttpResponse:
    """An item, before the convocation."""
    seance = trouver(request, numero, "preparer")
    point = trouver_point(seance, point_id)
    initial = {
        "titre": point.titre,
        "duree": point.duree,
        "huis_clos": point.huis_clos,
        "derogation": point.derogation,
    }
    formulaire = FormulairePoint(request.POST or None, initial=initial, avis=point.genre == GenrePoint.AVIS)

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        preparation.modifier_point(
            titulaire=titulaire(request),
            point=point,
            titre=propre["titre"],
            duree=propre["duree"],
            huis_clos=propre["huis_clos"],
            derogation=propre.get("derogation", ""),
        )
        return _vers(seance, point.pk), "Le point est enregistré."

    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit=_SAISIE,
        contexte=_contexte(seance, f"Modifier le point {point.rang}"),
        ecrire=ecrire,
    )


@require_POST
@reserve("seance", "preparer")
def deplacer(request: HttpRequest, numero: int, point_id: int) -> HttpResponse:
    """One place up or down; the button that was pressed keeps the focus."""
    seance = trouver(request, numero, "preparer")
    vers = "haut" if request.POST.get("vers") == "haut" else "bas"
    preparation.deplacer_point(titulaire=titulaire(request), point=trouver_point(seance, point_id), vers=vers)
    return redirect(f"{reverse('web:seance_ordre', args=[seance.pk])}#{vers}-{point_id}")


@require_POST
@reserve("seance", "preparer")
def supprimer(request: HttpRequest, numero: int, point_id: int) -> HttpResponse:
    """Take an item off; asked twice, it is off once."""
    seance = trouver(request, numero, "preparer")
    point = seance.points.filter(pk=point_id).first()
    if point is not None:
        preparation.supprimer_point(titulaire=titulaire(request), point=point)
        messages.success(request, f"« {point.titre} » n’est plus à l’ordre du jour.")
    return redirect("web:seance_ordre", seance.pk)


@reserve("seance", "preparer")
def joindre(request: HttpRequest, numero: int) -> HttpResponse:
    """A document."""
    seance = trouver(request, numero, "preparer")
    points = {str(p.pk): p for p in seance.points.all()}
    formulaire = FormulairePieceSeance(
        request.POST or None,
        request.FILES or None,
        points=[(c, str(p)) for c, p in points.items()],
        initial={"point": request.GET.get("point", "")},
    )

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        fichier = propre["fichier"]
        piece = pieces.deposer_piece(
            titulaire=titulaire(request),
            seance=seance,
            point=points.get(propre["point"]),
            titre=propre["titre"],
            nom=fichier.name,
            morceaux=fichier.chunks(),
        )
        suite = " Elle est dite tardive." if piece.tardive else ""
        return _vers(seance, piece.point_id or 0), f"« {piece.titre} » est jointe.{suite}"

    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit=_SAISIE,
        contexte=_contexte(seance, "Joindre une pièce"),
        ecrire=ecrire,
    )


@require_POST
@reserve("seance", "preparer")
def retirer(request: HttpRequest, numero: int, piece_id: int) -> HttpResponse:
    """Take a document off; asked twice, it is off once."""
    seance = trouver(request, numero, "preparer")
    piece = seance.pieces.filter(pk=piece_id).first()
    if piece is not None:
        pieces.retirer_piece(titulaire=titulaire(request), piece=piece)
        messages.success(request, f"« {piece.titre} » n’est plus jointe.")
    return redirect("web:seance_ordre", seance.pk)
