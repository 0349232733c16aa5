"""Contours of the shipped geography, as GeoJSON, level by level."""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from portulan.socle.livraison import ouvrir
from portulan.socle.territoire import Niveau

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# Re-created in 2025 without a published contour: on a map, they are drawn with the commune they left.
DESSINEES_AVEC: Mapping[str, str] = dict.fromkeys(("15031", "15035", "15047", "15171"), "15141")

type Contours = tuple[tuple[str, dict[str, Any]], ...]


def commune_de_carte(code: str) -> str:
    """Code under which ``contours(Niveau.COMMUNE, …)`` draws a commune: itself, or the commune it left in 2025."""
    return DESSINEES_AVEC.get(code, code)


@lru_cache(maxsize=32)
def contours(niveau: Niveau, region: str) -> Contours:
    """(code, GeoJSON geometry) of the territories of a region, sorted by code; simplified, one border for neighbours.

    Levels: commune, epci and bassin (their part in the region), departement, academie, region (the region alone) and
    pays (all the regions, coarser; ``region`` is then ignored). Coordinates are longitude and latitude (WGS 84),
    exterior rings clockwise, as the projections of figures expect. Empty for the overseas collectivities, for which no
    contour is published under Licence Ouverte in our sources. The result is shared: do not change it.
    """
    if niveau is Niveau.COMMUNE:
        formes = _formes("contours_communes.parquet", {"region": region})
    elif niveau is Niveau.PAYS:
        formes = _formes("contours_territoires.parquet", {"niveau": niveau.value})
    else:
        niveau_ecrit = (Niveau.EPCI if niveau is Niveau.BASSIN else niveau).value
        formes = _formes("contours_territoires.parquet", {"niveau": niveau_ecrit, "region": region})
    return _geojson(formes)


def regroupes(region: str, groupes: Mapping[str, str]) -> Contours:
    """Contours of a region's own grouping of its communes (its bassins): commune code → code of the group."""
    import shapely

    par_groupe: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, forme in _formes("contours_communes.parquet", {"region": region}):
        if code in groupes:
            par_groupe[groupes[code]].append(forme)
    return _geojson(
        [
            (groupe, shapely.orient_polygons(shapely.union_all(parties, grid_size=1e-4), exterior_cw=True))
            for groupe, parties in sorted(par_groupe.items())
        ]
    )


def _formes(fichier: str, filtres: Mapping[str, str]) -> list[tuple[str, "BaseGeometry"]]:
    """Rows of a contour file that hold every value of ``filtres``; row groups that cannot are not read."""
    import pyarrow.compute as pc
    import shapely

    source = ouvrir(fichier)
    colonnes = {nom: source.schema_arrow.get_field_index(nom) for nom in filtres}
    groupes = [
        groupe
        for groupe in range(source.num_row_groups)
        if all(
            (etendue := source.metadata.row_group(groupe).column(colonnes[nom]).statistics).min <= valeur <= etendue.max
            for nom, valeur in filtres.items()
        )
    ]
    table = source.read_row_groups(groupes)
    for nom, valeur in filtres.items():
        table = table.filter(pc.equal(table[nom], valeur))
    table = table.sort_by("code")
    return list(zip(table["code"].to_pylist(), shapely.from_wkb(table["geometry"].to_pylist()), strict=True))


def _geojson(formes: list[tuple[str, "BaseGeometry"]]) -> Contours:
    """Plain JSON values (lists, not the tuples of ``shapely.geometry.mapping``)."""
    import shapely

    textes = shapely.to_geojson([forme for _, forme in formes])
    return tuple((code, json.loads(texte)) for (code, _), texte in zip(formes, textes, strict=True))
