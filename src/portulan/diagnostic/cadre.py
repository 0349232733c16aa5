"""The territories a diagnostic speaks of, and which one holds which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portulan.socle.tables import COMMUNES, TERRITOIRES
from portulan.socle.territoire import FRANCE, Niveau

if TYPE_CHECKING:
    from portulan.instantane.lire import Instantane

type Cle = tuple[str, str, str, str]
"""Level, territory, figure and breakdown of a row of results."""

RANGS = {n.value: n.rang for n in Niveau}


@dataclass(frozen=True)
class Cadre:
    """The territories a diagnostic speaks of: codes by level, and which one holds which."""

    region: str
    codes: Mapping[str, tuple[str, ...]]
    parents: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @classmethod
    def de(cls, instantane: "Instantane") -> "Cadre":
        """Territories of a snapshot: those of its region, the other regions and the country for comparison."""
        communes = instantane.table(COMMUNES).to_pydict()
        codes: dict[str, list[str]] = {Niveau.COMMUNE.value: communes["code_insee"]}
        for rangee in instantane.table(TERRITOIRES).select(["niveau", "code"]).to_pylist():
            codes.setdefault(rangee["niveau"], []).append(rangee["code"])
        codes.setdefault(Niveau.PAYS.value, [FRANCE.code])
        return cls(instantane.region, {n: tuple(c) for n, c in codes.items()}, _parents(communes))

    @property
    def connus(self) -> frozenset[str]:
        """« niveau:code » of every territory that may be published."""
        return frozenset(f"{niveau}:{code}" for niveau, codes in self.codes.items() for code in codes)

    def a_completer(self, niveau: str) -> tuple[str, ...]:
        """Territories that must have a result when a level is published (other regions need not)."""
        return (self.region,) if niveau == Niveau.REGION.value else self.codes.get(niveau, ())


def _parents(communes: Mapping[str, list[Any]]) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Territories inside which each territory lies whole, found from the communes."""
    niveaux = ("code_insee", "epci", "bassin", "departement", "academie", "region")
    vus: dict[tuple[str, str], dict[str, set[str]]] = {}
    for rang in range(len(communes["code_insee"])):
        appartenances = {(Niveau.COMMUNE.value if n == "code_insee" else n): communes[n][rang] for n in niveaux}
        for niveau, code in appartenances.items():
            if code:
                autour = vus.setdefault((niveau, code), {})
                for autre, valeur in appartenances.items():
                    if RANGS[autre] > RANGS[niveau]:
                        autour.setdefault(autre, set()).add(valeur or "")
    return {
        territoire: tuple((autre, min(codes)) for autre, codes in autour.items() if len(codes) == 1 and min(codes))
        for territoire, autour in vus.items()
    }
