"""State of each question of the fiches, from its indicators (Q-01)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from portulan.socle.declaration import Question
from portulan.socle.resultat import EtatQuestion


@dataclass(frozen=True)
class Reponses:
    """Codes of the indicators that have their main figure for the region or the country, and of those with any."""

    completes: set[str] = field(default_factory=set)
    entamees: set[str] = field(default_factory=set)


def etats_des_questions(questions: Iterable[Question], reponses: Reponses) -> dict[str, EtatQuestion]:
    """``repondu`` when every indicator has its main figure, ``partiel`` when at least one has some figure."""
    return {q.code: _etat({i.code for i in q.indicateurs}, reponses) for q in questions}


def _etat(indicateurs: AbstractSet[str], reponses: Reponses) -> EtatQuestion:
    if indicateurs <= reponses.completes:
        return EtatQuestion.REPONDU
    return EtatQuestion.PARTIEL if indicateurs & reponses.entamees else EtatQuestion.NON_RENSEIGNE
