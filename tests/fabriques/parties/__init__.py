"""What each part of the site declares to the tests that look at every page.

``OUVERTES``: names of the addresses anyone may open. ``RESERVEES``: those that ask to sign in. ``ACTES``: those that
only take POST, from a signed-in person. ``VALEURS``: plausible arguments of their patterns. ``pages()``: real pages of
the demonstration as (role, address), the role empty for anyone; read once the registers are filled. When an address
carries an identifier: ``SUJETS``, ``AUTRES``, ``MOTS`` (optional, see the functions of the same names).
"""

from importlib import import_module

from django.apps import apps
from django.db.models import Model

NOMS = (
    "comptes",
    "reseau",
    "egalite",
    "animation",
    "charte",
    "adhesion",
    "aiguillage",
    "evaluation",
    "campagnes",
    "crefop_composition",
    "crefop_saisines",
    "crefop_seances",
    "crefop_votes",
    "crefop_avis",
    "crefop_suivi",
    "crefop_actes",
    "reception",
    "porte",
    "guichet",
)
PARTIES = tuple(import_module(f"fabriques.parties.{nom}") for nom in NOMS)


def _declares(genre: str) -> dict[str, str]:
    return {cle: valeur for partie in PARTIES for cle, valeur in getattr(partie, genre, {}).items()}


def sujets() -> dict[str, type[Model]]:
    """Model of the record that an address is about, by the beginning of its name (``SUJETS`` of a part)."""
    return {debut: apps.get_model(modele) for debut, modele in _declares("SUJETS").items()}


def autres() -> dict[str, type[Model]]:
    """Model of a second identifier of an address, by the name of the argument (``AUTRES`` of a part)."""
    return {nom: apps.get_model(modele) for nom, modele in _declares("AUTRES").items()}


def mots() -> dict[str, str]:
    """Plausible words of an address, by the name of the argument (``MOTS`` of a part)."""
    return _declares("MOTS")


def noms(genre: str) -> set[str]:
    """Names of a kind, all parts together."""
    return set().union(*(getattr(partie, genre) for partie in PARTIES))


def valeurs() -> dict[str, object]:
    """Arguments, all parts together."""
    return {cle: valeur for partie in PARTIES for cle, valeur in partie.VALEURS.items()}


def pages_par_partie() -> dict[str, list[tuple[str, str]]]:
    """(role, address) of every page, by name of its part; all are asked, since a part may show what another writes."""
    return {nom: partie.pages() for nom, partie in zip(NOMS, PARTIES, strict=True)}


def pages() -> list[tuple[str, str]]:
    """(role, address) of every page, all parts together."""
    return [page for lues in pages_par_partie().values() for page in lues]
