"""Who is there and what is missing in a bassin: operators expected, nearest one elsewhere, stale and closed records."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from django.db.models import Q, QuerySet

from portulan.socle import geographie
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.territoire import rattachement

RAYON_TERRE_KM = 6371.0088
JOURS_PERIMES = 183


@dataclass(frozen=True, slots=True)
class Attendu:
    """An operator that a person must be able to reach from everywhere, and for whom. ``cep``: second level of the CEP.

    Source: code du travail, L6111-6 (the five operators of the CEP and their publics) and L6111-3 (the SPRO).
    """

    operateur: str
    public: str
    cep: bool = False


ATTENDUS = (
    Attendu("cio", "collégiens, lycéens et leurs familles"),
    Attendu("ij", "jeunes, sur tous les sujets"),
    Attendu("mission_locale", "jeunes de 16 à 25 ans sortis de l’école", cep=True),
    Attendu("france_travail", "demandeurs d’emploi", cep=True),
    Attendu("cap_emploi", "personnes handicapées", cep=True),
    Attendu("apec", "cadres et jeunes diplômés", cep=True),
    Attendu("cep_actifs", "salariés et indépendants", cep=True),
)


@dataclass(frozen=True, slots=True)
class Bassin:
    """A bassin of the region: its communes, its inhabitants, and the middle of where they live."""

    code: str
    communes: tuple[str, ...]
    population: int | None
    longitude: float | None
    latitude: float | None


@lru_cache(maxsize=4)
def bassins(region: str) -> dict[str, Bassin]:
    """Bassins of a region by code (the region's own division, else EPCI)."""
    table = geographie.communes()
    colonnes = ("code_insee", "region", "population", "longitude", "latitude")
    groupes: dict[str, list[tuple[str, int | None, float | None, float | None]]] = defaultdict(list)
    for code, de, population, longitude, latitude in zip(*(table[c].to_pylist() for c in colonnes), strict=True):
        if de == region and (bassin := rattachement(code)["bassin"]):
            groupes[bassin].append((code, population, longitude, latitude))
    return {code: _bassin(code, communes) for code, communes in sorted(groupes.items())}


def _bassin(code: str, communes: list[tuple[str, int | None, float | None, float | None]]) -> Bassin:
    poids = [(p or 1, x, y) for _, p, x, y in communes if x is not None and y is not None]
    total = sum(p for p, _, _ in poids)
    populations = [p for _, p, _, _ in communes if p is not None]
    return Bassin(
        code,
        tuple(c for c, *_ in communes),
        sum(populations) if populations else None,
        sum(p * x for p, x, _ in poids) / total if total else None,
        sum(p * y for p, _, y in poids) / total if total else None,
    )


@dataclass(frozen=True, slots=True)
class Proche:
    """The nearest structure of a kind outside a bassin, as the crow flies from where its people live."""

    structure: int
    nom: str
    commune: str
    km: float


@dataclass(frozen=True, slots=True)
class Presence:
    """An expected operator in a bassin: how many structures, or the nearest one."""

    attendu: Attendu
    nombre: int
    proche: Proche | None


def presences(bassin: Bassin, ouvertes: QuerySet[Structure]) -> list[Presence]:
    """State of each expected operator in a bassin, among the open structures that the reader may see."""
    champs = ("pk", "nom", "commune", "operateur", "bassin", "longitude", "latitude")
    par_operateur: dict[str, list[dict[str, object]]] = defaultdict(list)
    for ligne in ouvertes.filter(operateur__in=[a.operateur for a in ATTENDUS]).order_by().values(*champs):
        par_operateur[ligne["operateur"]].append(ligne)
    resultat = []
    for attendu in ATTENDUS:
        lignes = par_operateur[attendu.operateur]
        nombre = sum(ligne["bassin"] == bassin.code for ligne in lignes)
        resultat.append(Presence(attendu, nombre, None if nombre else _le_plus_proche(bassin, lignes)))
    return resultat


def _le_plus_proche(bassin: Bassin, lignes: list[dict[str, object]]) -> Proche | None:
    if bassin.longitude is None or bassin.latitude is None:
        return None
    distances = [
        (distance_km(bassin.longitude, bassin.latitude, x, y), ligne)
        for ligne in lignes
        if isinstance(x := ligne["longitude"], float) and isinstance(y := ligne["latitude"], float)
    ]
    if not distances:
        return None
    km, ligne = min(distances, key=lambda d: (d[0], d[1]["pk"]))
    return Proche(int(str(ligne["pk"])), str(ligne["nom"]), str(ligne["commune"]), km)


def distance_km(longitude_a: float, latitude_a: float, longitude_b: float, latitude_b: float) -> float:
    """Great-circle distance."""
    xa, ya, xb, yb = map(radians, (longitude_a, latitude_a, longitude_b, latitude_b))
    h = sin((yb - ya) / 2) ** 2 + cos(ya) * cos(yb) * sin((xb - xa) / 2) ** 2
    return 2 * RAYON_TERRE_KM * asin(sqrt(h))


@dataclass(frozen=True, slots=True)
class Comptes:
    """Counts of a bassin: open structures, stale records, expected operators that are not there."""

    structures: int
    perimees: int
    manquants: tuple[str, ...]


def comptes_par_bassin(visibles: QuerySet[Structure], jour: date) -> dict[str, Comptes]:
    """Counts of every bassin that has an open structure, in one query."""
    limite = jour - timedelta(days=JOURS_PERIMES)
    nombre, perimees, presents = Counter[str](), Counter[str](), defaultdict(set)
    lignes = visibles.filter(etat=EtatStructure.OUVERTE).order_by()
    for bassin, operateur, maj, verifiee in lignes.values_list("bassin", "operateur", "date_maj", "verifiee_le"):
        nombre[bassin] += 1
        perimees[bassin] += max(maj, verifiee or maj) < limite
        presents[bassin].add(operateur)
    return {b: Comptes(n, perimees[b], manquants(presents[b])) for b, n in nombre.items()}


def perimees(lignes: QuerySet[Structure], jour: date, jours: int = JOURS_PERIMES) -> QuerySet[Structure]:
    """Records that nobody changed or checked for so many days."""
    limite = jour - timedelta(days=jours)
    return lignes.filter(date_maj__lt=limite).filter(Q(verifiee_le__isnull=True) | Q(verifiee_le__lt=limite))


def manquants(presents: set[str]) -> tuple[str, ...]:
    """Expected operators that are not among those present."""
    return tuple(a.operateur for a in ATTENDUS if a.operateur not in presents)
