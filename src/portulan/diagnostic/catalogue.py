"""The explicit catalogue: two fiches, thirty questions, one hundred and fifty-seven indicators."""

from portulan.diagnostic.fiches.fiche1_cahier_des_charges import FICHE_1
from portulan.diagnostic.fiches.fiche2_convention import FICHE_2
from portulan.socle.declaration import Fiche, Indicateur, Question
from portulan.socle.erreurs import Introuvable

FICHES: tuple[Fiche, ...] = (FICHE_1, FICHE_2)
QUESTIONS: tuple[Question, ...] = tuple(q for f in FICHES for q in f.questions)
# A figure reused by a second question is declared, and computed, once
INDICATEURS: tuple[Indicateur, ...] = tuple({i.code: i for f in FICHES for i in f.indicateurs}.values())

_QUESTIONS = {q.code: q for q in QUESTIONS}
_INDICATEURS = {i.code: i for i in INDICATEURS}
_FICHES = {cle: f for f in FICHES for cle in (f.code, str(f.numero), f"F{f.numero}", f"fiche{f.numero}")}


def fiche(cle: str | int) -> Fiche:
    """A fiche by its number (1), « F1 », « fiche1 » or its code; ``Introuvable`` otherwise."""
    try:
        return _FICHES[str(cle)]
    except KeyError:
        raise Introuvable(f"« {cle} » n'est pas une fiche.", remede="Il y en a deux : 1 et 2.") from None


def question(code: str) -> Question:
    """A question by its code (« F2.4 »)."""
    try:
        return _QUESTIONS[code]
    except KeyError:
        raise Introuvable(
            f"« {code} » n'est pas une question des fiches.",
            remede="Les codes vont de F1.0 à F1.10 et de F2.0 à F2.12.",
        ) from None


def indicateur(code: str) -> Indicateur:
    """An indicator by its code, with or without « IND- »."""
    try:
        return _INDICATEURS[code if code.startswith("IND-") else f"IND-{code}"]
    except KeyError:
        raise Introuvable(
            f"« {code} » n'est pas un indicateur.", remede="« ./portulan indicateurs » en donne la liste."
        ) from None


def questions_de(code: str) -> tuple[Question, ...]:
    """Questions an indicator answers, the one it is numbered after first."""
    voulu = indicateur(code)
    porteuses = [q for q in QUESTIONS if voulu in q.indicateurs]
    return tuple(sorted(porteuses, key=lambda q: not _porte_le_numero(voulu.code, q.code)))


def _porte_le_numero(indicateur: str, question: str) -> bool:
    """IND-F1.O3a-1 is numbered after F1.O3, IND-F1.10-1 after F1.10 and not after F1.1."""
    tige = indicateur.removeprefix("IND-").rsplit("-", 1)[0]
    return tige.rstrip("abcd") == question
