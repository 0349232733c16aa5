"""The document as plain values: what the JSON rendering writes, and what every other rendering reads.

Numbers of tables and figures, headers with units and the words « Source » are settled here, once, so that HTML, PDF and
ODT cannot say different things.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from typing import Any

from portulan.publication.document import (
    Bloc,
    Cellule,
    Chiffres,
    Definitions,
    Document,
    Encadre,
    Figure,
    Fragment,
    Lien,
    Liste,
    Note,
    Paragraphe,
    Pastille,
    Section,
    Tableau,
    Texte,
)

FORMAT = "portulan-document/1"


def rendre_json(document: Document) -> bytes:
    """The document as JSON (UTF-8): same document, same bytes."""
    return (json.dumps(en_valeurs(document), ensure_ascii=False, indent=1) + "\n").encode()


def en_valeurs(document: Document) -> dict[str, Any]:
    """Plain JSON values of a document; drawings are named by the rank of their figure, in ``document.figures()``."""
    numeros = {"tableau": count(1), "figure": count(1)}
    return {
        "format": FORMAT,
        "titre": document.titre,
        "sous_titre": document.sous_titre,
        "surtitre": document.surtitre,
        "identifiant": document.identifiant,
        "date": document.date_document.isoformat(),
        "langue": document.langue,
        "auteur": document.auteur,
        "pied": document.pied,
        "partenaires": [{"nom": p.nom, "qualite": p.qualite, "logo": p.logo} for p in document.partenaires],
        "avertissements": [_bloc(a, numeros) for a in document.avertissements],
        "mentions": [{"libelle": libelle, "valeur": valeur} for libelle, valeur in document.mentions],
        "sections": [_section(s, numeros) for s in document.sections],
    }


def _section(section: Section, numeros: dict[str, count]) -> dict[str, Any]:
    return {
        "niveau": section.niveau,
        "titre": section.titre,
        "surtitre": section.surtitre,
        "identifiant": section.identifiant,
        "etat": _cellule(section.etat) if section.etat else None,
        "nouvelle_page": section.nouvelle_page,
        "blocs": [_bloc(b, numeros) for b in section.blocs],
    }


def _bloc(bloc: Bloc, numeros: dict[str, count]) -> dict[str, Any]:  # noqa: PLR0911 (one per kind of block)
    match bloc:
        case Paragraphe():
            return {"type": "paragraphe", "style": bloc.style.value, "contenu": _fragments(bloc.contenu)}
        case Liste():
            elements = [_fragments(e) for e in bloc.elements]
            return {"type": "liste", "ordonnee": bloc.ordonnee, "elements": elements}
        case Tableau():
            return _tableau(bloc, numeros)
        case Figure():
            return _figure(bloc, numeros)
        case Encadre():
            blocs = [_bloc(b, numeros) for b in bloc.blocs]
            return {"type": "encadre", "ton": bloc.ton.value, "titre": bloc.titre, "blocs": blocs}
        case Definitions():
            entrees = [{"terme": terme, "contenu": _fragments(contenu)} for terme, contenu in bloc.entrees]
            return {"type": "definitions", "entrees": entrees}
        case Chiffres():
            chiffres = [{"valeur": c.valeur, "libelle": c.libelle, "precision": c.precision} for c in bloc.chiffres]
            return {"type": "chiffres", "chiffres": chiffres}


def _tableau(tableau: Tableau, numeros: dict[str, count]) -> dict[str, Any]:
    return {
        "type": "tableau",
        "numero": f"Tableau {next(numeros['tableau'])}",
        "legende": tableau.legende,
        "colonnes": [
            {"entete": c.entete, "alignement": c.alignement.value, "poids": c.poids} for c in tableau.colonnes
        ],
        "lignes": [[_cellule(c) for c in ligne] for ligne in tableau.lignes],
        "total": tableau.total,
        "source": _source(tableau.source),
    }


def _figure(figure: Figure, numeros: dict[str, count]) -> dict[str, Any]:
    rang = next(numeros["figure"])
    return {
        "type": "figure",
        "rang": rang - 1,
        "numero": f"Figure {rang}",
        "legende": figure.legende,
        "alternative": figure.alternative,
        "source": _source(figure.source),
        "donnees": figure.donnees,
        "tableau": _tableau_de_figure(figure, rang, numeros) if figure.tableau else None,
    }


def _tableau_de_figure(figure: Figure, rang: int, numeros: dict[str, count]) -> dict[str, Any]:
    """The table of a figure does not repeat what the figure has just said."""
    assert figure.tableau
    tableau = figure.tableau
    return _tableau(
        replace(
            tableau,
            legende=f"Valeurs de la figure {rang}" if tableau.legende == figure.legende else tableau.legende,
            source="" if tableau.source == figure.source else tableau.source,
        ),
        numeros,
    )


def _source(texte: str) -> str:
    return f"Source : {texte.removesuffix('.')}." if texte else ""


def _cellule(cellule: Cellule) -> dict[str, str]:
    match cellule:
        case Pastille():
            return {"texte": cellule.texte, "ton": cellule.ton.value}
        case Lien():
            return {"texte": cellule.texte, "adresse": cellule.adresse}
        case _:
            return {"texte": cellule}


def _fragments(contenu: Iterable[Fragment]) -> list[dict[str, Any]]:
    return [_fragment(f) for f in contenu]


def _fragment(fragment: Fragment) -> dict[str, Any]:
    match fragment:
        case Texte():
            styles = {"fort": fragment.fort, "italique": fragment.italique, "code": fragment.code}
            return {"texte": fragment.valeur} | {nom: True for nom, vrai in styles.items() if vrai}
        case Lien():
            return {"texte": fragment.texte, "adresse": fragment.adresse}
        case Note():
            return {"note": fragment.texte}
