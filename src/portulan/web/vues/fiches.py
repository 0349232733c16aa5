"""The two fiches as dashboards, and the page of a question."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from portulan.diagnostic.resultats import Diagnostic
from portulan.socle.declaration import Gravite, Question
from portulan.socle.resultat import Calcule, EtatQuestion
from portulan.web import acces
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.presentation import dire_manque, dire_resultat
from portulan.web.templatetags.composants import badge_etat, badge_gravite, rendre
from portulan.web.vues.commun import ACCUEIL, parametres, reserves
from portulan.web.vues.vigilances import grouper_par_regle


@dataclass(frozen=True)
class Entree:
    """A question as the dashboard lists it."""

    rang: int
    question: Question
    etat: EtatQuestion
    calcules: int
    gravites: Counter[Gravite]

    @property
    def pire(self) -> Gravite | None:
        """Heaviest level that fired."""
        return max(self.gravites, key=lambda g: g.rang, default=None)

    @property
    def poids(self) -> tuple[int, int]:
        """Order of severity: heaviest level, then how many."""
        return (self.pire.rang + 1, self.gravites[self.pire]) if self.pire else (0, 0)


def _entrees(numero: int, diagnostic: Diagnostic | None) -> list[Entree]:
    entrees = []
    for rang, q in enumerate(acces.fiche(numero).questions):
        etat, calcules, gravites = EtatQuestion.NON_RENSEIGNE, 0, Counter[Gravite]()
        if diagnostic:
            etat = diagnostic.etats.get(q.code, etat)
            codes = [i.code for i in q.indicateurs if i.code in diagnostic.codes]
            calcules = sum(isinstance(diagnostic.principal(c).resultat, Calcule) for c in codes)
            gravites = Counter(d.gravite for d in diagnostic.declenchements_de(q.code))
        entrees.append(Entree(rang, q, etat, calcules, gravites))
    return entrees


def _vigilance(entree: Entree) -> SafeString | str:
    if not entree.pire:
        return "aucune"
    return rendre(badge_gravite, entree.pire, suite=f" {entree.gravites[entree.pire]}")


def fiche(request: HttpRequest, numero: int) -> HttpResponse:
    """Dashboard of a fiche: every question with its state, searched, filtered, sorted."""
    declaree, diagnostic = acces.fiche(numero), acces.courant()
    entrees = _entrees(numero, diagnostic)
    liste = Liste(
        parametres(request),
        entrees,
        (
            Colonne("code", "Code", lambda e: e.question.code, lambda e: e.rang),
            Colonne(
                "question",
                "Question",
                lambda e: e.question.intitule,
                lambda e: e.question.intitule,
                entete=True,
                lien=lambda e: reverse("web:question", args=[e.question.code]),
            ),
            Colonne("rubrique", "Rubrique", lambda e: e.question.rubrique),
            Colonne(
                "etat",
                "État",
                lambda e: rendre(badge_etat, e.etat),
                lambda e: list(EtatQuestion).index(e.etat),
                lambda e: e.etat.libelle,
            ),
            Colonne(
                "indicateurs",
                "Indicateurs calculés",
                lambda e: f"{e.calcules} sur {len(e.question.indicateurs)}",
                lambda e: e.calcules / len(e.question.indicateurs),
                nombre=True,
            ),
            Colonne("vigilance", "Vigilance", _vigilance, lambda e: e.poids, lambda e: e.pire.value if e.pire else ""),
        ),
        legende=f"Questions de la fiche {numero}",
        texte=lambda e: _mots(e.question),
        filtres=(
            Filtre("etat", "État", [(e.value, e.libelle) for e in EtatQuestion], lambda e, v: e.etat.value == v),
            Filtre(
                "gravite",
                "Niveau de vigilance",
                [(g.value, g.value) for g in Gravite],
                lambda e, v: bool(e.gravites[Gravite(v)]),
            ),
        ),
        tri="code",
        fichier=f"fiche-{numero}",
        vide="Aucune question ne répond à cette recherche. Élargissez-la ou effacez les filtres.",
        noms=("question", "questions"),
        libelle_recherche="Chercher dans les questions",
    )
    if request.GET.get("format") == "csv":
        return liste.csv()
    compte = Counter(e.etat.value for e in entrees)
    return render(
        request,
        "pages/fiche.html",
        {
            "chemin": (ACCUEIL, (f"Fiche {numero}", "")),
            "fiche": declaree,
            "liste": liste,
            "compte": dict(compte),
            "diagnostic": diagnostic,
            "onglets": [
                (f"Fiche {f.numero}", reverse("web:fiche", args=[f.numero]), f.numero == numero) for f in acces.fiches()
            ],
        },
    )


def question(request: HttpRequest, code: str) -> HttpResponse:
    """A question: text, legal basis, answer, figures, rules that fired, what is missing and who holds it."""
    declaree, q = acces.question(code)
    diagnostic = acces.courant()
    rang = declaree.questions.index(q)
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, (f"Fiche {declaree.numero}", reverse("web:fiche", args=[declaree.numero])), (q.code, "")),
        "fiche": declaree,
        "question": q,
        "diagnostic": diagnostic,
        "precedente": declaree.questions[rang - 1] if rang else None,
        "suivante": declaree.questions[rang + 1] if rang + 1 < len(declaree.questions) else None,
        "indicateurs": [_montrer_indicateur(i, diagnostic) for i in q.indicateurs],
    }
    if diagnostic:
        contexte |= _reponse(q, diagnostic)
    return render(request, "pages/question.html", contexte)


def _montrer_indicateur(indicateur: Any, diagnostic: Diagnostic | None) -> dict[str, Any]:
    vue = {"indicateur": indicateur, "lien": reverse("web:indicateur", args=[indicateur.code])}
    if diagnostic is None or indicateur.code not in diagnostic.codes:
        return vue
    principal = diagnostic.principal(indicateur.code)
    resultat = principal.resultat
    return vue | {
        "resultat": resultat,
        "calcule": isinstance(resultat, Calcule),
        "valeur": dire_resultat(resultat, indicateur.unite),
        "manque": dire_manque(resultat),
        "reserves": reserves(principal, indicateur, diagnostic),
    }


def _reponse(q: Question, diagnostic: Diagnostic) -> dict[str, Any]:
    from portulan.diagnostic.reponses import manques, reponse_courte

    return {
        "etat": diagnostic.etats.get(q.code, EtatQuestion.NON_RENSEIGNE),
        "reponse": reponse_courte(q, diagnostic),
        "manques": manques(q, diagnostic),
        "regles": grouper_par_regle(diagnostic.declenchements_de(q.code), diagnostic),
        "sources": diagnostic.sources,
    }


def _mots(q: Question) -> str:
    """What is searched in a question."""
    return f"{q.code} {q.titre} {q.texte} {q.rubrique} {q.fondement}"
