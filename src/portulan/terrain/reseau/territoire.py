"""The territory columns of a structure follow its commune."""

from functools import lru_cache
from typing import TypedDict

from portulan.socle import geographie


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
