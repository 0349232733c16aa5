"""Heat map criteria × structures: an HTML table that keyboards, screen readers and printers can read."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from portulan.comptes.droits import peut
from portulan.socle.erreurs import Interdit
from portulan.terrain.charte.referentiel import Critere
from portulan.terrain.evaluation.enums import Statut
from portulan.terrain.evaluation.regles import NiveauRetenu
from portulan.terrain.evaluation.synthese import Ligne
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import reponse_csv
from portulan.web.ods import reponse_ods
from portulan.web.vues.campagne_liste import CHEMIN, get_campagne
from portulan.web.vues.campagne_page import lignes_de
from portulan.web.vues.commun import parametres
from portulan.web.vues.saisie import choix_bassins, choix_operateurs, nom_du_bassin, nom_operateur

PAR_PAGE = 50


@reserve("campagne", "voir")
def carte(request: HttpRequest, cle: int) -> HttpResponse:
    """One row for each structure, one column for each criterion."""
    qui = titulaire(request)
    if not peut(qui, "evaluation", "voir"):
        raise Interdit(
            "La carte nomme les structures : elle est réservée à celles et ceux qui les suivent.",
            remede="Ouvrez la synthèse, qui montre les mêmes résultats sans nommer personne.",
        )
    campagne = get_campagne(cle)
    referentiel = campagne.referentiel.referentiel
    toutes = lignes_de(qui, campagne)
    choix = _choix(request, toutes, [p.code for p in referentiel.principes])
    criteres = [c for c in referentiel.criteres if not choix["principe"] or c.principe == choix["principe"]]
    rangees = [x for x in toutes if _garder(x, choix)]
    if choix["format"]:
        return _exporter(choix["format"], f"carte-{campagne.annee}", criteres, rangees)
    page = Paginator(rangees, PAR_PAGE).get_page(request.GET.get("page"))
    presents = {x.structure.operateur for x in toutes}, {x.structure.bassin for x in toutes}
    contexte = {
        "chemin": (*CHEMIN, (campagne.nom, reverse("web:campagne", args=[cle])), ("Carte des niveaux", "")),
        "campagne": campagne,
        "principes": [
            (p, len([c for c in criteres if c.principe == p.code]))
            for p in referentiel.principes
            if any(c.principe == p.code for c in criteres)
        ],
        "tous_principes": referentiel.principes,
        "criteres": criteres,
        "echelle": referentiel.echelle,
        "rangees": [_rangee(x, criteres) for x in page.object_list],
        "page": page,
        "total": len(rangees),
        "choix": choix,
        "operateurs": [c for c in choix_operateurs() if c[0] in presents[0]],
        "bassins": [c for c in choix_bassins() if c[0] in presents[1]],
        "statuts": Statut.choices,
        "suite": urlencode({n: v for n, v in choix.items() if v}),
        "bilan": _par_critere(rangees, criteres, referentiel.seuils.niveau_requis),
        "requis": referentiel.seuils.niveau_requis,
    }
    return render(request, "pages/carte_niveaux.html", contexte)


def _choix(request: HttpRequest, toutes: list[Ligne], principes: list[str]) -> dict[str, str]:
    permis = {
        "operateur": {x.structure.operateur for x in toutes},
        "bassin": {x.structure.bassin for x in toutes},
        "principe": set(principes),
        "statut": set(Statut.values),
        "format": {"csv", "ods"},
    }
    demandes = parametres(request)
    return {nom: v if (v := demandes.get(nom, "")) in valeurs else "" for nom, valeurs in permis.items()}


def _garder(ligne: Ligne, choix: dict[str, str]) -> bool:
    return (
        choix["operateur"] in {"", ligne.structure.operateur}
        and choix["bassin"] in {"", ligne.structure.bassin}
        and choix["statut"] in {"", ligne.statut.value}
    )


def _rangee(ligne: Ligne, criteres: list[Critere]) -> dict[str, Any]:
    niveaux = ligne.niveaux
    groupe = ligne.bilan is not None
    cellules = [_cellule(niveaux.get(c.code), groupe=groupe) for c in criteres]
    faibles = [c.code for c in criteres if (n := niveaux.get(c.code)) and n.retenu is not None and n.retenu < 2]  # noqa: PLR2004 (shown as « bas » under the required level)
    return {
        "ligne": ligne,
        "operateur": nom_operateur(ligne.structure.operateur),
        "lien": reverse("web:revue", args=[ligne.evaluation.pk]) if ligne.evaluation else "",
        "cellules": cellules,
        "faibles": faibles,
    }


def _cellule(niveau: NiveauRetenu | None, *, groupe: bool) -> tuple[str, str, bool]:
    """(text, class of colour, disagreement)."""
    if niveau is None:
        return ("·" if groupe else "–"), "rien", False
    if niveau.ecarte:
        return "s.o.", "rien", False
    if niveau.retenu is None:
        return "–", "rien", False
    return str(niveau.retenu), str(niveau.retenu), niveau.ecart


def _par_critere(rangees: list[Ligne], criteres: list[Critere], requis: int) -> list[dict[str, Any]]:
    """The same map turned for narrow screens: each criterion, how many are below, not assessed."""
    tous = [x.niveaux for x in rangees]
    vus = []
    for critere in criteres:
        niveaux = [n.retenu for x in tous if (n := x.get(critere.code)) and n.retenu is not None and not n.ecarte]
        vus.append(
            {
                "critere": critere,
                "bas": sum(n < requis for n in niveaux),
                "evaluees": len(niveaux),
                "muettes": len(rangees) - len(niveaux),
                "part": round(100 * sum(n < requis for n in niveaux) / len(niveaux)) if niveaux else None,
            }
        )
    return vus


def _exporter(format_: str, fichier: str, criteres: list[Critere], rangees: list[Ligne]) -> HttpResponse:
    entetes = ["Structure", "Identifiant", "Opérateur", "Bassin", "État", "Statut", *(c.code for c in criteres)]
    lignes = [
        [
            x.structure.nom,
            x.structure.identifiant,
            nom_operateur(x.structure.operateur),
            nom_du_bassin(x.structure.bassin),
            x.evaluation.get_etat_display() if x.evaluation else "pas ouverte",
            x.statut.label,
            *(_valeur(x.niveaux.get(c.code)) for c in criteres),
        ]
        for x in rangees
    ]
    return (reponse_csv if format_ == "csv" else reponse_ods)(fichier, entetes, lignes)


def _valeur(niveau: NiveauRetenu | None) -> object:
    if niveau is None:
        return ""
    return "sans objet" if niveau.ecarte else niveau.retenu
