"""Every step of a referral, declared once: operations, pages, diagram and tests read this table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portulan.crefop.dossier.enums import EtatSaisine as E


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which one, under which verb of the rights table (« saisine », « dossier »…).

    ``verbe`` empty: an operation of another part takes it, and checks the right there. ``acte``: the button.
    ``fait``: the line of the history. ``motif``: a reason is required.
    """

    nom: str
    de: tuple[E, ...]
    vers: E
    verbe: str
    qui: str
    acte: str
    fait: str
    motif: bool = False


_OUVERTES = (E.RECUE, E.INSTRUCTION, E.DOSSIER_FIGE, E.INSCRITE)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "instruire", (E.RECUE,), E.INSTRUCTION, "instruire", "secrétariat",
        "Déclarer recevable et instruire", "Saisine recevable, instruction ouverte",
    ),
    Transition(
        "rejeter", (E.RECUE,), E.IRRECEVABLE, "instruire", "secrétariat",
        "Déclarer irrecevable", "Saisine irrecevable", motif=True,
    ),
    Transition(
        "figer", (E.INSTRUCTION,), E.DOSSIER_FIGE, "", "secrétariat",
        "Figer le dossier", "Dossier figé",
    ),
    Transition(
        "reprendre", (E.DOSSIER_FIGE,), E.INSTRUCTION, "", "secrétariat",
        "Ouvrir une nouvelle version", "Nouvelle version du dossier ouverte",
    ),
    Transition(
        "inscrire", (E.DOSSIER_FIGE,), E.INSCRITE, "", "secrétariat, en préparant la séance",
        "Inscrire à une séance", "Inscrite à l’ordre du jour d’une séance",
    ),
    Transition(
        "desinscrire", (E.INSCRITE,), E.DOSSIER_FIGE, "", "secrétariat, en préparant la séance",
        "Retirer de l’ordre du jour", "Retirée de l’ordre du jour", motif=True,
    ),
    Transition(
        "rendre", _OUVERTES, E.AVIS_RENDU, "", "comité",
        "Rendre l’avis", "Avis rendu",
    ),
    Transition(
        "prendre_acte", _OUVERTES, E.ACTE_PRIS, "", "comité",
        "Prendre acte, sans avis", "Le comité a pris acte de la saisine",
    ),
    Transition(
        "retirer", _OUVERTES, E.RETIREE, "deposer", "auteur ou secrétariat",
        "Retirer la saisine", "Saisine retirée", motif=True,
    ),
)  # fmt: skip

PAR_NOM: Mapping[str, Transition] = MappingProxyType({t.nom: t for t in TRANSITIONS})
OUVERTES: frozenset[E] = frozenset(_OUVERTES)


def possibles(etat: str) -> tuple[Transition, ...]:
    """Steps that a person may take from a state, on the page of the referral."""
    return tuple(t for t in TRANSITIONS if t.verbe and etat in t.de)


@dataclass(frozen=True, slots=True)
class Attente:
    """What a referral waits for in a state: who, to do what."""

    qui: str
    quoi: str


ATTENTES: Mapping[str, Attente] = MappingProxyType(
    {
        E.RECUE: Attente("le secrétariat", "se prononcer sur la recevabilité"),
        E.INSTRUCTION: Attente("le secrétariat", "instruire chaque question, puis figer le dossier"),
        E.DOSSIER_FIGE: Attente("le secrétariat", "inscrire la saisine à l’ordre du jour d’une séance plénière"),
        E.INSCRITE: Attente("le comité", "rendre son avis"),
        E.AVIS_RENDU: Attente("l’auteur de la saisine", "adopter ou signer le texte, puis déclarer cet acte"),
    }
)

FAITS: Mapping[str, str] = MappingProxyType(
    {
        **{t.nom: t.fait for t in TRANSITIONS},
        "suspendre": "Délai suspendu : la saisine est à compléter",
        "reprendre_delai": "Saisine complétée, le délai reprend",
        "adopter": "Acte d’adoption ou de signature déclaré",
    }
)
