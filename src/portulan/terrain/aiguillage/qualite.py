"""Quality score of a service, as data·inclusion computes it: the mean of the criteria that apply to it.

Freshness, the only one that moves with the day, is added when the score is asked (``aiguillage_recherche.qualite``).
"""

from collections.abc import Mapping
from typing import Any

from portulan.methodes.aiguillage import EN_PRESENTIEL

_COURTE, _BONNE, _LONGUE = 50, 200, 2000


def criteres(ligne: Mapping[str, Any]) -> tuple[float, int]:
    """Sum and number of the criteria, freshness left out. Address and contact may be those of the structure."""
    modes = ligne["modes_mobilisation"]
    telephone = ligne["telephone"] or ligne["structure__telephone"]
    courriel = ligne["courriel"] or ligne["structure__courriel"]
    notes = [
        bool(modes) / 2 + bool(ligne["mobilisable_par"]) / 2,
        float(bool(ligne["publics"])),
        float(bool(ligne["thematiques"])),
        float(bool(telephone or courriel)),
        _frais(ligne),
        _description(len(ligne["description"])),
    ]
    if EN_PRESENTIEL in ligne["modes_accueil"] or "se-presenter" in modes:
        notes.append(float(bool(ligne["adresse"] or ligne["structure__adresse"])))
    if "telephoner" in modes:
        notes.append(float(bool(telephone)))
    if "envoyer-un-courriel" in modes:
        notes.append(float(bool(courriel)))
    return sum(notes), len(notes)


def _frais(ligne: Mapping[str, Any]) -> float:
    if not ligne["frais"]:
        return 0.0
    return 0.5 if ligne["frais"] == "payant" and not ligne["frais_precisions"] else 1.0


def _description(longueur: int) -> float:
    if longueur < _COURTE:
        return 0.0
    return 1.0 if _BONNE <= longueur < _LONGUE else 0.5
