"""Two texts, or two versions of a document, compared word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

EGAL, AJOUT, RETRAIT = "egal", "ajout", "retrait"
_MOTS = re.compile(r"\s+|\w+|[^\w\s]")
_MOTS_COMPARES = 4000  # beyond, a rewritten passage is shown whole: nobody reads it word by word


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text: the same, added or removed."""

    genre: str
    texte: str


@dataclass(frozen=True, slots=True)
class ArticleCompare:
    """An article on both sides. ``etat``: inchange, modifie, ajoute, retire; ``deplace`` comes on top."""

    code: str
    etat: str
    deplace: bool
    titre: tuple[Segment, ...]
    texte: tuple[Segment, ...]
    ajoutes: tuple[str, ...] = ()
    retires: tuple[str, ...] = ()


class _Article(Protocol):
    code: str
    titre: str
    texte: str
    fiche: list[str]
    objectifs: list[str]


def comparer_textes(avant: str, apres: str) -> tuple[Segment, ...]:
    """Segments that rebuild both texts: lines first, then the words of what changed."""
    lignes_a, lignes_b = avant.splitlines(keepends=True), apres.splitlines(keepends=True)
    segments: list[Segment] = []
    for operation, a1, a2, b1, b2 in SequenceMatcher(None, lignes_a, lignes_b, autojunk=False).get_opcodes():
        ancien, nouveau = "".join(lignes_a[a1:a2]), "".join(lignes_b[b1:b2])
        if operation == "equal":
            segments.append(Segment(EGAL, ancien))
        else:
            segments.extend(_par_mots(ancien, nouveau))
    return _fondre(segments)


def _par_mots(avant: str, apres: str) -> list[Segment]:
    a, b = _MOTS.findall(avant), _MOTS.findall(apres)
    if max(len(a), len(b)) > _MOTS_COMPARES:
        return [Segment(RETRAIT, avant), Segment(AJOUT, apres)]
    segments = []
    for operation, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if operation == "equal":
            segments.append(Segment(EGAL, "".join(a[a1:a2])))
        else:
            segments += [Segment(RETRAIT, "".join(a[a1:a2])), Segment(AJOUT, "".join(b[b1:b2]))]
    return segments


def _fondre(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """A single space between two changes belongs to them, and neighbours of one kind are one: fewer, longer runs."""
    fondus: list[Segment] = []
    retire = ajoute = ""
    for i, s in enumerate(segments):
        suivant = segments[i + 1].genre if i + 1 < len(segments) else EGAL
        if s.genre == RETRAIT:
            retire += s.texte
        elif s.genre == AJOUT:
            ajoute += s.texte
        elif (retire or ajoute) and suivant != EGAL and s.texte == " ":
            retire, ajoute = retire + " ", ajoute + " "
        else:
            fondus += [Segment(RETRAIT, retire)] if retire else []
            fondus += [Segment(AJOUT, ajoute)] if ajoute else []
            retire = ajoute = ""
            fondus.append(s)
    fondus += [Segment(RETRAIT, retire)] if retire else []
    fondus += [Segment(AJOUT, ajoute)] if ajoute else []
    return tuple(s for s in fondus if s.texte)


def comparer_articles(avant: Sequence[_Article], apres: Sequence[_Article]) -> tuple[ArticleCompare, ...]:
    """Articles in the new order, those that were removed where they stood. Codes pair them."""
    anciens, nouveaux = {a.code: a for a in avant}, {a.code: a for a in apres}
    stables = _restes_en_ordre(
        [a.code for a in avant if a.code in nouveaux], [a.code for a in apres if a.code in anciens]
    )
    compares = []
    for code in _ordre_commun([a.code for a in avant], [a.code for a in apres]):
        ancien, nouveau = anciens.get(code), nouveaux.get(code)
        titre = comparer_textes(ancien.titre if ancien else "", nouveau.titre if nouveau else "")
        texte = comparer_textes(ancien.texte if ancien else "", nouveau.texte if nouveau else "")
        avaient = {*ancien.fiche, *ancien.objectifs} if ancien else set()
        ont = {*nouveau.fiche, *nouveau.objectifs} if nouveau else set()
        change = avaient != ont or any(s.genre != EGAL for s in (*titre, *texte))
        etat = "ajoute" if ancien is None else "retire" if nouveau is None else "modifie" if change else "inchange"
        deplace = ancien is not None and nouveau is not None and code not in stables
        compares.append(
            ArticleCompare(
                code, etat, deplace, titre, texte, tuple(sorted(ont - avaient)), tuple(sorted(avaient - ont))
            )
        )
    return tuple(compares)


def _ordre_commun(avant: Sequence[str], apres: Sequence[str]) -> list[str]:
    """The new order; a removed article follows the one it followed."""
    ordre = list(apres)
    for i, code in enumerate(avant):
        if code not in ordre:
            precedent = avant[i - 1] if i else None
            ordre.insert(ordre.index(precedent) + 1 if precedent in ordre else 0, code)
    return ordre


def _restes_en_ordre(avant: Sequence[str], apres: Sequence[str]) -> set[str]:
    """The longest run of codes that kept their order: the others were moved (longest increasing subsequence)."""
    rangs = {code: i for i, code in enumerate(avant)}
    meilleures: list[list[str]] = []
    for code in apres:
        suite = max((m for m in meilleures if rangs[m[-1]] < rangs[code]), key=len, default=[])
        meilleures.append([*suite, code])
    return set(max(meilleures, key=len, default=[]))
