"""Rows of the assessments offered to the snapshot: every structure to assess, even when nobody did.

Levels and statuses are those of the day: expired evidence lowers them from the day after.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from portulan.socle.declaration import Table
from portulan.socle.horloge import aujourdhui
from portulan.socle.tables_terrain import ACTIONS_PROGRES, EVALUATIONS, NIVEAUX_CRITERES, PREUVES
from portulan.terrain.evaluation import regles
from portulan.terrain.evaluation.enums import EN_COURS, EtatAction, Statut
from portulan.terrain.evaluation.lectures import NE_COMPTENT_PAS, bilans, referentiels_publies
from portulan.terrain.evaluation.models import ActionProgres, Evaluation, PreuveCritere
from portulan.terrain.evaluation.queries import dernieres_validees, structures_a_evaluer
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure


def lignes(region: str) -> dict[Table, list[dict[str, Any]]]:
    """Rows of EVALUATIONS, NIVEAUX_CRITERES, PREUVES and ACTIONS_PROGRES of a region."""
    structures = list(structures_a_evaluer(region).order_by("pk"))
    jour = aujourdhui()
    maison = settings.PORTULAN_MAISON
    ancien = maison.jour_de_la_demonstration if maison.est_demonstration else jour
    validees = dernieres_validees(structures, min(ancien, jour))
    resultats = _bilans(list(validees.values()), jour, ancien)
    tenues = {s: e for s, e in validees.items() if e.pk in resultats}
    croisees = set(
        Evaluation.objects.filter(pk__in=[e.pk for e in tenues.values()], constats__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return {
        EVALUATIONS: [_evaluation(s, tenues.get(s.pk), resultats, croisees) for s in structures],
        NIVEAUX_CRITERES: [
            ligne
            for s in structures
            if s.pk in tenues
            for ligne in _niveaux(s, tenues[s.pk], resultats[tenues[s.pk].pk])
        ],
        PREUVES: list(_preuves(structures, tenues.values())),
        ACTIONS_PROGRES: list(_actions(region)),
    }


def _bilans(validees: Sequence[Evaluation], jour: date, ancien: date) -> dict[int, regles.Bilan]:
    """Live results of the assessments that still hold: invented ones on ``ancien``, the day of the demonstration."""
    resultats: dict[int, regles.Bilan] = {}
    for quand, lot in (
        (ancien, [e for e in validees if _du_jour(e, ancien)]),
        (jour, [e for e in validees if not _du_jour(e, ancien)]),
    ):
        resultats |= bilans([e for e in lot if e.valable_jusqu_au and e.valable_jusqu_au >= quand], quand)
    return resultats


def _du_jour(evaluation: Evaluation, ancien: date) -> bool:
    return evaluation.fictif and evaluation.validee_le is not None and evaluation.validee_le <= ancien


def _evaluation(
    s: Structure, e: Evaluation | None, resultats: dict[int, regles.Bilan], croisees: set[int]
) -> dict[str, Any]:
    resultat = resultats[e.pk] if e else None
    return {
        "structure_id": s.identifiant,
        "operateur": s.operateur,
        "code_insee": s.code_insee,
        "statut": resultat.statut.value if resultat else Statut.NON_EVALUE.value,
        "validee_le": e.validee_le if e else None,
        "couverture": float(resultat.couverture) if resultat else None,
        "note": float(resultat.note) if resultat and resultat.note is not None else None,
        "croisee": bool(e and e.pk in croisees),
        "fictif": e.fictif if e else s.fictif or settings.PORTULAN_MAISON.est_demonstration,
    }


def _niveaux(s: Structure, e: Evaluation, resultat: regles.Bilan) -> Iterable[dict[str, Any]]:
    connus = {n.critere.code: n for n in resultat.niveaux}
    for critere in e.referentiel.referentiel.criteres:
        n = connus.get(critere.code)
        yield {
            "structure_id": s.identifiant,
            "critere": critere.code,
            "code_insee": s.code_insee,
            "applicable": n is not None and not n.ecarte,
            "declare": n.declare if n else None,
            "constate": n.constate if n else None,
            "retenu": n.retenu if n else None,
            "fictif": e.fictif,
        }


def _preuves(structures: Sequence[Structure], tenues: Iterable[Evaluation]) -> Iterable[dict[str, Any]]:
    """Evidence of the assessments that hold and of those under way, once for each criterion."""
    par_cle = {s.pk: s for s in structures}
    cles = [e.pk for e in tenues]
    cles += Evaluation.objects.filter(structure__in=structures, etat__in=EN_COURS).values_list("pk", flat=True)
    liens = PreuveCritere.objects.filter(evaluation__in=cles).exclude(preuve__etat__in=NE_COMPTENT_PAS)
    vus, publies = set(), referentiels_publies()
    for lien in (
        liens.select_related("preuve", "evaluation").defer("evaluation__contenu").order_by("preuve", "critere", "pk")
    ):
        critere = publies[lien.evaluation.referentiel_id].par_code.get(lien.critere)
        if critere is None or (lien.preuve_id, lien.critere) in vus:
            continue
        vus.add((lien.preuve_id, lien.critere))
        s, p = par_cle[lien.preuve.structure_id], lien.preuve
        yield {
            "id": f"preuve-{p.pk}",
            "structure_id": s.identifiant,
            "code_insee": s.code_insee,
            "critere": lien.critere,
            "effet_le": p.effet_le,
            "valide_jusqu_au": regles.fin_de_validite(p.effet_le, p.valide_jusqu_au, critere),
            "fictif": p.fictif,
        }


def _actions(region: str) -> Iterable[dict[str, Any]]:
    actions = ActionProgres.objects.filter(structure__region=region, structure__etat=EtatStructure.OUVERTE)
    for action in actions.exclude(etat=EtatAction.ABANDONNEE).select_related("structure").order_by("pk"):
        yield {
            "id": f"action-{action.pk}",
            "structure_id": action.structure.identifiant,
            "code_insee": action.structure.code_insee,
            "critere": action.critere,
            "echeance": action.echeance,
            "close_le": action.close_le,
            "fictif": action.fictif,
        }
