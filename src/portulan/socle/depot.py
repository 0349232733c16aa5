"""Where files sent by people are kept: named by their SHA-256, written once, never served as pages.

A file is read by pieces into a temporary one; it takes its name only when it is whole, of an allowed type and hashed. A
cut in the middle leaves nothing under a name; what a killed process left is swept.
"""

import hashlib
import os
import time
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from uuid import uuid4

from portulan.socle.erreurs import DonneeInvalide, Introuvable, RessourceIndisponible, raison_systeme
from portulan.socle.pdf import est_actif

TAILLE_MAXIMALE = 20_000_000
UN_JOUR = 86_400
LONGUEUR_DU_NOM = 120
_TETE = 8192

# Extension, type served, what its first bytes or its first entries must be
_IMAGES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_OPENDOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_OFFICE = {
    "docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
EXTENSIONS = ("pdf", *_IMAGES, *_OPENDOCUMENT, *_OFFICE)
_PERMIS = "PDF, PNG, JPEG, ODT, ODS, DOCX ou XLSX"


@dataclass(frozen=True, slots=True)
class Piece:
    """A file kept: its digest, the name it is offered under, its real type, its size."""

    empreinte: str
    nom: str
    type: str
    taille: int


@dataclass(frozen=True, slots=True)
class Depot:
    """Files of an installation: ``racine`` holds a folder of them."""

    racine: Path

    @property
    def salle(self) -> Path:
        """Folder of the files, by the first two digits of their digest."""
        return self.racine / "preuves"

    def chemin(self, empreinte: str) -> Path:
        """Where a file is. Raises ``Introuvable`` for what is not a digest."""
        if len(empreinte) != 64 or not set(empreinte) <= set("0123456789abcdef"):  # noqa: PLR2004 (SHA-256)
            raise Introuvable("Cette empreinte n’en est pas une.")
        return self.salle / empreinte[:2] / empreinte

    def deposer(self, morceaux: Iterable[bytes], nom: str, *, accepter: Callable[[Piece], None] | None = None) -> Piece:
        """Keep a file. The same content sent again, under any name, is kept once.

        ``accepter`` may raise, before the file takes its place. Raises ``DonneeInvalide`` (empty, too large, type not
        allowed or not that of its name, script) and ``RessourceIndisponible`` (disk). Nothing remains of a refused one.
        """
        propre = nom_propre(nom)
        extension = propre.rpartition(".")[2].lower()
        if extension not in EXTENSIONS:
            raise DonneeInvalide(
                f"« {propre} » n’est pas d’un type accepté.", remede=f"Déposez un fichier {_PERMIS}, de 20 Mo au plus."
            )
        attente = self.salle / "attente"
        try:
            attente.mkdir(parents=True, exist_ok=True)
            temporaire = attente / uuid4().hex
            try:
                empreinte, taille = _ecrire(morceaux, temporaire)
                piece = Piece(empreinte, propre, _type_reel(temporaire, extension, propre), taille)
                if accepter:
                    accepter(piece)
                cible = self.chemin(empreinte)
                cible.parent.mkdir(exist_ok=True)
                temporaire.replace(cible)  # the same bytes when it was already there
                os.utime(cible)  # young again: the sweeper leaves it to the row that is being written
            finally:
                temporaire.unlink(missing_ok=True)
        except OSError as erreur:
            raise RessourceIndisponible(
                f"Le fichier n’a pas pu être enregistré ({raison_systeme(erreur)}).",
                remede="Réessayez ; si le message revient, prévenez l’administrateur.",
            ) from erreur
        return piece

    def ouvrir(self, empreinte: str) -> Path:
        """The file of a digest. Raises ``Introuvable`` when it is gone."""
        chemin = self.chemin(empreinte)
        if not chemin.is_file():
            raise Introuvable(
                "Ce fichier n’est plus dans le dépôt.",
                remede="Il a pu être effacé à la fin de sa durée de conservation ; sinon, prévenez l’administrateur.",
            )
        return chemin

    def empreintes(self) -> Iterator[str]:
        """Digests of the files kept."""
        yield from (f.name for f in sorted(self.salle.glob("??/*")) if len(f.name) == 64)  # noqa: PLR2004 (SHA-256)

    def alteres(self) -> list[str]:
        """Digests whose file no longer has their content: a disk that fails, or a hand in the folder."""
        return [e for e in self.empreintes() if _sha256(self.chemin(e)) != e]

    def balayer(self, connues: Collection[str], age_s: float = UN_JOUR) -> int:
        """Erase what no row knows and half-written files, older than a day; how many were erased."""
        effaces = 0
        orphelins = [self.chemin(e) for e in self.empreintes() if e not in connues]
        for fichier in (*orphelins, *(self.salle / "attente").glob("*")):
            with suppress(FileNotFoundError):
                if time.time() - fichier.stat().st_mtime > age_s:
                    fichier.unlink()
                    effaces += 1
        return effaces

    def effacer(self, empreinte: str) -> None:
        """Erase a file; nothing when it is already gone."""
        self.chemin(empreinte).unlink(missing_ok=True)


def _sha256(chemin: Path) -> str:
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def nom_propre(nom: str) -> str:
    """A file name without path, control or direction marks, whose extension is kept when it has to be cut."""
    dernier = nom.replace("\\", "/").rpartition("/")[2]
    lisible = "".join(c for c in dernier if c.isprintable() and c not in '<>:"|?*').strip(" .")
    corps, point, extension = lisible.rpartition(".")
    if not point or not corps:
        return (lisible or "fichier")[:LONGUEUR_DU_NOM]
    return f"{corps[: LONGUEUR_DU_NOM - 1 - len(extension)]}.{extension}"[-LONGUEUR_DU_NOM:]


def _ecrire(morceaux: Iterable[bytes], cible: Path) -> tuple[str, int]:
    somme, taille = hashlib.sha256(), 0
    with cible.open("xb") as sortie:
        for morceau in morceaux:
            taille += len(morceau)
            if taille > TAILLE_MAXIMALE:
                raise trop_lourd()
            somme.update(morceau)
            sortie.write(morceau)
    if not taille:
        raise DonneeInvalide("Le fichier est vide.", remede="Vérifiez-le, puis déposez-le de nouveau.")
    return somme.hexdigest(), taille


def trop_lourd() -> DonneeInvalide:
    """The refusal of a file beyond the limit."""
    return DonneeInvalide(
        "Le fichier dépasse 20 Mo.", remede="Réduisez-le (un PDF s’allège à l’export), ou déposez-en un extrait."
    )


def _type_reel(chemin: Path, extension: str, nom: str) -> str:
    """Media type of a file, read in its bytes. Raises ``DonneeInvalide`` when they are not those of its extension."""
    with chemin.open("rb") as flux:
        tete = flux.read(_TETE)
    trouve = None
    if extension == "pdf":
        trouve = "application/pdf" if tete.startswith(b"%PDF-") else None
    elif extension in _IMAGES:
        genre = "png" if extension == "png" else "jpeg"
        trouve = f"image/{genre}" if tete.startswith(_IMAGES[extension]) else None
    else:
        trouve = _type_d_archive(chemin, extension)
    if trouve is None:
        raise DonneeInvalide(
            f"« {nom} » porte l’extension .{extension}, mais son contenu est {_reconnu(tete)}.",
            remede=f"Déposez le document d’origine, ou exportez-le en PDF ({_PERMIS}).",
        )
    if extension == "pdf" and _est_actif(chemin):
        raise DonneeInvalide(
            f"« {nom} » contient un script ou lance un programme : un document déposé se lit, il n’agit pas.",
            remede="Ouvrez-le, choisissez « Imprimer » puis « Enregistrer en PDF », et déposez le fichier obtenu.",
        )
    return trouve


def _est_actif(chemin: Path) -> bool:
    with chemin.open("rb") as flux, mmap(flux.fileno(), 0, access=ACCESS_READ) as contenu:
        return est_actif(contenu)


def _type_d_archive(chemin: Path, extension: str) -> str | None:
    """Type of an office document from the entries of its archive (nothing is unpacked but the small « mimetype »)."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            noms = archive.namelist()
            if extension in _OFFICE:
                dossier, genre = _OFFICE[extension]
                entier = "[Content_Types].xml" in noms and any(n.startswith(dossier) for n in noms)
                return genre if entier and not any(n.endswith("vbaProject.bin") for n in noms) else None
            attendu = _OPENDOCUMENT[extension]
            if "mimetype" not in noms or archive.getinfo("mimetype").file_size > len(attendu):
                return None
            return attendu if archive.read("mimetype").decode("ascii", "replace") == attendu else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return None


def _reconnu(tete: bytes) -> str:
    """What a file looks like, in words, for a message."""
    import puremagic

    if tete.startswith(b"MZ"):
        return "celui d’un programme"
    try:
        extension = puremagic.from_string(tete).lstrip(".")
    except (puremagic.PureError, ValueError):
        extension = ""
    return f"celui d’un fichier .{extension}" if extension else "d’un autre type"
