"""Small maps of the pages of places: a commune among the structures around it, a territory by its communes.

Plain SVG whose colours are classes of the style sheet: it follows the theme of the reader, without any inline style.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portulan.publication.cartes import classe
from portulan.socle import geographie
from portulan.socle.contours import commune_de_carte
from portulan.socle.territoire import Niveau
from portulan.web.proximite import Environs

LARGEUR, HAUTEUR = 480, 320
MARGE_DEGRES = 0.06

type Cadre = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """A projection onto the drawing: plate carrée, true at the middle latitude."""

    ouest: float
    nord: float
    pas_x: float
    pas_y: float
    largeur: float
    hauteur: float

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Position on the drawing."""
        return round((longitude - self.ouest) * self.pas_x, 1), round((self.nord - latitude) * self.pas_y, 1)


def _plan(cadre: Cadre) -> Plan:
    ouest, sud, est, nord = cadre
    contraction = cos(radians((sud + nord) / 2))
    pas = min(LARGEUR / ((est - ouest) * contraction), HAUTEUR / (nord - sud))
    return Plan(ouest, nord, pas * contraction, pas, (est - ouest) * contraction * pas, (nord - sud) * pas)


def _anneaux(geometrie: Mapping[str, Any]) -> Iterable[list[tuple[float, float]]]:
    polygones = geometrie["coordinates"] if geometrie["type"] == "MultiPolygon" else [geometrie["coordinates"]]
    for polygone in polygones:
        yield from polygone


def _cadre(points: Iterable[tuple[float, float]]) -> Cadre:
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


@lru_cache(maxsize=8)
def _communes(region: str) -> dict[str, tuple[dict[str, Any], Cadre]]:
    """Contour of each commune of a region, and the frame it fits in."""
    return {
        code: (geometrie, _cadre((p[0], p[1]) for anneau in _anneaux(geometrie) for p in anneau))
        for code, geometrie in geographie.contours(Niveau.COMMUNE, region)
    }


def _trace(geometrie: Mapping[str, Any], plan: Plan) -> str:
    chemins = []
    for anneau in _anneaux(geometrie):
        points = [plan.point(p[0], p[1]) for p in anneau]
        chemins.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(chemins)


def _dessin(plan: Plan, titre: str, contenu: SafeString) -> SafeString:
    return format_html(
        '<svg class="situation" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        round(plan.largeur),
        round(plan.hauteur),
        titre,
        contenu,
    )


def carte_des_environs(region: str, code: str, nom: str, environs: Environs) -> SafeString | str:
    """A commune, the nearest structures numbered as in the table, and a line to each; empty without contours."""
    titre = f"{nom} et la structure la plus proche de chaque réseau, numérotées comme dans la liste."
    depart = environs.longitude, environs.latitude
    return carte_de_trajets(region, code, depart, [(p.longitude, p.latitude) for p in environs.proches], titre)


def carte_de_trajets(
    region: str, code: str, depart: tuple[float, float], arrivees: Sequence[tuple[float, float]], titre: str
) -> SafeString | str:
    """A commune, places numbered in their order (from 1), and a line to each; empty without contours."""
    communes = _communes(region)
    ici = communes.get(commune_de_carte(code))
    if ici is None:
        return ""
    ouest, sud, est, nord = _cadre([depart, *arrivees, ici[1][:2], ici[1][2:]])
    plan = _plan(_au_format((ouest - MARGE_DEGRES, sud - MARGE_DEGRES, est + MARGE_DEGRES, nord + MARGE_DEGRES)))
    fond = [
        ("situation__ici" if c == commune_de_carte(code) else "situation__fond", _trace(g, plan))
        for c, (g, cadre) in communes.items()
        if _se_touchent(cadre, plan)
    ]
    x, y = plan.point(*depart)
    reperes = _reperes([plan.point(*lieu) for lieu in arrivees])
    contenu = format_html(
        '{}{}<circle class="situation__depart" cx="{}" cy="{}" r="5"/>{}',
        format_html_join("", '<path class="{}" d="{}"/>', fond),
        format_html_join("", '<path class="situation__trait" d="M{} {}L{} {}"/>', ((x, y, *p) for p, _ in reperes)),
        x,
        y,
        format_html_join(
            "",
            '<g><circle class="situation__repere" cx="{0}" cy="{1}" r="{2}"/>'
            '<text class="situation__numero" x="{0}" y="{1}" dy="0.35em" text-anchor="middle">{3}</text></g>',
            ((*p, 9 + 4 * len(numeros), "·".join(numeros)) for p, numeros in reperes),
        ),
    )
    return _dessin(plan, titre, contenu)


AUTOUR_D_UN_LIEU = 0.07  # degrees of latitude shown above and below a place: about eight kilometres


def carte_d_un_lieu(region: str, code: str, nom: str, longitude: float, latitude: float) -> SafeString | str:
    """A place on the communes around it, its own one underlined; empty without contours."""
    communes = _communes(region)
    if not communes:
        return ""
    marge = AUTOUR_D_UN_LIEU
    plan = _plan(_au_format((longitude, latitude - marge, longitude, latitude + marge)))
    ici = commune_de_carte(code) if code else ""
    fond = [
        ("situation__ici" if c == ici else "situation__fond", _trace(g, plan))
        for c, (g, cadre) in communes.items()
        if _se_touchent(cadre, plan)
    ]
    if not fond:
        return ""
    x, y = plan.point(longitude, latitude)
    contenu = format_html(
        '{}<circle class="situation__repere" cx="{}" cy="{}" r="9"/>',
        format_html_join("", '<path class="{}" d="{}"/>', sorted(fond)),
        x,
        y,
    )
    return _dessin(plan, f"Emplacement : {nom}.", contenu)


def carte_de_structures(
    region: str, nom: str, codes: Iterable[str], lieux: Iterable[tuple[str, float, float]]
) -> SafeString | str:
    """Communes of a territory and a mark for each place (name, longitude, latitude); empty without contours."""
    communes = _communes(region)
    siennes = {commune_de_carte(c) for c in codes} & set(communes)
    if not siennes:
        return ""
    ouest, sud, est, nord = _cadre([p for c in siennes for p in (communes[c][1][:2], communes[c][1][2:])])
    plan = _plan(_au_format((ouest - 0.02, sud - 0.02, est + 0.02, nord + 0.02)))
    fond = [
        ("situation__ici" if c in siennes else "situation__fond", _trace(g, plan))
        for c, (g, cadre) in communes.items()
        if _se_touchent(cadre, plan)
    ]
    contenu = format_html(
        "{}{}",
        format_html_join("", '<path class="{}" d="{}"/>', sorted(fond)),
        format_html_join(
            "",
            '<circle class="situation__repere" cx="{}" cy="{}" r="6"><title>{}</title></circle>',
            ((*plan.point(x, y), titre) for titre, x, y in lieux),
        ),
    )
    return _dessin(plan, f"Structures : {nom}.", contenu)


def _au_format(cadre: Cadre) -> Cadre:
    """The frame, widened to the proportions of the drawing, around its middle."""
    ouest, sud, est, nord = cadre
    contraction = cos(radians((sud + nord) / 2))
    largeur, hauteur = (est - ouest) * contraction, nord - sud
    voulue = max(largeur, hauteur * LARGEUR / HAUTEUR)
    ecart_x, ecart_y = (voulue - largeur) / 2 / contraction, (voulue * HAUTEUR / LARGEUR - hauteur) / 2
    return ouest - ecart_x, sud - ecart_y, est + ecart_x, nord + ecart_y


def _se_touchent(cadre: Cadre, plan: Plan) -> bool:
    ouest, sud, est, nord = cadre
    fin_est, fin_sud = plan.ouest + plan.largeur / plan.pas_x, plan.nord - plan.hauteur / plan.pas_y
    return est >= plan.ouest and ouest <= fin_est and nord >= fin_sud and sud <= plan.nord


def _reperes(points: list[tuple[float, float]]) -> list[tuple[tuple[float, float], list[str]]]:
    """Numbers of the structures; those that would hide one another share a mark."""
    groupes: list[tuple[tuple[float, float], list[str]]] = []
    for rang, point in enumerate(points, 1):
        for autre, numeros in groupes:
            if abs(autre[0] - point[0]) < 26 and abs(autre[1] - point[1]) < 26:  # noqa: PLR2004 (size of a mark)
                numeros.append(str(rang))
                break
        else:
            groupes.append((point, [str(rang)]))
    return groupes


def carte_du_territoire(
    region: str, nom: str, valeurs: Mapping[str, float | None], limites: tuple[float, ...]
) -> SafeString | str:
    """The communes of a territory by class of a figure; empty without contours."""
    communes = _communes(region)
    connues = {c: v for c, v in valeurs.items() if c in communes}
    if not connues:
        return ""
    cadres = [communes[c][1] for c in connues]
    plan = _plan(_cadre([p for c in cadres for p in (c[:2], c[2:])]))
    traces = ((_classe_css(v, limites), _trace(communes[c][0], plan)) for c, v in connues.items())
    return _dessin(plan, f"{nom}, par commune.", format_html_join("", '<path class="{}" d="{}"/>', traces))


def _classe_css(valeur: float | None, limites: tuple[float, ...]) -> str:
    return "situation__sans" if valeur is None else f"situation__classe-{classe(valeur, limites)}"
