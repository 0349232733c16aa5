"""What the assessments ask of a person."""

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.horloge import aujourdhui
from portulan.terrain.evaluation import droits, queries
from portulan.terrain.evaluation.enums import Etat, EtatAction
from portulan.web.espaces import Tache

MONTREES = 5


def taches(titulaire: Titulaire) -> list[Tache]:
    """Assessments to finish, criteria entrusted, late actions."""
    if titulaire.compte is None:
        return []
    return [*_ouvertes(titulaire), *_confiees(titulaire), *_actions(titulaire)]


def _ouvertes(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "evaluation", "soumettre"):
        return []
    siennes = queries.avec_tout(droits.evaluations(titulaire, "soumettre").filter(etat=Etat.OUVERTE))
    lues = list(siennes.order_by("echeance", "structure__nom")[: MONTREES + 1])
    if len(lues) > MONTREES:
        titre = f"Terminer {siennes.count()} évaluations"
        return [Tache(titre, reverse("web:evaluations") + "?etat=ouverte", "", lues[0].echeance)]
    return [
        Tache(
            f"Terminer l’évaluation : {e.structure}",
            reverse("web:evaluation", args=[e.pk]),
            e.campagne.nom if e.campagne else "",
            e.echeance,
        )
        for e in lues
    ]


def _criteres(codes: list[str]) -> str:
    suite = f" et {len(codes) - MONTREES} autres critères" if len(codes) > MONTREES + 1 else ""
    return ", ".join(codes[:MONTREES] if suite else codes) + suite


def _confiees(titulaire: Titulaire) -> list[Tache]:
    return [
        Tache(
            f"Répondre à {_criteres([r.critere for r in e.a_repondre])} : {e.structure}",
            reverse("web:evaluation", args=[e.pk]),
            "Ces critères vous sont confiés.",
            e.echeance,
        )
        for e in queries.confiees_a(titulaire.compte or 0)
        if e.a_repondre
    ]


def _actions(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "plan", "modifier") or peut(titulaire, "campagne", "conduire"):
        return []
    ouvertes = droits.actions(titulaire, "modifier").filter(etat__in=(EtatAction.A_FAIRE, EtatAction.EN_COURS))
    retards = ouvertes.filter(echeance__lt=aujourdhui(), evaluation__isnull=False).order_by("echeance")
    return [
        Tache(
            f"Plan de progrès : {a.action}",
            reverse("web:evaluation_action", args=[a.evaluation_id, a.pk]),
            a.structure.nom,
            a.echeance,
        )
        for a in retards.select_related("structure")[:MONTREES]
    ]
