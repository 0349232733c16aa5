"""Publishing: both dossiers of a snapshot in every format, their annex, and the index that says what each file is."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from portulan.publication.annexe import tables_annexe
from portulan.publication.atelier import Atelier
from portulan.publication.document import Document
from portulan.publication.dossier import composer
from portulan.publication.rendu_html import rendre_fragment, rendre_page
from portulan.publication.rendu_json import rendre_json
from portulan.publication.rendu_odt import rendre_odt
from portulan.publication.rendu_pdf import rendre_pdf
from portulan.socle.progression import Progression, muette

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Diagnostic
    from portulan.instantane.lire import Instantane
    from portulan.socle.region import Region

INDEX = "index.json"
FORMAT = 1
MEDIAS = {
    ".pdf": ("application/pdf", "PDF accessible et archivable"),
    ".html": ("text/html; charset=utf-8", "Page autonome (HTML)"),
    ".odt": ("application/vnd.oasis.opendocument.text", "Texte modifiable (ODT)"),
    ".json": ("application/json", "Document structuré (JSON)"),
    ".csv": ("text/csv; charset=utf-8", "Tableau (CSV)"),
    ".gz": ("application/gzip", "Tableau compressé (CSV)"),
    ".parquet": ("application/vnd.apache.parquet", "Tableau (Parquet)"),
}


@dataclass(frozen=True, slots=True)
class FichierPublie:
    """A file: its name in the folder of the snapshot, what it is, and what proves it was not changed."""

    nom: str
    libelle: str
    media: str
    taille: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DossierPublie:
    """The dossier of a fiche, in every format. ``fragment``: its HTML for the site, without page around it."""

    fiche: int
    titre: str
    identifiant: str
    fragment: str
    fichiers: tuple[FichierPublie, ...]


@dataclass(frozen=True)
class DossiersPublies:
    """What was published from a snapshot; iterating gives its dossiers."""

    identifiant: str
    dossier: Path
    dossiers: tuple[DossierPublie, ...]
    annexes: tuple[FichierPublie, ...]

    def __iter__(self) -> Iterator[DossierPublie]:
        return iter(self.dossiers)

    @property
    def fichiers(self) -> tuple[FichierPublie, ...]:
        """Every file offered, dossiers first."""
        return (*(f for d in self.dossiers for f in d.fichiers), *self.annexes)

    @property
    def complets(self) -> bool:
        """True when every file is there with its size: one that was erased or cut must be made again."""
        tailles = {f.nom: f.taille for f in self.fichiers}
        presents = {f.name: f.stat().st_size for f in self.dossier.iterdir()}
        fragments = {d.fragment for d in self.dossiers}
        return all(presents.get(nom) == taille for nom, taille in tailles.items()) and fragments <= presents.keys()

    def chemin(self, nom: str) -> Path | None:
        """Path of a published file by its name; None for a name that was not published."""
        connus = {f.nom for f in self.fichiers} | {d.fragment for d in self.dossiers}
        return self.dossier / nom if nom in connus else None

    @classmethod
    def lire(cls, racine: Path, identifiant: str) -> "DossiersPublies | None":
        """What ``publier`` wrote for a snapshot; None when nothing was."""
        dossier = racine / identifiant
        try:
            brut = json.loads((dossier / INDEX).read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        if brut.get("format") != FORMAT:
            return None
        dossiers = tuple(
            DossierPublie(**{**d, "fichiers": tuple(FichierPublie(**f) for f in d["fichiers"])})
            for d in brut["dossiers"]
        )
        return cls(identifiant, dossier, dossiers, tuple(FichierPublie(**f) for f in brut["annexes"]))


def publier(
    diagnostic: "Diagnostic",
    instantane: "Instantane",
    *,
    racine: Path,
    region: "Region",
    progression: Progression = muette,
) -> DossiersPublies:
    """Render both dossiers and the annex under ``racine/<identifiant>``; done already from the same inputs: nothing.

    The folder appears whole or not at all. Raises ``RessourceIndisponible`` through the caller's folder checks only.
    """
    from portulan.diagnostic.catalogue import FICHES

    atelier = Atelier(racine.parent / "cache")
    chantier = racine / f".{diagnostic.identifiant}.{uuid4().hex[:8]}"
    try:
        dossiers = []
        for rang, fiche in enumerate(FICHES):
            document = composer(diagnostic, instantane, fiche, region)
            dossiers.append(_rendre(document, fiche.numero, chantier, atelier, _part(progression, rang, len(FICHES))))
        progression("Annexes", 0.95)
        annexes = _ecrire(chantier, tables_annexe(diagnostic, instantane))
        index = {
            "format": FORMAT,
            "instantane": diagnostic.identifiant,
            "region": diagnostic.region,
            "date": diagnostic.date.isoformat(),
            "provisoire": diagnostic.provisoire,
            "fictif": diagnostic.fictif,
            "dossiers": [asdict(d) for d in dossiers],
            "annexes": [asdict(f) for f in annexes],
        }
        (chantier / INDEX).write_bytes((json.dumps(index, ensure_ascii=False, indent=2) + "\n").encode())
        _installer(chantier, racine / diagnostic.identifiant)
    finally:
        shutil.rmtree(chantier, ignore_errors=True)
    progression("Dossiers publiés", 1.0)
    return DossiersPublies(diagnostic.identifiant, racine / diagnostic.identifiant, tuple(dossiers), annexes)


def _part(progression: Progression, rang: int, total: int) -> Progression:
    return lambda etape, fraction: progression(etape, 0.95 * (rang + fraction) / total)


def _rendre(
    document: Document, numero: int, chantier: Path, atelier: Atelier, progression: Progression
) -> DossierPublie:
    nom = f"fiche{numero}"
    fichiers: dict[str, bytes] = {}
    for rang, (suffixe, rendre) in enumerate(
        (("pdf", rendre_pdf), ("html", rendre_page), ("odt", rendre_odt), ("json", lambda d, _: rendre_json(d)))
    ):
        progression(f"Fiche {numero} : {suffixe.upper()}", rang / 4)
        fichiers[f"{nom}.{suffixe}"] = rendre(document, atelier)
    publies = _ecrire(chantier, fichiers)
    fragment = f"{nom}.fragment.html"
    (chantier / fragment).write_text(rendre_fragment(document, atelier), encoding="utf-8")
    return DossierPublie(numero, document.titre, document.identifiant, fragment, publies)


def _ecrire(dossier: Path, fichiers: dict[str, bytes]) -> tuple[FichierPublie, ...]:
    dossier.mkdir(parents=True, exist_ok=True)
    publies = []
    for nom, contenu in fichiers.items():
        (dossier / nom).write_bytes(contenu)
        media, libelle = MEDIAS[Path(nom).suffix]
        publies.append(FichierPublie(nom, libelle, media, len(contenu), hashlib.sha256(contenu).hexdigest()))
    return tuple(publies)


def _installer(chantier: Path, cible: Path) -> None:
    """Put the finished folder in its place; the former one leaves only once the new one is there."""
    ancien = cible.with_name(f".{cible.name}.ancien-{uuid4().hex[:8]}")
    if cible.exists():
        cible.replace(ancien)
    chantier.replace(cible)
    shutil.rmtree(ancien, ignore_errors=True)
