"""File store of the loads: one folder per content, one pointer per (connector, version).

Layout under ``Maison.chargements``::

    <code>/<identifier>/<table>.parquet, fiche.json, chargement.json   never modified once visible
    pointeurs/<code>/<version>.json                                    current load, and those before it
    .verrou                                                            serialises writers of any process
    .en-cours-*                                                        being written; swept when found again

A load becomes visible by one ``os.replace`` of its folder, then current by one ``os.replace`` of its pointer: a process
killed between two instructions leaves the previous load in place.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portulan import socle
from portulan.socle import horloge
from portulan.socle.chemins import balayer
from portulan.socle.declaration import Table
from portulan.socle.erreurs import Impossible, Introuvable, RessourceIndisponible, raison_systeme
from portulan.socle.source import FicheSource
from portulan.socle.tables import TABLES
from portulan.sources.conformite import table_conforme
from portulan.sources.connecteur import Lecture

if TYPE_CHECKING:
    import pyarrow as pa

_PREFIXE_EN_COURS = ".en-cours-"
_PREFIXE_TELECHARGEMENT = ".telechargement-"
_ATTENTE_VERROU_S = 120.0
_AGE_TELECHARGEMENT_S = 86_400.0


@cache
def version_des_lecteurs() -> str:
    """Digest of the code that reads and declares: a load read by other code is read again from its file."""
    empreinte = hashlib.sha256()
    for dossier in (Path(__file__).parent, Path(socle.__file__).parent):
        for fichier in sorted(dossier.glob("*.py")):
            empreinte.update(fichier.name.encode() + b"\0" + fichier.read_bytes())
    return empreinte.hexdigest()[:16]


@dataclass(frozen=True)
class Chargement:
    """A load on disk; implements ``socle.source.Source``. Its files never change."""

    dossier: Path

    @property
    def identifiant(self) -> str:
        """Digest of the content: same content, same load."""
        return self.dossier.name

    @cached_property
    def fiche(self) -> FicheSource:
        """Sidecar written beside the tables."""
        return FicheSource.de_dict(json.loads((self.dossier / "fiche.json").read_text("utf-8")))

    @cached_property
    def details(self) -> dict[str, Any]:
        """Rows per table, digest of the readers' code, and whether refused rows were left out."""
        contenu: dict[str, Any] = json.loads((self.dossier / "chargement.json").read_text("utf-8"))
        return contenu

    def tables(self) -> Iterator[tuple[Table, "pa.Table"]]:
        """Declared tables and their rows. ``Impossible`` when the declaration changed since the load."""
        import pyarrow.parquet as pq

        for table in TABLES:
            if table.nom not in self.details["tables"]:
                continue
            donnees = pq.read_table(self.dossier / f"{table.nom}.parquet")
            if not donnees.schema.equals(table.schema()):
                raise Impossible(
                    f"Le chargement « {self.fiche.libelle} » a été lu par une version de Portulan qui décrivait "
                    f"autrement la table « {table.nom} ».",
                    remede=f"Chargez-le de nouveau : ./portulan importer {self.fiche.code} {self.fiche.origine}",
                )
            yield table, donnees


class Entrepot:
    """The loads of an installation. Any number of processes may read and write it at once."""

    def __init__(self, racine: Path) -> None:
        self.racine = racine

    def deposer(self, lecture: Lecture, *, ecarte: bool = False) -> Chargement:
        """Write a load and make it the current one of its (code, version). Same content: same load, written once.

        ``ecarte``: refused rows were left out on request (kept in the sidecar). Raises ``RessourceIndisponible``.
        """
        conformes = {table: table_conforme(table, donnees) for table, donnees in lecture.tables.items()}
        with self._verrou():
            self._balayer()
            try:
                chargement = self._ecrire(lecture, conformes, ecarte=ecarte)
                self._pointer(chargement)
            except OSError as erreur:
                raise _sans_place(self.racine, erreur) from erreur
        return chargement

    def courants(self) -> tuple[Chargement, ...]:
        """The current load of each (code, version), sorted by them."""
        return tuple(self._lire(p["code"], p["courant"]) for p in self._pointeurs() if p["courant"])

    def historique(self, code: str | None = None) -> tuple[Chargement, ...]:
        """Every load kept, latest first, current or not."""
        trouves = [
            Chargement(fiche.parent)
            for fiche in self.racine.glob("*/*/fiche.json")
            if not fiche.parent.parent.name.startswith(".") and code in (None, fiche.parent.parent.name)
        ]
        return tuple(sorted(trouves, key=lambda c: (str(c.fiche.charge_le), c.identifiant), reverse=True))

    def chargement(self, identifiant: str) -> Chargement:
        """A load by its identifier (or its first characters, if one only begins so); ``Introuvable`` otherwise."""
        trouves = [c for c in self.historique() if c.identifiant.startswith(identifiant)]
        if len(trouves) != 1 or not identifiant:
            raise Introuvable(
                f"Aucun chargement, ou plusieurs, ne correspondent à « {identifiant} ».",
                remede="La liste des chargements : ./portulan sources --historique",
            )
        return trouves[0]

    def revenir(self, identifiant: str) -> Chargement:
        """Make an earlier load the current one of its (code, version) again."""
        chargement = self.chargement(identifiant)
        with self._verrou():
            self._pointer(chargement)
        return chargement

    def retirer(self, code: str, version: str) -> None:
        """Stop using a (code, version). Its loads stay in the history, so that ``revenir`` can undo it."""
        chemin = self._chemin_pointeur(code, version)
        with self._verrou():
            if not chemin.exists():
                raise Introuvable(f"Aucun chargement courant pour « {code} » ({version}).")
            pointeur = json.loads(chemin.read_text("utf-8"))
            _ecrire_json(chemin, {**pointeur, "courant": None})

    def deja_lu(self, code: str, empreinte: str) -> Chargement | None:
        """The current load that the same bytes gave to the same connector and the same code, nothing left out."""
        for chargement in self.courants():
            fiche, details = chargement.fiche, chargement.details
            meme_lecture = details["lecteurs"] == version_des_lecteurs() and not details["ecarte"]
            if fiche.code == code and fiche.empreinte == empreinte and meme_lecture:
                return chargement
        return None

    @contextmanager
    def fichier_temporaire(self, suffixe: str) -> Iterator[Path]:
        """A file of the store's own disk, removed on exit; one left by a killed process is swept after a day."""
        try:
            self.racine.mkdir(parents=True, exist_ok=True)
            dossier = Path(tempfile.mkdtemp(prefix=_PREFIXE_TELECHARGEMENT, dir=self.racine))
        except OSError as erreur:
            raise _sans_place(self.racine, erreur) from erreur
        try:
            yield dossier / f"fichier{suffixe}"
        finally:
            shutil.rmtree(dossier, ignore_errors=True)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _ecrire(self, lecture: Lecture, tables: "dict[Table, pa.Table]", *, ecarte: bool) -> Chargement:
        import pyarrow.parquet as pq

        travail = Path(tempfile.mkdtemp(prefix=_PREFIXE_EN_COURS, dir=self.racine))
        empreinte = hashlib.sha256(_identite(lecture.fiche).encode())
        for table, donnees in sorted(tables.items(), key=lambda paire: paire[0].nom):
            fichier = travail / f"{table.nom}.parquet"
            pq.write_table(donnees, fichier, compression="zstd", version="2.6", row_group_size=1 << 17)
            empreinte.update(table.nom.encode() + b"\0" + hashlib.sha256(fichier.read_bytes()).digest())
        fiche = replace(
            lecture.fiche, charge_le=horloge.maintenant(), refus=lecture.refus, refus_total=lecture.refus_total
        )
        details = {
            "tables": {table.nom: donnees.num_rows for table, donnees in tables.items()},
            "lecteurs": version_des_lecteurs(),
            "ecarte": ecarte,
        }
        # The digest of the readers is part of the identity: a load says by which code it was read
        empreinte.update(json.dumps(details, sort_keys=True).encode())
        _ecrire_json(travail / "chargement.json", details)
        _ecrire_json(travail / "fiche.json", fiche.en_dict())
        destination = self.racine / fiche.code / empreinte.hexdigest()[:16]
        if (destination / "fiche.json").exists():
            shutil.rmtree(travail)
            return Chargement(destination)
        destination.parent.mkdir(exist_ok=True)
        travail.chmod(0o755)
        travail.replace(destination)
        return Chargement(destination)

    def _pointer(self, chargement: Chargement) -> None:
        fiche = chargement.fiche
        chemin = self._chemin_pointeur(fiche.code, fiche.version)
        precedent = json.loads(chemin.read_text("utf-8")) if chemin.exists() else {"courant": None, "historique": []}
        if precedent["courant"] == chargement.identifiant:
            return
        passage = {"chargement": chargement.identifiant, "le": horloge.maintenant().isoformat()}
        chemin.parent.mkdir(parents=True, exist_ok=True)
        _ecrire_json(
            chemin,
            {
                "code": fiche.code,
                "version": fiche.version,
                "courant": chargement.identifiant,
                "historique": [*precedent["historique"], passage],
            },
        )

    def _pointeurs(self) -> list[dict[str, Any]]:
        chemins = sorted((self.racine / "pointeurs").glob("*/*.json"))
        lus = [json.loads(chemin.read_text("utf-8")) for chemin in chemins]
        return sorted(lus, key=lambda p: (p["code"], p["version"]))

    def _lire(self, code: str, identifiant: str) -> Chargement:
        return Chargement(self.racine / code / identifiant)

    def _chemin_pointeur(self, code: str, version: str) -> Path:
        # A version is free text (« 2021-2023 », « structures ») : the digest keeps two alike ones apart
        lisible = re.sub(r"[^A-Za-z0-9_-]+", "-", version)[:40] or "sans-version"
        return self.racine / "pointeurs" / code / f"{lisible}-{hashlib.sha256(version.encode()).hexdigest()[:8]}.json"

    def _balayer(self) -> None:
        # Called under the lock, where nobody else is writing: whatever is « en cours » was abandoned
        for reste in self.racine.glob(f"{_PREFIXE_EN_COURS}*"):
            shutil.rmtree(reste, ignore_errors=True)
        balayer(self.racine, f"{_PREFIXE_TELECHARGEMENT}*", _AGE_TELECHARGEMENT_S)

    @contextmanager
    def _verrou(self) -> Iterator[None]:
        import fcntl

        try:
            self.racine.mkdir(parents=True, exist_ok=True)
            verrou = (self.racine / ".verrou").open("a")
        except OSError as erreur:
            raise _sans_place(self.racine, erreur) from erreur
        with verrou:
            limite = time.monotonic() + _ATTENTE_VERROU_S
            while True:
                try:
                    fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > limite:
                        raise RessourceIndisponible(
                            "Un autre chargement est en cours depuis plus de deux minutes.",
                            remede="Attendez qu'il se termine, ou arrêtez-le, puis recommencez.",
                        ) from None
                    time.sleep(0.02)
            yield  # the system releases the lock with the file, even when the process is killed


def _identite(fiche: FicheSource) -> str:
    """What of a sidecar makes two loads different: neither the moment nor the path it came by."""
    brut = fiche.en_dict()
    for champ in ("charge_le", "origine", "refus", "refus_total"):
        brut.pop(champ)
    return json.dumps(brut, sort_keys=True, ensure_ascii=False)


def _ecrire_json(chemin: Path, contenu: dict[str, Any]) -> None:
    provisoire = chemin.with_name(f".{chemin.name}.{os.getpid()}")
    with provisoire.open("w", encoding="utf-8") as fichier:
        json.dump(contenu, fichier, ensure_ascii=False, indent=1, sort_keys=True)
        fichier.flush()
        os.fsync(fichier.fileno())
    provisoire.replace(chemin)


def _sans_place(racine: Path, erreur: OSError) -> RessourceIndisponible:
    return RessourceIndisponible(
        f"Portulan ne peut pas écrire dans {racine} ({raison_systeme(erreur)}).",
        remede="Vérifiez les droits et la place restante, ou donnez un autre dossier avec PORTULAN_HOME.",
    )
