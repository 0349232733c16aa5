"""The list of the indicators of both fiches."""

from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.socle.declaration import Indicateur
from portulan.socle.resultat import Calcule, Resultat
from portulan.web import acces
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.presentation import dire_resultat
from portulan.web.templatetags.composants import LIBELLES_RESULTAT, badge_etat, rendre
from portulan.web.vues.commun import ACCUEIL, parametres


@dataclass(frozen=True)
class Entree:
    """An indicator as the list shows it."""

    rang: int
    indicateur: Indicateur
    questions: tuple[str, ...]
    resultat: Resultat | None

    @property
    def etat(self) -> str:
        """State of its main result."""
        return self.resultat.etat if self.resultat else ""


def indicateurs(request: HttpRequest) -> HttpResponse:
    """Every indicator of both fiches."""
    diagnostic = acces.courant()
    entrees = [
        Entree(
            rang,
            indicateur,
            tuple(q.code for q in questions),
            diagnostic.principal(code).resultat if diagnostic and code in diagnostic.codes else None,
        )
        for rang, (code, (indicateur, questions)) in enumerate(acces.indicateurs_par_code().items())
    ]
    liste = Liste(
        parametres(request),
        entrees,
        (
            Colonne("code", "Code", lambda e: e.indicateur.code, lambda e: e.rang),
            Colonne(
                "libelle",
                "Indicateur",
                lambda e: e.indicateur.libelle,
                lambda e: e.indicateur.libelle,
                entete=True,
                lien=lambda e: reverse("web:indicateur", args=[e.indicateur.code]),
            ),
            Colonne("question", "Question", lambda e: ", ".join(e.questions)),
            Colonne(
                "etat",
                "État",
                lambda e: rendre(badge_etat, e.etat) if e.etat else "",
                lambda e: e.etat,
                lambda e: LIBELLES_RESULTAT.get(e.etat, ""),
            ),
            Colonne("valeur", "Valeur régionale", _valeur_de_liste, brut=_valeur_brute, nombre=True),
        ),
        legende="Indicateurs des deux fiches",
        texte=lambda e: f"{e.indicateur.code} {e.indicateur.libelle} {e.indicateur.formule} {' '.join(e.questions)}",
        filtres=(
            Filtre("etat", "État", list(LIBELLES_RESULTAT.items()), lambda e, v: e.etat == v),
            Filtre("fiche", "Fiche", [("1", "Fiche 1"), ("2", "Fiche 2")], lambda e, v: e.indicateur.code[5] == v),
        ),
        tri="code",
        fichier="indicateurs",
        noms=("indicateur", "indicateurs"),
        libelle_recherche="Chercher un indicateur",
    )
    if request.GET.get("format") == "csv":
        return liste.csv()
    return render(
        request,
        "pages/indicateurs.html",
        {
            "chemin": (ACCUEIL, ("Indicateurs", "")),
            "liste": liste,
            "diagnostic": diagnostic,
            "compte": Counter(LIBELLES_RESULTAT.get(e.etat, "") for e in entrees),
        },
    )


def _valeur_de_liste(entree: Entree) -> str:
    if isinstance(entree.resultat, Calcule):
        return dire_resultat(entree.resultat, entree.indicateur.unite)
    return "–"


def _valeur_brute(entree: Entree) -> float | None:
    return entree.resultat.valeur if isinstance(entree.resultat, Calcule) else None
