"""What reviews and campaigns ask of a person."""

from collections.abc import Collection

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.terrain.evaluation import droits, queries
from portulan.terrain.evaluation.enums import Cote, Etat
from portulan.terrain.evaluation.models import Constat, Echange, Reponse
from portulan.web.espaces import Tache

MONTREES = 5
ECART = 2  # levels; a referential may ask for more before it holds a validation


def taches(titulaire: Titulaire) -> list[Tache]:
    """Reviews asked, submitted assessments that nobody reviews, messages to answer."""
    return [*_demandees(titulaire), *_a_relire(titulaire), *_messages(titulaire)]


def _demandees(titulaire: Titulaire) -> list[Tache]:
    if titulaire.compte is None:
        return []
    return [
        Tache(
            f"Relire l’évaluation : {e.structure}",
            reverse("web:revue", args=[e.pk]),
            "Votre regard croisé est attendu.",
        )
        for e in queries.a_relire_par(titulaire.compte)[:MONTREES]
    ]


def _a_relire(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "campagne", "conduire"):
        return []
    soumises = droits.evaluations(titulaire, "relire").filter(etat=Etat.SOUMISE, relectures__isnull=True)
    nombre = soumises.count()
    titre = f"Relire ou confier les évaluations soumises ({nombre})"
    return (
        [Tache(titre, reverse("web:relectures"), "Personne ne les relit encore.", genre="attention")] if nombre else []
    )


def _messages(titulaire: Titulaire) -> list[Tache]:
    """The operator's side: exchanges whose last word is the reviewer's, and wide gaps not yet answered."""
    if not peut(titulaire, "evaluation", "soumettre"):
        return []
    en_revue = droits.evaluations(titulaire, "soumettre").filter(etat=Etat.EN_REVUE).select_related("structure")
    miennes = {e.pk: e for e in en_revue}
    if not miennes:
        return []
    derniers: dict[tuple[int, str], str] = {
        (evaluation, critere): cote
        for evaluation, critere, cote in Echange.objects.filter(evaluation__in=miennes)
        .order_by("ecrit_le", "pk")
        .values_list("evaluation", "critere", "cote")
    }
    attendues = {evaluation for (evaluation, _), cote in derniers.items() if cote == Cote.RELECTEUR}
    attendues |= {evaluation for evaluation, critere in _ecarts(miennes) if (evaluation, critere) not in derniers}
    return [
        Tache(f"Répondre aux constats : {miennes[pk].structure}", reverse("web:revue", args=[pk]), genre="attention")
        for pk in sorted(attendues)[:MONTREES]
    ]


def _ecarts(evaluations: Collection[int]) -> list[tuple[int, str]]:
    """(assessment, criterion) where a reviewer found a level far from the declared one."""
    declares: dict[tuple[int, str], int | None] = {
        (evaluation, critere): niveau
        for evaluation, critere, niveau in Reponse.objects.filter(
            evaluation__in=evaluations, niveau__isnull=False
        ).values_list("evaluation", "critere", "niveau")
    }
    constats = Constat.objects.filter(evaluation__in=evaluations).values_list("evaluation", "critere", "niveau")
    return [
        (evaluation, critere)
        for evaluation, critere, niveau in constats
        if (declare := declares.get((evaluation, critere))) is not None and abs(declare - niveau) >= ECART
    ]
