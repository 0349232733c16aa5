"""What decides that a step is up to date: digests of the code and of what the step read."""

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import portulan

_PAQUET = Path(portulan.__file__).parent
# Screens and doors do not change what is computed or rendered
_SANS_EFFET = {"web", "api", "cli", "config", "comptes", "journal", "travaux"}
_SUFFIXES = {".py", ".toml", ".typ", ".html", ".css", ".json", ".odt", ".csv", ".parquet"}


@cache
def empreinte_du_code() -> str:
    """Digest of every file of the package that may change a figure or a dossier (names, sizes, contents of ours)."""
    somme = hashlib.sha256()
    for chemin in sorted(_PAQUET.rglob("*")):
        relatif = chemin.relative_to(_PAQUET)
        if relatif.parts[0] in _SANS_EFFET or chemin.suffix not in _SUFFIXES or "__pycache__" in relatif.parts:
            continue
        somme.update(relatif.as_posix().encode() + b"\0")
        # Large shipped data are told by their size; they are built by a script and never edited by hand
        petit = chemin.stat().st_size < 1 << 20
        somme.update(chemin.read_bytes() if petit else str(chemin.stat().st_size).encode())
    return somme.hexdigest()[:16]


def empreinte_du_dossier(dossier: Path | None) -> str:
    """Digest of names, sizes and dates of the files of a folder: enough to know that nothing was touched."""
    somme = hashlib.sha256()
    if dossier is not None and dossier.is_dir():
        for racine, sous_dossiers, noms in os.walk(dossier):
            sous_dossiers.sort()
            for nom in sorted(noms):
                etat = (Path(racine) / nom).lstat()  # a link may lead nowhere, or turn in circles
                somme.update(f"{racine}/{nom}:{etat.st_size}:{etat.st_mtime_ns}\n".encode())
    return somme.hexdigest()[:16]


def empreinte(*valeurs: Any) -> str:
    """Digest of plain values."""
    return hashlib.sha256(json.dumps(valeurs, sort_keys=True, default=str).encode()).hexdigest()[:16]


def a_jour(temoin: Path, cle: str) -> bool:
    """True when the witness file of a step holds this key."""
    try:
        return temoin.read_text("utf-8") == cle
    except OSError:
        return False


def temoigner(temoin: Path, cle: str) -> None:
    """Write the witness file of a step, in one move."""
    temoin.parent.mkdir(parents=True, exist_ok=True)
    provisoire = temoin.with_name(f".{temoin.name}.{os.getpid()}")
    provisoire.write_text(cle, "utf-8")
    provisoire.replace(temoin)
