"""From the rows to the rules: what is known of each criterion on a day, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.charte.referentiel import Referentiel
from portulan.terrain.evaluation import regles
from portulan.terrain.evaluation.enums import EtatPreuve
from portulan.terrain.evaluation.models import Constat, Evaluation, PreuveCritere, Reponse

NE_COMPTENT_PAS = (EtatPreuve.REFUSEE, EtatPreuve.RETIREE)


def lectures(evaluations: Sequence[Evaluation], jour: date) -> dict[int, dict[str, regles.Lecture]]:
    """Readings of each criterion, by assessment; evidence counts as it stands that day."""
    cles = [e.pk for e in evaluations]
    referentiels = {e.pk: e.referentiel.referentiel for e in evaluations}
    constats: dict[tuple[int, str], list[tuple[str, int]]] = defaultdict(list)
    for evaluation, critere, regard, niveau in Constat.objects.filter(evaluation__in=cles).values_list(
        "evaluation", "critere", "regard", "niveau"
    ):
        constats[evaluation, critere].append((regard, niveau))
    prouves: set[tuple[int, str]] = set()
    liens = PreuveCritere.objects.filter(evaluation__in=cles).exclude(preuve__etat__in=NE_COMPTENT_PAS)
    for evaluation, critere, effet, fin in liens.values_list(
        "evaluation", "critere", "preuve__effet_le", "preuve__valide_jusqu_au"
    ):
        declare = referentiels[evaluation].par_code.get(critere)
        if declare and regles.en_cours_de_validite(effet, regles.fin_de_validite(effet, fin, declare), jour):
            prouves.add((evaluation, critere))
    lues: dict[int, dict[str, regles.Lecture]] = {cle: {} for cle in cles}
    reponses = Reponse.objects.filter(evaluation__in=cles)
    for evaluation, critere, niveau, sans_objet in reponses.values_list(
        "evaluation", "critere", "niveau", "sans_objet"
    ):
        lues[evaluation][critere] = regles.Lecture(
            niveau,
            regles.constat_retenu(constats.get((evaluation, critere), ())),
            sans_objet,
            (evaluation, critere) in prouves,
        )
    return lues


def referentiels_publies() -> dict[int, Referentiel]:
    """Published referentials, by key: read once, rather than with each row that cites them."""
    return {r.pk: r.referentiel for r in ReferentielPublie.objects.all()}


def seuil(evaluation: Evaluation) -> Fraction | None:
    """Threshold of coverage set by the campaign; None leaves that of the referential."""
    return Fraction(evaluation.campagne.seuil, 100) if evaluation.campagne else None


def bilans(evaluations: Sequence[Evaluation], jour: date) -> Mapping[int, regles.Bilan]:
    """Live results, by assessment: expired evidence lowers them from the day after."""
    lues = lectures(evaluations, jour)
    return {e.pk: regles.bilan(e.referentiel.referentiel, e.groupe, lues[e.pk], seuil=seuil(e)) for e in evaluations}


def bilan(evaluation: Evaluation, jour: date) -> regles.Bilan:
    """Live result of one assessment."""
    return bilans([evaluation], jour)[evaluation.pk]
