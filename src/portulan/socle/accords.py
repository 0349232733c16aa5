"""French that agrees: enumerations, counted nouns."""

from collections.abc import Iterable

FIXE = "\u00a0"


def enumeration(termes: Iterable[str]) -> str:
    """« a, b et c »."""
    liste = list(termes)
    return " et ".join([", ".join(liste[:-1]), liste[-1]] if len(liste) > 1 else liste)


def compter(nombre: int, singulier: str, pluriel: str = "", *, feminin: bool = False) -> str:
    """« une abstention », « 2 abstentions », « aucun siège »: one is written in letters, none is said."""
    if nombre == 0:
        return f"{'aucune' if feminin else 'aucun'} {singulier}"
    if nombre == 1:
        return f"{'une' if feminin else 'un'} {singulier}"
    return f"{nombre}{FIXE}{pluriel or singulier + 's'}"


def majuscule(texte: str) -> str:
    """First letter in capital."""
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """First letter in lower case: the start of a sentence, after a colon."""
    return texte[:1].lower() + texte[1:]
