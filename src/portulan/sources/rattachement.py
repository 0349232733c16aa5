"""Where an establishment is: département, région and académie from what a national file says of it."""

from dataclasses import dataclass
from functools import cache, lru_cache

from portulan.socle import geographie
from portulan.socle.erreurs import Introuvable

# The first three characters of a UAI are those of the ministry, not INSEE's (Corsica, overseas collectivities)
_DEPARTEMENTS_DU_MINISTERE = {
    "620": "2A",
    "720": "2B",
    "20A": "2A",
    "20B": "2B",
    "02A": "2A",
    "02B": "2B",
    "983": "988",
    "984": "987",
    "985": "976",
}


@dataclass(frozen=True, slots=True)
class Rattachement:
    """Codes of the territories of an establishment; all None abroad.

    ``region_contraire``: the region the file names, when the département belongs to another one.
    """

    departement: str | None = None
    academie: str | None = None
    region: str | None = None
    region_contraire: str | None = None


@lru_cache(maxsize=4096)
def departement(code: str) -> str | None:
    """INSEE code of a département written « 1 », « 001 », « 02A », « 620 », « 984 »; None when it is not one."""
    brut = code.strip().upper()
    traduit = _DEPARTEMENTS_DU_MINISTERE.get(brut)
    if traduit is None:
        court = brut.lstrip("0")
        traduit = court.zfill(2) if court.isdigit() and len(court) <= 2 else court  # noqa: PLR2004
    try:
        geographie.region_de_departement(traduit)
    except Introuvable:
        return None
    return traduit


def departement_de_uai(uai: str) -> str | None:
    """Département of an establishment from its UAI (0310123A → 31, 7200001X → 2B); None abroad."""
    return departement(uai[:3]) if len(uai) == 8 else None  # noqa: PLR2004


@lru_cache(maxsize=8192)
def rattacher(dep: str, uai: str, region: str = "", academie: str = "") -> Rattachement:
    """Territories of an establishment from its département (else its UAI) and the names the file gives.

    The département decides of the region, the file of the académie: a site may depend on a neighbouring one.
    """
    code = departement(dep) if dep else departement_de_uai(uai)
    code_region = geographie.code_region(region) if region else None
    code_academie = geographie.code_academie(academie) if academie else None
    if code is None:
        return Rattachement(None, code_academie, code_region or _regions_des_academies().get(code_academie))
    reelle = geographie.region_de_departement(code)
    if code_academie is None:
        try:
            code_academie = geographie.academie_de_departement(code)
        except Introuvable:  # uninhabited collectivities
            code_academie = None
    return Rattachement(code, code_academie, reelle, code_region if code_region not in {None, reelle} else None)


@cache
def _regions_des_academies() -> dict[str | None, str]:
    """Région of each académie (an académie lies in one region)."""
    paires = geographie.communes().group_by(["academie", "region"]).aggregate([]).to_pylist()
    return {p["academie"]: p["region"] for p in paires if p["academie"] and len(p["region"]) == 2}  # noqa: PLR2004
