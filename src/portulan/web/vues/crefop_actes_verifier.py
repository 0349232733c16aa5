"""Verify a register on the site: an export sent (nothing of it is kept), or the register as it stands here.

Anyone may ask, and it costs: one verification runs at a time, and what was found here is told again for a minute.
"""

from collections.abc import Iterable
from hashlib import file_digest, sha256
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.crefop.registre.export import lignes
from portulan.crefop.registre.models import PointDeControle, TeteRegistre
from portulan.crefop.registre.verification import Constat, Point, verifier
from portulan.socle.depot import nom_propre
from portulan.web.formulaires.crefop_actes import FormulaireVerification
from portulan.web.vues.commun import parametres
from portulan.web.vues.crefop_actes_liste import CHEMIN, onglets

ENTREES_MAX = 100_000  # beyond, the register of the site is verified from its export
VERROU = "actes-verification"
_VERROU_S = 180  # a verification that died gives its place back
_MEMOIRE_S = 60  # short: what is found must be what the database holds


def verifier_registre(request: HttpRequest) -> HttpResponse:
    """The form, and what a verification found. ``?point=`` fills it from the link of an act."""
    contexte: dict[str, Any] = {"chemin": (*CHEMIN, ("Vérifier", "")), "onglets": onglets("actes_verifier")}
    if request.method != "POST":
        formulaire = FormulaireVerification(initial={"points": parametres(request).get("point", "")[:300]})
        return render(request, "pages/crefop/actes_verifier.html", contexte | {"formulaire": formulaire})
    formulaire = FormulaireVerification(request.POST, request.FILES)
    contexte["formulaire"] = formulaire
    if not formulaire.is_valid():
        return render(request, "pages/crefop/actes_verifier.html", contexte, status=422)
    export, piece = formulaire.cleaned_data["fichier"], formulaire.cleaned_data["piece"]
    if export is None and _trop_long():
        formulaire.add_error("fichier", "Ce registre est trop long pour cette page : téléchargez-le, puis vérifiez-le.")
        return render(request, "pages/crefop/actes_verifier.html", contexte, status=422)
    constat = _constater(export, formulaire.cleaned_data["points"], [_piece(piece)] if piece else [])
    if constat is None:
        formulaire.add_error(None, "Une autre vérification est en cours : réessayez dans une minute.")
        reponse = render(request, "pages/crefop/actes_verifier.html", contexte, status=503)
        reponse["Retry-After"] = "60"
        return reponse
    contexte |= {"constat": constat, "quoi": nom_propre(export.name) if export else "", "detail": _detail(constat)}
    return render(request, "pages/crefop/actes_verifier.html", contexte)


def _constater(export: UploadedFile | None, points: list[Point], pieces: list[tuple[str, str]]) -> Constat | None:
    """What the verification finds; None while another one runs."""
    memoire = "" if export else _memoire(points, pieces)
    connu: Constat | None = cache.get(memoire) if memoire else None
    if connu is not None:
        return connu
    if not cache.add(VERROU, 1, _VERROU_S):
        return None
    try:
        constat = verifier(_lues(export), points, pieces)
    finally:
        cache.delete(VERROU)
    if memoire:
        cache.set(memoire, constat, _MEMOIRE_S)
    return constat


def _memoire(points: list[Point], pieces: list[tuple[str, str]]) -> str:
    tete = TeteRegistre.objects.first()
    demande = repr((tete and tete.empreinte, PointDeControle.objects.count(), points, pieces))
    return f"actes-constat-{sha256(demande.encode()).hexdigest()}"


def _trop_long() -> bool:
    tete = TeteRegistre.objects.first()
    return tete is not None and tete.seq > ENTREES_MAX


def _lues(export: UploadedFile | None) -> Iterable[bytes]:
    if export is None:
        return lignes()
    assert export.file is not None
    export.file.seek(0)
    return export.file


def _piece(piece: UploadedFile) -> tuple[str, str]:
    assert piece.file is not None
    piece.file.seek(0)
    return nom_propre(piece.name or ""), file_digest(piece.file, "sha256").hexdigest()  # type: ignore[arg-type]


def _detail(constat: Constat) -> list[tuple[str, str]]:
    return [
        ("Entrées vérifiées", str(constat.entrees)),
        ("Points de contrôle de l’export", str(constat.points)),
        ("Points imprimés tenus", ", ".join(f"entrée {r}" for r in constat.tenus)),
        ("Fichiers reconnus", ", ".join(f"{e[:12]}… (entrée {r})" for e, r in constat.pieces.items())),
        ("Dernière entrée vérifiée", f"{constat.entrees}:{constat.tete}:{constat.racine}"),
    ]
