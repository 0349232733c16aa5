"""The referential of quality as pure values: who is asked what, at which level, with which evidence.

A referential is a dated TOML file (``referentiels/national-2026.toml`` is the shipped one) read by ``lecture.lire``.
Nothing here knows the database: the same values are compared, printed, fingerprinted and scored.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from hashlib import sha256


def ecrire_reference(reference: str) -> str:
    """A reference as pages and signed texts write it: « national, version 2026 »."""
    code, _, version = reference.partition("@")
    return f"{code}, version {version}" if version else reference


class Methode(StrEnum):
    """How a criterion is checked."""

    DECLARATION = "declaration"
    DOCUMENT = "document"
    VISITE = "visite"
    ENQUETE = "enquete"
    DONNEE = "donnee"

    @property
    def libelle(self) -> str:
        """In French, as pages print it."""
        return {
            Methode.DECLARATION: "déclaration de l’opérateur",
            Methode.DOCUMENT: "document examiné",
            Methode.VISITE: "visite sur place",
            Methode.ENQUETE: "enquête auprès des usagers",
            Methode.DONNEE: "donnée mesurée",
        }[self]


class Relation(StrEnum):
    """How a requirement from elsewhere covers a criterion."""

    EGAL = "egal"
    INCLUS = "inclus"
    PARTIEL = "partiel"

    @property
    def libelle(self) -> str:
        """In French, as pages print it."""
        return {
            Relation.EGAL: "même exigence",
            Relation.INCLUS: "le critère est inclus dans l’exigence d’origine",
            Relation.PARTIEL: "l’exigence d’origine n’en couvre qu’une partie",
        }[self]


@dataclass(frozen=True, slots=True)
class Echelon:
    """A level of the scale and what it means."""

    niveau: int
    libelle: str
    description: str


@dataclass(frozen=True, slots=True)
class Groupe:
    """Operators asked for the same criteria: kinds of operator × service level."""

    code: str
    libelle: str
    operateurs: tuple[str, ...]
    service: str


@dataclass(frozen=True, slots=True)
class Principe:
    """A principle: criteria grouped under one promise."""

    code: str
    libelle: str


@dataclass(frozen=True, slots=True)
class PreuveAttendue:
    """A piece of evidence; ``validite_mois`` None: it does not expire."""

    libelle: str
    validite_mois: int | None


@dataclass(frozen=True, slots=True)
class Critere:
    """A criterion; ``mesure_par``: code of the indicator that measures it, empty when none does."""

    code: str
    libelle: str
    precision: str
    principe: str
    obligatoire: bool
    eliminatoire: bool
    groupes: tuple[str, ...]
    preuves: tuple[PreuveAttendue, ...]
    mesure_par: str
    na_permis: bool
    methode: Methode
    poids: Fraction
    fondement: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seuils:
    """Levels and shares that decide: what is required, and below which coverage no score is published."""

    niveau_requis: int
    couverture_minimale: Fraction
    niveau_sans_preuve: int
    ecart_de_revue: int


@dataclass(frozen=True, slots=True)
class Reemploi:
    """A label already held that proves criteria without asking the same evidence twice."""

    code: str
    libelle: str
    operateurs: tuple[str, ...]
    criteres: tuple[str, ...]
    preuve: str
    validite_mois: int | None
    fondement: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correspondance:
    """A requirement of another referential (or older version) and the criterion it answers."""

    origine: str
    reference: str
    critere: str
    relation: Relation
    note: str


@dataclass(frozen=True)
class Referentiel:
    """A whole referential, as read."""

    code: str
    version: str
    titre: str
    valide_du: date
    acte: str
    licence: str
    echelle: tuple[Echelon, ...]
    seuils: Seuils
    sources: Mapping[str, str]
    groupes: tuple[Groupe, ...]
    principes: tuple[Principe, ...]
    criteres: tuple[Critere, ...]
    reemplois: tuple[Reemploi, ...] = ()
    correspondances: tuple[Correspondance, ...] = ()

    @property
    def reference(self) -> str:
        """Code and version, as the snapshot and the crosswalks write it."""
        return f"{self.code}@{self.version}"

    @property
    def niveau_maximal(self) -> int:
        """Highest level of the scale."""
        return self.echelle[-1].niveau

    @cached_property
    def par_code(self) -> Mapping[str, Critere]:
        """Criteria by code."""
        return {c.code: c for c in self.criteres}

    def critere(self, code: str) -> Critere:
        """A criterion by its code. Raises ``KeyError``."""
        return self.par_code[code]

    def criteres_de(self, principe: str) -> tuple[Critere, ...]:
        """Criteria of a principle, in order."""
        return tuple(c for c in self.criteres if c.principe == principe)

    def groupe(self, code: str) -> Groupe | None:
        """A group by its code."""
        return next((g for g in self.groupes if g.code == code), None)

    def groupe_de(self, operateur: str) -> Groupe | None:
        """The group of a kind of operator; None when it is asked for nothing."""
        return next((g for g in self.groupes if operateur in g.operateurs), None)

    def applicables(self, groupe: str) -> tuple[Critere, ...]:
        """Criteria asked of a group, in order."""
        return tuple(c for c in self.criteres if groupe in c.groupes)

    def reemplois_de(self, operateur: str) -> tuple[Reemploi, ...]:
        """Labels that prove something for a kind of operator."""
        return tuple(r for r in self.reemplois if operateur in r.operateurs)

    @cached_property
    def empreinte(self) -> str:
        """SHA-256 of the canonical content: comments, spacing and order of keys do not count, a changed word does."""
        return sha256(json.dumps(canonique(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def canonique(referentiel: Referentiel) -> dict[str, object]:
    """The referential as plain values: what the fingerprint covers and what exports write."""
    valeurs: dict[str, object] = json.loads(json.dumps(asdict(referentiel), default=str))
    return valeurs


def reprendre(ancien: Referentiel, nouveau: Referentiel, niveaux: Mapping[str, int | None]) -> dict[str, int]:
    """Levels to confirm in a new assessment, from the levels of an older one.

    The crosswalk of the new referential decides; without one, only a criterion unchanged to the letter follows. When
    several requirements answer one criterion the weakest gives the level, and a missing one gives nothing. A partial
    cover is worth level 1 at most. What has no answer here has to be assessed anew.
    """
    repris = {}
    for critere in nouveau.criteres:
        liens = _liens(ancien, nouveau, critere)
        valeurs = [_plafonner(niveaux.get(reference), relation) for reference, relation in liens]
        connues = [v for v in valeurs if v is not None]
        if connues and len(connues) == len(valeurs):
            repris[critere.code] = min(*connues, nouveau.niveau_maximal)
    return repris


def _liens(ancien: Referentiel, nouveau: Referentiel, critere: Critere) -> list[tuple[str, Relation]]:
    ecrits = [
        (c.reference, c.relation)
        for c in nouveau.correspondances
        if c.critere == critere.code and c.origine in {ancien.reference, ancien.code}
    ]
    meme = ancien.par_code.get(critere.code)
    if not ecrits and meme and (meme.libelle, meme.precision) == (critere.libelle, critere.precision):
        return [(critere.code, Relation.EGAL)]
    return ecrits


def _plafonner(niveau: int | None, relation: Relation) -> int | None:
    return niveau if niveau is None or relation is not Relation.PARTIEL else min(niveau, 1)
