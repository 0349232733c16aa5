"""Files of the network, one record after the other: schema v1 in JSON, JSON Lines, CSV or Parquet, plain or packed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from portulan.socle.erreurs import DonneeInvalide
from portulan.sources import lecture
from portulan.sources.data_inclusion import a_deux_listes, cellule, genre_des_champs
from portulan.sources.data_inclusion_schema import champs
from portulan.sources.lecture_octets import BLOC, MIO, Flux
from portulan.terrain.reseau.vocabulaire import PREFIXE

_LIGNE_MAX = 8 * MIO
type Enregistrement = tuple[str, int, dict[str, Any]]


def enregistrements(
    fichier: Path, collecteur: lecture.Collecteur, *, avance: Callable[[float], None] | None = None
) -> Iterator[Enregistrement]:
    """(« structure » or « service », line or rank, fields) of every record, structures before services.

    Raises ``DonneeInvalide`` for a file that cannot be read to its end.
    """
    if est_jsonl(fichier):
        for ligne, brut in _lignes_jsonl(fichier, avance):
            yield _genre(brut), ligne, brut
        return
    apercu = lecture.apercu(fichier)
    if not lecture.est_json(apercu.debut):
        yield from _tableau(fichier, collecteur, avance)
        return
    genres = ("structures", "services") if a_deux_listes(fichier, apercu) else ()
    for liste in genres:
        for ligne, brut in lecture.lignes_json(fichier, enveloppes=(liste,), avance=avance):
            yield liste.removesuffix("s"), ligne, brut
    if not genres:
        for ligne, brut in lecture.lignes_json(fichier, avance=avance):
            yield _genre(brut), ligne, brut


def _genre(brut: dict[str, Any]) -> str:
    return genre_des_champs(brut).removesuffix("s")


def _tableau(
    fichier: Path, collecteur: lecture.Collecteur, avance: Callable[[float], None] | None
) -> Iterator[Enregistrement]:
    ouvert = lecture.tableau(fichier, collecteur, avance=avance)
    genre = genre_des_champs(ouvert.entete)
    connus = champs(genre)
    for ligne, cellules in ouvert.lignes:
        brut = dict(zip(ouvert.entete, cellules, strict=True))
        yield (
            genre.removesuffix("s"),
            ligne,
            {nom: cellule(genre, nom, v) if nom in connus else _extension(nom, v) for nom, v in brut.items()},
        )


def _extension(nom: str, valeur: Any) -> Any:
    """A cell of an extension column, written in JSON (or a bare word)."""
    if not nom.startswith(PREFIXE) or not isinstance(valeur, str):
        return valeur
    texte = valeur.strip()
    if not texte:
        return None
    try:
        return json.loads(texte)
    except json.JSONDecodeError:
        return texte


def est_jsonl(fichier: Path) -> bool:
    """True when the first line is by itself a record."""
    if lecture.est_parquet(fichier):
        return False
    with lecture.ouvrir(fichier) as flux:
        debut = flux.read(lecture.LIMITES.objet // 8)
    premiere, saut, _ = debut.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not premiere.startswith(b"{") or not (saut or len(debut) < BLOC):
        return False
    try:
        lu = json.loads(premiere)
    except ValueError:
        return False
    return isinstance(lu, dict) and "id" in lu


def _lignes_jsonl(fichier: Path, avance: Callable[[float], None] | None) -> Iterator[tuple[int, dict[str, Any]]]:
    with lecture.ouvrir(fichier) as flux:
        for numero, ligne in enumerate(_lignes(flux, fichier.name, avance), 1):
            if not ligne.strip():
                continue
            try:
                lu = json.loads(ligne)
            except (ValueError, RecursionError) as erreur:
                raise _illisible(
                    fichier.name, numero, "n’est pas un JSON valide (ligne tronquée ou abîmée)"
                ) from erreur
            if not isinstance(lu, dict):
                raise _illisible(fichier.name, numero, "n’est pas un objet « {…} »")
            yield numero, lu


def _lignes(flux: Flux, nom: str, avance: Callable[[float], None] | None) -> Iterator[bytes]:
    reste, premier = b"", True
    while bloc := flux.read(BLOC):
        if premier:
            bloc, premier = bloc.removeprefix(b"\xef\xbb\xbf"), False
        *completes, reste = (reste + bloc).split(b"\n")
        yield from completes
        if len(reste) > _LIGNE_MAX:
            raise _illisible(nom, 0, f"a une ligne de plus de {_LIGNE_MAX // MIO} Mio")
        if avance:
            avance(flux.fraction)
    yield reste


def _illisible(nom: str, ligne: int, quoi: str) -> DonneeInvalide:
    ou = f"ligne {ligne}, " if ligne else ""
    return DonneeInvalide(
        f"« {nom} », {ou}{quoi}.", remede="Téléchargez de nouveau le fichier jusqu’au bout, puis recommencez."
    )
