"""Map of the structures: points by operator (or family of operators) on the départements, and their GeoJSON."""

from collections import Counter
from math import cos, pi, radians, sin
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from portulan.publication.atelier import Atelier
from portulan.publication.cartes import Carte, Lieu
from portulan.publication.palette import ARDOISE, CATEGORIES, TERRE
from portulan.socle import geographie
from portulan.socle.mesure import nombre_fr
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.reseau.models import Structure
from portulan.web import acces
from portulan.web import reseau_mots as mots
from portulan.web.vues.dossiers import version_du_style

_CHAMPS = ("pk", "nom", "commune", "operateur", "longitude", "latitude")
_POINTS = 4  # decimals of a degree drawn: ten metres


def _categories(operateurs: list[str]) -> dict[str, str]:
    """Category of each operator: its own name when five symbols are enough, else its family."""
    presents = sorted(set(operateurs))
    nommer = mots.nom_court if len(presents) <= len(CATEGORIES) else mots.famille
    return {code: nommer(code) for code in presents}


def _points(structures: QuerySet[Structure]) -> list[dict[str, Any]]:
    return list(structures.filter(longitude__isnull=False, latitude__isnull=False).values(*_CHAMPS))


def _rang(categories: dict[str, str]) -> list[str]:
    """Categories in their fixed order: that of the families, else alphabetical."""
    ordre = [nom for nom, _ in mots.FAMILLES]
    return sorted(set(categories.values()), key=lambda nom: (ordre.index(nom) if nom in ordre else -1, nom))


def carte(structures: QuerySet[Structure]) -> dict[str, Any]:
    """SVG of the structures, its legend with counts, and how many have no point."""
    points = _points(structures)
    total = structures.count()
    if not points:
        return {"carte": "", "sans_point": total}
    categories = _categories([p["operateur"] for p in points])
    comptes = Counter(categories[p["operateur"]] for p in points)
    region = acces.region()
    ecrits = {nom: f"{nom} ({nombre_fr(comptes[nom])})" for nom in _rang(categories)}
    lieux = _ecarter([(categories[p["operateur"]], p) for p in points], ecrits)
    dessin = Carte(
        region=region.code,
        niveau=Niveau.DEPARTEMENT,
        titre=f"Les structures du réseau, {region.nom}",
        description=f"{nombre_fr(len(points))} structures : "
        + ", ".join(f"{nom} {nombre_fr(comptes[nom])}" for nom in _rang(categories))
        + ". La liste de la page dit tout.",
        legende="une marque par lieu et par type, écartées au même endroit",
        lieux=lieux,
    )
    return {
        "carte": Atelier(acces.maison().cache).svg(dessin),
        "titre_carte": dessin.titre,
        "legende_carte": [(nom, comptes[nom]) for nom in _rang(categories)],
        "sans_point": total - len(points),
        "style": version_du_style(),
    }


def _ecarter(points: list[tuple[str, dict[str, Any]]], ecrits: dict[str, str]) -> tuple[Lieu, ...]:
    """One mark by place and category; categories of one place stand in a small ring around it, all visible."""
    places: dict[tuple[float, float], dict[str, str]] = {}
    for categorie, p in points:
        place = (round(p["longitude"], _POINTS), round(p["latitude"], _POINTS))
        places.setdefault(place, {}).setdefault(categorie, p["nom"])
    latitudes = [y for _, y in places]
    rayon = max(0.004, (max(latitudes) - min(latitudes)) / 60)
    lieux = []
    for rang, ecrit in ecrits.items():
        for (x, y), presentes in places.items():
            if rang in presentes:
                ordre = [c for c in ecrits if c in presentes]
                angle = 2 * pi * ordre.index(rang) / len(ordre)
                ecart = rayon if len(ordre) > 1 else 0.0
                decale = (x + ecart * sin(angle) / cos(radians(y)), y + ecart * cos(angle))
                lieux.append(Lieu(*decale, presentes[rang], ecrit))
    return tuple(lieux)


def geojson(structures: QuerySet[Structure], *, fond: bool) -> dict[str, Any]:
    """Structures as points, with their name, kind, commune and page."""
    points = _points(structures)
    categories = _categories([p["operateur"] for p in points])
    racine = reverse("web:reseau") + "structures/"
    couleurs = dict(zip(_rang(categories), CATEGORIES, strict=False))
    traits: list[dict[str, Any]] = []
    if fond:
        contours = geographie.contours(Niveau.DEPARTEMENT, acces.region().code)
        traits = [
            {
                "type": "Feature",
                "properties": {"couleur": TERRE, "contour": ARDOISE, "nom": _departement(code)},
                "geometry": geometrie,
            }
            for code, geometrie in contours
        ]
    traits += [
        {
            "type": "Feature",
            "id": p["pk"],
            "properties": {
                "nom": p["nom"],
                "valeur": f"{mots.nom_court(p['operateur'])}, {p['commune']}",
                "operateur": p["operateur"],
                "commune": p["commune"],
                "couleur": couleurs[categories[p["operateur"]]],
                "lien": f"{racine}{p['pk']}/",
            },
            "geometry": {"type": "Point", "coordinates": [p["longitude"], p["latitude"]]},
        }
        for p in points
    ]
    return {"type": "FeatureCollection", "features": traits}


def _departement(code: str) -> str:
    return geographie.nom(Territoire(Niveau.DEPARTEMENT, code))
