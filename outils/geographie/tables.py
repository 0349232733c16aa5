"""Rows of the shipped tables: communes, territories of publication, former codes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from geographie.academies import ACADEMIES, academie_des_departements

# Re-created on 1 January 2025 out of Neussargues en Pinatelle: no contour of their own is published yet.
RECREEES: dict[str, str] = dict.fromkeys(("15031", "15035", "15047", "15171"), "15141")
# The census still counted these with the commune they have left since (2024 and 2025).
COMPTEES_AVEC: dict[str, str] = {**RECREEES, "85165": "85084", "85212": "85084", "60694": "60054"}
AGES = ("population_0_19", "population_20_64", "population_65_plus")


def codes_anciens(decoupage: Iterable[dict[str, Any]]) -> list[dict[str, str | None]]:
    """Every former, delegated or associated code and municipal arrondissement → the code that holds it this year.

    Chains (a commune merged into one that merged later) are followed to their end; ``nom`` is known for delegated and
    associated communes and for arrondissements only. A delegated commune that left its code to the new one is kept for
    its name: « Drain » is found, and leads to Orée d'Anjou.
    """
    lignes = list(decoupage)
    actuelles = {c["code"]: c["nom"] for c in lignes if c["type"] == "commune-actuelle"}
    vers: dict[str, str] = {}
    noms: dict[str, str] = {}
    # The status of today is said last: « Lamarche », once merged elsewhere, is now associated with Nonsard
    for c in sorted(lignes, key=lambda c: c["type"] != "commune-actuelle"):
        if c["type"] == "commune-actuelle":
            vers.update((ancien, c["code"]) for ancien in c.get("anciensCodes", ()))
        else:
            vers[c["code"]] = c.get("chefLieu") or c["commune"]
            noms[c["code"]] = c["nom"]
    resultat: list[dict[str, str | None]] = []
    for ancien in vers.keys() - actuelles.keys():
        actuel, vus = vers[ancien], {ancien}
        while actuel not in actuelles and actuel in vers and actuel not in vus:
            vus.add(actuel)
            actuel = vers[actuel]
        if actuel not in actuelles:
            raise SystemExit(f"former code {ancien} leads to {actuel}, which does not exist")
        resultat.append({"ancien": ancien, "actuel": actuel, "nom": noms.get(ancien)})
    resultat += [{"ancien": c, "actuel": c, "nom": noms[c]} for c in noms if noms[c] != actuelles.get(c, noms[c])]
    return sorted(resultat, key=lambda ligne: str(ligne["ancien"]))


def ages_par_commune(
    iris: Iterable[dict[str, Any]], anciens: Mapping[str, str], population: Mapping[str, int | None]
) -> dict[str, dict[str, int]]:
    """Inhabitants by age, summed over the IRIS of what is now one commune.

    The census counted the re-created communes with the one they left: its total is shared in proportion to their
    legal populations (largest remainder), so that nobody is lost and nobody is counted twice.
    """
    sommes: dict[str, Counter[str]] = defaultdict(Counter)
    for ligne in iris:
        code = anciens.get(ligne["com"], ligne["com"])
        for cible, source in zip(AGES, ("pop_0_19", "pop_20_64", "pop_65p"), strict=True):
            sommes[code][cible] += ligne[source]
    for source in sorted(set(COMPTEES_AVEC.values())):
        parts = sorted([source, *(c for c, s in COMPTEES_AVEC.items() if s == source)])
        total = sommes.pop(source)
        for age in AGES:
            for code, part in _repartir(total[age], {c: population[c] or 0 for c in parts}).items():
                sommes[code][age] = part
    return {code: dict(ages) for code, ages in sommes.items()}


def fusions_recentes(iris: Iterable[str], anciens: Mapping[str, str]) -> dict[str, list[str]]:
    """Communes that absorbed others since the census: code of this year → codes of ``iris`` it took in."""
    fusions: dict[str, list[str]] = defaultdict(list)
    for code in sorted(set(iris) & anciens.keys()):
        if anciens[code] != code:
            fusions[anciens[code]].append(code)
    return dict(fusions)


def _repartir(total: int, poids: Mapping[str, int]) -> dict[str, int]:
    """Share ``total`` in whole numbers in proportion to ``poids`` (largest remainder, ties by code)."""
    somme = sum(poids.values())
    parts = {code: total * p // somme for code, p in poids.items()}
    restes = sorted(poids, key=lambda code: (-(total * poids[code] % somme), code))
    for code in restes[: total - sum(parts.values())]:
        parts[code] += 1
    return parts


def lignes_communes(
    decoupage: Iterable[dict[str, Any]],
    epci: Iterable[dict[str, Any]],
    ages: Mapping[str, Mapping[str, int]],
    points: Mapping[str, tuple[float, float]],
    superficies: Mapping[str, float],
) -> list[dict[str, Any]]:
    """Rows of the declared table ``communes``, sorted by code. ``bassin`` is the EPCI until a region has its own."""
    academies = academie_des_departements()
    intercommunalite = {m["code"]: e["code"] for e in epci for m in e["membres"]}
    lignes = []
    for c in sorted((c for c in decoupage if c["type"] == "commune-actuelle"), key=lambda c: c["code"]):
        code = c["code"]
        longitude, latitude = points.get(code, (None, None))
        lignes.append(
            {
                "code_insee": code,
                "nom": c["nom"],
                "departement": c["departement"],
                "academie": academies.get(c["departement"]),
                "region": c["region"],
                "epci": intercommunalite.get(code),
                "bassin": intercommunalite.get(code),
                "codes_postaux": sorted(c.get("codesPostaux", ())),
                "population": c.get("population"),
                **{age: ages.get(code, {}).get(age) for age in AGES},
                "superficie_km2": superficies.get(code),
                "longitude": longitude,
                "latitude": latitude,
            }
        )
    return lignes


def lignes_territoires(
    communes: Iterable[Mapping[str, Any]],
    epci: Iterable[dict[str, Any]],
    departements: Iterable[dict[str, Any]],
    regions: Iterable[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Rows of the declared table ``territoires``: populations are sums over the communes, whatever the level."""
    habitants: Counter[tuple[str, str]] = Counter()
    for c in communes:
        for niveau in ("epci", "departement", "academie", "region"):
            if c[niveau]:
                habitants[niveau, c[niveau]] += c["population"] or 0
        habitants["pays", "FR"] += c["population"] or 0
    noms = [
        *(("epci", e["code"], e["nom"]) for e in epci),
        *(("departement", d["code"], d["nom"]) for d in departements),
        *(("academie", code, nom) for code, (nom, _) in ACADEMIES.items()),
        *(("region", r["code"], r["nom"]) for r in regions),
        ("pays", "FR", "France"),
    ]
    noms += [("bassin", code, nom) for niveau, code, nom in noms if niveau == "epci"]
    return [
        {"niveau": niveau, "code": code, "nom": nom, "population": habitants[origine, code] or None}
        for niveau, code, nom in sorted(noms)
        for origine in ["epci" if niveau == "bassin" else niveau]
    ]
