"""Contours: one coverage simplified at once, so that neighbours keep a common border and levels fit each other."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geographie.tables import RECREEES

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

# Triangles under (0.003°)², about 300 m, are dropped: less than a pixel when a region fills a screen of 1,280.
TOLERANCE = 0.003
# The map of the country: a pixel is about 1 km.
TOLERANCE_PAYS = 0.015
# Coordinates are kept to 1e-4 degree (11 m).
GRILLE = 1e-4
# A town hall further than this (about 1 km) from its commune is an error of the directory, not a town hall.
ECART_MAIRIE = 0.01
# Bare ground larger than this (square degrees, about 0.8 km²) between communes is a commune that merged lately.
LACUNE = 1e-4
# Holes under this area (square degrees, about 0.2 km²) in a union are gaps of the source, not enclaves.
TROU = 2e-5


def contours_bruts(lignes: Iterable[dict[str, str | None]]) -> tuple[dict[str, str], dict[str, str]]:
    """(contours, town halls) of the current communes, as hex WKB; unions of delegated communes where none is given."""
    import shapely

    toutes = list(lignes)
    parents = {ligne["id"]: ligne["code"] for ligne in toutes if ligne["type"] == "COM"}
    contours = {c["code"]: c["geometry"] for c in toutes if c["type"] == "COM" and c["geometry"]}
    mairies = {c["code"]: c["mairie_localisation"] for c in toutes if c["type"] == "COM" and c["mairie_localisation"]}
    parties: dict[str, list[str]] = defaultdict(list)
    for ligne in toutes:
        parent = parents.get(ligne["commune_parent_id"])
        if ligne["type"] == "COMD" and parent and parent not in contours and ligne["geometry"]:
            parties[parent].append(ligne["geometry"])
    for code, morceaux in sorted(parties.items()):
        contours[code] = shapely.to_wkb(shapely.union_all(shapely.from_wkb(sorted(morceaux))), hex=True)
    return dict(sorted(contours.items())), mairies


def combler(contours: Mapping[str, str], cantons: Iterable[str], fusions: Mapping[str, list[str]]) -> dict[str, str]:
    """Give the ground left bare by merged communes to the neighbour that absorbed one since the census.

    The contours know some communes of 2025-2026 with the perimeter they had before. The bare ground (holes between
    communes, and what cantons cover and communes do not) goes to the one neighbour of ``fusions``; when there are two,
    to the one that no other bare ground has been given. Without a neighbour that merged it is left (Llívia, in Spain).
    """
    import shapely

    codes = list(contours)
    formes = shapely.from_wkb(list(contours.values()))
    arbre = shapely.STRtree(formes)
    attributions: dict[str, list[BaseGeometry]] = defaultdict(list)
    disputees = []
    for lacune in _lacunes(formes, shapely.make_valid(shapely.from_wkb(list(cantons)))):
        voisines = sorted({codes[i] for i in arbre.query(lacune.buffer(GRILLE), "intersects")} & fusions.keys())
        if len(voisines) == 1:
            attributions[voisines[0]].append(lacune)
        elif voisines:
            disputees.append((lacune, voisines))
    for lacune, voisines in disputees:
        libres = [v for v in voisines if v not in attributions]
        if len(libres) != 1:
            raise SystemExit(f"bare ground at {lacune.centroid.wkt}: which of {voisines} absorbed it?")
        attributions[libres[0]].append(lacune)
    combles = dict(contours)
    for code, parties in attributions.items():
        combles[code] = shapely.to_wkb(shapely.union_all([formes[codes.index(code)], *parties]), hex=True)
    return combles


def _lacunes(communes: "np.ndarray", cantons: "np.ndarray") -> list["BaseGeometry"]:
    """Bare ground between communes, largest first."""
    import shapely

    couvert = shapely.union_all(communes)
    etendue = shapely.get_parts(shapely.union_all([couvert, shapely.union_all(cantons)]))
    pleine = shapely.union_all([shapely.Polygon(p.exterior) for p in etendue])
    parties = shapely.get_parts(shapely.difference(pleine, couvert))
    # Cantons and communes are not generalised alike: their borders differ by slivers, which a small erosion removes
    franches = [p for p in parties if p.area > LACUNE and not p.buffer(-20 * GRILLE).is_empty]
    return sorted(franches, key=lambda p: (-p.area, p.wkt))


def points_et_superficies(
    contours: Mapping[str, str], mairies: Mapping[str, str]
) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    """Point of each commune (town hall when it stands in the commune, else a point inside) and area in km².

    The re-created communes take a point of the commune they left, and no area: their contour is not known yet.
    """
    import shapely

    formes = {code: shapely.from_wkb(brut) for code, brut in contours.items()}
    points, superficies = {}, {}
    for code, forme in formes.items():
        point = shapely.from_wkb(mairies[code]) if code in mairies else None
        if point is None or shapely.is_empty(point) or shapely.distance(point, forme) > ECART_MAIRIE:
            point = shapely.point_on_surface(forme)
        points[code] = (round(point.x, 6), round(point.y, 6))
        superficies[code] = round(_superficie(forme), 3)
    for code, source in RECREEES.items():
        dedans = shapely.point_on_surface(formes[source])
        points[code] = (round(dedans.x, 6), round(dedans.y, 6))
        superficies.pop(source, None)
    return points, superficies


def simplifier(contours: Mapping[str, str]) -> dict[str, "BaseGeometry"]:
    """Contours of the communes on the grid, simplified together."""
    import shapely

    formes = shapely.coverage_simplify(shapely.from_wkb(list(contours.values())), TOLERANCE)
    formes = shapely.set_precision(formes, GRILLE, mode="pointwise")
    return dict(zip(contours, (_propre(f) for f in formes), strict=True))


def reunir(formes: Iterable["BaseGeometry"]) -> "BaseGeometry":
    """Union on the grid, without the slivers left by a coverage that is not perfect."""
    import shapely

    return _propre(_sans_trous(shapely.union_all(list(formes), grid_size=GRILLE)))


def contours_territoires(
    communes: Iterable[Mapping[str, Any]], formes: Mapping[str, "BaseGeometry"]
) -> list[dict[str, Any]]:
    """EPCI (their part in each region), départements, académies, regions; the regions again, coarser too."""
    import shapely

    groupes: dict[tuple[str, str, str], list[BaseGeometry]] = defaultdict(list)
    for c in communes:
        forme = formes.get(c["code_insee"])
        if forme is None:
            continue
        for niveau in ("epci", "departement", "academie", "region"):
            if c[niveau]:
                groupes[niveau, c["region"], c[niveau]].append(forme)
    unions = {cle: reunir(parties) for cle, parties in sorted(groupes.items())}
    regions = {cle: forme for cle, forme in unions.items() if cle[0] == "region"}
    generales = shapely.set_precision(
        shapely.coverage_simplify(list(regions.values()), TOLERANCE_PAYS), GRILLE, mode="pointwise"
    )
    for (_, region, code), forme in zip(regions, generales, strict=True):
        unions["pays", region, code] = _propre(forme)
    return [
        {"niveau": niveau, "region": region, "code": code, "geometry": en_wkb(forme)}
        for (niveau, region, code), forme in sorted(unions.items())
    ]


def en_wkb(forme: "BaseGeometry") -> bytes:
    """Little-endian WKB; exterior rings clockwise, as the projections of the figures expect."""
    import shapely

    return shapely.to_wkb(shapely.orient_polygons(forme, exterior_cw=True), byte_order=1)


def _propre(forme: "BaseGeometry") -> "BaseGeometry":
    """Valid polygons only, in canonical order."""
    import shapely

    if not shapely.is_valid(forme):
        forme = shapely.make_valid(forme)
    polygones = [p for p in shapely.get_parts(shapely.get_parts(forme)) if p.geom_type == "Polygon" and p.area > 0]
    return shapely.normalize(shapely.multipolygons(polygones))


def _sans_trous(forme: "BaseGeometry") -> "BaseGeometry":
    import shapely

    return shapely.multipolygons(
        [
            shapely.Polygon(p.exterior, [t for t in p.interiors if shapely.Polygon(t).area > TROU])
            for p in shapely.get_parts(forme)
        ]
    )


def _superficie(forme: "BaseGeometry") -> float:
    """Area in km² on the GRS 80 ellipsoid, through its authalic (equal-area) cylinder."""
    import shapely

    return float(shapely.area(shapely.transform(forme, _cylindre)))


def _cylindre(lonlat: "np.ndarray") -> "np.ndarray":
    import numpy as np

    a, e2 = 6378.137, 0.00669438002290
    e = math.sqrt(e2)
    sinus = np.sin(np.radians(lonlat[:, 1]))
    q = (1 - e2) * (sinus / (1 - e2 * sinus**2) + np.arctanh(e * sinus) / e)
    return np.column_stack([a * np.radians(lonlat[:, 0]), a * q / 2])
