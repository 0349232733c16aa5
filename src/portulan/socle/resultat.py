"""What an indicator may answer. Silence is not representable, and unknown is never 0."""

from dataclasses import dataclass
from enum import StrEnum


class Raison(StrEnum):
    """Why a figure cannot be computed; the sentence shown is ``libelle``."""

    TABLE_ABSENTE = "table_absente"
    DONNEE_ABSENTE = "donnee_absente"
    DENOMINATEUR_NUL = "denominateur_nul"
    NON_DIFFUSABLE = "non_diffusable"
    HORS_CHAMP = "hors_champ"

    @property
    def libelle(self) -> str:
        """Short French sentence."""
        return {
            Raison.TABLE_ABSENTE: "La donnée n'est pas dans l'instantané",
            Raison.DONNEE_ABSENTE: "La source ne renseigne pas ce territoire",
            Raison.DENOMINATEUR_NUL: "Aucun cas à rapporter (dénominateur nul)",
            Raison.NON_DIFFUSABLE: "Effectif trop faible pour être diffusé",
            Raison.HORS_CHAMP: "La définition ne s'applique pas à ce territoire",
        }[self]


@dataclass(frozen=True, slots=True)
class Calcule:
    """A figure: ``valeur`` in the indicator's unit, already rounded; its parts when it is a ratio."""

    valeur: float
    numerateur: float | None = None
    denominateur: float | None = None
    estime: bool = False

    etat = "calcule"


@dataclass(frozen=True, slots=True)
class NonCalculable:
    """No figure, and why. ``detail`` completes the reason in one French sentence (what is missing, who holds it)."""

    raison: Raison
    detail: str = ""

    etat = "non_calculable"


@dataclass(frozen=True, slots=True)
class ADocumenter:
    """No figure can come from data: a named document must be supplied by its holder."""

    piece: str
    detenteur: str

    etat = "a_documenter"


type Resultat = Calcule | NonCalculable | ADocumenter


class EtatQuestion(StrEnum):
    """State of a question of a fiche (Q-01)."""

    REPONDU = "repondu"
    PARTIEL = "partiel"
    NON_RENSEIGNE = "non_renseigne"
    SANS_OBJET = "sans_objet"

    @property
    def libelle(self) -> str:
        """French label."""
        return {
            EtatQuestion.REPONDU: "répondu",
            EtatQuestion.PARTIEL: "partiel",
            EtatQuestion.NON_RENSEIGNE: "non renseigné",
            EtatQuestion.SANS_OBJET: "sans objet",
        }[self]
