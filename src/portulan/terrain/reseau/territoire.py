"""The territory columns of a structure follow its commune."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from portulan.socle import geographie
from portulan.socle.territoire import Niveau, Territoire


class Rattachement(TypedDict):
    """Columns of ``Structure`` that its commune decides."""

    departement: str
    epci: str
    bassin: str
    academie: str
    region: str


@lru_cache(maxsize=4)
def _bassins(region: str) -> dict[str, str]:
    from portulan.socle.region import charger_region

    return {commune: code for commune, (code, _) in (charger_region(region).bassins() or {}).items()}


@lru_cache(maxsize=8192)
def rattachement(code_insee: str) -> Rattachement:
    """Territories of a current commune (its bassin is the region's own, else its EPCI); empty for an unknown code."""
    commune = geographie.commune(code_insee) or {}
    region = commune.get("region") or ""
    return {
        "departement": commune.get("departement") or "",
        "epci": commune.get("epci") or "",
        "bassin": (_bassins(region).get(code_insee) if region else "") or commune.get("bassin") or "",
        "academie": commune.get("academie") or "",
        "region": region,
    }


@dataclass(frozen=True, slots=True)
class Bassin:
    """A bassin of a region: its name, and the département and academy of most of its communes."""

    code: str
    nom: str
    departement: str
    academie: str
    region: str


@lru_cache(maxsize=4)
def bassins(region: str) -> Mapping[str, Bassin]:
    """Bassins of a region by code, in the order of their names (its own list, else its EPCI)."""
    from portulan.socle.region import charger_region

    propres = charger_region(region).bassins() or {}
    noms = dict(propres.values())
    lieux: dict[str, list[Rattachement]] = {}
    for code_insee in geographie.codes_communes(Territoire(Niveau.REGION, region)):
        lieu = rattachement(code_insee)
        if lieu["bassin"]:
            lieux.setdefault(lieu["bassin"], []).append(lieu)
    trouves = [
        Bassin(
            code,
            noms.get(code) or geographie.nom(Territoire(Niveau.EPCI, code)),
            Counter(sorted(x["departement"] for x in communes)).most_common(1)[0][0],
            Counter(sorted(x["academie"] for x in communes)).most_common(1)[0][0],
            region,
        )
        for code, communes in lieux.items()
    ]
    return {b.code: b for b in sorted(trouves, key=lambda b: (b.nom, b.code))}
