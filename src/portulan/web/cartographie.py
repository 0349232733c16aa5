"""Maps of the pages: SVG drawn on the server (kept), and GeoJSON for the interactive one, loaded on a click."""

from functools import lru_cache
from typing import Any

from portulan.diagnostic.resultats import Diagnostic
from portulan.publication.atelier import Atelier
from portulan.publication.cartes import Carte, classe
from portulan.publication.palette import SEQUENCE
from portulan.socle import geographie
from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import nombre_fr, valeur_fr
from portulan.socle.territoire import Niveau
from portulan.web import acces

CARTOGRAPHIES = (Niveau.COMMUNE, Niveau.EPCI, Niveau.DEPARTEMENT)


def carte(diagnostic: Diagnostic, declare: Indicateur, niveau: Niveau, composante: str, ventilation: str) -> str:
    """SVG of an indicator at a level; empty when there is nothing to draw."""
    return _svg(diagnostic.identifiant, declare.code, niveau, composante, ventilation)


def _carte(identifiant: str, code: str, niveau: Niveau, composante: str, ventilation: str) -> Carte | None:
    """The map to be drawn. A bassin is drawn when it is an EPCI: the region's own bassins have no contours."""
    diagnostic, declare = acces.diagnostic(identifiant), acces.indicateur(code)[0]
    trace = Niveau.EPCI if niveau is Niveau.BASSIN else niveau
    lignes = acces.lignes(identifiant, code, niveau, composante, ventilation)
    if trace not in CARTOGRAPHIES or sum(x.valeur is not None for x in lignes) < 2:  # noqa: PLR2004 (one value is no map)
        return None
    contours = {c for c, _ in geographie.contours(trace, diagnostic.region)}
    valeurs = tuple((x.territoire.code, x.valeur) for x in lignes if x.territoire.code in contours)
    if sum(v is not None for _, v in valeurs) < 2:  # noqa: PLR2004
        return None
    libelle, unite = declare.libelle_composante(composante), declare.unite_composante(composante)
    connues = [v for _, v in valeurs if v is not None]
    description = (
        f"{libelle}, {nombre_fr(len(connues))} {niveau.pluriel} sur {nombre_fr(len(valeurs))} avec une valeur, "
        f"de {valeur_fr(min(connues), unite)} à {valeur_fr(max(connues), unite)}. Le tableau de la page dit tout."
    )
    return Carte(
        region=diagnostic.region,
        niveau=trace,
        titre=f"{libelle}, par {niveau.libelle}",
        description=description,
        legende=unite.value,
        unite=unite,
        valeurs=valeurs,
    )


@lru_cache(maxsize=48)
def _svg(identifiant: str, code: str, niveau: Niveau, composante: str, ventilation: str) -> str:
    dessin = _carte(identifiant, code, niveau, composante, ventilation)
    return Atelier(acces.maison().cache).svg(dessin) if dessin else ""


def geojson(
    diagnostic: Diagnostic, declare: Indicateur, niveau: Niveau, composante: str, ventilation: str
) -> dict[str, Any]:
    """Contours with name, value in words and colour of the class, as the SVG map shows them."""
    dessin = _carte(diagnostic.identifiant, declare.code, niveau, composante, ventilation)
    if dessin is None:
        return {"type": "FeatureCollection", "features": []}
    atlas = acces.atlas(diagnostic.identifiant)
    connus, limites = dict(dessin.valeurs), dessin.limites
    noms = {t.code: x.nom for t, x in atlas.lieux.items() if t.niveau in {dessin.niveau, niveau}}
    traits = []
    for code, geometrie in geographie.contours(dessin.niveau, diagnostic.region):
        valeur = connus.get(code)
        rang = classe(valeur, limites) if valeur is not None else -1
        proprietes = {
            "nom": noms.get(code, code),
            "valeur": valeur_fr(valeur, dessin.unite) if valeur is not None else "sans valeur",
            "couleur": _couleur(rang, len(limites)),
        }
        traits.append({"type": "Feature", "properties": proprietes, "geometry": geometrie})
    return {"type": "FeatureCollection", "features": traits}


def _couleur(rang: int, dernier: int) -> str:
    if rang < 0:
        return "#d9d9d9"
    if not dernier:
        return SEQUENCE[len(SEQUENCE) // 2]
    return SEQUENCE[round(rang * (len(SEQUENCE) - 1) / dernier)]
