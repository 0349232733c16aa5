"""What commands write: results on stdout (text or JSON), progress and errors on stderr."""

import json
import re
import sys
import time
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from portulan.socle.erreurs import ErreurUtilisateur
from portulan.socle.progression import Progression


def simple(valeur: Any) -> Any:
    """Plain JSON values from ours."""
    match valeur:
        case Enum():
            propre = valeur.value
        case datetime() | date():
            propre = valeur.isoformat()
        case Path():
            propre = str(valeur)
        case dict():
            propre = {str(k): simple(v) for k, v in valeur.items()}
        case list() | tuple() | set() | frozenset():
            propre = [simple(v) for v in valeur]
        case _ if hasattr(valeur, "en_dict"):
            propre = simple(valeur.en_dict())
        case _ if is_dataclass(valeur) and not isinstance(valeur, type):
            propre = simple(asdict(valeur))
        case _:
            propre = valeur
    return propre


def ecrire_json(valeur: Any) -> None:
    """Write one JSON document on stdout."""
    json.dump(simple(valeur), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def dire(texte: str = "") -> None:
    """Write a line of result on stdout."""
    sys.stdout.write(texte + "\n")


def prevenir(texte: str) -> None:
    """Write a line for the person, on stderr."""
    sys.stderr.write(texte + "\n")
    sys.stderr.flush()


def montrer_erreur(erreur: ErreurUtilisateur) -> None:
    """What happened, and how to repair."""
    prevenir(f"Erreur : {erreur.message}")
    if erreur.remede:
        prevenir(f"  → {erreur.remede}")


def tableau(entetes: tuple[str, ...], lignes: list[tuple[Any, ...]]) -> None:
    """Write aligned columns on stdout."""
    textes = [tuple("" if v is None else str(v) for v in ligne) for ligne in lignes]
    largeurs = [max(len(t[i]) for t in [entetes, *textes]) for i in range(len(entetes))]
    for ligne in [entetes, *textes]:
        dire("  ".join(t.ljust(largeur) for t, largeur in zip(ligne, largeurs, strict=True)).rstrip())


def progression() -> Progression:
    """Progress on stderr: rewritten in place on a terminal; elsewhere, a line when the kind of step changes."""
    terminal = sys.stderr.isatty()
    depart = time.monotonic()
    derniere = ""

    def suivre(etape: str, fraction: float) -> None:
        nonlocal derniere
        genre = re.sub(r"\S*[\d./]\S*", "", etape)
        texte = f"[{fraction * 100:3.0f} %] {etape}"
        if terminal:
            fin = f"  ({time.monotonic() - depart:.0f} s)\n" if fraction >= 1 else ""
            sys.stderr.write(f"\r\033[K{texte[:110]}{fin}")
            sys.stderr.flush()
        elif genre != derniere:
            prevenir(texte)
        derniere = genre

    return suivre
