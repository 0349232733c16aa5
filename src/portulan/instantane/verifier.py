"""Check a snapshot byte by byte: anyone can, with the folder alone."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from portulan.instantane.canonique import empreinte_contenu, json_canonique, lire_parquet, sha256_fichier
from portulan.instantane.manifeste import FICHIER, Manifeste, TableGelee
from portulan.socle.erreurs import DonneeInvalide, Introuvable


@dataclass(frozen=True, slots=True)
class Ecart:
    """What does not match: which file, and what was found (French)."""

    fichier: str
    constat: str

    def __str__(self) -> str:
        return f"{self.fichier} : {self.constat}"


@dataclass(frozen=True, slots=True)
class Verification:
    """Outcome of a check: ``ok`` when nothing was changed, added or removed."""

    identifiant: str
    ecarts: tuple[Ecart, ...]

    @property
    def ok(self) -> bool:
        """True when every byte is the one that was frozen."""
        return not self.ecarts


def verifier(dossier: Path) -> Verification:
    """Compare a folder with its manifest, and its manifest with its identifier; ``Introuvable`` without folder."""
    if not dossier.is_dir():
        raise Introuvable(f"Le dossier {dossier} n'existe pas.", remede="Donnez l'identifiant d'un instantané gelé.")
    ecarts: list[Ecart] = []
    manifeste = _lire_manifeste(dossier, ecarts)
    if manifeste is None:
        return Verification(dossier.name, tuple(ecarts))
    if dossier.name != manifeste.identifiant:
        ecarts.append(Ecart(FICHIER, f"décrit {manifeste.identifiant}, pas {dossier.name}"))
    for table in manifeste.tables:
        ecarts.extend(_ecarts_table(dossier, table))
    attendus = {FICHIER, *(t.fichier for t in manifeste.tables)}
    for present in sorted(dossier.rglob("*")):
        nom = present.relative_to(dossier).as_posix()
        if nom not in attendus:
            ecarts.append(Ecart(nom, "dossier en trop" if present.is_dir() else "fichier en trop"))
    return Verification(dossier.name, tuple(ecarts))


def _lire_manifeste(dossier: Path, ecarts: list[Ecart]) -> Manifeste | None:
    """The manifest when it can be read; what is wrong with its bytes goes to ``ecarts``."""
    try:
        octets = (dossier / FICHIER).read_bytes()
        brut = json.loads(octets)
        manifeste = Manifeste.de_dict(brut)
        sceau = brut.pop("sceau")
    except FileNotFoundError:
        ecarts.append(Ecart(FICHIER, "fichier absent"))
        return None
    except (KeyError, TypeError, AttributeError, ValueError):
        ecarts.append(Ecart(FICHIER, "illisible"))
        return None
    if octets != manifeste.octets():
        ecarts.append(Ecart(FICHIER, "son texte n'est pas celui que Portulan écrit pour ce contenu"))
    if hashlib.sha256(json_canonique(brut)).hexdigest() != sceau:
        ecarts.append(Ecart(FICHIER, "son sceau ne correspond pas à son texte"))
    return manifeste


def _ecarts_table(dossier: Path, table: TableGelee) -> list[Ecart]:
    chemin = dossier / table.fichier
    if not chemin.is_file():
        return [Ecart(table.fichier, "fichier absent")]
    if sha256_fichier(chemin) == table.octets:
        return _ecarts_contenu(chemin, table)
    return [Ecart(table.fichier, "octets modifiés"), *_ecarts_contenu(chemin, table)]


def _ecarts_contenu(chemin: Path, table: TableGelee) -> list[Ecart]:
    try:
        lignes = lire_parquet(chemin)
        contenu = empreinte_contenu(lignes)
    except (ValueError, DonneeInvalide):
        # a changed byte may also turn a column into a type that no snapshot has
        return [Ecart(table.fichier, "ce n'est plus un fichier Parquet lisible")]
    if lignes.num_rows != table.lignes:
        return [Ecart(table.fichier, f"{lignes.num_rows} lignes au lieu de {table.lignes}")]
    return [] if contenu == table.contenu else [Ecart(table.fichier, "valeurs modifiées")]
