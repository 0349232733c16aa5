"""What a person may need, in her own words: the list of the screens, and what free text suggests of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from portulan.socle.erreurs import DeclarationInvalide
from portulan.socle.textes import normaliser
from portulan.sources.data_inclusion_schema import libelles
from portulan.terrain.accueil.mots import dire
from portulan.terrain.reseau.vocabulaire import valeurs


@dataclass(frozen=True, slots=True)
class BesoinDit:
    """A need: its code (a theme of v1 or of « spro: »), how a person says it, its group, the words that suggest it."""

    code: str
    dit: str
    groupe: str
    mots: tuple[str, ...]


@cache
def besoins() -> Mapping[str, BesoinDit]:
    """Needs by code, in the order of the screens. A code that no vocabulary knows is a mistake of ours."""
    connus = set(libelles("thematiques")) | set(valeurs("thematiques"))
    groupes = dict(groupes_de_besoins())
    trouves = {}
    for bloc in _contenu()["besoins"]:
        if bloc["code"] not in connus or bloc["groupe"] not in groupes or bloc["code"] in trouves:
            raise DeclarationInvalide(f"besoins.toml : {bloc['code']}")
        trouves[bloc["code"]] = BesoinDit(bloc["code"], bloc["dit"], bloc["groupe"], tuple(bloc["mots"]))
    return trouves


def groupes_de_besoins() -> tuple[tuple[str, str], ...]:
    """(code, label) of the groups, in the order of the screens."""
    return tuple((g["code"], g["libelle"]) for g in _contenu()["groupes"])


@cache
def _contenu() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("portulan.terrain.accueil").joinpath("besoins.toml").read_text("utf-8"))


def dire_besoin(code: str) -> str:
    """A need in plain words; the label of the vocabulary for one that is not on the list."""
    connu = besoins().get(code)
    return connu.dit if connu else dire("thematiques", code)


def suggerer(texte: str, limite: int = 4) -> tuple[str, ...]:
    """Codes of the needs that a free text suggests, the best first: the longest words found count most."""
    plat = f" {normaliser(texte).replace("'", ' ')} "
    notes = []
    for rang, besoin in enumerate(besoins().values()):
        note = sum(len(mot) for mot in besoin.mots if f" {mot}" in plat)
        if note:
            notes.append((-note, rang, besoin.code))
    return tuple(code for _, _, code in sorted(notes)[:limite])
