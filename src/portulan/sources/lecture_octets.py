"""Bytes of a file whatever its wrapping (plain, gzip, zip of one member), never more than the limits allow."""

import gzip
import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portulan.socle.erreurs import DonneeInvalide, Introuvable, RessourceIndisponible, raison_systeme
from portulan.socle.mesure import nombre_fr

MIO = 1024 * 1024
BLOC = MIO

# what the standard library raises on a damaged archive (a zip directory may point anywhere, hence OSError)
_ABIME = (
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
_SIGNATURES = (
    (b"%PDF", "un document PDF"),
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel (.xls)"),
    (b"BZh", "une archive bzip2"),
    (b"\xfd7zXZ", "une archive xz"),
    (b"7z\xbc\xaf", "une archive 7z"),
    (b"Rar!", "une archive RAR"),
    (b"\x28\xb5\x2f\xfd", "une archive zstd"),
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
)


@dataclass(frozen=True, slots=True)
class Limites:
    """What a file may cost: bytes once unpacked, expansion ratio, length of one line and of one JSON record."""

    octets: int = 4096 * MIO
    ratio: int = 150  # tables seldom shrink more than 30 times, bombs hundreds of times
    franchise: int = 32 * MIO  # below this size the ratio is not looked at
    ligne: int = 8 * MIO
    objet: int = 64 * MIO


LIMITES = Limites()


def empreinte(fichier: Path) -> str:
    """SHA-256 of the file as it lies on the disk (what ``sha256sum`` says)."""
    with _ouvrir_disque(fichier) as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


class Flux(io.RawIOBase):
    """A bounded, read-only stream of unpacked bytes; ``fraction`` says how much of the file was consumed."""

    def __init__(self, brut: IO[bytes], disque: IO[bytes], fichier: Path, limites: Limites) -> None:
        super().__init__()
        self._brut, self._disque, self._nom, self._limites = brut, disque, fichier.name, limites
        self._taille = max(1, fichier.stat().st_size)
        self._compresse = brut is not disque
        self._lus = 0
        self._position = 0

    @property
    def fraction(self) -> float:
        """Between 0 and 1, from the position in the file on disk."""
        return min(1.0, self._position / self._taille)

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, taille: int = -1) -> bytes:
        """At most ``taille`` bytes (one block by default, never the whole file)."""
        try:
            bloc = self._brut.read(BLOC if taille < 0 else taille)
        except _ABIME as erreur:
            raise _abimee(self._nom, erreur) from erreur
        self._lus += len(bloc)
        self._position = self._disque.tell()
        self._verifier()
        return bloc

    def _verifier(self) -> None:
        if self._lus > self._limites.octets:
            raise DonneeInvalide(
                f"« {self._nom} » dépasse {nombre_fr(self._limites.octets / MIO)} Mio une fois décompressé : "
                "la lecture est arrêtée.",
                remede="Vérifiez qu'il s'agit du bon fichier, ou découpez-le.",
            )
        if self._compresse and self._lus > max(self._limites.franchise, self._limites.ratio * self._taille):
            raise DonneeInvalide(
                f"« {self._nom} » gonfle plus de {self._limites.ratio} fois en se décompressant : "
                "c'est le signe d'une archive piégée (« bombe de décompression »).",
                remede="N'importez que des fichiers venus du producteur ; décompressez-le vous-même s'il est sûr.",
            )


@contextmanager
def ouvrir(fichier: Path, limites: Limites = LIMITES) -> Iterator[Flux]:
    """Open a plain, ``.gz`` or ``.zip`` (one member) file, recognised by its first bytes and not by its name."""
    with _ouvrir_disque(fichier) as disque:
        debut = disque.read(8)
        disque.seek(0)
        refuser_binaire(debut, fichier.name)
        if debut.startswith(b"\x1f\x8b"):
            with gzip.open(disque) as brut:
                yield Flux(brut, disque, fichier, limites)  # type: ignore[arg-type]
        elif debut.startswith(b"PK"):
            with _membre(disque, fichier) as brut:
                yield Flux(brut, disque, fichier, limites)
        else:
            yield Flux(disque, disque, fichier, limites)


def est_parquet(fichier: Path) -> bool:
    """True when the file starts as a Parquet file does."""
    with _ouvrir_disque(fichier) as flux:
        return flux.read(4) == b"PAR1"


def refuser_binaire(debut: bytes, nom: str) -> None:
    """Name what is obviously not a table."""
    for signature, quoi in _SIGNATURES:
        if debut.startswith(signature):
            raise DonneeInvalide(
                f"« {nom} » est {quoi}, pas un fichier de données lisible ici.",
                remede="Fournissez l'export CSV, JSON ou Parquet du producteur (éventuellement en .gz ou .zip).",
            )


def _abimee(nom: str, erreur: Exception) -> DonneeInvalide:
    return DonneeInvalide(
        f"« {nom} » est une archive tronquée ou abîmée{_ou(erreur)}.",
        remede="Téléchargez de nouveau le fichier jusqu'au bout, puis recommencez.",
    )


def _ou(erreur: Exception) -> str:
    # What the library says is English: only what helps is kept
    return " : la fin manque" if isinstance(erreur, EOFError) else ""


def _ouvrir_disque(fichier: Path) -> io.BufferedReader:
    if fichier.is_dir():
        raise DonneeInvalide(f"« {fichier} » est un dossier.", remede="Désignez un fichier.")
    try:
        return fichier.open("rb")
    except FileNotFoundError as erreur:
        raise Introuvable(f"Le fichier « {fichier} » n'existe pas.", remede="Vérifiez le chemin.") from erreur
    except OSError as erreur:
        raise RessourceIndisponible(
            f"« {fichier} » ne peut pas être lu ({raison_systeme(erreur)}).", remede="Vérifiez les droits de lecture."
        ) from erreur


@contextmanager
def _membre(disque: IO[bytes], fichier: Path) -> Iterator[IO[bytes]]:
    """The only file of a zip archive."""
    try:
        archive = zipfile.ZipFile(disque)
    except _ABIME as erreur:
        raise _abimee(fichier.name, erreur) from erreur
    with archive:
        membres = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        if any(m.filename == "[Content_Types].xml" for m in membres):
            raise DonneeInvalide(
                f"« {fichier.name} » est un classeur Excel.",
                remede="Enregistrez la feuille au format « CSV UTF-8 », puis importez ce fichier.",
            )
        if len(membres) != 1:
            raise DonneeInvalide(
                f"« {fichier.name} » contient {len(membres)} fichiers ; un seul est attendu.",
                remede="Extrayez le fichier voulu et importez-le seul.",
            )
        try:
            brut = archive.open(membres[0])
        except _ABIME as erreur:
            raise _abimee(fichier.name, erreur) from erreur
        except RuntimeError as erreur:  # what zipfile says of a password
            raise DonneeInvalide(
                f"« {fichier.name} » est une archive chiffrée.",
                remede="Décompressez le fichier vous-même, puis importez-le.",
            ) from erreur
        with brut:
            yield brut
