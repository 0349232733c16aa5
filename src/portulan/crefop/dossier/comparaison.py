"""Two versions of a dossier: which figures, states, texts and pieces changed. Pure, on what was frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CHAMPS = (
    ("etat", "État de l’instruction"),
    ("reponse_calculee", "Réponse calculée"),
    ("rapporteur", "Texte du rapporteur"),
    ("raison", "Pourquoi aucune réponse n’est possible"),
)


@dataclass(frozen=True, slots=True)
class Ecart:
    """Something that differs: what it is, before, after."""

    quoi: str
    avant: str
    apres: str
    genre: str


@dataclass(frozen=True, slots=True)
class QuestionComparee:
    """A question whose dossier changed."""

    code: str
    intitule: str
    ecarts: tuple[Ecart, ...]


def comparer(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> list[QuestionComparee]:
    """Questions that changed, in the order of the fiche."""
    anciennes = {q["code"]: q for q in avant["questions"]}
    nouvelles = {q["code"]: q for q in apres["questions"]}
    comparees = []
    for code in dict.fromkeys((*nouvelles, *anciennes)):
        a, b = anciennes.get(code, {}), nouvelles.get(code, {})
        ecarts = (*_textes(a, b), *_chiffres(a, b), *_pieces(a, b))
        if ecarts:
            comparees.append(QuestionComparee(code, (b or a)["intitule"], ecarts))
    return comparees


def compter(comparees: list[QuestionComparee]) -> dict[str, int]:
    """How many differences of each kind: chiffre, etat, texte, piece."""
    genres = [e.genre for q in comparees for e in q.ecarts]
    return {genre: genres.count(genre) for genre in ("chiffre", "etat", "texte", "piece")}


def _textes(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Ecart]:
    return [
        Ecart(titre, a.get(champ, ""), b.get(champ, ""), "etat" if champ == "etat" else "texte")
        for champ, titre in CHAMPS
        if a.get(champ, "") != b.get(champ, "")
    ]


def _chiffres(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Ecart]:
    avant = {c["code"]: c for c in a.get("chiffres", ())}
    apres = {c["code"]: c for c in b.get("chiffres", ())}
    ecarts = []
    for code in dict.fromkeys((*apres, *avant)):
        x, y = avant.get(code), apres.get(code)
        if (x and (x["valeur"], x["dit"])) != (y and (y["valeur"], y["dit"])):
            libelle = (y or x or {})["libelle"]
            ecarts.append(Ecart(libelle, x["dit"] if x else "", y["dit"] if y else "", "chiffre"))
    return ecarts


def _pieces(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Ecart]:
    avant = {p["empreinte"]: p["titre"] for p in a.get("pieces", ())}
    apres = {p["empreinte"]: p["titre"] for p in b.get("pieces", ())}
    ajoutees = [Ecart("Pièce ajoutée", "", apres[e], "piece") for e in apres if e not in avant]
    return ajoutees + [Ecart("Pièce retirée", avant[e], "", "piece") for e in avant if e not in apres]
