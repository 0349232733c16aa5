"""CSV as administrations write it: any separator, UTF-8 with Windows-1252 leftovers, mixed newlines, ragged rows.

Reads block by block; memory does not depend on the size of the file.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from statistics import mode
from typing import Any

from portulan.socle.erreurs import DonneeInvalide
from portulan.sources.batisseur import Collecteur
from portulan.sources.lecture_octets import BLOC, LIMITES, MIO, Flux, Limites, ouvrir, refuser_binaire

SEPARATEURS = (";", ",", "\t", "|")
TETE = 64 * 1024
_TEMOINS = 50  # rows looked at to choose the separator

_REPARATION = "portulan-windows-1252"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _reparer(erreur: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as Windows-1252 (0x92 is ’)."""
    if not isinstance(erreur, UnicodeDecodeError):
        raise erreur
    return erreur.object[erreur.start : erreur.end].decode("cp1252", "replace"), erreur.end


codecs.register_error(_REPARATION, _reparer)


@dataclass
class FichierCsv:
    """An open CSV: header cells, separator found, rows as (line number in the file, cells).

    Known once rows are read: ``reparees``, blocks of text that were not UTF-8 and were read as Windows-1252;
    ``ecartees``, rows that were malformed or ragged.
    """

    entete: tuple[str, ...] = ()
    separateur: str = ";"
    lignes: Iterator[tuple[int, list[str]]] = field(default_factory=lambda: iter(()))
    reparees: int = 0
    ecartees: int = 0


def lire_csv(
    fichier: Path,
    *,
    collecteur: Collecteur | None = None,
    limites: Limites = LIMITES,
    separateur: str | None = None,
    avance: Callable[[float], None] | None = None,
) -> FichierCsv:
    """Open a CSV and read its header; rows come lazily from ``lignes``.

    Malformed or ragged rows go to ``collecteur`` (blocking) and are left out; without one, ``DonneeInvalide``.
    Line numbers are those of the file, the header being line 1. Cells keep their spaces; newlines inside quotes are
    line feeds.
    """
    ouvert = FichierCsv()
    rangees = _rangees(fichier, ouvert, collecteur, limites=limites, separateur=separateur, avance=avance)
    ouvert.entete = tuple(next(rangees)[1])
    ouvert.lignes = rangees
    return ouvert


def lignes_csv(
    fichier: Path,
    *,
    collecteur: Collecteur | None = None,
    limites: Limites = LIMITES,
    separateur: str | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """Rows after the header, as (line number in the file, cells); see ``lire_csv``."""
    return lire_csv(fichier, collecteur=collecteur, limites=limites, separateur=separateur).lignes


def decoder_tete(octets: bytes, nom: str) -> str:
    """First characters of a text file, or one clear sentence when it is not text."""
    refuser_binaire(octets, nom)
    if not octets.removeprefix(codecs.BOM_UTF8).strip():
        raise DonneeInvalide(
            f"« {nom} » est vide.", remede="Téléchargez de nouveau le fichier : il doit contenir des lignes."
        )
    if octets.startswith(_UTF16):
        raise DonneeInvalide(
            f"« {nom} » est codé en UTF-16.", remede="Enregistrez-le en UTF-8 (« CSV UTF-8 » dans un tableur)."
        )
    if octets.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        raise DonneeInvalide(
            f"« {nom} » contient une archive dans une archive.", remede="Décompressez-le, puis importez le résultat."
        )
    if b"\0" in octets:
        raise _octet_nul(nom, octets[: octets.index(b"\0")].count(b"\n") + 1)
    texte = octets.removeprefix(codecs.BOM_UTF8).decode("utf-8", _REPARATION)
    debut = texte.lstrip().lower()
    if debut.startswith(("<!doctype html", "<html")) or (debut.startswith("<") and "<html" in debut):
        raise DonneeInvalide(
            f"« {nom} » est une page web (HTML), pas un fichier de données : l'adresse a sans doute renvoyé une page "
            "d'erreur ou de connexion.",
            remede="Ouvrez l'adresse dans un navigateur, téléchargez l'export lui-même, puis importez-le.",
        )
    if debut.startswith("<"):
        raise DonneeInvalide(f"« {nom} » est un document XML.", remede="Fournissez l'export CSV, JSON ou Parquet.")
    return texte


def detecter_separateur(texte: str) -> str:
    """The separator that cuts the first rows most regularly; between equals, the one that gives most cells."""
    lignes = re.split(r"\r\n|\r|\n", texte, maxsplit=_TEMOINS)[:_TEMOINS]
    if len(lignes) > 1:
        lignes.pop()  # perhaps cut by the end of the sample

    def regularite(separateur: str) -> tuple[bool, float, int]:
        largeurs = [len(r) for r in csv.reader(lignes, delimiter=separateur) if any(r)] or [0]
        usuelle = mode(largeurs)  # not that of the first row, which may be a title
        pareilles = sum(largeur == usuelle for largeur in largeurs) / len(largeurs)
        return usuelle > 1, round(pareilles, 1), usuelle

    return max(SEPARATEURS, key=regularite)


def _rangees(
    fichier: Path,
    ouvert: FichierCsv,
    collecteur: Collecteur | None,
    *,
    limites: Limites,
    separateur: str | None,
    avance: Callable[[float], None] | None,
) -> Iterator[tuple[int, list[str]]]:
    """The header, then the rows (one generator, so that the file is closed when it is dropped)."""
    nom = fichier.name
    with ouvrir(fichier, limites) as flux:
        tete = flux.read(TETE)
        texte = decoder_tete(tete, nom).lstrip("\r\n")
        directive = re.match(r"(?i)sep=(.)[\r\n]+", texte)
        if directive:
            texte, separateur = texte[directive.end() :], directive[1]
        ouvert.separateur = separateur or detecter_separateur(texte)
        lignes = _lignes_de_texte(flux, tete, nom, limites=limites, ouvert=ouvert, avance=avance)
        lecteur = csv.reader(lignes, delimiter=ouvert.separateur, strict=True)
        largeur = 0
        for depart, brute in _sans_titre(_cellules(lecteur, ouvert, collecteur, nom)):
            rangee = brute if largeur else _entete(brute, nom)
            if not largeur:
                largeur = len(rangee)
            elif len(rangee) != largeur and not _ajuster(rangee, largeur):
                ouvert.ecartees += 1
                _inegale(collecteur, nom, depart, rangee, largeur)
                continue
            yield depart, rangee
        if not largeur:
            raise DonneeInvalide(
                f"« {nom} » n'a pas de ligne d'en-tête.",
                remede="Reprenez l'export d'origine : la première ligne nomme les colonnes.",
            )


def _lignes_de_texte(
    flux: Flux,
    tete: bytes,
    nom: str,
    *,
    limites: Limites,
    ouvert: FichierCsv,
    avance: Callable[[float], None] | None,
) -> Iterator[str]:
    r"""Physical lines ended by ``\n`` whatever ended them, decoded; bounded in length."""
    reste, numero = b"", 0
    premier = tete.removeprefix(codecs.BOM_UTF8)
    for bloc in chain((premier,), iter(lambda: flux.read(BLOC), b"")):
        if b"\0" in bloc:
            raise _octet_nul(nom, numero + (reste + bloc)[: len(reste) + bloc.index(b"\0")].count(b"\n") + 1)
        tampon = reste + bloc
        fin = max(tampon.rfind(b"\n"), tampon.rfind(b"\r", 0, -1)) + 1
        if not fin and len(tampon) > limites.ligne:
            raise DonneeInvalide(
                f"« {nom} », ligne {numero + 1} : une seule ligne de plus de {limites.ligne // MIO} Mio.",
                remede="Ce n'est pas un CSV, ou ses fins de ligne ont été perdues : reprenez l'export d'origine.",
            )
        lignes = _decouper(tampon[:fin], ouvert)
        numero += len(lignes)
        yield from lignes
        reste = tampon[fin:]
        if avance:
            avance(flux.fraction)
    yield from _decouper(reste, ouvert)


def _decouper(octets: bytes, ouvert: FichierCsv) -> list[str]:
    if not octets:
        return []
    try:
        texte = octets.decode()
    except UnicodeDecodeError:
        ouvert.reparees += 1
        texte = octets.decode("utf-8", _REPARATION)
    lignes = texte.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lignes[-1]:
        lignes.pop()
    return [ligne + "\n" for ligne in lignes]


def _cellules(
    lecteur: Any, ouvert: FichierCsv, collecteur: Collecteur | None, nom: str
) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with their line number; malformed ones are refused."""
    while True:
        depart = lecteur.line_num + 1
        try:
            rangee = next(lecteur, None)
        except csv.Error as erreur:
            ouvert.ecartees += 1
            _malformee(collecteur, nom, depart, str(erreur))
            continue
        if rangee is None:
            return
        if any(rangee):
            yield depart, rangee


def _sans_titre(rangees: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """From the header on: blank rows, « sep=; » and a line of title above the header are left out."""
    debut = list(islice((r for r in rangees if not _avant_l_entete(r[1])), 2))
    if len(debut) > 1 and _est_titre(debut[0][1], debut[1][1]):
        debut = debut[1:]
    yield from chain(debut, rangees)


def _est_titre(premiere: list[str], seconde: list[str]) -> bool:
    """A row at most half as filled as the next one, which holds texts only (its names of columns)."""
    remplies = [c for c in seconde if c.strip()]
    lettres = all(any(s.isalpha() for s in c) for c in remplies)
    return len(remplies) > 1 and lettres and 2 * sum(bool(c.strip()) for c in premiere) <= len(remplies)


def _avant_l_entete(rangee: list[str]) -> bool:
    """Blank cells, or the « sep=; » a spreadsheet writes for itself."""
    return not any(c.strip() for c in rangee) or rangee[0].lower().startswith("sep=")


def _entete(cellules: list[str], nom: str) -> list[str]:
    while cellules and not cellules[-1].strip():
        cellules.pop()
    if len(cellules) < 2:  # noqa: PLR2004
        raise DonneeInvalide(
            f"« {nom} » n'a qu'une colonne (« {cellules[0][:60]} ») : aucun séparateur « ; », « , » ou tabulation.",
            remede="Vérifiez que le fichier est bien un CSV et que la première ligne porte le nom des colonnes.",
        )
    return [c.strip() for c in cellules]


def _ajuster(rangee: list[str], largeur: int) -> bool:
    """Drop the empty cells a trailing separator leaves."""
    if len(rangee) > largeur and not any(rangee[largeur:]):
        del rangee[largeur:]
        return True
    return False


def _inegale(collecteur: Collecteur | None, nom: str, ligne: int, rangee: list[str], largeur: int) -> None:
    motif = f"la ligne a {len(rangee)} cellules, l'en-tête en a {largeur}."
    remede = "Un séparateur manque ou est en trop : corrigez la ligne, ou reprenez l'export d'origine."
    if collecteur is None:
        raise DonneeInvalide(f"« {nom} », ligne {ligne} : {motif}", remede=remede)
    collecteur.refuser(ligne, "(ligne entière)", " | ".join(rangee), motif, remede)


def _malformee(collecteur: Collecteur | None, nom: str, ligne: int, erreur: str) -> None:
    if "unexpected end of data" in erreur or "field larger" in erreur:
        raise DonneeInvalide(
            f"« {nom} », ligne {ligne} : un guillemet ouvert n'est jamais refermé (fichier tronqué ou mal écrit).",
            remede="Reprenez l'export d'origine, ou corrigez les guillemets de cette ligne.",
        )
    motif = "les guillemets de la ligne sont mal placés."
    remede = "Doublez les guillemets à l'intérieur d'une cellule (\"\"), ou reprenez l'export d'origine."
    if collecteur is None:
        raise DonneeInvalide(f"« {nom} », ligne {ligne} : {motif}", remede=remede)
    collecteur.refuser(ligne, "(ligne entière)", "", motif, remede)


def _octet_nul(nom: str, ligne: int) -> DonneeInvalide:
    return DonneeInvalide(
        f"« {nom} », ligne {ligne} : des octets nuls : le fichier est binaire, en UTF-16, ou abîmé.",
        remede="Reprenez l'export d'origine et enregistrez-le en UTF-8.",
    )
