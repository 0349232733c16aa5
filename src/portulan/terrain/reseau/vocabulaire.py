"""The extension vocabulary « spro: »: what the SPRO says and the data·inclusion schema v1 has no word for.

The words are data (``vocabulaire.toml``); each says what a reader of plain v1 gets instead (``repli``), or nothing.
In ``Structure.extension`` and ``Service.extension`` the fields are kept under their bare name.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from portulan.socle.erreurs import DeclarationInvalide
from portulan.socle.operateurs import OPERATEURS
from portulan.sources.data_inclusion_schema import Ecart
from portulan.sources.data_inclusion_schema import vocabulaire as vocabulaire_v1

PREFIXE = "spro:"
_GENRES = ("code", "liste", "entier")


@dataclass(frozen=True, slots=True)
class Valeur:
    """A word of a list: its code, its name, and the words of v1 a plain reader gets instead."""

    code: str
    libelle: str
    repli: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Champ:
    """A field of the extension. ``genre``: code (of an operator), liste (words of ``liste``) or entier.

    ``objets``: structure, service or both. ``repli``: field of v1 where its words fall back.
    """

    nom: str
    objets: tuple[str, ...]
    libelle: str
    genre: str
    definition: str
    liste: str = ""
    unite: str = ""
    minimum: int = 0
    maximum: int = 0
    repli: str = ""

    @property
    def choix(self) -> tuple[tuple[str, str], ...]:
        """(code, label) of its words, for a form; empty for a number."""
        if self.genre == "code":
            return tuple((o.code, o.nom) for o in OPERATEURS)
        return tuple((v.code, v.libelle) for v in valeurs(self.liste).values()) if self.liste else ()


@cache
def _contenu() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("portulan.terrain.reseau").joinpath("vocabulaire.toml").read_text("utf-8"))


def version() -> str:
    """Version of the vocabulary."""
    return str(_contenu()["version"])


@cache
def champs(objet: str = "") -> Mapping[str, Champ]:
    """Declared fields by name, of « structure », of « service », or all."""
    tous = {
        nom: Champ(nom, **{**declare, "objets": tuple(declare["objets"])})
        for nom, declare in _contenu()["champs"].items()
    }
    for champ in tous.values():
        if champ.genre not in _GENRES or (champ.liste and champ.liste not in _contenu()["listes"]):
            raise DeclarationInvalide(f"vocabulaire spro : {champ.nom}")
    return {nom: champ for nom, champ in tous.items() if not objet or objet in champ.objets}


@cache
def valeurs(liste: str) -> Mapping[str, Valeur]:
    """Words of a list by code; a fallback that is not a word of v1 is a mistake of ours."""
    trouvees = {
        code: Valeur(code, v["libelle"], tuple(v.get("repli", ())))
        for code, v in _contenu()["listes"][liste]["valeurs"].items()
    }
    v1 = {c.liste: c.repli for c in champs().values() if c.repli and c.liste}.get(liste)
    for valeur in trouvees.values():
        if valeur.repli and (v1 is None or not set(valeur.repli) <= vocabulaire_v1(v1)):
            raise DeclarationInvalide(f"vocabulaire spro : repli de {valeur.code}")
    return trouvees


def listes() -> Mapping[str, str]:
    """Lists and their names."""
    return {code: liste["libelle"] for code, liste in _contenu()["listes"].items()}


def libelle(liste: str, code: str) -> str:
    """Name of a word; the code itself when it is unknown (a newer vocabulary)."""
    trouve = valeurs(liste).get(code)
    return trouve.libelle if trouve else code


def ecarts(objet: str, extension: Mapping[str, Any]) -> Iterator[tuple[str, Any, Ecart]]:
    """(field with its prefix, value, what is wrong) of an extension."""
    connus = champs(objet)
    for nom, valeur in extension.items():
        champ = connus.get(nom)
        trouve = _controler(champ, valeur) if champ else _inconnu(objet)
        if trouve is not None:
            yield PREFIXE + nom, valeur, trouve
    age_min, age_max = extension.get("age_min"), extension.get("age_max")
    if isinstance(age_min, int) and isinstance(age_max, int) and age_min > age_max:
        yield (
            f"{PREFIXE}age_max",
            age_max,
            Ecart("l’âge maximal est inférieur à l’âge minimal.", "Corrigez l’un des deux âges."),
        )


def _inconnu(objet: str) -> Ecart:
    connus = ", ".join(PREFIXE + nom for nom in champs(objet))
    return Ecart("ce champ n’est pas dans le vocabulaire spro.", f"Champs admis : {connus}.")


def _controler(champ: Champ, valeur: Any) -> Ecart | None:
    if champ.genre == "entier":
        return _controler_entier(champ, valeur)
    admises = {code for code, _ in champ.choix}
    if champ.genre == "code":
        if valeur in admises:
            return None
        return Ecart("ce code n’est pas au catalogue des opérateurs.", "Choisissez un code du catalogue, ou « autre ».")
    if not isinstance(valeur, list) or not all(isinstance(v, str) for v in valeur):
        return Ecart("une liste est attendue.", 'Écrivez une liste, par exemple ["scolaires"].')
    inconnues = [v for v in valeur if v not in admises]
    if inconnues:
        conseil = ", ".join(sorted(admises)[:4])
        return Ecart(f"« {inconnues[0]} » n’est pas dans la liste.", f"Valeurs admises : {conseil}…")
    return None


def _controler_entier(champ: Champ, valeur: Any) -> Ecart | None:
    if isinstance(valeur, bool) or not isinstance(valeur, int):
        return Ecart("un nombre entier est attendu.", "Écrivez un nombre entier, sans unité.")
    if not champ.minimum <= valeur <= champ.maximum:
        return Ecart(f"la valeur attendue va de {champ.minimum} à {champ.maximum}.", "Corrigez la valeur.")
    return None
