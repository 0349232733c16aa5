"""Read an ASCII table written in a test as rows of a declared table, for Arrow, DuckDB or Polars.

    structures = tableau(STRUCTURES, '''
        id      | operateur | code_insee | horaires_accueil
        a--1    | cio       | 31555      | Mo-Fr 09:00-12:00
        a--2    | ij        | 81004      |
    ''')

Empty cell: no value. Columns left out: no value, or when compulsory a plausible filler (text: name of the column,
integer and real: 0, boolean: false, date: 2026-01-01). Lists: items separated by spaces. A rule line (---) is skipped.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from portulan.diagnostic.connexion import connecter, inscrire
from portulan.socle.declaration import COLONNES_CALCUL, Table, Type

_VRAI = {"vrai": True, "oui": True, "true": True, "faux": False, "non": False, "false": False}
_LIRE = {
    Type.TEXTE: str,
    Type.ENTIER: lambda t: int(t.replace(" ", "").replace("_", "")),
    Type.REEL: lambda t: float(t.replace(" ", "").replace(",", ".")),
    Type.BOOLEEN: lambda t: _VRAI[t.lower()],
    Type.DATE: date.fromisoformat,
    Type.LISTE: str.split,
}


def _defaut(nom: str, genre: Type) -> Any:
    return {
        Type.TEXTE: nom,
        Type.ENTIER: 0,
        Type.REEL: 0.0,
        Type.BOOLEEN: False,
        Type.DATE: date(2026, 1, 1),
        Type.LISTE: [],
    }[genre]


def cellules(texte: str) -> list[dict[str, str]]:
    """Rows of an ASCII table, as text."""
    lignes = [ligne.strip() for ligne in texte.strip().splitlines()]
    lignes = [ligne for ligne in lignes if ligne and not set(ligne) <= set("-+| =")]
    entete = [c.strip() for c in lignes[0].strip("|").split("|")]
    rangees = []
    for ligne in lignes[1:]:
        valeurs = [c.strip() for c in ligne.removeprefix("|").split("|")]
        if len(valeurs) == len(entete) + 1 and not valeurs[-1]:
            valeurs.pop()
        if len(valeurs) != len(entete):
            raise ValueError(f"{len(valeurs)} cellules pour {len(entete)} colonnes : {ligne}")
        rangees.append(dict(zip(entete, valeurs, strict=True)))
    return rangees


def tableau(declaration: Table, texte: str) -> pa.Table:
    """Rows of a declared table, written in ASCII."""
    return depuis_lignes(declaration, cellules(texte))


def depuis_lignes(declaration: Table, rangees: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows of a declared table from mappings: texts are read, other values are taken as they are."""
    colonnes = {c.nom: c for c in declaration.colonnes}
    completes = []
    for rangee in rangees:
        inconnues = rangee.keys() - colonnes.keys()
        if inconnues:
            raise ValueError(f"la table {declaration.nom} n'a pas de colonne {sorted(inconnues)}")
        complete = {}
        for nom, colonne in colonnes.items():
            brut = rangee.get(nom)
            if brut is None or brut == "":
                complete[nom] = _defaut(nom, colonne.type) if colonne.obligatoire else None
            else:
                complete[nom] = _LIRE[colonne.type](brut) if isinstance(brut, str) else brut
        completes.append(complete)
    return pa.Table.from_pylist(completes, schema=declaration.schema())


def calculer(indicateur: Any, tables: Mapping[str, pa.Table], moteur: str) -> list[dict[str, Any]]:
    """Rows an indicator computes on ``moteur`` (« duckdb » or « polars »), sorted; a table not given is empty."""
    with connecter(moteur) as connexion:
        entrees = [inscrire(connexion, t, tables.get(t.nom, t.schema().empty_table())) for t in indicateur.tables]
        resultat = indicateur.calcul(*entrees).select(*COLONNES_CALCUL).to_pyarrow().to_pylist()
    return sorted(resultat, key=lambda r: tuple(str(r[c]) for c in COLONNES_CALCUL[:4]))
