"""What a validation freezes: everything that was declared, found, proved and said, in one canonical writing.

Accounts are written by their key, never by their name or address. The frozen content is read back alone: neither a new
referential nor evidence that expires changes it.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from portulan.instantane.canonique import json_canonique
from portulan.terrain.evaluation.lectures import bilan
from portulan.terrain.evaluation.models import Constat, Echange, Evaluation, PreuveCritere, Reponse
from portulan.terrain.evaluation.regles import Bilan

FORMAT = 1


def contenu(evaluation: Evaluation, jour: date) -> dict[str, Any]:
    """Frozen content of an assessment on the day of its validation, in JSON values."""
    return assembler(
        evaluation,
        jour,
        bilan(evaluation, jour),
        reponses=evaluation.reponses.all(),
        constats=evaluation.constats.all(),
        echanges=evaluation.echanges.all(),
        liens=evaluation.preuves.select_related("preuve"),
    )


def assembler(
    evaluation: Evaluation,
    jour: date,
    resultat: Bilan,
    *,
    reponses: Iterable[Reponse],
    constats: Iterable[Constat],
    echanges: Iterable[Echange],
    liens: Iterable[PreuveCritere],
) -> dict[str, Any]:
    """The frozen content from its rows; their order does not count."""
    referentiel = evaluation.referentiel.referentiel
    return {
        "format": FORMAT,
        "structure": evaluation.structure.identifiant,
        "operateur": evaluation.structure.operateur,
        "groupe": evaluation.groupe,
        "referentiel": {"reference": referentiel.reference, "empreinte": referentiel.empreinte},
        "campagne": evaluation.campagne.nom if evaluation.campagne else None,
        "soumise_le": _jour(evaluation.soumise_le),
        "validee_le": jour.isoformat(),
        "bilan": ecrire(resultat),
        "reponses": [
            {
                "critere": r.critere,
                "niveau": r.niveau,
                "commentaire": r.commentaire,
                "sans_objet": str(r.sans_objet),
                "motif": r.motif,
                "decision": r.decision,
            }
            for r in sorted(reponses, key=lambda r: r.critere)
        ],
        "constats": [
            {
                "critere": c.critere,
                "niveau": c.niveau,
                "commentaire": c.commentaire,
                "regard": str(c.regard),
                "relecteur": f"compte:{c.relecteur_id}",
                "ecrit_le": c.ecrit_le.isoformat(),
            }
            for c in sorted(constats, key=lambda c: (c.critere, c.relecteur_id))
        ],
        "echanges": [
            {
                "critere": e.critere,
                "cote": str(e.cote),
                "auteur": f"compte:{e.auteur_id}",
                "texte": e.texte,
                "ecrit_le": e.ecrit_le.isoformat(),
            }
            for e in sorted(echanges, key=lambda e: (e.critere, e.ecrit_le, e.pk or 0))
        ],
        "preuves": [
            {
                "critere": lien.critere,
                "empreinte": lien.preuve.empreinte,
                "nom": lien.preuve.nom,
                "etat": str(lien.preuve.etat),
                "effet_le": _jour(lien.preuve.effet_le),
                "valide_jusqu_au": _jour(lien.preuve.valide_jusqu_au),
            }
            for lien in sorted(liens, key=lambda x: (x.critere, x.preuve.empreinte))
        ],
    }


def _jour(jour: date | None) -> str | None:
    return None if jour is None else jour.isoformat()


def ecrire(resultat: Bilan) -> dict[str, Any]:
    """A result in JSON values; fractions as « numerator/denominator », so that nothing is rounded."""
    return {
        "statut": resultat.statut.value,
        "note": _fraction(resultat.note),
        "couverture": _fraction(resultat.couverture),
        "seuil": _fraction(resultat.seuil),
        "bloquants": list(resultat.bloquants),
        "eliminatoires": list(resultat.eliminatoires),
        "principes": {p.code: _fraction(p.moyenne) for p in resultat.principes},
        "niveaux": {n.critere.code: n.retenu for n in resultat.niveaux},
    }


def _fraction(valeur: Fraction | None) -> str | None:
    return None if valeur is None else f"{valeur.numerator}/{valeur.denominator}"


def empreinte(fige: dict[str, Any]) -> str:
    """SHA-256 of the canonical writing of a frozen content."""
    return hashlib.sha256(json_canonique(fige)).hexdigest()


def intact(evaluation: Evaluation) -> bool:
    """True when the frozen content still has the hash taken at the validation."""
    return evaluation.contenu is not None and empreinte(evaluation.contenu) == evaluation.empreinte
