"""What reviews and campaigns ask of a person."""

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.terrain.evaluation import droits, queries
from portulan.terrain.evaluation.enums import Cote, Etat
from portulan.terrain.evaluation.models import Echange
from portulan.web.espaces import Tache

MONTREES = 5


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
    """The operator's side: exchanges whose last word is the reviewer's."""
    if not peut(titulaire, "evaluation", "soumettre"):
        return []
    en_revue = droits.evaluations(titulaire, "soumettre").filter(etat=Etat.EN_REVUE).select_related("structure")
    miennes = {e.pk: e for e in en_revue}
    derniers: dict[tuple[int, str], str] = {
        (evaluation, critere): cote
        for evaluation, critere, cote in Echange.objects.filter(evaluation__in=miennes)
        .order_by("ecrit_le", "pk")
        .values_list("evaluation", "critere", "cote")
    }
    attendues = {evaluation for (evaluation, _), cote in derniers.items() if cote == Cote.RELECTEUR}
    return [
        Tache(f"Répondre aux constats : {miennes[pk].structure}", reverse("web:revue", args=[pk]), genre="attention")
        for pk in sorted(attendues)[:MONTREES]
    ]
