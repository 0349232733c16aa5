"""Texts typed or imported: one form, nothing invisible.

What is harmless and invisible (soft hyphens, zero-width spaces, byte-order marks, writing direction marks) is taken
away without a word, since a copy and paste brings it; what turns the reading of a line round or drives a terminal is
refused, with its place.
"""

import re
import unicodedata
from functools import lru_cache

from portulan.socle.erreurs import DonneeInvalide

_INVISIBLES = re.compile("[\u00ad\u200b\u200e\u200f\u2060\u061c\ufeff]")
_DANGEREUX = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]")
_ACCENTS_EMPILES = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]{4,}")
_BLANCS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def nettoyer(texte: str, *, lignes: bool = False) -> str:
    """One canonical form: NFC, no invisible character, single blanks, trimmed; ``lignes`` keeps the line breaks.

    Raises ``DonneeInvalide`` for a control character, a change of writing direction or piled up accents.
    """
    if texte.isprintable() and texte.isascii() and "  " not in texte:  # nearly every cell of a file
        return texte.strip()
    texte = _canonique(texte)
    trouve = _DANGEREUX.search(texte) or _ACCENTS_EMPILES.search(texte)
    if trouve is not None:
        raise DonneeInvalide(
            f"Ce texte contient un caractère invisible ou de commande (U+{ord(trouve.group()[0]):04X}) "
            f"à la position {trouve.start() + 1}.",
            remede="Saisissez ce passage au clavier plutôt que par copier-coller.",
        )
    if not lignes:
        return _une_ligne(texte)
    rangees = [_une_ligne(rangee) for rangee in texte.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rangees)).strip()


def epurer(texte: str) -> str:
    """The same form for what a person types: what ``nettoyer`` refuses is left out without a word; blanks stay."""
    return _canonique(_DANGEREUX.sub("", texte.replace("\r\n", "\n").replace("\r", "\n")))


def epurer_ligne(texte: str) -> str:
    """A name or a title that a person types: one line, single blanks."""
    return _une_ligne(epurer(texte))


def _canonique(texte: str) -> str:
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return unicodedata.normalize("NFC", _INVISIBLES.sub("", texte))


def _une_ligne(texte: str) -> str:
    # A no-break space is French typography before « : ; ? ! »: kept alone, folded when it comes with others
    return _BLANCS.sub(
        lambda m: m.group() if len(m.group()) == 1 and m.group() != "\t" else " ", texte.replace("\n", " ")
    ).strip()


@lru_cache(maxsize=32_768)
def normaliser(texte: str) -> str:
    """Fold case and accents, so that « beziers » finds « Béziers » (kept: the same names are searched again)."""
    plat = unicodedata.normalize("NFKD", texte.replace("\u2019", "'").replace("œ", "oe").replace("Œ", "oe"))
    return " ".join("".join(c for c in plat if not unicodedata.combining(c)).lower().replace("-", " ").split())
