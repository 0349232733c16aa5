"""What each part of the site declares to the tests that look at every page.

``OUVERTES``: names of the addresses anyone may open. ``RESERVEES``: those that ask to sign in. ``ACTES``: those that
only take POST, from a signed-in person. ``VALEURS``: plausible arguments of their patterns. ``pages()``: real pages of
the demonstration as (role, address), the role empty for anyone; read once the registers are filled.
"""

from importlib import import_module

NOMS = (
    "comptes",
    "reseau",
    "animation",
    "charte",
    "adhesion",
    "evaluation",
    "campagnes",
    "crefop_composition",
    "crefop_saisines",
    "crefop_seances",
    "crefop_votes",
    "crefop_avis",
    "crefop_suivi",
    "crefop_actes",
)
PARTIES = tuple(import_module(f"fabriques.parties.{nom}") for nom in NOMS)


def noms(genre: str) -> set[str]:
    """Names of a kind, all parts together."""
    return set().union(*(getattr(partie, genre) for partie in PARTIES))


def valeurs() -> dict[str, object]:
    """Arguments, all parts together."""
    return {cle: valeur for partie in PARTIES for cle, valeur in partie.VALEURS.items()}


def pages() -> list[tuple[str, str]]:
    """(role, address) of every page, all parts together."""
    return [page for partie in PARTIES for page in partie.pages()]
