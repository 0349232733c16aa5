"""The ground: communes, territories, former codes and contours of the year, shipped with the product.

Built by ``outils/construire_geographie.py``; read once, kept in memory, never written. A code is never passed alone
where two levels could be confused: a function that takes a code says of what (``region_de_departement``), the others
take a ``Territoire``.
"""

from collections import defaultdict
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from portulan.socle.contours import commune_de_carte, contours, regroupes
from portulan.socle.erreurs import Introuvable
from portulan.socle.identifiants import departement_normalise
from portulan.socle.livraison import MILLESIME, empreinte_livree, ouvrir
from portulan.socle.noms import ACADEMIES_ANCIENNES, REGIONS_ANCIENNES, cle
from portulan.socle.source import FicheSource
from portulan.socle.tables import COMMUNES, TERRITOIRES
from portulan.socle.territoire import Niveau, Territoire

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "MILLESIME",
    "academie_de_departement",
    "code_academie",
    "code_region",
    "codes_communes",
    "commune",
    "commune_actuelle",
    "commune_de_carte",
    "communes",
    "communes_du_code_postal",
    "contours",
    "departements_de_region",
    "fiche",
    "nom",
    "rechercher",
    "region_de_departement",
    "regroupes",
    "territoires",
    "voisinage",
]

RAYON_TERRE_KM = 6371.0088


@cache
def communes() -> "pa.Table":
    """All 34,969 communes of the year, schema of ``COMMUNES``, sorted by code; ``bassin`` equals ``epci`` here.

    The point is the town hall when the directory puts it in its commune (within 1 km), else a point inside the commune.
    It is missing for the overseas collectivities; ages are missing there and in Mayotte. Population: legal municipal
    population in force; ages: census of 2021.
    """
    return ouvrir("communes.parquet").read().cast(COMMUNES.schema())


@cache
def territoires() -> "pa.Table":
    """EPCI, bassins (the EPCI again), départements, académies, regions and the country; schema of ``TERRITOIRES``.

    Populations are sums over the communes; the country includes the overseas collectivities.
    """
    return ouvrir("territoires.parquet").read().cast(TERRITOIRES.schema())


@cache
def fiche() -> FicheSource:
    """Sidecar of the shipped geography: producers, licence, and a digest of what its figures are made from."""
    tables = (COMMUNES.nom, TERRITOIRES.nom)
    nombre = communes().num_rows + territoires().num_rows
    return FicheSource(
        code="geographie",
        libelle=f"Géographie officielle {MILLESIME}",
        producteur="Insee, IGN, DGCL, La Poste et DILA",
        licence="Licence Ouverte 2.0",
        origine="livrée avec Portulan",
        version=str(MILLESIME),
        date_donnees=date(MILLESIME, 1, 1),
        empreinte=empreinte_livree(*(f"{table}.parquet" for table in tables)),
        lignes_lues=nombre,
        lignes_retenues=nombre,
        tables=tables,
    )


@cache
def _colonne(nom: str) -> list[Any]:
    return communes()[nom].to_pylist()


@cache
def _rangs() -> dict[str, int]:
    return {code: rang for rang, code in enumerate(_colonne("code_insee"))}


@cache
def _noms_territoires() -> dict[tuple[str, str], str]:
    table = territoires()
    cles = zip(table["niveau"].to_pylist(), table["code"].to_pylist(), strict=True)
    return dict(zip(cles, table["nom"].to_pylist(), strict=True))


@cache
def _anciens() -> dict[str, tuple[str, str | None]]:
    table = ouvrir("anciens_codes.parquet").read()
    suites = zip(table["actuel"].to_pylist(), table["nom"].to_pylist(), strict=True)
    return dict(zip(table["ancien"].to_pylist(), suites, strict=True))


@cache
def _par_code_postal() -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = defaultdict(list)
    for code, postaux in zip(_colonne("code_insee"), _colonne("codes_postaux"), strict=True):
        for postal in postaux or ():
            index[postal].append(code)
    return {postal: tuple(codes) for postal, codes in index.items()}


@cache
def _departements() -> dict[str, tuple[str, str | None]]:
    """Département → (region, académie)."""
    colonnes = (_colonne("departement"), _colonne("region"), _colonne("academie"))
    return {dep: (region, academie) for dep, region, academie in zip(*colonnes, strict=True)}


def commune(code: str) -> dict[str, Any] | None:
    """Row of a current commune (keys of ``COMMUNES``); None when the code is not one of this year."""
    rang = _rangs().get(code)
    return None if rang is None else {nom: _colonne(nom)[rang] for nom in communes().column_names}


def commune_actuelle(code: str) -> str | None:
    """Code that holds a commune this year: itself, or what a former, delegated, associated code has become."""
    brut = code.strip().upper()
    if brut in _rangs():
        return brut
    suite = _anciens().get(brut)
    return suite[0] if suite else None


def communes_du_code_postal(code_postal: str) -> tuple[str, ...]:
    """Codes of the communes a postal code serves, sorted; empty when it is unknown (CEDEX…)."""
    return _par_code_postal().get(code_postal.strip(), ())


def nom(territoire: Territoire) -> str:
    """Name of a territory. Raises ``Introuvable``. A region's own bassin is named in its snapshot, not here."""
    if territoire.niveau is Niveau.COMMUNE:
        rang = _rangs().get(territoire.code)
        trouve = None if rang is None else _colonne("nom")[rang]
    else:
        trouve = _noms_territoires().get((territoire.niveau.value, territoire.code))
    if trouve is None:
        raise Introuvable(
            f"Aucun territoire « {territoire} » en {MILLESIME}.",
            remede="Vérifiez le niveau et le code ; Portulan attend les codes de l'Insee de l'année.",
        )
    return str(trouve)


def codes_communes(territoire: Territoire) -> frozenset[str]:
    """Codes of the communes of a territory (levels: commune, epci, departement, academie, region, pays)."""
    if territoire.niveau is Niveau.PAYS:
        return frozenset(_rangs())
    colonne = "code_insee" if territoire.niveau is Niveau.COMMUNE else territoire.niveau.value
    paires = zip(_colonne("code_insee"), _colonne(colonne), strict=True)
    return frozenset(code for code, valeur in paires if valeur == territoire.code)


def departements_de_region(region: str) -> tuple[str, ...]:
    """Codes of the départements of a region, sorted; empty for an unknown region."""
    return tuple(sorted(dep for dep, (r, _) in _departements().items() if r == region))


def region_de_departement(departement: str) -> str:
    """Region of a département, whatever its writing (« 1 », « 001 », « 02A »). Raises ``Introuvable``."""
    return _departement(departement)[0]


def academie_de_departement(departement: str) -> str:
    """Académie of a département. Raises ``Introuvable`` also for the uninhabited collectivities, which have none."""
    academie = _departement(departement)[1]
    if academie is None:
        raise Introuvable(f"Le département {departement} ne relève d'aucune académie.")
    return academie


def _departement(departement: str) -> tuple[str, str | None]:
    code = departement_normalise(departement)
    if code not in _departements():
        raise Introuvable(
            f"Aucun département « {departement} ».",
            remede="Écrivez son code : 01 à 95, 2A, 2B, 971 à 988.",
        )
    return _departements()[code]


def code_region(nom_region: str) -> str | None:
    """INSEE code of a region from its name, in any usual spelling, old regions included; None when unknown.

    A code is not a name: ``code_region("53")`` is None, because 53 is also a département.
    """
    return _codes_par_nom(Niveau.REGION).get(cle(nom_region))


def code_academie(nom_academie: str) -> str | None:
    """National code of an académie from its name (« Orléans-Tours », « ACADEMIE DE CAEN »); None when unknown."""
    return _codes_par_nom(Niveau.ACADEMIE).get(cle(nom_academie))


@cache
def _codes_par_nom(niveau: Niveau) -> dict[str, str]:
    anciennes = REGIONS_ANCIENNES if niveau is Niveau.REGION else ACADEMIES_ANCIENNES
    actuelles = {cle(n): code for (niv, code), n in _noms_territoires().items() if niv == niveau.value}
    return {**{cle(n): code for n, code in anciennes.items()}, **actuelles}


@lru_cache(maxsize=64)
def voisinage(region: str, km: float = 60) -> frozenset[str]:
    """Communes of other regions whose point is within ``km`` (great circle) of the point of a commune of ``region``."""
    import numpy as np
    from scipy.spatial import cKDTree

    regions = np.array(_colonne("region"))
    codes = np.array(_colonne("code_insee"))
    degres = np.array([_colonne("longitude"), _colonne("latitude")], dtype=float)
    situees = ~np.isnan(degres[0])
    lon, lat = np.radians(degres)
    xyz = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    dedans, dehors = situees & (regions == region), situees & (regions != region)
    if not dedans.any():
        return frozenset()
    corde = 2 * np.sin(km / RAYON_TERRE_KM / 2)
    distances, _ = cKDTree(xyz[dedans]).query(xyz[dehors], distance_upper_bound=corde)
    return frozenset(codes[dehors][np.isfinite(distances)].tolist())


def rechercher(texte: str, limite: int = 20) -> list[dict[str, Any]]:
    """Communes found by name, code or postal code, without accents or case; former names lead to the current commune.

    Each is a dict of ``code_insee, nom, departement, codes_postaux, population`` and ``ancien_nom`` (the one found, if
    any). Order: exact names, then names that start so, then the others; the most populated first.
    """
    cherche = cle(texte)
    if not cherche:
        return []
    trouves: dict[str, tuple[int, str | None]] = {}
    direct = commune_actuelle(texte)
    for code in (*([direct] if direct else []), *communes_du_code_postal(texte)):
        trouves[code] = (0, None)
    for nom_normalise, code, ancien in _index_noms():
        if cherche in nom_normalise:
            qualite = _qualite(cherche, nom_normalise) + (2 if ancien else 0)
            if qualite < trouves.get(code, (9, None))[0]:
                trouves[code] = (qualite, ancien)
    population, rangs = _colonne("population"), _rangs()
    ordre = sorted(trouves, key=lambda code: (trouves[code][0], -(population[rangs[code]] or 0), code))
    return [_resume(code, trouves[code][1]) for code in ordre[: max(limite, 0)]]


def _qualite(cherche: str, nom_normalise: str) -> int:
    if nom_normalise == cherche:
        return 1
    if nom_normalise.startswith(cherche):
        return 2
    return 4 if f" {cherche}" in nom_normalise else 6


@cache
def _index_noms() -> tuple[tuple[str, str, str | None], ...]:
    """(normalised name, current code, former name when it is one)."""
    actuels = [(cle(n), code, None) for n, code in zip(_colonne("nom"), _colonne("code_insee"), strict=True)]
    return (*actuels, *((cle(n), code, n) for code, n in _anciens().values() if n))


def _resume(code: str, ancien: str | None) -> dict[str, Any]:
    rang = _rangs()[code]
    colonnes = ("code_insee", "nom", "departement", "codes_postaux", "population")
    return {**{c: _colonne(c)[rang] for c in colonnes}, "ancien_nom": ancien}
