"""What the pages of the assessment share: the door, the assessment asked for, what a lost session had typed."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import Titulaire, entrer
from portulan.socle.erreurs import Introuvable
from portulan.terrain.charte.referentiel import Principe
from portulan.terrain.evaluation import droits
from portulan.terrain.evaluation.enums import Etat
from portulan.terrain.evaluation.models import Evaluation
from portulan.terrain.evaluation.queries import avec_tout
from portulan.web.identite import titulaire
from portulan.web.reprise import ATTENTE, en_attente, vers_la_connexion
from portulan.web.vues.commun import ACCUEIL

GENRES = {
    "ouverte": "encours",
    "soumise": "attention",
    "en_revue": "info",
    "validee": "succes",
    "perimee": "alerte",
}
GENRES_STATUT = {"conforme": "succes", "conforme_avec_plan": "attention", "non_conforme": "alerte", "non_evalue": ""}


def garde(verbe: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """As ``identite.reserve`` on assessments; what is saved as one goes is told that the session has ended."""

    def garder(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                if request.headers.get("HX-Request"):
                    return render(request, "morceaux/evaluation_session.html")
                return vers_la_connexion(request)
            entrer(titulaire(request), "evaluation", verbe)
            return vue(request, *args, **kwargs)

        return gardee

    return garder


def reprendre(request: HttpRequest) -> QueryDict | None:
    """What was typed on this page when the session ended, once."""
    attente = en_attente(request)
    if attente is None:
        return None
    del request.session[ATTENTE]
    messages.warning(
        request,
        "Votre session s’était arrêtée. Ce que vous aviez écrit est de nouveau dans la page : "
        "vérifiez-le, puis enregistrez.",
    )
    return QueryDict(attente["corps"])


def lire(request: HttpRequest, cle: int, verbe: str = "voir") -> tuple[Titulaire, Evaluation]:
    """The assessment asked for, if this person may. Raises ``Introuvable`` (its existence is not told)."""
    qui = titulaire(request)
    evaluation = avec_tout(droits.evaluations(qui, verbe)).filter(pk=cle).first()
    if evaluation is None:
        raise Introuvable(
            "Cette évaluation n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste de vos évaluations."
        )
    return qui, evaluation


def principe(evaluation: Evaluation, code: str) -> Principe:
    """A principle of the referential that applies. Raises ``Introuvable``."""
    for p in principes(evaluation):
        if p.code == code:
            return p
    raise Introuvable(f"« {code} » n’est pas une partie de cette évaluation.", remede="Revenez à son sommaire.")


def principes(evaluation: Evaluation) -> list[Principe]:
    """Principles that have a criterion for this group."""
    referentiel = evaluation.referentiel.referentiel
    utiles = {c.principe for c in referentiel.applicables(evaluation.groupe)}
    return [p for p in referentiel.principes if p.code in utiles]


def chemin(evaluation: Evaluation, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where a page of an assessment is."""
    debut = (ACCUEIL, ("Évaluations", reverse("web:evaluations")))
    sommaire = reverse("web:evaluation", args=[evaluation.pk]) if suite else ""
    return (*debut, (evaluation.structure.nom, sommaire), *suite)


def repondables(qui: Titulaire, evaluation: Evaluation) -> set[str]:
    """Criteria that this person may answer now."""
    if evaluation.etat != Etat.OUVERTE or not droits.peut_sur(qui, "repondre", evaluation):
        return set()
    reponses = evaluation.reponses.all()
    if not droits.repond_a_tout(qui, evaluation):
        reponses = reponses.filter(confiee_a=qui.compte)
    return set(reponses.values_list("critere", flat=True))


def liens_criteres(evaluation: Evaluation, codes: Iterable[str]) -> list[dict[str, str]]:
    """Criteria as a page names them: code, label, and where they are answered; in the order of the referential."""
    gardes = set(codes)
    return [
        {
            "code": c.code,
            "libelle": c.libelle,
            "lien": f"{reverse('web:evaluation_principe', args=[evaluation.pk, c.principe])}#critere-{c.code}",
        }
        for c in evaluation.referentiel.referentiel.criteres
        if c.code in gardes
    ]


def choix_criteres(evaluation: Evaluation, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Criteria as a field offers them, in the order of the referential."""
    gardes = set(codes)
    return [
        (c.code, f"{c.code} – {c.libelle}")
        for c in evaluation.referentiel.referentiel.applicables(evaluation.groupe)
        if c.code in gardes
    ]
