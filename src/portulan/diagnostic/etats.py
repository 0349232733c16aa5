"""State of each question of the fiches, from its indicators (Q-01)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from portulan.socle.declaration import Question
from portulan.socle.resultat import EtatQuestion


def etats_des_questions(questions: Iterable[Question], renseignes: AbstractSet[str]) -> dict[str, EtatQuestion]:
    """``repondu`` when every indicator has a figure for the region or the country, ``partiel`` when some have.

    ``renseignes``: codes of the indicators that have one.
    """
    return {q.code: _etat(q, renseignes) for q in questions}


def _etat(question: Question, renseignes: AbstractSet[str]) -> EtatQuestion:
    connus = sum(i.code in renseignes for i in question.indicateurs)
    if connus == len(question.indicateurs):
        return EtatQuestion.REPONDU
    return EtatQuestion.PARTIEL if connus else EtatQuestion.NON_RENSEIGNE
