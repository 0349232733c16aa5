"""The opinion for machines: Popolo JSON (vote events, by college) and SCDL « Délibérations » CSV.

Both count heads; voices, when they are not heads, stand in fields of their own, never mixed.
"""

import csv
from io import StringIO
from typing import Any

from portulan.crefop.avis.valeurs import Acte, Decompte, Vote
from portulan.crefop.composition.enums import GenreOrgane
from portulan.instantane.canonique import json_canonique

_OPTIONS = (
    ("yes", "pour"),
    ("no", "contre"),
    ("abstain", "abstention"),
    ("not voting", "ne_prend_pas_part"),
    ("absent", "sans_bulletin"),
)
_CLASSES = {GenreOrgane.EMPLOI.value: "comite-regional-pour-l-emploi"}
_ISSUES = {"adopte": "pass", "rejete": "fail", "partage": "fail"}
# SCDL « Délibérations » 2.1, then ours
SCDL = (
    "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET",
    "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE",
    "VOTE_ABSTENTION", "DELIB_URL",
)  # fmt: skip
VOIX = ("SENS", "VOIX_POUR", "VOIX_CONTRE", "VOIX_ABSTENTION")
MATIERE = ("8.6", "Domaines de compétences par thèmes/Emploi, formation professionnelle")


def popolo(acte: Acte) -> bytes:
    """The motion and its vote events (Popolo); secret ballots with weights give voices only."""
    evenements = [_evenement(acte, v, rang) for rang, v in enumerate(acte.votes, 1)]
    motion = {
        "id": f"avis:{acte.numero}",
        "identifier": acte.numero,
        "organization": {"name": acte.comite, "classification": _CLASSES.get(acte.organe, "crefop")},
        "legislative_session": {"identifier": acte.seance},
        "text": acte.dispositif,
        "classification": "avis",
        "date": acte.rendu_le,
        "result": acte.sens,
        "vote_events": evenements,
    }
    return json_canonique(motion)


def _evenement(acte: Acte, vote: Vote, rang: int) -> dict[str, Any]:
    evenement: dict[str, Any] = {
        "id": f"avis:{acte.numero}:scrutin:{rang}",
        "identifier": vote.intitule,
        "start_date": acte.rendu_le,
        "organization": {"name": acte.comite},
        "motion_id": f"avis:{acte.numero}",
        "result": _ISSUES[vote.issue],
        "requirement": vote.regle,
        "counts": _comptes(vote.sieges),
        "group_results": [
            {"group": {"name": c.college, "classification": "college"}, "counts": _comptes(c.sieges)}
            for c in vote.colleges
        ],
    }
    if vote.pondere:
        evenement["voices"] = _comptes(vote.voix)
        for resultat, c in zip(evenement["group_results"], vote.colleges, strict=True):
            resultat["voices"] = _comptes(c.voix)
    if vote.organisations:
        options = {"pour": "yes", "contre": "no", "abstention": "abstain", "n’a pas voté": "absent"}
        evenement["votes"] = [
            {
                "voter": {"name": o.organisation},
                "group": {"name": o.college},
                "option": options.get(o.choix, "not voting"),
                "weight": o.voix,
            }
            for o in vote.organisations
        ]
    return evenement


def _comptes(decompte: Decompte | None) -> list[dict[str, Any]]:
    if decompte is None:
        return []
    return [{"option": option, "value": getattr(decompte, nom)} for option, nom in _OPTIONS]


def scdl(acte: Acte) -> bytes:
    """One row: the opinion, with the vote on the whole in heads, then in voices. Nothing voted: empty counts."""
    finaux = [v for v in acte.votes if v.objet == "ensemble"][-1:]
    tetes = finaux[0].sieges if finaux else None
    voix = finaux[0].voix if finaux else None
    ligne = {
        "COLL_NOM": acte.comite,
        "DELIB_ID": acte.numero,
        "DELIB_DATE": acte.rendu_le,
        "DELIB_MATIERE_CODE": MATIERE[0],
        "DELIB_MATIERE_NOM": MATIERE[1],
        "DELIB_OBJET": acte.titre,
        "VOTE_EFFECTIF": tetes.total if tetes else "",
        "VOTE_REEL": tetes.exprimes + tetes.abstention if tetes else "",
        "VOTE_POUR": tetes.pour if tetes else "",
        "VOTE_CONTRE": tetes.contre if tetes else "",
        "VOTE_ABSTENTION": tetes.abstention if tetes else "",
        "SENS": acte.sens,
        "VOIX_POUR": voix.pour if voix else "",
        "VOIX_CONTRE": voix.contre if voix else "",
        "VOIX_ABSTENTION": voix.abstention if voix else "",
    }
    sortie = StringIO()
    ecrivain = csv.DictWriter(sortie, (*SCDL, *VOIX), restval="", lineterminator="\r\n")
    ecrivain.writeheader()
    ecrivain.writerow(ligne)
    return sortie.getvalue().encode()
