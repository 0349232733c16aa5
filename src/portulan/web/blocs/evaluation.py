"""What the public reads of the assessment of a structure: only what the Region publishes."""

from typing import Any

from portulan.comptes.droits import Titulaire
from portulan.socle.horloge import aujourdhui
from portulan.terrain.evaluation import regles
from portulan.terrain.evaluation.lectures import bilan
from portulan.terrain.evaluation.queries import synthese_publique
from portulan.terrain.reseau.models import Structure

_GENRES = {"conforme": "succes", "conforme_avec_plan": "attention", "non_conforme": "alerte", "non_evalue": ""}


def structure(titulaire: Titulaire, lieu: Structure) -> tuple[str, dict[str, Any]] | None:
    """Synthesis of the last validated assessment, as it stands today; nothing when it is not published."""
    evaluation = synthese_publique(lieu, aujourdhui())
    if evaluation is None:
        return None
    resultat = bilan(evaluation, aujourdhui())
    return "morceaux/evaluation_synthese.html", {
        "evaluation": evaluation,
        "referentiel": evaluation.referentiel.referentiel,
        "statut": resultat.statut.label,
        "genre_statut": _GENRES[resultat.statut.value],
        "note": regles.ecrire_note(resultat.note),
        "couverture": regles.ecrire_part(resultat.couverture),
        "seuil": regles.ecrire_part(resultat.seuil),
        "eliminatoires": resultat.eliminatoires,
    }
