"""Verify an export of a register of acts, and name the first entry that breaks. Python's standard library only.

    python3 verification.py EXPORT [--point SEQ:EMPREINTE:RACINE]… [--piece FICHIER]…

An export is UTF-8 text, one JSON value a line, keys sorted and without spaces: the format, then each entry with its
SHA-256, each checkpoint after the entry it closes, and the end. An entry holds the SHA-256 of the one before it.
Against a point printed on an act, a register that was rewritten as a whole does not pass either.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

FORMAT = "portulan-registre/1"
ORIGINE = "0" * 64
CLES = {"at", "charge", "objet", "organe", "prev", "seq", "type"}
CONFORME, USAGE, ROMPU = 0, 64, 65
_TETE, _MILIEU, _FIN = b'{"empreinte":"', b'","entree":', b"}\n"
_DEBUT = len(_TETE) + 64 + len(_MILIEU)
_ECRIVAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _flottant(texte: str) -> Any:
    raise ValueError(f"{texte} est un nombre à virgule")


_LECTEUR = json.JSONDecoder(parse_float=_flottant, parse_constant=_flottant)


# --- one writing, one tree ------------------------------------------------------------------------


def canonique(valeur: Any) -> bytes:
    """Canonical JSON: UTF-8, sorted keys, no spaces. Raises ``ValueError`` for a float, or what JSON cannot say."""
    _refuser(valeur)
    return _ECRIVAIN.encode(valeur).encode()


def _refuser(valeur: Any) -> None:
    if isinstance(valeur, dict):
        for cle, contenu in valeur.items():
            if not isinstance(cle, str):
                raise ValueError(f"la clé {cle!r} n’est pas un texte")  # noqa: TRY004 (one error for what has no writing)
            _refuser(contenu)
    elif isinstance(valeur, list | tuple):
        for contenu in valeur:
            _refuser(contenu)
    elif valeur is not None and not isinstance(valeur, str | int | bool):
        raise ValueError(f"{valeur!r} ne s’écrit pas de façon unique : donnez un texte ou un entier")


@dataclass
class Arbre:
    """Merkle tree of the entries (RFC 6962), which grows on its right: the tops of its full parts are enough."""

    taille: int = 0
    cimes: list[bytes] = field(default_factory=list)

    def ajouter(self, empreinte: bytes) -> None:
        """Add the digest of an entry."""
        noeud, reste = sha256(b"\x00" + empreinte).digest(), self.taille
        while reste & 1:
            noeud = sha256(b"\x01" + self.cimes.pop() + noeud).digest()
            reste >>= 1
        self.cimes.append(noeud)
        self.taille += 1

    @property
    def racine(self) -> str:
        """Root over all the entries; an odd node goes up alone, so that none is counted twice."""
        if not self.cimes:
            return sha256(b"").hexdigest()
        noeud = self.cimes[-1]
        for cime in reversed(self.cimes[:-1]):
            noeud = sha256(b"\x01" + cime + noeud).digest()
        return noeud.hex()


# --- what is said ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """A checkpoint as an act prints it."""

    seq: int
    empreinte: str
    racine: str


@dataclass(frozen=True)
class Ecart:
    """What does not hold. ``genre``: a word that programs can read; ``seq``: the entry (None: not an entry)."""

    genre: str
    seq: int | None
    message: str


@dataclass
class Constat:
    """Outcome: what was verified before the first break, and what broke."""

    entrees: int = 0
    points: int = 0
    tete: str = ORIGINE
    racine: str = ""
    tenus: list[int] = field(default_factory=list)
    pieces: dict[str, int] = field(default_factory=dict)
    ecarts: list[Ecart] = field(default_factory=list)

    @property
    def conforme(self) -> bool:
        """True when everything holds."""
        return not self.ecarts


class _Rupture(Exception):  # noqa: N818 (French names)
    def __init__(self, genre: str, seq: int | None, message: str) -> None:
        self.ecart = Ecart(genre, seq, message)


def lire_point(texte: str) -> Point:
    """Read SEQ:EMPREINTE:RACINE as it is printed (spaces and capitals do not matter). Raises ``ValueError``."""
    seq, *empreintes = "".join(texte.split()).lower().split(":")
    if not (seq.isascii() and seq.isdigit()) or len(empreintes) != 2 or not all(map(_hexadecimal, empreintes)):  # noqa: PLR2004
        raise ValueError(f"« {texte} » n’est pas un point de contrôle : RANG:EMPREINTE:RACINE est attendu")
    return Point(int(seq), *empreintes)


def _hexadecimal(texte: str) -> bool:
    return len(texte) == 64 and set(texte) <= set("0123456789abcdef")  # noqa: PLR2004 (SHA-256)


# --- verification ---------------------------------------------------------------------------------


def verifier(lignes: Iterable[bytes], points: Iterable[Point] = (), pieces: Iterable[tuple[str, str]] = ()) -> Constat:
    """Verify the lines of an export, against printed points and attachments (name, SHA-256). Reads it once."""
    lecture = _Lecture(iter(lignes), tuple(points), tuple(pieces))
    try:
        lecture.lire()
    except _Rupture as rupture:
        lecture.constat.ecarts.append(rupture.ecart)
    lecture.conclure()
    return lecture.constat


@dataclass
class _Lecture:
    lignes: Iterator[bytes]
    imprimes: tuple[Point, ...]
    pieces: tuple[tuple[str, str], ...]
    constat: Constat = field(default_factory=Constat)
    arbre: Arbre = field(default_factory=Arbre)
    avant: str = ORIGINE
    nommees: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.somme = sha256()
        self.motifs = [(nom, e, e.encode(), canonique(nom)) for nom, e in self.pieces]

    def lire(self) -> None:
        if next(self.lignes, b"") != (premiere := canonique({"format": FORMAT}) + b"\n"):
            raise _Rupture("format", None, f"Ce fichier n’est pas un export de registre « {FORMAT} ».")
        self.somme.update(premiere)
        self._comparer_aux_imprimes()
        for ligne in self.lignes:
            if ligne.startswith(_TETE):
                self._entree(ligne)
            elif ligne.startswith(b'{"point":'):
                self._point(ligne)
            elif ligne.startswith(b'{"fin":'):
                self._terminer(ligne)
                return
            else:
                raise self._illisible(self.arbre.taille + 1)
            self.somme.update(ligne)
        attendue = self.arbre.taille + 1
        raise _Rupture("tronque", attendue, f"L’export s’arrête avant sa fin : l’entrée {attendue} ou la suite manque.")

    def _entree(self, ligne: bytes) -> None:
        rang = self.arbre.taille + 1
        empreinte, contenu = ligne[len(_TETE) : len(_TETE) + 64], ligne[_DEBUT : -len(_FIN)]
        if ligne[len(_TETE) + 64 : _DEBUT] != _MILIEU or not ligne.endswith(_FIN):
            raise self._illisible(rang)
        calculee = sha256(contenu)
        if calculee.hexdigest().encode() != empreinte:
            raise _Rupture(
                "modifiee", rang, f"L’entrée {rang} a été modifiée : son contenu ne donne plus son empreinte."
            )
        valeurs = _valeurs(contenu)
        if valeurs is None:
            raise _Rupture("modifiee", rang, f"L’entrée {rang} n’est pas écrite comme le registre écrit.")
        if valeurs["seq"] != rang or valeurs["prev"] != self.avant:
            raise self._chaine_rompue(rang, valeurs, empreinte.decode())
        self.avant = empreinte.decode()
        self.arbre.ajouter(calculee.digest())
        for nom, texte, octets, cite in self.motifs:
            if octets in contenu:
                self.constat.pieces.setdefault(texte, rang)
            elif cite in contenu:
                self.nommees.setdefault(nom, rang)
        if self.imprimes:
            self._comparer_aux_imprimes()

    def _point(self, ligne: bytes) -> None:
        valeurs = _lire(ligne[:-1])
        point = valeurs.get("point") if isinstance(valeurs, dict) and len(valeurs) == 1 else None
        rang = self.arbre.taille
        if not isinstance(point, dict) or not ligne.endswith(b"}\n"):
            raise _Rupture("point", rang, f"Un point de contrôle, après l’entrée {rang}, n’est pas lisible.")
        if type(suivant := point.get("seq")) is int and suivant > rang:
            raise self._manquante(rang + 1, suivant + 1, f"un point de contrôle suit l’entrée {rang}")
        if (point.get("seq"), point.get("empreinte"), point.get("racine")) != (rang, self.avant, self.arbre.racine):
            raise _Rupture(
                "point",
                rang,
                f"Le point de contrôle posé après l’entrée {rang} ne dit pas ce que le registre contient.",
            )
        self.constat.points += 1

    def _comparer_aux_imprimes(self) -> None:
        rang = self.arbre.taille
        for point in self.imprimes:
            if point.seq != rang:
                continue
            if (point.empreinte, point.racine) != (self.avant, self.arbre.racine):
                premiere = max(self.constat.tenus, default=0) + 1
                lieu = f"L’entrée {rang}" if premiere >= rang else f"Une entrée, de {premiere} à {rang},"
                raise _Rupture(
                    "reecrit", rang, f"Le registre a été réécrit. {lieu} n’est plus celle du point de contrôle imprimé."
                )
            self.constat.tenus.append(rang)

    def _terminer(self, ligne: bytes) -> None:
        rang, racine = self.arbre.taille, self.arbre.racine
        dits = {
            "entrees": rang,
            "points": self.constat.points,
            "racine": racine,
            "sha256": self.somme.hexdigest(),
            "tete": self.avant,
        }
        if ligne != canonique({"fin": dits}) + b"\n":
            raise self._fin_fausse(ligne, dits)
        if next(self.lignes, None) is not None:
            raise _Rupture("prolonge", rang + 1, f"L’export continue après sa fin, qui suit l’entrée {rang}.")

    def _fin_fausse(self, ligne: bytes, dits: dict[str, Any]) -> _Rupture:
        rang = self.arbre.taille
        lue = _lire(ligne[:-1])
        fin = lue.get("fin") if isinstance(lue, dict) else None
        nombre = fin.get("entrees") if isinstance(fin, dict) else None
        if not isinstance(fin, dict) or not isinstance(nombre, int):
            return _Rupture("fin", None, "La fin de l’export n’est pas lisible.")
        if nombre > rang:
            return _Rupture(
                "tronque", rang + 1, f"L’entrée {rang + 1} et la suite ont été retirées ({nombre} annoncées)."
            )
        if nombre < rang:
            return _Rupture("inseree", nombre + 1, f"L’entrée {nombre + 1} a été ajoutée ({nombre} annoncées).")
        if fin.get("tete") != self.avant:
            return _Rupture("remplacee", rang, f"L’entrée {rang} n’est pas la dernière que l’export annonce.")
        if fin.get("points") != dits["points"]:
            return _Rupture("point", None, "Des points de contrôle ont été retirés ou ajoutés.")
        return _Rupture("octets", None, "Un octet a changé hors des entrées : point de contrôle, ou fin de l’export.")

    def _chaine_rompue(self, rang: int, valeurs: dict[str, Any], empreinte: str) -> _Rupture:
        """Name what broke where two entries do not follow each other."""
        seq = valeurs["seq"]
        if seq == rang:
            suivie = any(prev == empreinte for _, prev in self._restantes()[:1])
            fautive = rang - 1 if suivie and rang > 1 else rang
            return _Rupture(
                "remplacee", fautive, f"L’entrée {fautive} a été remplacée : {rang - 1} et {rang} ne s’enchaînent plus."
            )
        if seq < rang:
            return _Rupture(
                "inseree", rang, f"Une entrée a été insérée après l’entrée {rang - 1} : elle dit être la {seq}."
            )
        return self._manquante(rang, seq, f"l’entrée {seq} suit l’entrée {rang - 1}")

    def _manquante(self, rang: int, suivante: int, constat: str) -> _Rupture:
        if any(seq == rang for seq, _ in self._restantes()):
            return _Rupture("deplacee", rang, f"L’entrée {rang} n’est plus à sa place : elle est plus loin.")
        une = suivante == rang + 1
        retirees = f"L’entrée {rang} a été retirée" if une else f"Les entrées {rang} à {suivante - 1} ont été retirées"
        return _Rupture("retiree", rang, f"{retirees} : {constat}.")

    def _restantes(self) -> list[tuple[int, str]]:
        """(rank, previous) of the entries not read yet: read only to name a break."""
        return [(v["seq"], v["prev"]) for ligne in self.lignes if (v := _valeurs(ligne[_DEBUT : -len(_FIN)]))]

    def _illisible(self, rang: int) -> _Rupture:
        return _Rupture("illisible", rang, f"La ligne qui suit l’entrée {rang - 1} n’est pas celle d’un export.")

    def conclure(self) -> None:
        """What the whole reading shows: printed points beyond the end, attachments that no entry names."""
        constat = self.constat
        constat.entrees, constat.tete, constat.racine = self.arbre.taille, self.avant, self.arbre.racine
        if constat.ecarts:
            return
        for point in self.imprimes:
            if point.seq > constat.entrees:
                message = (
                    f"Le registre s’arrête à l’entrée {constat.entrees}, alors qu’un acte imprimé cite la {point.seq}. "
                    "La fin a été retirée, ou une ancienne sauvegarde rétablie."
                )
                constat.ecarts.append(Ecart("ancien", constat.entrees + 1, message))
                break
        for nom, empreinte in self.pieces:
            if empreinte in constat.pieces:
                continue
            rang = self.nommees.get(nom)
            if rang is not None:
                message = f"« {nom} » n’est plus le fichier que nomme l’entrée {rang} : son empreinte est {empreinte}."
                constat.ecarts.append(Ecart("piece_changee", rang, message))
            else:
                message = f"Aucune entrée ne nomme « {nom} » (empreinte {empreinte})."
                constat.ecarts.append(Ecart("piece_inconnue", None, message))


def _lire(octets: bytes) -> Any:
    """A line as JSON, only when it is written as the register writes; else None."""
    try:
        valeurs = _LECTEUR.decode(octets.decode())
        return valeurs if _ECRIVAIN.encode(valeurs).encode() == octets else None
    except (ValueError, RecursionError):
        return None


def _valeurs(contenu: bytes) -> dict[str, Any] | None:
    valeurs = _lire(contenu)
    entree = isinstance(valeurs, dict) and valeurs.keys() == CLES and type(valeurs["seq"]) is int
    return valeurs if entree else None


# --- command --------------------------------------------------------------------------------------


def dire(constat: Constat) -> list[str]:
    """The outcome in French, line by line."""
    if constat.conforme:
        lignes = [f"Registre conforme : {constat.entrees} entrées, {constat.points} points de contrôle."]
    else:
        lignes = [f"Registre rompu. {constat.ecarts[0].message}", *(e.message for e in constat.ecarts[1:])]
    lignes += [f"Point imprimé tenu : entrée {rang}." for rang in constat.tenus]
    lignes += [f"Fichier reconnu, entrée {rang} : {empreinte}." for empreinte, rang in constat.pieces.items()]
    lignes.append(f"Dernière entrée vérifiée : {constat.entrees}:{constat.tete}:{constat.racine}")
    return lignes


def main(arguments: Sequence[str]) -> int:
    """Run as a command: 0 when everything holds, 65 when something broke, 64 when it was called wrongly."""
    reste, exports, points, pieces = list(arguments), [], [], []
    try:
        while reste:
            mot = reste.pop(0)
            if mot == "--point":
                points.append(lire_point(reste.pop(0)))
            elif mot == "--piece":
                chemin = Path(reste.pop(0))
                with chemin.open("rb") as flux:
                    pieces.append((chemin.name, file_digest(flux, "sha256").hexdigest()))
            else:
                exports.append(Path(mot))
        (export,) = exports
        with export.open("rb") as flux:
            constat = verifier(flux, points, pieces)
    except (ValueError, IndexError, OSError) as erreur:
        print(f"{erreur}\n{__doc__}", file=sys.stderr)  # noqa: T201 (a command)
        return USAGE
    print("\n".join(dire(constat)))  # noqa: T201 (a command)
    return CONFORME if constat.conforme else ROMPU


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
