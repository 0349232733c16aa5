"""Plain values of the acts: frozen dataclasses that become canonical JSON, and come back the same.

``publication`` renders them and adds no word; a browser, a script or a court reads them without our code.
"""

import types
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Any, Union, get_args, get_origin, get_type_hints

from portulan.crefop.composition.enums import GenreOrgane
from portulan.instantane.canonique import json_canonique

FORMAT_AVIS = "portulan-avis/1"
FORMAT_PV = "portulan-pv/1"


@dataclass(frozen=True, slots=True)
class Decompte:
    """Counts of a vote, in heads (seats) or in voices, never both mixed."""

    pour: int = 0
    contre: int = 0
    abstention: int = 0
    ne_prend_pas_part: int = 0
    sans_bulletin: int = 0

    @property
    def exprimes(self) -> int:
        """For and against: abstentions are not expressed votes."""
        return self.pour + self.contre

    @property
    def total(self) -> int:
        """Everybody of the body."""
        return self.exprimes + self.abstention + self.ne_prend_pas_part + self.sans_bulletin

    def __add__(self, autre: "Decompte") -> "Decompte":
        return Decompte(*(getattr(self, f.name) + getattr(autre, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class VoteCollege:
    """What a college voted; ``tu``: why it is not told (secret vote). Heads may be unknown where voices are."""

    college: str
    sieges: Decompte | None
    voix: Decompte | None
    tu: str = ""


@dataclass(frozen=True, slots=True)
class VoteOrganisation:
    """What a seat voted, published only where the rules say « par organisation »."""

    organisation: str
    college: str
    choix: str
    voix: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A proclaimed ballot. ``sieges`` is None for a secret ballot with weights: unit ballots do not say who."""

    intitule: str
    objet: str
    mode: str
    repere: str
    issue: str
    voix: Decompte
    sieges: Decompte | None
    colleges: tuple[VoteCollege, ...]
    organisations: tuple[VoteOrganisation, ...]
    phrase: str
    precisions: tuple[str, ...]
    regle: str
    bulletins: str

    @property
    def pondere(self) -> bool:
        """True when voices are not heads."""
        return self.sieges is None or self.sieges != self.voix


@dataclass(frozen=True, slots=True)
class Quorum:
    """A stored statement of quorum, and the sentence that says it."""

    heure: str
    objet: str
    base: int
    comptes: int
    requis: int
    atteint: bool
    phrase: str
    regle: str


@dataclass(frozen=True, slots=True)
class SiegePublie:
    """A seat in the public act: never the name of who sits. ``etat``: present, represente, excuse or absent."""

    college: str
    siege: str
    etat: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class FigureCitee:
    """A figure of the frozen dossier that the text inserts."""

    marque: str
    code: str
    libelle: str
    valeur: str
    texte: str
    date: str
    question: str


@dataclass(frozen=True, slots=True)
class ReserveActe:
    """An adopted reserve or recommendation: addressed, dated, testable."""

    repere: str
    genre: str
    texte: str
    destinataire: str
    echeance: str
    essai: str
    question: str
    indicateur: str
    composante: str
    comparateur: str
    seuil: str


@dataclass(frozen=True, slots=True)
class MentionActe:
    """An explanation of vote or a disagreement on record, as it was written."""

    genre: str
    organisation: str
    texte: str


@dataclass(frozen=True, slots=True)
class RapporteurActe:
    """Who reported; belonging to the author of the referral is always said."""

    nom: str
    qualite: str
    de_l_auteur: bool


@dataclass(frozen=True, slots=True)
class Acte:
    """The whole opinion, as it is signed."""

    format: str
    numero: str
    comite: str
    region: str
    titre: str
    fiche: int
    fictif: bool
    sens: str
    sens_libelle: str
    pourquoi: str
    dispositif: str
    rendu_le: str
    lieu: str
    ouverture: str
    presidence: tuple[str, ...]
    seance: str
    saisine: str
    auteur: str
    texte_titre: str
    texte_version: str
    texte_empreinte: str
    instantane: str
    dossier_version: int
    dossier_empreinte: str
    visas: tuple[str, ...]
    sieges: tuple[SiegePublie, ...]
    quorums: tuple[Quorum, ...]
    rapporteurs: tuple[RapporteurActe, ...]
    considerants: tuple[str, ...]
    vigilances: tuple[str, ...]
    figures: tuple[FigureCitee, ...]
    reserves: tuple[ReserveActe, ...]
    recommandations: tuple[ReserveActe, ...]
    votes: tuple[Vote, ...]
    mentions: tuple[MentionActe, ...]
    irregularites: tuple[str, ...]
    regles: str
    a_confirmer: tuple[str, ...]
    invites: str = ""
    organe: str = GenreOrgane.PLENIERE.value


@dataclass(frozen=True, slots=True)
class Grille:
    """A table of the minutes: its caption, its headers, its rows."""

    legende: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the minutes that a member may ask to correct.

    ``constate``: drawn from events and ballots; its sentences are never typed over, a correction stands under them.
    """

    cle: str
    titre: str
    constate: bool
    paragraphes: tuple[str, ...]
    tableaux: tuple[Grille, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActePV:
    """The minutes of a meeting, as they are approved and signed."""

    format: str
    numero: str
    comite: str
    region: str
    seance: str
    jour: str
    lieu: str
    carence: bool
    fictif: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Signataire:
    """A signature as the documents print it."""

    partie: str
    nom: str
    qualite: str
    le: str
    empreinte: str


@dataclass(frozen=True, slots=True)
class Sceau:
    """What is known only once the act is signed: signatures, checkpoint of the register just before its publication."""

    empreinte: str
    signatures: tuple[Signataire, ...]
    publie_le: str
    rang: int
    entree: str
    racine: str
    rectifications: tuple[str, ...] = ()


# --- JSON -----------------------------------------------------------------------------------------


def en_valeurs(valeur: Any) -> Any:
    """Plain JSON values."""
    if is_dataclass(valeur):
        return {f.name: en_valeurs(getattr(valeur, f.name)) for f in fields(valeur)}
    if isinstance(valeur, tuple | list):
        return [en_valeurs(v) for v in valeur]
    return valeur


def de_valeurs[T](genre: type[T], valeurs: Any) -> T:
    """The value of a class, from its JSON."""
    types_des_champs = get_type_hints(genre)
    lus = {f.name: _lire(types_des_champs[f.name], valeurs[f.name]) for f in fields(genre) if f.name in valeurs}  # type: ignore[arg-type]
    return genre(**lus)


def _lire(genre: Any, valeur: Any) -> Any:
    origine = get_origin(genre)
    if origine in {types.UnionType, Union}:
        return None if valeur is None else _lire(next(g for g in get_args(genre) if g is not types.NoneType), valeur)
    if origine is tuple:
        return tuple(_lire(get_args(genre)[0], v) for v in valeur)
    return de_valeurs(genre, valeur) if is_dataclass(genre) else valeur


def sceller(acte: Acte | ActePV) -> tuple[str, str]:
    """Canonical JSON of an act and its SHA-256: what is signed."""
    texte = json_canonique(en_valeurs(acte)).decode()
    return texte, sha256(texte.encode()).hexdigest()
