"""From the cells of a file to the Arrow table of a declaration; what does not fit becomes a ``Refus``."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from portulan.socle.declaration import Colonne, Table, Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.socle.source import Refus

if TYPE_CHECKING:
    import pyarrow as pa

LIGNES_MAX = 1_000_000  # ten times the largest national file: bounds the memory of a load
PLAFOND = 1000  # refused cells kept; all are counted
_VALEUR_MAX = 120
_ENTIER_MAX = 2**53
_VRAI = frozenset({"true", "vrai", "oui", "1"})
_FAUX = frozenset({"false", "faux", "non", "0"})
_ESPACES = re.compile(r"\s")  # narrow and other no-break spaces included
_NOMBRE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_CHIFFRES_SURS = 15  # fewer digits than 2**53 has


# What moves the cursor of a terminal, or turns the reading of a line round, is never data
_CONTROLES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Collecteur:
    """Refused and doubtful cells: the first ones kept (blocking ones before the others), all of them counted."""

    def __init__(self, plafond: int = PLAFOND) -> None:
        self._plafond = plafond
        self._gardes: dict[bool, list[Refus]] = {True: [], False: []}
        self.total = 0
        self.bloquants = 0

    @property
    def refus(self) -> tuple[Refus, ...]:
        """At most ``plafond`` of them, blocking ones first: a thousand doubts never hide what stops the load."""
        return tuple([*self._gardes[True], *self._gardes[False]][: self._plafond])

    @property
    def avertissements(self) -> int:
        """How many do not leave their row out."""
        return self.total - self.bloquants

    def refuser(
        self, ligne: int, colonne: str, valeur: object, motif: str, remede: str, *, bloquant: bool = True
    ) -> None:
        """Note one cell. ``motif`` and ``remede`` are whole French sentences."""
        self.total += 1
        self.bloquants += bloquant
        if len(self._gardes[bloquant]) < self._plafond:
            texte = "" if valeur is None else _CONTROLES.sub("\N{REPLACEMENT CHARACTER}", str(valeur))
            if len(texte) > _VALEUR_MAX:
                texte = texte[: _VALEUR_MAX - 1] + "…"
            self._gardes[bloquant].append(Refus(ligne, colonne, texte, motif, remede, bloquant))

    def avertir(self, ligne: int, colonne: str, valeur: object, motif: str, remede: str) -> None:
        """Note a doubtful cell whose row is kept."""
        self.refuser(ligne, colonne, valeur, motif, remede, bloquant=False)


class ValeurIllisible(ValueError):  # noqa: N818 (French names)
    """A cell cannot be read in the declared type; ``motif`` and ``remede`` are French sentences."""

    def __init__(self, motif: str, remede: str) -> None:
        super().__init__(motif)
        self.motif = motif
        self.remede = remede


def convertir(valeur: object, type_: Type) -> Any:
    """Read a cell (text of a CSV, or already typed value of JSON and Parquet) in a declared type.

    Empty text and NaN are None. Integers may be written « 12.0 » or « 1 234 »; reals with a comma; dates ISO 8601 or
    « JJ/MM/AAAA », with or without a time. Raises ``ValeurIllisible``.
    """
    if valeur is None or (isinstance(valeur, float) and math.isnan(valeur)):
        return None
    if isinstance(valeur, str):
        valeur = valeur.strip()
        if not valeur:
            return None
    return _CONVERSIONS[type_](valeur)


def _texte(valeur: object) -> str:
    if isinstance(valeur, (dict, list, tuple, set)):
        raise ValeurIllisible("un texte est attendu, une structure est fournie.", "Écrivez un texte simple.")
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    return _CONTROLES.sub("", str(valeur))


def _reel(valeur: object) -> float:
    if isinstance(valeur, (int, float)) and not isinstance(valeur, bool):
        nombre = float(valeur)
    else:
        texte = _ESPACES.sub("", str(valeur)).replace("\u2212", "-")
        if texte.count(",") == 1 and "." not in texte:
            texte = texte.replace(",", ".")
        if not _NOMBRE.fullmatch(texte):
            raise ValeurIllisible("ce n'est pas un nombre.", "Écrivez un nombre, ou laissez la cellule vide.")
        nombre = float(texte)
    if not math.isfinite(nombre):
        raise ValeurIllisible("ce nombre n'est pas fini.", "Écrivez un nombre, ou laissez la cellule vide.")
    return nombre


def _entier(valeur: object) -> int:
    if isinstance(valeur, str) and len(valeur) <= _CHIFFRES_SURS and valeur.isascii() and valeur.isdigit():
        return int(valeur)  # nearly every count of a file
    nombre = _reel(valeur)
    if not nombre.is_integer():
        raise ValeurIllisible("un nombre entier est attendu.", "Vérifiez que les colonnes ne sont pas décalées.")
    if abs(nombre) >= _ENTIER_MAX:
        raise ValeurIllisible("ce nombre est démesuré.", "Vérifiez la valeur dans le fichier d'origine.")
    return int(nombre)


def _booleen(valeur: object) -> bool:
    texte = str(valeur).lower()
    if texte in _VRAI:
        return True
    if texte in _FAUX:
        return False
    raise ValeurIllisible("« oui » ou « non » est attendu.", "Écrivez oui, non, true ou false.")


def _date(valeur: object) -> date:
    if isinstance(valeur, datetime):
        return valeur.date()
    if isinstance(valeur, date):
        return valeur
    texte = str(valeur)
    try:
        francaise = re.match(r"(\d{2})/(\d{2})/(\d{4})\b", texte)
        if francaise:
            return date(int(francaise[3]), int(francaise[2]), int(francaise[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}([T ].*)?", texte, re.DOTALL):
            return date.fromisoformat(texte[:10])
    except ValueError:
        pass
    raise ValeurIllisible("ce n'est pas une date.", "Écrivez la date sous la forme 2026-09-30 ou 30/09/2026.")


def _liste(valeur: object) -> list[str]:
    if isinstance(valeur, str):
        return [valeur]
    if isinstance(valeur, (list, tuple, set)):
        return [_texte(v).strip() for v in valeur if v is not None and str(v).strip()]
    raise ValeurIllisible("une liste de textes est attendue.", "Écrivez une liste.")


_CONVERSIONS = {
    Type.TEXTE: _texte,
    Type.ENTIER: _entier,
    Type.REEL: _reel,
    Type.BOOLEEN: _booleen,
    Type.DATE: _date,
    Type.LISTE: _liste,
}


class Batisseur:
    """Checks rows against a declared table and gathers the good ones, in Arrow chunks.

    ``colonnes`` gives, for a declared column, the name it has in the file: messages speak of the file, not of us.
    """

    def __init__(
        self,
        table: Table,
        collecteur: Collecteur,
        *,
        colonnes: Mapping[str, str] | None = None,
        lot: int = 50_000,
        lignes_max: int = LIGNES_MAX,
    ) -> None:
        self._table, self._collecteur, self._lot = table, collecteur, lot
        self._noms = colonnes or {}
        self._lignes_max = lignes_max
        self._attente: dict[str, list[Any]] = {c.nom: [] for c in table.colonnes}
        self._lots: list[pa.RecordBatch] = []
        self._vues: dict[tuple[Any, ...], int] = {}
        self.lues = 0
        self.retenues = 0

    def ajouter(self, ligne: int, valeurs: Mapping[str, object]) -> bool:
        """Check one row (cells by declared column, the others being unknown); False when it was refused."""
        self.lues += 1
        rangee: dict[str, Any] = {}
        bonne = True
        for colonne in self._table.colonnes:
            brute = valeurs.get(colonne.nom)
            try:
                rangee[colonne.nom] = valeur = convertir(brute, colonne.type)
                self._borner(colonne, valeur)
            except ValeurIllisible as erreur:
                bonne = False
                self._collecteur.refuser(ligne, self.nom_source(colonne.nom), brute, erreur.motif, erreur.remede)
        return bonne and self._retenir(ligne, rangee)

    def nom_source(self, colonne: str) -> str:
        """Name of a declared column in the file."""
        return self._noms.get(colonne, colonne)

    def terminer(self) -> "pa.Table":
        """The rows kept, with the exact schema of the declaration, sorted by key."""
        import pyarrow as pa

        self._vider()
        table = pa.Table.from_batches(self._lots, schema=self._table.schema())
        self._lots = []
        return table.sort_by([(c, "ascending") for c in self._table.cle]).combine_chunks()

    def _borner(self, colonne: Colonne, valeur: Any) -> None:
        if valeur is None:
            if colonne.obligatoire:
                raise ValeurIllisible("la valeur est obligatoire et manque.", "Complétez la cellule.")
        elif colonne.minimum is not None and valeur < colonne.minimum:
            quoi = "un nombre négatif est impossible ici" if colonne.minimum == 0 else "la valeur est trop petite"
            raise ValeurIllisible(f"{quoi} (minimum {_borne(colonne.minimum)}).", "Corrigez la valeur à la source.")
        elif colonne.maximum is not None and valeur > colonne.maximum:
            raise ValeurIllisible(
                f"la valeur est trop grande (maximum {_borne(colonne.maximum)}).", "Corrigez la valeur à la source."
            )

    def _retenir(self, ligne: int, rangee: dict[str, Any]) -> bool:
        cle = tuple(rangee[c] for c in self._table.cle)
        premiere = self._vues.setdefault(cle, ligne)
        if premiere != ligne:
            self._collecteur.refuser(
                ligne,
                ", ".join(self.nom_source(c) for c in self._table.cle),
                " ; ".join(str(v) for v in cle),
                f"cette clé est déjà celle de la ligne {premiere}.",
                "Gardez une seule des deux lignes dans le fichier.",
            )
            return False
        for nom, valeur in rangee.items():
            self._attente[nom].append(valeur)
        self.retenues += 1
        if self.retenues > self._lignes_max:
            raise DonneeInvalide(
                f"Plus de {nombre_fr(self._lignes_max)} lignes pour « {self._table.libelle} » : aucun fichier national "
                "n'en compte autant, la lecture est arrêtée.",
                remede="Vérifiez que c'est le bon fichier, ou gardez-en les lignes de la région.",
            )
        if len(self._attente[self._table.cle[0]]) >= self._lot:
            self._vider()
        return True

    def _vider(self) -> None:
        import pyarrow as pa

        if self._attente[self._table.cle[0]]:
            self._lots.append(pa.RecordBatch.from_pydict(self._attente, schema=self._table.schema()))
            self._attente = {c.nom: [] for c in self._table.colonnes}


def _borne(valeur: float) -> str:
    return nombre_fr(valeur, 0 if float(valeur).is_integer() else 2)
