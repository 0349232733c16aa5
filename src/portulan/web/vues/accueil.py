"""Home: what Portulan says about the region."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.diagnostic.provenance import fictif
from portulan.diagnostic.resultats import Diagnostic
from portulan.socle.declaration import Gravite
from portulan.socle.mesure import nombre_fr
from portulan.socle.resultat import Calcule, EtatQuestion
from portulan.socle.territoire import FRANCE, Niveau, Territoire
from portulan.web import acces
from portulan.web.presentation import dire_resultat
from portulan.web.vues.commun import reserves
from portulan.web.vues.vigilances import grouper_par_regle

CHIFFRES_CLES = 6
# What a president of region or a prefect asks first: access to a door, equality, tension, outcomes. Any of them may be
# without a figure: others then take their place.
PHARES = ("IND-F1.O3a-1", "IND-F1.O3a-2", "IND-F2.4b-6", "IND-F2.4b-8", "IND-F2.4b-2", "IND-F2.12b-1", "IND-F1.O3a-4")


def accueil(request: HttpRequest) -> HttpResponse:
    """Key figures, progress of both fiches, vigilance points, search of a commune."""
    diagnostic = acces.courant()
    contexte: dict[str, Any] = {"diagnostic": diagnostic, "region": acces.region(), "fiches": _fiches(diagnostic)}
    if diagnostic:
        contexte |= _constats(diagnostic)
    return render(request, "pages/accueil.html", contexte)


def _fiches(diagnostic: Diagnostic | None) -> list[dict[str, Any]]:
    vues = []
    for fiche in acces.fiches():
        etats = diagnostic.etats if diagnostic else {}
        compte = Counter(etats.get(q.code, EtatQuestion.NON_RENSEIGNE).value for q in fiche.questions)
        vues.append({"fiche": fiche, "compte": dict(compte), "nombre": len(fiche.questions)})
    return vues


def _constats(diagnostic: Diagnostic) -> dict[str, Any]:
    gravites = Counter(d.gravite for d in diagnostic.declenchements)
    etats = Counter(diagnostic.principal(code).resultat.etat for code in diagnostic.codes)
    return {
        "chiffres": _chiffres(diagnostic),
        "gravites": [(g, gravites[g]) for g in reversed(Gravite) if gravites[g]],
        "regles": grouper_par_regle(diagnostic.declenchements, diagnostic),
        "vigilances_total": len(diagnostic.declenchements),
        "calcules": etats["calcule"],
        "a_documenter": etats["a_documenter"],
        "non_calculables": etats["non_calculable"],
        "lieux": _lieux(diagnostic),
    }


def _chiffres(diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """The figures asked for first, then the first ones of each question; what is invented comes last."""
    chiffres = []
    for question_, principal in _candidats(diagnostic):
        indicateur = acces.indicateur(principal.code)[0]
        ou = ["France entière"] if principal.territoire == FRANCE else []
        chiffres.append(
            {
                "valeur": dire_resultat(principal.resultat, indicateur.unite),
                "libelle": indicateur.libelle,
                "note": ", ".join([*ou, f"question {question_}", *reserves(principal, indicateur, diagnostic)]),
                "lien": reverse("web:indicateur", args=[principal.code]),
            }
        )
        if len(chiffres) == CHIFFRES_CLES:
            break
    return chiffres


def _candidats(diagnostic: Diagnostic) -> list[tuple[str, Any]]:
    """Per question, its indicators with a figure; rounds of one per question, so that the home page is varied."""
    files = []
    for fiche in acces.fiches():
        for q in fiche.questions:
            calcules = [diagnostic.principal(i.code) for i in q.indicateurs if i.code in diagnostic.codes]
            files.append([(q.code, p) for p in calcules if isinstance(p.resultat, Calcule)])
    ordonnes, vus = [], set()
    for rang in range(max((len(f) for f in files), default=0)):
        for file in files:
            if rang < len(file) and file[rang][1].code not in vus:
                vus.add(file[rang][1].code)
                ordonnes.append(file[rang])
    return sorted(ordonnes, key=lambda c: _rang(c[1].code, diagnostic))


def _rang(code: str, diagnostic: Diagnostic) -> tuple[bool, int]:
    phare = PHARES.index(code) if code in PHARES else len(PHARES)
    return fictif(acces.indicateur(code)[0], diagnostic.sources), phare


def _lieux(diagnostic: Diagnostic) -> dict[str, Any]:
    atlas = acces.atlas(diagnostic.identifiant)
    region = atlas.lieux.get(Territoire(Niveau.REGION, diagnostic.region))
    return {
        "communes": nombre_fr(len(atlas.niveau(Niveau.COMMUNE))),
        "population": nombre_fr(region.population) if region and region.population else "",
        "departements": atlas.niveau(Niveau.DEPARTEMENT),
    }
