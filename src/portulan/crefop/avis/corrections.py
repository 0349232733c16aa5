"""Correcting minutes: where the words stand, what an accepted correction gives, what is compared. Pure."""

import re
from dataclasses import replace

from portulan.crefop.avis.valeurs import ActePV, Passage
from portulan.socle.erreurs import DonneeInvalide


def corriger(acte: ActePV, *, cle: str, ancien: str, propose: str) -> ActePV:
    """The minutes where an accepted correction is made.

    In a written passage the words are replaced; under a passage drawn from events they are a mention, so that no count
    is ever typed over. Raises ``DonneeInvalide`` when the passage or the words are not there.
    """
    passage = trouver_passage(acte, cle)
    if passage.constate:
        corrige = replace(passage, mentions=(*passage.mentions, propose.strip()))
    elif not ancien.strip():
        corrige = replace(passage, paragraphes=(*passage.paragraphes, *_en_paragraphes(propose)))
    else:
        texte = "\n".join(passage.paragraphes)
        debut, fin = exiger_texte(passage, ancien)
        corrige = replace(passage, paragraphes=_en_paragraphes(texte[:debut] + propose.strip() + texte[fin:]))
    return replace(acte, passages=tuple(corrige if p.cle == cle else p for p in acte.passages))


def trouver_passage(acte: ActePV, cle: str) -> Passage:
    """A passage by its key. Raises ``DonneeInvalide``."""
    for passage in acte.passages:
        if passage.cle == cle:
            return passage
    raise DonneeInvalide("Ce passage n’est pas dans le procès-verbal.", remede="Choisissez-le dans la liste.")


def exiger_texte(passage: Passage, ancien: str) -> tuple[int, int]:
    """Where these words stand in the passage, whatever blanks a copy brought between them (nothing: at its start).

    Raises ``DonneeInvalide`` when they are not there.
    """
    motif = r"\s+".join(map(re.escape, ancien.split()))
    trouve = re.search(motif, "\n".join(passage.paragraphes))
    if trouve is None:
        raise DonneeInvalide(
            f"Ces mots ne sont pas dans le passage « {passage.titre} ».",
            remede="Copiez-les depuis la version en cours ; laissez vide pour ajouter un paragraphe.",
        )
    return trouve.span()


def _en_paragraphes(texte: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in texte.replace("\r\n", "\n").split("\n") if p.strip())


def texte_du_passage(p: Passage) -> str:
    """Every word of a passage but its title: what a comparison compares."""
    grilles = [" | ".join(ligne) for g in p.tableaux for ligne in ((g.legende,), g.entetes, *g.lignes)]
    return "\n".join((*p.paragraphes, *grilles, *(f"Mention : {m}" for m in p.mentions)))


def texte_complet(acte: ActePV) -> str:
    """Every word of the minutes, passage by passage."""
    return "\n\n".join(f"{p.titre}\n{texte_du_passage(p)}" for p in acte.passages)
