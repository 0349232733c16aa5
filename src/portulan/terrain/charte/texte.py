"""Texts people write: cleaned once on entry, shown through a small markup that never lets HTML through.

Markup: a blank line parts paragraphs, « - » starts an item, « 1. » a numbered one, « ## » an inner title.
"""

import re
from dataclasses import dataclass
from html import escape

from portulan.socle.textes import epurer, epurer_ligne

_BALISES = {"paragraphe": "p", "titre": "h4", "puces": "ul", "numeros": "ol"}


def nettoyer(texte: str) -> str:
    """A text without control characters nor direction marks, its lines ended alike, no trailing space."""
    lignes = [ligne.rstrip() for ligne in epurer(texte).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lignes)).strip()


def nettoyer_ligne(texte: str) -> str:
    """A title or a name: one line."""
    return epurer_ligne(texte)


@dataclass(frozen=True, slots=True)
class Bloc:
    """A paragraph, a title or a list, and its lines."""

    genre: str
    lignes: tuple[str, ...]


def blocs(texte: str) -> tuple[Bloc, ...]:
    """The blocks of a text."""
    trouves: list[Bloc] = []
    for morceau in re.split(r"\n\s*\n", texte.strip()):
        for ligne in filter(str.strip, morceau.split("\n")):
            genre, contenu = _reconnaitre(ligne.strip())
            if genre != "titre" and trouves and trouves[-1].genre == genre and not _nouveau(trouves, morceau, ligne):
                trouves[-1] = Bloc(genre, (*trouves[-1].lignes, contenu))
            else:
                trouves.append(Bloc(genre, (contenu,)))
    return tuple(trouves)


def _nouveau(trouves: list[Bloc], morceau: str, ligne: str) -> bool:
    """A paragraph that starts a chunk is a new one; items go on with the list."""
    return trouves[-1].genre == "paragraphe" and morceau.lstrip().startswith(ligne.strip())


def _reconnaitre(ligne: str) -> tuple[str, str]:
    for motif, genre in ((r"#{1,6}\s+", "titre"), (r"[-*•–]\s+", "puces"), (r"\d{1,3}[.)]\s+", "numeros")):
        if trouve := re.match(motif, ligne):
            return genre, ligne[trouve.end() :]
    return "paragraphe", ligne


def en_html(texte: str) -> str:
    """The text as HTML: every character of the author is escaped, only our own tags remain."""
    morceaux = []
    for bloc in blocs(texte):
        balise = _BALISES[bloc.genre]
        if bloc.genre in {"puces", "numeros"}:
            interieur = "".join(f"<li>{escape(x)}</li>" for x in bloc.lignes)
        else:
            interieur = "<br>".join(escape(x) for x in bloc.lignes)
        morceaux.append(f"<{balise}>{interieur}</{balise}>")
    return "".join(morceaux)
