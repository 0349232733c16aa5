"""Reads on assessments, each in a constant number of queries; lists go through ``droits`` for who may see them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.evaluation.enums import Etat, SansObjet
from portulan.terrain.evaluation.models import Campagne, Constat, Echange, Evaluation, PreuveCritere, Reponse
from portulan.terrain.reseau.enums import Attache, EtatStructure
from portulan.terrain.reseau.models import Structure

# Members by law, recognised and labelled bodies assess themselves; the others only when a campaign asks them
_ATTACHES = {Attache.LOI, Attache.RECONNAISSANCE, Attache.LABEL}
A_EVALUER: tuple[str, ...] = tuple(o.code for o in OPERATEURS if o.attache in _ATTACHES)


def structures_a_evaluer(region: str) -> QuerySet[Structure]:
    """Open structures of a region that must assess themselves, and those that did so anyway."""
    ouvertes = Structure.objects.filter(region=region, etat=EtatStructure.OUVERTE)
    return ouvertes.filter(Q(operateur__in=A_EVALUER) | Q(pk__in=Evaluation.objects.values("structure")))


def structures_de_la_campagne(campagne: Campagne) -> QuerySet[Structure]:
    """Open structures that a campaign asks."""
    return Structure.objects.filter(
        region=campagne.region, etat=EtatStructure.OUVERTE, operateur__in=campagne.operateurs
    )


def avec_tout(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Assessments with what pages and results read (structure, organisation, referential, campaign)."""
    return evaluations.select_related("structure__organisation", "referentiel", "campagne")


def tenues(jour: date) -> QuerySet[Evaluation]:
    """Validated assessments that still hold on a day, whether the daily job has written the end of others or not."""
    return Evaluation.objects.filter(etat=Etat.VALIDEE, valable_jusqu_au__gte=jour)


def dernieres_validees(structures: QuerySet[Structure] | Sequence[Structure], jour: date) -> dict[int, Evaluation]:
    """Last validated assessment that still holds on a day, by structure."""
    trouvees = avec_tout(tenues(jour).filter(structure__in=structures))
    return {e.structure_id: e for e in trouvees.order_by("validee_le", "pk")}


def derniere(structure: Structure) -> Evaluation | None:
    """Last validated assessment of a structure, still holding or not: the baseline of the next one."""
    finies = Evaluation.objects.filter(structure=structure, etat__in=(Etat.VALIDEE, Etat.PERIMEE))
    return avec_tout(finies).order_by("-validee_le", "-pk").first()


def synthese_publique(structure: Structure, jour: date) -> Evaluation | None:
    """What the Region publishes of a structure: its last validated assessment, when its synthesis is public."""
    return (
        avec_tout(tenues(jour).filter(structure=structure, publiee_le__isnull=False))
        .order_by("-validee_le", "-pk")
        .first()
    )


def avancement(evaluations: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Assessments with how far they are: ``criteres``, ``repondus``, ``touchee_le``, ``croisee``."""
    repondu = Q(reponses__niveau__isnull=False) | Q(reponses__sans_objet__in=(SansObjet.DEMANDEE, SansObjet.ACCEPTEE))
    return evaluations.annotate(
        criteres=Count("reponses"),
        repondus=Count("reponses", filter=repondu),
        touchee_le=Max("reponses__modifiee_le"),
        croisee=Exists(Constat.objects.filter(evaluation=OuterRef("pk"))),
    )


def reponses_de(evaluation: Evaluation) -> dict[str, Reponse]:
    """Answers of an assessment, by criterion."""
    return {r.critere: r for r in evaluation.reponses.select_related("confiee_a", "modifiee_par")}


def constats_de(evaluation: Evaluation) -> dict[str, list[Constat]]:
    """Findings of an assessment, by criterion, the Region's first."""
    return _par_critere(evaluation.constats.select_related("relecteur", "organisation").order_by("-regard", "pk"))


def echanges_de(evaluation: Evaluation) -> dict[str, list[Echange]]:
    """Contradictory exchange of an assessment, by criterion, oldest first."""
    return _par_critere(evaluation.echanges.select_related("auteur"))


def preuves_de(evaluation: Evaluation) -> dict[str, list[PreuveCritere]]:
    """Evidence of an assessment, by criterion."""
    return _par_critere(evaluation.preuves.select_related("preuve").order_by("preuve__deposee_le", "pk"))


def _par_critere(lignes: Any) -> dict[str, list[Any]]:
    ranges: dict[str, list[Any]] = {}
    for ligne in lignes:
        ranges.setdefault(ligne.critere, []).append(ligne)
    return ranges


def confiees_a(compte: int) -> QuerySet[Evaluation]:
    """Open assessments in which criteria were entrusted to a person, with those still to answer."""
    a_repondre = Reponse.objects.filter(confiee_a=compte, niveau__isnull=True, sans_objet__in=("", SansObjet.REFUSEE))
    return (
        avec_tout(Evaluation.objects.filter(etat=Etat.OUVERTE, reponses__confiee_a=compte))
        .distinct()
        .prefetch_related(Prefetch("reponses", a_repondre, to_attr="a_repondre"))
    )


def a_relire_par(compte: int) -> QuerySet[Evaluation]:
    """Submitted assessments that this person was asked to review, and has not returned."""
    return avec_tout(
        Evaluation.objects.filter(
            etat__in=(Etat.SOUMISE, Etat.EN_REVUE), relectures__relecteur=compte, relectures__rendue_le__isnull=True
        ).distinct()
    )
