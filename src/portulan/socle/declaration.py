"""Declarations are frozen values, validated when built: a wrong one cannot be imported.

Table and Colonne say what may enter a snapshot; Indicateur, Question and Fiche say what must be answered.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portulan.socle.erreurs import DeclarationInvalide
from portulan.socle.mesure import Secret, Unite
from portulan.socle.territoire import Niveau
from portulan.socle.typographie import francais

if TYPE_CHECKING:
    import pyarrow as pa

_NOM = re.compile(r"[a-z][a-z0-9_]*")


class Type(StrEnum):
    """Column types: few, portable over DuckDB, Polars and Spark."""

    TEXTE = "texte"
    ENTIER = "entier"
    REEL = "reel"
    BOOLEEN = "booleen"
    DATE = "date"
    LISTE = "liste"  # list of texts


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: its name is the field's, ``description`` is printed in the annex."""

    nom: str
    type: Type
    description: str
    obligatoire: bool = False
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        if not _NOM.fullmatch(self.nom):
            raise DeclarationInvalide(f"nom de colonne « {self.nom} »")


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table. Rows are sorted and unique on ``cle``.

    ``rattachement`` names the column that ties a row to a territory, as (column, level); freezing keeps the rows of the
    region, those of its neighbourhood when ``voisinage`` (border effects, EA-04), or all of them when there is none.
    """

    nom: str
    libelle: str
    colonnes: tuple[Colonne, ...]
    cle: tuple[str, ...]
    rattachement: tuple[str, Niveau] | None = None
    voisinage: bool = False

    def __post_init__(self) -> None:
        noms = [c.nom for c in self.colonnes]
        if not _NOM.fullmatch(self.nom) or len(set(noms)) != len(noms):
            raise DeclarationInvalide(f"table « {self.nom} » : nom ou colonnes en double")
        manquantes = set(self.cle) - set(noms)
        if not self.cle or manquantes:
            raise DeclarationInvalide(f"table « {self.nom} » : clé absente ou inconnue {sorted(manquantes)}")
        if self.rattachement and self.rattachement[0] not in noms:
            raise DeclarationInvalide(f"table « {self.nom} » : rattachement inconnu")

    def schema(self) -> "pa.Schema":
        """Arrow schema, in the declared order."""
        import pyarrow as pa

        types = {
            Type.TEXTE: pa.string(),
            Type.ENTIER: pa.int64(),
            Type.REEL: pa.float64(),
            Type.BOOLEEN: pa.bool_(),
            Type.DATE: pa.date32(),
            Type.LISTE: pa.list_(pa.string()),
        }
        return pa.schema([pa.field(c.nom, types[c.type], nullable=not c.obligatoire) for c in self.colonnes])


class Gravite(StrEnum):
    """Levels of a vigilance rule (Q-03), lightest first."""

    INFO = "info"
    ATTENTION = "attention"
    ALERTE = "alerte"
    BLOQUANT = "bloquant"

    @property
    def rang(self) -> int:
        """0 for info, 3 for bloquant."""
        return list(Gravite).index(self)


class Origine(StrEnum):
    """Where a threshold comes from."""

    LOI = "⚖"
    REGION = "R"
    PRODUIT = "P"

    @property
    def libelle(self) -> str:
        """French label."""
        return {"⚖": "fixé par la loi", "R": "choix de la région", "P": "valeur par défaut du produit"}[self.value]


class Comparateur(StrEnum):
    """How a value is held against a threshold."""

    INFERIEUR = "<"
    INFERIEUR_OU_EGAL = "≤"
    SUPERIEUR = ">"
    SUPERIEUR_OU_EGAL = "≥"
    EGAL = "="

    def compare(self, valeur: float, borne: float) -> bool:
        """True when the threshold is crossed."""
        return {
            "<": valeur < borne,
            "≤": valeur <= borne,
            ">": valeur > borne,
            "≥": valeur >= borne,
            "=": valeur == borne,
        }[self.value]


@dataclass(frozen=True, slots=True)
class Seuil:
    """A vigilance rule on one indicator.

    ``code`` is stable (a region's ``seuils.toml`` overrides ``borne`` by it). ``niveaux``: levels at which it is held
    (empty = all but the country). ``composante`` / ``ventilation``: which line is looked at (None: any breakdown;
    « axe=* »: each value of an axis). ``phrase``: what it says when it fires.
    """

    code: str
    gravite: Gravite
    comparateur: Comparateur
    borne: float
    phrase: str
    origine: Origine = Origine.PRODUIT
    niveaux: tuple[Niveau, ...] = ()
    composante: str = ""
    ventilation: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TableAttendue:
    """What an indicator not yet computable waits for: rows of a module or of a producer."""

    quoi: str
    detenteur: str


@dataclass(frozen=True, slots=True)
class PieceAttendue:
    """A document that only its holder can give."""

    piece: str
    detenteur: str


@dataclass(frozen=True, slots=True)
class Composante:
    """One of the figures of an indicator (« médiane », « P90 »). The main one has the empty code."""

    code: str
    libelle: str
    unite: Unite


@dataclass(frozen=True, slots=True)
class Indicateur:
    """One of the 157 indicators of the two fiches: its definition, and how it is computed or what it waits for.

    ``calcul`` receives one Ibis table per declared table (same order) and returns an Ibis table with the columns of
    ``COLONNES_CALCUL``. One of ``calcul`` and ``attente`` is given; both when only some composantes are known: the main
    figure then waits, and the lines of ``calcul`` are shown beside. ``phrase`` is the sentence of the short
    answer, with named figures: ``{valeur}``, ``{numerateur}``, ``{denominateur}``, the code of a composante, a
    breakdown of the main figure (``{statut=conforme}``) or an axis (``{critere}``: the one with the highest figure; the
    latest of an axis of dates). ``phrase_partielle`` stands in for it when one of these figures is not known.
    ``facultatives``: those of ``tables`` that may be empty without the indicator being out of reach.
    """

    code: str
    libelle: str
    formule: str
    unite: Unite
    sources: tuple[str, ...]
    maille: tuple[str, ...]
    fondement: str
    vigilance: str
    tables: tuple[Table, ...] = ()
    calcul: Callable[..., Any] | None = None
    attente: TableAttendue | PieceAttendue | None = None
    composantes: tuple[Composante, ...] = ()
    axes: Mapping[str, str] = field(default_factory=dict)
    seuils: tuple[Seuil, ...] = ()
    secret: Secret | None = None
    estime: bool = False
    champ: str = ""
    phrase: str = ""
    phrase_partielle: str = ""
    operateurs: tuple[str, ...] = ()
    facultatives: tuple[Table, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"IND-F[12]\.[O\d][\w.]*(-\d+[abc]?)", self.code):
            raise DeclarationInvalide(f"code d'indicateur « {self.code} »")
        if self.calcul is None and self.attente is None:
            raise DeclarationInvalide(f"{self.code} : un calcul, ou ce qui est attendu")
        if self.calcul is not None and not self.tables:
            raise DeclarationInvalide(f"{self.code} : un calcul lit des tables déclarées")
        if not {t.nom for t in self.facultatives} <= {t.nom for t in self.tables}:
            raise DeclarationInvalide(f"{self.code} : une table facultative est d'abord une table lue")
        if self.calcul is not None and not (self.calcul.__doc__ or "").strip():
            raise DeclarationInvalide(f"{self.code} : le calcul doit dire sa méthode (docstring, imprimée en annexe)")
        for texte in (self.libelle, self.formule, self.fondement, self.vigilance):
            if not texte.strip():
                raise DeclarationInvalide(f"{self.code} : libellé, formule, fondement et vigilance sont obligatoires")

    @property
    def methode(self) -> str:
        """What the annex prints: how it is computed, in French."""
        return francais(self.calcul.__doc__ or "") if self.calcul else ""

    def libelle_composante(self, code: str) -> str:
        """Label of one of the figures; the main one has the label of the indicator."""
        return next((c.libelle for c in self.composantes if c.code == code), self.libelle)

    def unite_composante(self, code: str) -> Unite:
        """Unit of one of the figures."""
        return next((c.unite for c in self.composantes if c.code == code), self.unite)


# What ``Indicateur.calcul`` returns, one row per territory × composante × ventilation:
#   niveau, territoire  text   level (Niveau value) and code
#   composante          text   '' for the main figure
#   ventilation         text   '' for the whole, else « axe=valeur » (several: joined by « | », axes sorted)
#   numerateur, denominateur   float, null when the figure is not a ratio
#   valeur              float, null when it cannot be computed (the engine then says why)
COLONNES_CALCUL = (
    "niveau",
    "territoire",
    "composante",
    "ventilation",
    "numerateur",
    "denominateur",
    "valeur",
)


@dataclass(frozen=True, slots=True)
class Question:
    """An entry of a fiche: its text, its short title, its legal basis, the indicators and pieces that answer it."""

    code: str
    rubrique: str
    texte: str
    fondement: str
    indicateurs: tuple[Indicateur, ...]
    titre: str = ""
    pieces: tuple[str, ...] = ()
    portee: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"F[12]\.[O\d]\d*", self.code):
            raise DeclarationInvalide(f"code de question « {self.code} »")
        if not self.texte.strip() or not self.indicateurs:
            raise DeclarationInvalide(f"{self.code} : une question a un texte et au moins un indicateur")

    @property
    def intitule(self) -> str:
        """The short title of contents and summaries; the text itself when it has none."""
        return self.titre or self.texte


@dataclass(frozen=True, slots=True)
class Fiche:
    """One of the committee's opinions, as the ordered list of its questions."""

    numero: int
    code: str
    titre: str
    objet: str
    fondement: str
    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        codes = [q.code for q in self.questions]
        if len(set(codes)) != len(codes):
            raise DeclarationInvalide(f"{self.code} : question en double")

    @property
    def indicateurs(self) -> tuple[Indicateur, ...]:
        """All indicators, in the order of the questions, each once."""
        return tuple({i.code: i for q in self.questions for i in q.indicateurs}.values())
