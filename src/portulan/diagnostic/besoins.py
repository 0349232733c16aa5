"""Needs and publics by which equal access is measured: data of the product (``besoins.toml``)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from portulan.socle.erreurs import Introuvable

TOUS = "tous"
"""Code of « any public » among the publics, and of « any need of guidance » among the needs."""

LIBELLES_POPULATION = {
    "population": "habitants",
    "population_0_19": "habitants de 0 à 19 ans",
    "population_20_64": "habitants de 20 à 64 ans",
}


@dataclass(frozen=True, slots=True)
class Besoin:
    """What somebody needs: themes of the schema v1, or whole categories. ``orientation``: it is a need of guidance."""

    code: str
    libelle: str
    thematiques: tuple[str, ...]
    orientation: bool = True

    def couvre(self, thematique: str) -> bool:
        """True for one of its themes, or a theme of one of its categories."""
        return thematique in self.thematiques or thematique.split("--", 1)[0] in self.thematiques


@dataclass(frozen=True, slots=True)
class Public:
    """Who needs it: publics of the schema v1 (none: anybody), and the column of « communes » that counts them."""

    code: str
    libelle: str
    publics: tuple[str, ...]
    population: str

    def accueilli(self, publics: list[str]) -> bool:
        """True when a service for these publics receives this one. A service that names none receives nobody surely."""
        return not self.publics or "tous-publics" in publics or any(p in publics for p in self.publics)


@dataclass(frozen=True, slots=True)
class Referentiel:
    """Needs, publics, and what operators do by law (operator -> needs, publics)."""

    version: str
    besoins: tuple[Besoin, ...]
    publics: tuple[Public, ...]
    missions: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]

    def rang(self, besoin: str) -> int:
        """Bit of a need; ``TOUS`` is the last one. Raises ``Introuvable``."""
        codes = [*(b.code for b in self.besoins), TOUS]
        if besoin not in codes:
            raise Introuvable(f"« {besoin} » n'est pas un besoin.", remede=f"Besoins connus : {', '.join(codes)}.")
        return codes.index(besoin)

    def masque(self, besoins: Iterable[int]) -> int:
        """Bits of these needs, and the last one when one of them is a need of guidance."""
        rangs = set(besoins)
        tous = any(self.besoins[b].orientation for b in rangs)
        return sum(1 << b for b in rangs) | (1 << len(self.besoins) if tous else 0)

    def public(self, code: str) -> Public:
        """Public of a code. Raises ``Introuvable``."""
        for public in self.publics:
            if public.code == code:
                return public
        connus = ", ".join(p.code for p in self.publics)
        raise Introuvable(f"« {code} » n'est pas un public.", remede=f"Publics connus : {connus}.")

    @property
    def choix_besoins(self) -> tuple[tuple[str, str], ...]:
        """(code, label) of every need, « any of them » first."""
        return ((TOUS, "L’un des besoins d’orientation"), *((b.code, b.libelle) for b in self.besoins))

    @property
    def choix_publics(self) -> tuple[tuple[str, str], ...]:
        """(code, label) of every public."""
        return tuple((p.code, p.libelle) for p in self.publics)


@lru_cache(maxsize=1)
def referentiel() -> Referentiel:
    """The needs and publics of the product."""
    brut = tomllib.loads(resources.files("portulan.diagnostic").joinpath("besoins.toml").read_text("utf-8"))
    return Referentiel(
        brut["version"],
        tuple(
            Besoin(b["code"], b["libelle"], tuple(b["thematiques"]), b.get("orientation", True))
            for b in brut["besoins"]
        ),
        tuple(Public(p["code"], p["libelle"], tuple(p["publics"]), p["population"]) for p in brut["publics"]),
        {m["operateur"]: (tuple(m["besoins"]), tuple(m["publics"])) for m in brut["missions"]},
    )
