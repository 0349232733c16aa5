"""Every step of a meeting and of an item, declared once: operations, pages, the diagram and the tests read these."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portulan.crefop.seance.enums import EtatPoint, EtatSeance, GenrePoint

S, P = EtatSeance, EtatPoint


@dataclass(frozen=True, slots=True)
class Transition[E]:
    """A step: from which states to which one, with which right. ``acte``: the button; ``fait``: the line of history.

    Without ``acte``, another act takes it: the second signature, or a ballot. ``genres``: the items it is for.
    ``motif``: a reason is required.
    """

    nom: str
    de: tuple[E, ...]
    vers: E
    verbe: str
    acte: str
    fait: str
    motif: bool = False
    genres: tuple[GenrePoint, ...] = tuple(GenrePoint)


SEANCE: tuple[Transition[EtatSeance], ...] = (
    Transition("convoquer", (S.PREPAREE,), S.CONVOQUEE, "convoquer", "", "Convocation envoyée"),
    Transition("ouvrir", (S.CONVOQUEE,), S.OUVERTE, "conduire", "Ouvrir la séance", "Séance ouverte"),
    Transition("suspendre", (S.OUVERTE,), S.SUSPENDUE, "conduire", "Suspendre la séance", "Séance suspendue"),
    Transition("reprendre", (S.SUSPENDUE,), S.OUVERTE, "conduire", "Reprendre la séance", "Séance reprise"),
    Transition("clore", (S.OUVERTE, S.SUSPENDUE), S.CLOSE, "conduire", "Clore la séance", "Séance close"),
    Transition(
        "constater_carence",
        (S.OUVERTE, S.SUSPENDUE),
        S.CARENCE,
        "conduire",
        "Constater la carence",
        "Carence constatée",
    ),
    Transition(
        "annuler", (S.PREPAREE, S.CONVOQUEE), S.ANNULEE, "preparer", "Annuler la séance", "Séance annulée", motif=True
    ),
)

_VOTES = (GenrePoint.AVIS, GenrePoint.APPROBATION_PV)
POINT: tuple[Transition[EtatPoint], ...] = (
    Transition("debattre", (P.INSCRIT,), P.EN_DEBAT, "conduire", "Passer à ce point", "Débat ouvert"),
    Transition("voter", (P.EN_DEBAT,), P.AU_VOTE, "", "", "Mis au vote, scrutin ouvert", genres=_VOTES),
    Transition("reprendre_debat", (P.AU_VOTE,), P.EN_DEBAT, "", "", "Débat repris, scrutin terminé", genres=_VOTES),
    Transition("deliberer", (P.AU_VOTE,), P.DELIBERE, "", "", "Délibéré, scrutin proclamé", genres=_VOTES),
    Transition(
        "traiter", (P.EN_DEBAT,), P.TRAITE, "conduire", "Point traité", "Traité",
        genres=(GenrePoint.INFORMATION, GenrePoint.DIVERS),
    ),
    Transition(
        "ajourner", (P.INSCRIT, P.EN_DEBAT), P.AJOURNE, "conduire", "Ajourner", "Ajourné", motif=True
    ),
    Transition(
        "retirer", (P.INSCRIT, P.EN_DEBAT), P.RETIRE, "conduire", "Retirer de l’ordre du jour", "Retiré", motif=True
    ),
)  # fmt: skip

PAR_NOM: Mapping[str, Transition[EtatSeance]] = MappingProxyType({t.nom: t for t in SEANCE})
POINT_PAR_NOM: Mapping[str, Transition[EtatPoint]] = MappingProxyType({t.nom: t for t in POINT})
EN_COURS = (S.CONVOQUEE, S.OUVERTE, S.SUSPENDUE)
POINTS_FINIS = (P.DELIBERE, P.TRAITE, P.AJOURNE, P.RETIRE)


def possibles(etat: str) -> tuple[Transition[EtatSeance], ...]:
    """Steps that leave a state of a meeting, those of the buttons."""
    return tuple(t for t in SEANCE if etat in t.de and t.acte)


def possibles_du_point(etat: str, genre: str) -> tuple[Transition[EtatPoint], ...]:
    """Steps that leave a state of an item, those of the buttons."""
    return tuple(t for t in POINT if etat in t.de and genre in t.genres and t.acte)
