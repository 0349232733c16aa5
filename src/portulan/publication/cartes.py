"""Maps of a region, written as SVG by hand: one path per class, so that 4,450 communes stay light.

Vega-Lite draws maps too; measured against it (ADR « cartes »), this is lighter because communes of the same class are
merged into one path. Text, legend and classes follow the same palette as the figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from math import cos, floor, log10, radians
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from portulan.publication.palette import (
    ARDOISE,
    BLEU_PALE,
    CATEGORIES,
    ENCRE,
    FOND,
    GRIS,
    POLICE_TEXTE,
    SEQUENCE,
    TERRE,
)
from portulan.socle.erreurs import DeclarationInvalide, Introuvable
from portulan.socle.mesure import Unite, arrondir, nombre_fr, valeur_fr
from portulan.socle.territoire import Niveau

LARGEUR_DESSIN, LARGEUR_LEGENDE, HAUTEUR_MAXIMALE = 600, 170, 440
FINESSE = 5  # steps of the integer grid in one pixel: neighbours share their rounded vertices, so no gap opens
NOMBRE_CLASSES = len(SEQUENCE)
ET_PLUS = " et plus"
PEU_DE_LIEUX = 120  # below, the marks of places are larger
DETAILLE = 500  # from so many territories on, the lines between them are hairlines


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place on a map: a structure (with its category) or a town whose name is written."""

    longitude: float
    latitude: float
    libelle: str
    categorie: str = ""


@dataclass(frozen=True, slots=True)
class Carte:
    """A map to be drawn. ``valeurs``: (code, value or None when it cannot be computed) at ``niveau``.

    ``bornes``: the limits of the classes, ascending; computed from the values when empty. ``seuil``: the threshold of
    a vigilance rule, which then is a limit of its own.
    """

    region: str
    niveau: Niveau
    titre: str
    description: str
    legende: str
    unite: Unite = Unite.NOMBRE
    valeurs: tuple[tuple[str, float | None], ...] = ()
    bornes: tuple[float, ...] = ()
    seuil: float | None = None
    lieux: tuple[Lieu, ...] = ()
    villes: tuple[Lieu, ...] = ()

    def __post_init__(self) -> None:
        if not self.titre.strip() or not self.description.strip():
            raise DeclarationInvalide(f"carte « {self.titre} » : titre et description sont obligatoires")
        if not self.valeurs and not self.lieux:
            raise DeclarationInvalide(f"carte « {self.titre} » : ni valeurs ni lieux")
        if any(a >= b for a, b in pairwise(self.bornes)):
            raise DeclarationInvalide(f"carte « {self.titre} » : bornes non croissantes {self.bornes}")

    @property
    def limites(self) -> tuple[float, ...]:
        """Limits of the classes: those given, else computed from the values."""
        return self.bornes or limites_de_classes((v for _, v in self.valeurs if v is not None), self.seuil)

    @property
    def libelles(self) -> tuple[str, ...]:
        """Name of each class, from the lowest, with the unit."""
        limites = self.limites
        nulle = bool(limites) and not self.bornes and all(not v or v >= limites[0] for _, v in self.valeurs)
        libelles = libelles_de_classes(limites, self.unite, nulle=nulle)
        plus_haute = max((v for _, v in self.valeurs if v is not None), default=0.0)
        if limites and plus_haute == limites[-1]:  # « 100 % et plus » would promise more than there is
            libelles = (*libelles[:-1], libelles[-1].removesuffix(ET_PLUS))
        return libelles


def limites_de_classes(valeurs: Iterable[float], seuil: float | None = None) -> tuple[float, ...]:
    """At most four limits, rounded: values at 0 apart when they are many, then classes of equal size.

    A threshold that falls among the values takes the place of the nearest limit.
    """
    triees = sorted(valeurs)
    positives = [v for v in triees if v > 0]
    if not triees or triees[0] == triees[-1]:
        return ()
    nulles = triees[0] == 0 and (len(triees) - len(positives)) * NOMBRE_CLASSES >= len(triees)
    limites = {_plancher(positives[0])} | _quantiles(positives, NOMBRE_CLASSES - 1) if nulles else _quantiles(triees)
    retenues = sorted(b for b in limites if triees[0] < b <= triees[-1])
    if seuil is not None and triees[0] < seuil <= triees[-1] and seuil not in retenues:
        libres = retenues[1:] if nulles else retenues
        if libres and len(retenues) == NOMBRE_CLASSES - 1:
            retenues.remove(min(libres, key=lambda b: abs(b - seuil)))
        retenues = sorted([*retenues, seuil])
    return tuple(retenues)


def _quantiles(triees: list[float], classes: int = NOMBRE_CLASSES) -> set[float]:
    """Rounded limits of classes of equal size."""
    brutes = [triees[min(len(triees) - 1, len(triees) * rang // classes)] for rang in range(1, classes)]
    return {arrondir(b, 1 - floor(log10(abs(b)))) if b else 0.0 for b in brutes}


def _plancher(valeur: float) -> float:
    """The round number just below a positive value: 1 figure."""
    pas = 10.0 ** floor(log10(valeur))
    return arrondir(floor(valeur / pas) * pas, max(0, -floor(log10(valeur))))


def classe(valeur: float, limites: tuple[float, ...]) -> int:
    """Rank of the class of a value: 0 below the first limit; a value equal to a limit belongs above it."""
    return sum(valeur >= borne for borne in limites)


class Projection(NamedTuple):
    """Plate carrée true at the middle latitude: enough for a region, exact distances are never read on it."""

    ouest: float
    nord: float
    pas_x: float  # grid steps per degree
    pas_y: float
    largeur: int  # pixels
    hauteur: int

    @property
    def marge(self) -> int:
        """Left margin: a narrow map stands in the middle of its half."""
        return max(4, (LARGEUR_DESSIN - LARGEUR_LEGENDE - 16 - self.largeur) // 2)

    def point(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Position on the integer grid."""
        return round((longitude - self.ouest) * self.pas_x), round((self.nord - latitude) * self.pas_y)


class Fond(NamedTuple):
    """Base of a map: its projection, the outline of each territory, and the lines of the départements."""

    projection: Projection
    traces: dict[str, str]
    departements: str


def _anneaux(geometrie: dict[str, Any]) -> Iterable[list[tuple[float, float]]]:
    polygones = geometrie["coordinates"] if geometrie["type"] == "MultiPolygon" else [geometrie["coordinates"]]
    for polygone in polygones:
        yield from polygone


def _projection(contours: Iterable[tuple[str, dict[str, Any]]]) -> Projection:
    points = [p for _, g in contours for anneau in _anneaux(g) for p in anneau]
    ouest, est = min(p[0] for p in points), max(p[0] for p in points)
    sud, nord = min(p[1] for p in points), max(p[1] for p in points)
    contraction = cos(radians((sud + nord) / 2))
    largeur = LARGEUR_DESSIN - LARGEUR_LEGENDE - 16
    echelle = min(largeur / ((est - ouest) * contraction), HAUTEUR_MAXIMALE / (nord - sud))
    pas = echelle * FINESSE
    return Projection(
        ouest,
        nord,
        pas * contraction,
        pas,
        round((est - ouest) * contraction * echelle),
        round((nord - sud) * echelle),
    )


def _trace(geometrie: dict[str, Any], projection: Projection) -> str:
    """Relative path of a geometry on the integer grid; rings that vanish at this scale are left out."""
    morceaux: list[str] = []
    for anneau in _anneaux(geometrie):
        points = [projection.point(p[0], p[1]) for p in anneau]
        utiles = [points[0], *(b for a, b in pairwise(points) if a != b)]
        if len(utiles) < 4:  # noqa: PLR2004 (a triangle and its return)
            continue
        pas = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(utiles[:-1]))
        morceaux.append(f"M{utiles[0][0]} {utiles[0][1]}l{pas}z".replace(" -", "-"))
    return "".join(morceaux)


@lru_cache(maxsize=8)
def fond(region: str, niveau: Niveau) -> Fond:
    """Base of the maps of a region at a level (kept in memory: it is the same for every indicator)."""
    from portulan.socle.contours import contours as contours_de

    departements = contours_de(Niveau.DEPARTEMENT, region)
    contours = departements if niveau is Niveau.DEPARTEMENT else contours_de(niveau, region)
    if not contours:
        raise Introuvable(f"Les contours de la région {region} ne sont pas connus.", remede="Lisez le tableau.")
    projection = _projection((*contours, *departements))
    return Fond(
        projection,
        {code: _trace(geometrie, projection) for code, geometrie in contours},
        "".join(_trace(geometrie, projection) for _, geometrie in departements),
    )


def dessiner_carte(carte: Carte) -> str:
    """SVG of a map: classes, hatching for what cannot be computed, départements, towns, places, legend, scale."""
    base = fond(carte.region, carte.niveau)
    hauteur = max(base.projection.hauteur, 40 + 22 * 9) + 8
    jeton = sha256(repr(carte).encode()).hexdigest()[:8]
    corps = [
        _hachures(f"h{jeton}"),
        f'<g transform="translate({base.projection.marge} 4) scale({1 / FINESSE:g})" stroke-linejoin="round">',
        *_territoires(carte, base, jeton),
        f'<path d="{base.departements}" fill="none" stroke="{GRIS}" stroke-width="4"/>',
        *_lieux(carte, base.projection),
        "</g>",
        *_villes(carte, base.projection),
        *_legende(carte, base, jeton),
        *_echelle(base.projection, hauteur),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LARGEUR_DESSIN}" height="{hauteur}" '
        f'viewBox="0 0 {LARGEUR_DESSIN} {hauteur}" font-family="{POLICE_TEXTE}" font-size="12.5">{"".join(corps)}</svg>'
    )


def _hachures(identifiant: str) -> str:
    """Pattern of what cannot be computed: never a colour of the scale."""
    return (
        f'<defs><pattern id="{identifiant}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{TERRE}"/>'
        f'<path d="M0 0V6" stroke="{ARDOISE}" stroke-width="2"/></pattern></defs>'
    )


def _texte(x: float, y: float, texte: str, couleur: str = ENCRE, taille: float = 12.5, *, ancre: str = "start") -> str:
    contenu = escape(texte)
    return f'<text x="{x:g}" y="{y:g}" fill="{couleur}" font-size="{taille:g}" text-anchor="{ancre}">{contenu}</text>'


def _territoires(carte: Carte, base: Fond, jeton: str) -> Iterable[str]:
    if not carte.valeurs:
        yield f'<path d="{"".join(base.traces.values())}" fill="{TERRE}" stroke="{FOND}" stroke-width="1"/>'
        return
    limites, groupes = carte.limites, dict[int, list[str]]()
    connus = dict(carte.valeurs)
    for code, trace in base.traces.items():
        valeur = connus.get(code)
        groupes.setdefault(-1 if valeur is None else classe(valeur, limites), []).append(trace)
    couleurs = _couleurs(limites)
    epaisseur = 3 if len(base.traces) < DETAILLE else 0.6
    trait = f'stroke="{FOND}" stroke-width="{epaisseur:g}"'
    for rang in sorted(groupes):
        remplissage = f"url(#h{jeton})" if rang < 0 else couleurs[rang]
        yield f'<path d="{"".join(groupes[rang])}" fill="{remplissage}" {trait}/>'


def _couleurs(limites: tuple[float, ...]) -> tuple[str, ...]:
    """As many steps of the sequence as classes, spread over all of it."""
    dernier = len(limites)
    if not dernier:
        return (SEQUENCE[NOMBRE_CLASSES // 2],)
    return tuple(SEQUENCE[round(rang * (NOMBRE_CLASSES - 1) / dernier)] for rang in range(dernier + 1))


def _categories(carte: Carte) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lieu.categorie for lieu in carte.lieux))


def _symbole(rang: int, x: int, y: int, rayon: int) -> str:
    """Path of a place: a disc, a diamond, a square, a triangle or a cross, so that colour is never alone."""
    r, t = rayon, max(1, rayon // 3)
    return (
        f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z",
        f"M{x} {y - r - 3}l{r + 3} {r + 3} {-r - 3} {r + 3} {-r - 3} {-r - 3}z",
        f"M{x - r} {y - r}h{2 * r}v{2 * r}h{-2 * r}z",
        f"M{x} {y - r - 3}l{r + 3} {2 * r + 3}h{-2 * r - 6}z",
        f"M{x - t} {y - r}h{2 * t}v{r - t}h{r - t}v{2 * t}h{t - r}v{r - t}h{-2 * t}v{t - r}h{t - r}v{-2 * t}h{r - t}z",
    )[rang % 5]


def _lieux(carte: Carte, projection: Projection) -> Iterable[str]:
    rayon = (4 if len(carte.lieux) < PEU_DE_LIEUX else 3) * FINESSE
    for rang, categorie in enumerate(_categories(carte)):
        trace = "".join(
            _symbole(rang, *projection.point(lieu.longitude, lieu.latitude), rayon)
            for lieu in carte.lieux
            if lieu.categorie == categorie
        )
        yield f'<path d="{trace}" fill="{CATEGORIES[rang % 5]}" stroke="{FOND}" stroke-width="4"/>'


def _villes(carte: Carte, projection: Projection) -> Iterable[str]:
    """Names of towns, with a halo of the page's colour; those too near the right edge are written on the left."""
    for ville in carte.villes:
        x, y = (round(v / FINESSE) for v in projection.point(ville.longitude, ville.latitude))
        x, y = x + projection.marge, y + 4
        a_gauche = x > projection.marge + projection.largeur - 70
        depart, ancre = (x - 6, "end") if a_gauche else (x + 6, "start")
        nom = _texte(depart, y + 4, ville.libelle, ENCRE, 11, ancre=ancre)
        yield f'<circle cx="{x}" cy="{y}" r="2.4" fill="{ENCRE}" stroke="{FOND}"/>'
        yield nom.replace("<text ", f'<text aria-hidden="true" stroke="{FOND}" stroke-width="3" ', 1)
        yield nom


def libelles_de_classes(
    limites: tuple[float, ...], unite: Unite = Unite.NOMBRE, *, nulle: bool = False
) -> tuple[str, ...]:
    """« moins de 5 km », « de 5 à 10 km », « 30 km et plus »: French numbers with as many decimals as needed.

    ``nulle``: the first class only holds zeros, and says so.
    """
    if not limites:
        return ("toutes valeurs",)
    decimales = next((d for d in range(4) if all(arrondir(b, d) == b for b in limites)), 4)
    ecrits = [nombre_fr(b, decimales) for b in limites]
    avec_unite = [valeur_fr(b, unite, decimales) for b in limites]
    return (
        valeur_fr(0, unite, 0) if nulle else f"moins de {avec_unite[0]}",
        *(f"de {a} à {b}" for a, b in zip(ecrits, avec_unite[1:], strict=False)),
        f"{avec_unite[-1]}{ET_PLUS}",
    )


def _legende(carte: Carte, base: Fond, jeton: str) -> Iterable[str]:
    x, y = LARGEUR_DESSIN - LARGEUR_LEGENDE, 18
    for ligne in _couper(carte.legende, 27):
        yield _texte(x, y, ligne, GRIS, 12)
        y += 16
    y += 4
    if carte.valeurs:
        limites, connus = carte.limites, dict(carte.valeurs)
        rangs = [-1 if (v := connus.get(code)) is None else classe(v, limites) for code in base.traces]
        entrees = list(zip(_couleurs(limites), carte.libelles, range(len(limites) + 1), strict=True))
        if -1 in rangs:
            entrees.append((f"url(#h{jeton})", "non calculable", -1))
        for remplissage, libelle, rang in entrees:
            yield f'<rect x="{x}" y="{y}" width="18" height="14" fill="{remplissage}" stroke="{BLEU_PALE}"/>'
            yield _texte(x + 25, y + 11.5, libelle)
            yield _texte(LARGEUR_DESSIN - 2, y + 11.5, nombre_fr(rangs.count(rang)), GRIS, 11, ancre="end")
            y += 23
        yield _texte(LARGEUR_DESSIN - 2, y + 8, f"à droite : nombre {_de(carte.niveau.pluriel)}", GRIS, 11, ancre="end")
        y += 26
    for rang, categorie in enumerate(_categories(carte)):
        yield f'<path d="{_symbole(rang, x + 8, y + 6, 5)}" fill="{CATEGORIES[rang % 5]}" stroke="{FOND}"/>'
        for ligne in _couper(categorie, 22):
            yield _texte(x + 24, y + 10, ligne)
            y += 17
        y += 6


def _de(nom: str) -> str:
    """« de communes », « d’EPCI »."""
    return f"d’{nom}" if nom[0].lower() in "aeéiou" else f"de {nom}"


def _couper(texte: str, largeur: int) -> list[str]:
    lignes = [""]
    for mot in texte.split(" "):
        essai = f"{lignes[-1]} {mot}".strip()
        lignes[-1:] = [essai] if len(essai) <= largeur or not lignes[-1] else [lignes[-1], mot]
    return lignes


def _echelle(projection: Projection, hauteur: int) -> Iterable[str]:
    """A bar of 10, 20 or 50 km… at most a third of the legend."""
    pixels_par_km = projection.pas_y / FINESSE / 111.2
    longueur = max((k for k in (1, 2, 5, 10, 20, 50, 100, 200) if k * pixels_par_km <= LARGEUR_LEGENDE / 2), default=1)
    x, y = LARGEUR_DESSIN - LARGEUR_LEGENDE, hauteur - 10
    bout = round(longueur * pixels_par_km, 1)
    yield f'<path d="M{x} {y - 4}v4h{bout}v-4" fill="none" stroke="{GRIS}"/>'
    yield _texte(x + bout + 6, y + 2, f"{longueur} km", GRIS, 11)
