"""Search over questions, indicators and places."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.socle.territoire import Niveau
from portulan.socle.textes import normaliser
from portulan.web import acces
from portulan.web.vues.commun import ACCUEIL, lien_territoire, parametres

MAXIMUM = 30


def recherche(request: HttpRequest) -> HttpResponse:
    """Everything whose words match, places first."""
    q = parametres(request).get("q", "")[:100].strip()
    contexte: dict[str, Any] = {"chemin": (ACCUEIL, ("Recherche", "")), "q": q}
    mots = normaliser(q).split()
    if mots:
        groupes = [
            ("Territoires", _territoires(mots)),
            ("Questions", _questions(mots)),
            ("Indicateurs", _indicateurs(mots)),
        ]
        contexte |= {
            "groupes": [(nom, trouves[:MAXIMUM], len(trouves)) for nom, trouves in groupes if trouves],
            "total": sum(len(t) for _, t in groupes),
            "maximum": MAXIMUM,
        }
    return render(request, "pages/recherche.html", contexte)


def _contient(texte: str, mots: list[str]) -> bool:
    plat = normaliser(texte)
    return all(mot in plat for mot in mots)


def _territoires(mots: list[str]) -> list[tuple[str, str, str]]:
    diagnostic = acces.courant()
    if diagnostic is None:
        return []
    trouves = []
    for lieu in acces.atlas(diagnostic.identifiant).lieux.values():
        if lieu.territoire.niveau != Niveau.PAYS and _contient(
            f"{lieu.nom} {lieu.territoire.code} {' '.join(lieu.codes_postaux)}", mots
        ):
            exact = normaliser(lieu.nom) == " ".join(mots)
            ordre = (not exact, lieu.territoire.niveau.rang, -(lieu.population or 0))
            precision = f"{lieu.territoire.niveau.libelle} {lieu.territoire.code}"
            trouves.append((ordre, lieu, precision))
    trouves.sort(key=lambda t: t[0])
    return [(lieu.nom, lien_territoire(lieu.territoire), precision) for _, lieu, precision in trouves]


def _questions(mots: list[str]) -> list[tuple[str, str, str]]:
    return [
        (q.intitule, reverse("web:question", args=[code]), f"{code}, fiche {fiche.numero}")
        for code, (fiche, q) in acces.questions_par_code().items()
        if _contient(f"{code} {q.titre} {q.texte} {q.rubrique} {q.fondement}", mots)
    ]


def _indicateurs(mots: list[str]) -> list[tuple[str, str, str]]:
    return [
        (i.libelle, reverse("web:indicateur", args=[code]), code)
        for code, (i, _) in acces.indicateurs_par_code().items()
        if _contient(f"{code} {i.libelle} {i.formule}", mots)
    ]
