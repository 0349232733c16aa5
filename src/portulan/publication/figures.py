"""A table and a kind of figure become a Vega-Lite specification, as plain data; drawing it is the workshop's job.

``Graphique`` is what a page or a document declares; ``specification`` is its translation. Numbers are written in French
before Vega sees them, colours come from the one palette, and nothing but the drawing is left to the library.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portulan.publication.palette import ARDOISE, BLEU, CATEGORIES, ENCRE, FOND, GRILLE, GRIS, OCRE, POLICE_TEXTE
from portulan.socle.erreurs import DeclarationInvalide
from portulan.socle.mesure import FINE, Unite, valeur_fr

FORMAT_FRANCAIS = {"decimal": ",", "thousands": FINE, "grouping": [3], "currency": ["", "\u00a0€"], "minus": "\u2212"}


BARRES_ESPACEES = 14  # more bars than that stand closer


class Genre(StrEnum):
    """Kinds of figures."""

    BARRES = "barres"  # one value per category
    HALTERES = "halteres"  # two series per category, and the gap between them
    LIGNES = "lignes"  # series over ordered categories (years)
    EMPILEES = "empilees"  # shares of a whole per category
    DISTRIBUTION = "distribution"  # one tick per territory along the scale


@dataclass(frozen=True, slots=True)
class Point:
    """One figure: its category, its value, its series, and whether it is the one looked at."""

    categorie: str
    valeur: float
    serie: str = ""
    accent: bool = False


@dataclass(frozen=True, slots=True)
class Repere:
    """A reference line: a threshold, the value of the region."""

    valeur: float
    libelle: str


@dataclass(frozen=True, slots=True)
class Graphique:
    """A drawing to be made. ``titre`` and ``description`` are what a screen reader says."""

    genre: Genre
    titre: str
    description: str
    points: tuple[Point, ...]
    unite: Unite
    axe: str = ""
    reperes: tuple[Repere, ...] = ()
    largeur: int = 600
    decimales: int | None = None
    series: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.points or not self.titre.strip() or not self.description.strip():
            raise DeclarationInvalide(f"graphique « {self.titre} » : points, titre et description sont obligatoires")

    @property
    def noms_de_series(self) -> tuple[str, ...]:
        """Series in the order of their legend."""
        return self.series or tuple(dict.fromkeys(p.serie for p in self.points))

    def ecrire(self, valeur: float) -> str:
        """A value of this figure, in French, with its unit."""
        return valeur_fr(valeur, self.unite, self.decimales)


def specification(graphique: Graphique) -> dict[str, Any]:
    """Vega-Lite specification (plain JSON values) of a figure."""
    couches = {
        Genre.BARRES: _barres,
        Genre.HALTERES: _halteres,
        Genre.LIGNES: _lignes,
        Genre.EMPILEES: _empilees,
        Genre.DISTRIBUTION: _distribution,
    }[graphique.genre](graphique)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": None,
        "padding": 2,
        "width": graphique.largeur,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _configuration(),
        "data": {"values": _valeurs(graphique)},
        **couches,
    }


def _valeurs(graphique: Graphique) -> list[dict[str, Any]]:
    return [
        {
            "categorie": p.categorie,
            "valeur": p.valeur,
            "serie": p.serie,
            "texte": graphique.ecrire(p.valeur),
            "couleur": OCRE if p.accent else BLEU,
            "accent": p.accent,
        }
        for p in graphique.points
    ]


def _configuration() -> dict[str, Any]:
    texte = {
        "labelColor": ENCRE,
        "titleColor": GRIS,
        "labelFontSize": 12.5,
        "titleFontSize": 12,
        "titleFontWeight": 400,
    }
    return {
        "font": POLICE_TEXTE,
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            **texte,
            "grid": False,
            "domainColor": GRILLE,
            "tickColor": GRILLE,
            "gridColor": GRILLE,
            "labelLimit": 300,
        },
        "legend": {
            **texte,
            "orient": "top",
            "title": None,
            "symbolSize": 110,
            "offset": 8,
            "labelLimit": 320,
            "columnPadding": 18,
        },
        "text": {"color": ENCRE, "fontSize": 12.5},
    }


def _categories(**plus: Any) -> dict[str, Any]:
    return {"field": "categorie", "type": "nominal", "sort": None, "title": None, **plus}


def _axe_y() -> dict[str, Any]:
    return _categories(axis={"domain": False, "ticks": False, "labelPadding": 8})


def _etendue(graphique: Graphique) -> list[float]:
    """Scale from zero, with room for the labels at both ends."""
    valeurs = [p.valeur for p in graphique.points] + [r.valeur for r in graphique.reperes]
    bas, haut = min(0.0, *valeurs), max(0.0, *valeurs)
    marge = (haut - bas or 1.0) * (0.26 if bas < 0 else 0.19)
    return [bas - marge if bas < 0 else 0.0, haut + marge if haut > 0 else 0.0]


def _couches_reperes(graphique: Graphique, axe_x: dict[str, Any]) -> list[dict[str, Any]]:
    """Reference lines, on the scale and axis of the figure."""
    if not graphique.reperes:
        return []
    donnees = {"values": [{"x": r.valeur, "texte": r.libelle} for r in graphique.reperes]}
    x = {**axe_x, "field": "x"}
    return [
        {
            "data": donnees,
            "mark": {"type": "rule", "color": OCRE, "strokeDash": [4, 3], "strokeWidth": 1.5},
            "encoding": {"x": x},
        },
        {
            "data": donnees,
            "mark": {"type": "text", "color": GRIS, "fontSize": 11.5, "align": "center", "limit": 300},
            "encoding": {"x": x, "y": {"value": -8}, "text": {"field": "texte"}},
        },
    ]


def _barres(graphique: Graphique) -> dict[str, Any]:
    axes = {
        "y": _axe_y(),
        "x": {
            "field": "valeur",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": _etendue(graphique), "nice": False},
        },
    }
    texte = {**axes, "text": {"field": "texte"}}
    pas = 20 if len(graphique.points) <= BARRES_ESPACEES else 17
    return {
        "height": {"step": pas},
        "layer": [
            *_couches_reperes(graphique, axes["x"]),
            {
                "mark": {"type": "bar", "height": pas - 6, "cornerRadiusEnd": 1.5},
                "encoding": {**axes, "color": {"field": "couleur", "scale": None}},
            },
            *_etiquettes("datum.valeur >= 0", {"align": "left", "dx": 5}, texte),
            *_etiquettes("datum.valeur < 0", {"align": "right", "dx": -5}, texte),
        ],
    }


def _etiquettes(filtre: str, place: dict[str, Any], encodage: dict[str, Any]) -> list[dict[str, Any]]:
    """Labels over a halo of the page's colour: a line that passes behind never crosses them."""
    return [
        {"transform": [{"filter": filtre}], "mark": {"type": "text", **place, **plus}, "encoding": encodage}
        for plus in ({"stroke": FOND, "strokeWidth": 4, "strokeJoin": "round"}, {})
    ]


def _couleur_de_serie(graphique: Graphique) -> dict[str, Any]:
    noms = list(graphique.noms_de_series)
    return {"field": "serie", "type": "nominal", "scale": {"domain": noms, "range": list(CATEGORIES[: len(noms)])}}


def _forme_de_serie(graphique: Graphique) -> dict[str, Any]:
    noms = list(graphique.noms_de_series)
    formes = ["circle", "diamond", "square", "triangle-up", "cross"]
    return {"field": "serie", "type": "nominal", "scale": {"domain": noms, "range": formes[: len(noms)]}}


def _axe_valeurs(graphique: Graphique, **plus: Any) -> dict[str, Any]:
    return {
        "title": graphique.axe or None,
        "format": ",~r",
        "tickCount": 6,
        "grid": True,
        "domain": False,
        "ticks": False,
        **plus,
    }


def _halteres(graphique: Graphique) -> dict[str, Any]:
    valeurs = [p.valeur for p in graphique.points]
    x = {
        "field": "valeur",
        "type": "quantitative",
        "axis": _axe_valeurs(graphique),
        "scale": {"domain": [min(0.0, *valeurs), max(0.0, *valeurs) * 1.02]},
    }
    return {
        "height": {"step": 26},
        "layer": [
            {
                "mark": {"type": "rule", "color": ARDOISE, "strokeWidth": 2},
                "encoding": {
                    "y": _axe_y(),
                    "x": {**x, "aggregate": "min"},
                    "x2": {"field": "valeur", "aggregate": "max"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {
                    "y": _axe_y(),
                    "x": x,
                    "color": _couleur_de_serie(graphique),
                    "shape": _forme_de_serie(graphique),
                },
            },
        ],
    }


def _lignes(graphique: Graphique) -> dict[str, Any]:
    valeurs = [p.valeur for p in graphique.points]
    jeu = (max(valeurs) - min(valeurs) or 1.0) * 0.3
    une_seule = len(graphique.noms_de_series) == 1
    y = {
        "field": "valeur",
        "type": "quantitative",
        # a single series has its values written on it: an axis would say them twice
        "axis": None if une_seule else _axe_valeurs(graphique),
        "scale": {"zero": False, "nice": False, "domain": [min(valeurs) - jeu, max(valeurs) + jeu]},
    }
    x = _categories(type="ordinal", axis={"labelAngle": 0, "ticks": False, "labelPadding": 6})
    couleur = {"color": _couleur_de_serie(graphique)}
    if une_seule:
        couleur = {"color": {"value": BLEU}}
    etiquette = {"text": {"field": "texte"}, "color": {"value": ENCRE}}
    return {
        "height": 110,
        "encoding": {"x": x, "y": y, **couleur},
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2.2}},
            {
                "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
                "encoding": {} if une_seule else {"shape": _forme_de_serie(graphique)},
            },
            *_etiquettes("true", {"dy": -13, "fontSize": 11.5}, etiquette),
        ],
    }


def _empilees(graphique: Graphique) -> dict[str, Any]:
    noms = list(graphique.noms_de_series)
    return {
        "height": {"step": 30},
        "transform": [{"calculate": f"indexof({noms!r}, datum.serie)", "as": "rang"}],
        "mark": {"type": "bar", "height": 18, "stroke": "#ffffff", "strokeWidth": 1},
        "encoding": {
            "y": _axe_y(),
            "x": {
                "field": "valeur",
                "type": "quantitative",
                "stack": "normalize",
                "axis": _axe_valeurs(graphique, labelExpr=f"format(datum.value * 100, '.0f') + '{FINE}%'"),
            },
            "order": {"field": "rang", "type": "quantitative"},
            "color": _couleur_de_serie(graphique),
        },
    }


def _distribution(graphique: Graphique) -> dict[str, Any]:
    x = {
        "field": "valeur",
        "type": "quantitative",
        "axis": _axe_valeurs(graphique, grid=False, domain=True, ticks=True),
        "scale": {"zero": True, "nice": True},
    }
    libelle = {"text": {"field": "categorie"}, "x": x}
    return {
        "height": 54,
        "layer": [
            {
                "transform": [{"filter": "!datum.accent"}],
                "mark": {"type": "tick", "color": BLEU, "opacity": 0.55, "size": 26, "thickness": 1.6},
                "encoding": {"x": x},
            },
            {
                "transform": [{"filter": "datum.accent"}],
                "mark": {"type": "tick", "color": OCRE, "size": 34, "thickness": 3},
                "encoding": {"x": x},
            },
            {
                "transform": [{"filter": "datum.accent"}],
                "mark": {"type": "text", "dy": -26, "fontSize": 11.5},
                "encoding": libelle,
            },
            *_couches_reperes(graphique, x),
        ],
    }
