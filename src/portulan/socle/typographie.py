"""French typography of what is declared in plain text."""

import re

from portulan.socle.mesure import FINE

_AVANT = re.compile(r" ([;?!])")
_POURCENT = re.compile(r"(\d) (%|‰)")


def espaces_insecables(texte: str) -> str:
    """Non-breaking spaces before ; : ? ! » % and after «: nothing else changes."""
    texte = _POURCENT.sub(r"\1" + FINE + r"\2", _AVANT.sub(FINE + r"\1", texte))
    return texte.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")


def francais(texte: str) -> str:
    """Typographic apostrophes and non-breaking spaces; the text itself is not changed."""
    # str.split would also eat the non-breaking spaces of numbers already written
    texte = re.sub(r"[ \n\t]+", " ", texte).strip().replace("'", "\u2019")
    texte = re.sub(r"\b(art\.|[LRD]\.) (?=[\dLRD])", "\\1\u00a0", texte)
    return espaces_insecables(texte)
