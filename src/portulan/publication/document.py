"""The one document model: frozen values that HTML, PDF, ODT and JSON renderers all tell in their own way.

A document is validated when built: heading levels are never skipped, a figure has an alternative text and its table,
a table is rectangular. No renderer adds or removes a word: the equality of their texts is tested.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from portulan.socle.erreurs import DeclarationInvalide

if TYPE_CHECKING:
    from portulan.publication.cartes import Carte
    from portulan.publication.figures import Graphique

NIVEAU_MAXIMAL = 4


class Ton(StrEnum):
    """How a frame or a tag speaks; each has a colour *and* a word, never a colour alone."""

    NEUTRE = "neutre"
    INFO = "info"
    SUCCES = "succes"
    ATTENTION = "attention"
    ALERTE = "alerte"
    BLOQUANT = "bloquant"


class Alignement(StrEnum):
    """Of a column of a table."""

    DEBUT = "debut"
    FIN = "fin"
    CENTRE = "centre"


class Style(StrEnum):
    """Role of a paragraph."""

    NORMAL = "normal"
    CHAPEAU = "chapeau"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Texte:
    """A run of text."""

    valeur: str
    fort: bool = False
    italique: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Lien:
    """A link; ``adresse`` is an absolute address or ``#identifiant`` of a section."""

    texte: str
    adresse: str

    def __post_init__(self) -> None:
        if not self.texte.strip() or not self.adresse.startswith(("#", "https://", "http://", "mailto:")):
            raise DeclarationInvalide(f"lien sans texte ou sans adresse : « {self.texte} » « {self.adresse} »")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, called where it stands in the run."""

    texte: str


type Fragment = Texte | Lien | Note
type Morceau = str | Fragment


def fragments(*morceaux: Morceau) -> tuple[Fragment, ...]:
    """Runs of a paragraph; a plain string is plain text."""
    return tuple(Texte(m) if isinstance(m, str) else m for m in morceaux)


def fort(texte: str) -> Texte:
    """A strong run."""
    return Texte(texte, fort=True)


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph of runs."""

    contenu: tuple[Fragment, ...]
    style: Style = Style.NORMAL


def paragraphe(*morceaux: Morceau, style: Style = Style.NORMAL) -> Paragraphe:
    """Shorthand: ``paragraphe("du texte ", fort("important"))``."""
    return Paragraphe(fragments(*morceaux), style)


@dataclass(frozen=True, slots=True)
class Liste:
    """A list of items, each a run of fragments."""

    elements: tuple[tuple[Fragment, ...], ...]
    ordonnee: bool = False


@dataclass(frozen=True, slots=True)
class Pastille:
    """A short tag: a state, a level of vigilance."""

    texte: str
    ton: Ton = Ton.NEUTRE


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of a table; ``poids`` is its relative width."""

    titre: str
    alignement: Alignement = Alignement.DEBUT
    unite: str = ""
    poids: float = 1.0

    @property
    def entete(self) -> str:
        """What the header cell says: title, and unit when there is one."""
        return f"{self.titre} ({self.unite})" if self.unite else self.titre


def nombre(titre: str, unite: str = "", poids: float = 1.0) -> Colonne:
    """A column of numbers, aligned on their end."""
    return Colonne(titre, Alignement.FIN, unite, poids)


type Cellule = str | Pastille | Lien


@dataclass(frozen=True, slots=True)
class Tableau:
    """A rectangular table; the first column holds the key of the row (its header for assistive technology)."""

    legende: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Cellule, ...], ...]
    source: str = ""
    total: bool = False  # the last row is a total, shown apart

    def __post_init__(self) -> None:
        if not self.legende.strip() or not self.colonnes or not self.lignes:
            raise DeclarationInvalide(f"tableau « {self.legende} » : légende, colonnes et lignes sont obligatoires")
        if any(len(ligne) != len(self.colonnes) for ligne in self.lignes):
            raise DeclarationInvalide(f"tableau « {self.legende} » : une ligne n'a pas {len(self.colonnes)} cellules")


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, what it says in words (``alternative``), and the table of what it shows.

    ``tableau`` may be None only when the text names where the figures stand (``donnees``: « annexe, fichier … »).
    """

    dessin: "Graphique | Carte"
    legende: str
    alternative: str
    source: str
    tableau: Tableau | None = None
    donnees: str = ""

    def __post_init__(self) -> None:
        if not self.alternative.strip() or not self.legende.strip():
            raise DeclarationInvalide(f"figure « {self.legende} » : légende et texte de remplacement sont obligatoires")
        if self.tableau is None and not self.donnees.strip():
            raise DeclarationInvalide(f"figure « {self.legende} » : son tableau, ou où le lire, est obligatoire")


@dataclass(frozen=True, slots=True)
class Encadre:
    """A framed passage: a vigilance point, a warning."""

    ton: Ton
    titre: str
    blocs: tuple[Paragraphe | Liste, ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they mean."""

    entrees: tuple[tuple[str, tuple[Fragment, ...]], ...]


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A key figure: the number with its unit, what it counts, and a precision (date, scope)."""

    valeur: str
    libelle: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Chiffres:
    """A row of key figures."""

    chiffres: tuple[Chiffre, ...]

    def __post_init__(self) -> None:
        if not self.chiffres:
            raise DeclarationInvalide("une ligne de chiffres en a au moins un")


type Bloc = Paragraphe | Liste | Tableau | Figure | Encadre | Definitions | Chiffres


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it up to the next one. ``nouvelle_page``: printed at the top of a page."""

    niveau: int
    titre: str
    blocs: tuple[Bloc, ...] = ()
    identifiant: str = ""
    surtitre: str = ""
    etat: Pastille | None = None
    nouvelle_page: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.niveau <= NIVEAU_MAXIMAL or not self.titre.strip():
            raise DeclarationInvalide(f"section « {self.titre} » : titre absent ou niveau {self.niveau} hors de 1 à 4")


@dataclass(frozen=True, slots=True)
class Partenaire:
    """One of the two parties, shown as equals; ``logo`` is an SVG text (empty: the name alone)."""

    nom: str
    qualite: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: what the cover says, then sections in reading order.

    ``date_document`` is that of the snapshot: it seals the bytes of every rendering.
    """

    titre: str
    sous_titre: str
    identifiant: str
    date_document: date
    sections: tuple[Section, ...]
    surtitre: str = ""
    langue: str = "fr"
    auteur: str = "Portulan"
    partenaires: tuple[Partenaire, ...] = ()
    avertissements: tuple[Encadre, ...] = ()
    mentions: tuple[tuple[str, str], ...] = field(default=())  # (label, value) of the cover
    pied: str = ""

    def __post_init__(self) -> None:
        if not self.titre.strip() or not self.identifiant.strip() or not self.sections:
            raise DeclarationInvalide("un document a un titre, un identifiant et au moins une section")
        precedent = 0
        for section in self.sections:
            if section.niveau > precedent + 1:
                raise DeclarationInvalide(f"section « {section.titre} » : niveau {section.niveau} après {precedent}")
            precedent = section.niveau
        ancres = [s.identifiant for s in self.sections if s.identifiant]
        if len(set(ancres)) != len(ancres):
            raise DeclarationInvalide("deux sections ont le même identifiant")
        inconnus = {lien.adresse for lien in self._liens() if lien.adresse.startswith("#")} - {f"#{a}" for a in ancres}
        if inconnus:
            raise DeclarationInvalide(f"liens vers des sections absentes : {sorted(inconnus)}")

    def blocs(self) -> Iterator[Bloc]:
        """Every block, in reading order."""
        for section in self.sections:
            yield from section.blocs

    def figures(self) -> Iterator[Figure]:
        """Every figure, in reading order."""
        return (bloc for bloc in self.blocs() if isinstance(bloc, Figure))

    def _liens(self) -> Iterator[Lien]:
        for bloc in self.blocs():
            for contenu in _contenus(bloc):
                yield from (f for f in contenu if isinstance(f, Lien))


def _contenus(bloc: Bloc) -> Iterator[tuple[object, ...]]:
    """Sequences where a link may stand inside a block."""
    match bloc:
        case Paragraphe():
            yield bloc.contenu
        case Liste():
            yield from bloc.elements
        case Tableau():
            yield from bloc.lignes
        case Encadre():
            for interieur in bloc.blocs:
                yield from _contenus(interieur)
        case Definitions():
            yield from (contenu for _, contenu in bloc.entrees)
        case _:
            return
