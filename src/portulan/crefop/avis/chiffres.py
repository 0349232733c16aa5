"""Figures of a drafted text: inserted by their code from the frozen dossier, never typed (I10). Pure.

« {IND-F1.O1-1} » is replaced by the value, with its unit and date. A number typed by hand must be one of the dossier's;
references to law, dates and numbering are not figures.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from portulan.socle.mesure import FINE

MARQUE = re.compile(r"\{\s*([^{}]*?)\s*\}")
_NOMBRE = re.compile(rf"[+\u2212-]?\d+(?:[ \u00a0{FINE}]\d{{3}})*(?:[.,]\d+)?")
_MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
# What holds digits without being a measured figure
_HORS_CHIFFRES = re.compile(
    rf"""
      \b[LRD]\*?\.?[ \u00a0]?\d[\d-]*(?:[ ,\u00a0]*(?:et|,|à)[ \u00a0]*[LRD]?\.?[ \u00a0]?\d+(?:-\d+)+)*  # L. 6111-5
    | \b(?i:article|articles|art\.|alinéa|décret|loi|arrêté|ordonnance)[ \u00a0](?:n°[ \u00a0])?[\w-]*\d[\w-]*
    | \bn°[ \u00a0]?\d[\w-]*                                        # n° 2024-560
    | \b(?:1er|\d{{1,2}})[ \u00a0](?:{_MOIS})(?:[ \u00a0]\d{{4}})?  # 15 mars 2026
    | \b(?:{_MOIS})[ \u00a0]\d{{4}}\b
    | \b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b
    | \b(?i:année|années|en|depuis|rentrée|exercice|session)[ \u00a0](?:19|20)\d\d(?:[-–](?:19|20)?\d\d)?\b
    | \b(?:19|20)\d\d[-–](?:19|20)?\d\d\b                           # 2025-2026
    | \b[A-Z]{{1,4}}-?\d[\w.-]*                                     # R1, F1.O3, IND-…
    | \b\d+(?:°|er|re|e|ème)\b | \d+°                               # 4°, 1re
    | \b\d{{1,2}}[-–]\d{{1,2}}[ \u00a0]ans\b                        # 16-25 ans
    | \bpoints?[ \u00a0]\d+(?:\.\d+)*\b
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A figure of the frozen dossier. ``valeur``: exact, as text; ``texte``: as it is printed."""

    code: str
    composante: str
    ventilation: str
    libelle: str
    valeur: str
    texte: str
    date: str
    question: str = ""

    @property
    def marque(self) -> str:
        """What a drafter types between braces."""
        return f"{self.code}|{self.composante}|{self.ventilation}".rstrip("|")


@dataclass(frozen=True, slots=True)
class Ecart:
    """Something printed that the dossier does not hold."""

    quoi: str
    pourquoi: str


type Morceau = str | Chiffre


def chiffres_du_dossier(contenu: Mapping[str, Any]) -> dict[str, Chiffre]:
    """Figures of a frozen dossier that have a value (see ``dossier.contenu``), by what is typed between braces."""
    trouves: dict[str, Chiffre] = {}
    for question in contenu.get("questions", ()):
        for ligne in question.get("chiffres", ()):
            if ligne["valeur"] is None:
                continue
            chiffre = Chiffre(
                ligne["code"],
                ligne.get("composante", ""),
                ligne.get("ventilation", ""),
                ligne["libelle"],
                str(ligne["valeur"]),
                ligne["dit"],
                ligne["date"],
                question["code"],
            )
            trouves.setdefault(chiffre.marque, chiffre)
    return trouves


def decouper(texte: str, chiffres: Mapping[str, Chiffre]) -> tuple[Morceau, ...]:
    """The text where figures stand for what was typed between braces; a mark that is not known stays as it is."""
    morceaux: list[Morceau] = []
    fin = 0
    for trouve in MARQUE.finditer(texte):
        chiffre = chiffres.get(trouve[1].rstrip("|"))
        morceaux += [texte[fin : trouve.start()], trouve[0] if chiffre is None else chiffre]
        fin = trouve.end()
    morceaux.append(texte[fin:])
    return tuple(m for m in morceaux if m)


def cites(texte: str, chiffres: Mapping[str, Chiffre]) -> tuple[Chiffre, ...]:
    """Figures that a text inserts, once each, in the order of reading."""
    return tuple(dict.fromkeys(m for m in decouper(texte, chiffres) if isinstance(m, Chiffre)))


def controler(texte: str, chiffres: Mapping[str, Chiffre]) -> tuple[Ecart, ...]:
    """What a text prints and the dossier does not hold: unknown marks, then numbers typed by hand."""
    ecarts = [
        Ecart(m[0], "le dossier figé ne contient pas ce chiffre")
        for m in MARQUE.finditer(texte)
        if m[1].rstrip("|") not in chiffres
    ]
    connus = {n for c in chiffres.values() for n in _nombres(c.texte)} | {_exact(c.valeur) for c in chiffres.values()}
    ecarts += [
        Ecart(ecrit, "ce nombre n’est pas dans le dossier figé : insérez le chiffre par son code")
        for ecrit in _ecrits(MARQUE.sub(" ", texte))
        if _exact(ecrit) not in connus
    ]
    return tuple(dict.fromkeys(ecarts))


def _ecrits(texte: str) -> list[str]:
    return [m[0].strip() for m in _NOMBRE.finditer(_HORS_CHIFFRES.sub(" § ", texte))]


def _nombres(texte: str) -> set[str]:
    return {_exact(m[0]) for m in _NOMBRE.finditer(texte)}


def _exact(ecrit: str) -> str:
    """One writing per number: « 12,50 » and « 12.5 » are the same."""
    propre = re.sub(rf"[ \u00a0{FINE}+]", "", ecrit).replace("\u2212", "-").replace(",", ".")
    try:
        return format(Decimal(propre).normalize(), "f")
    except InvalidOperation:
        return propre


def paragraphes(texte: str) -> tuple[str, ...]:
    """Paragraphs of a typed text: a blank line, or the end of a line, separates them."""
    return tuple(p.strip() for p in texte.replace("\r\n", "\n").split("\n") if p.strip())
