"""How equal an access is: who is far, the middle and the tenth worst off, Gini, and inside against outside an area."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portulan.methodes.accessibilite import SEUIL_MINUTES, Reels, gini, quantile_pondere
from portulan.methodes.trajets import Booleens


@dataclass(frozen=True, slots=True)
class Resume:
    """Figures of a set of communes, weighted by population; NaN where nothing is known.

    ``eloignee``: inhabitants beyond the threshold, those whom nobody serves included. ``rapport``: ninth decile of the
    minutes to their median.
    """

    communes: int
    population: float
    eloignee: float
    communes_eloignees: int
    mediane: float
    p90: float
    rapport: float
    heures: float
    gini_heures: float
    population_horaires: float
    gini_offre: float

    @property
    def part_eloignee(self) -> float:
        """Share of the population beyond the threshold, in percent."""
        return self.eloignee / self.population * 100 if self.population else float("nan")


def resumer(temps: Reels, heures: Reels, offre: Reels, population: Reels, *, seuil: float = SEUIL_MINUTES) -> Resume:
    """Figures of communes from their minutes (NaN: nobody), hours (NaN: unknown) and supply."""
    poids = np.nan_to_num(population)
    loin = ~(temps <= seuil)
    connues = np.isfinite(heures) & (poids > 0)
    mediane, p90 = (quantile_pondere(temps, poids, part) for part in (0.5, 0.9))
    with np.errstate(invalid="ignore", divide="ignore"):
        rapport = float(np.divide(p90, mediane)) if mediane > 0 else float("nan")
    return Resume(
        communes=len(temps),
        population=float(poids.sum()),
        eloignee=float(poids[loin].sum()),
        communes_eloignees=int(loin.sum()),
        mediane=mediane,
        p90=p90,
        rapport=rapport,
        heures=float(np.average(heures[connues], weights=poids[connues])) if connues.any() else float("nan"),
        gini_heures=gini(heures, poids),
        population_horaires=float(poids[connues].sum()),
        gini_offre=gini(offre, poids),
    )


@dataclass(frozen=True, slots=True)
class EcartDeZone:
    """Share of the population beyond the threshold inside an area and in the rest, in percent."""

    zone: str
    population: float
    part_zone: float
    part_reste: float

    @property
    def ecart(self) -> float:
        """Points more inside than outside."""
        return self.part_zone - self.part_reste


def ecarts_de_zone(
    temps: Reels,
    population: Reels,
    zones: Mapping[str, tuple[Booleens, Booleens]],
    *,
    seuil: float = SEUIL_MINUTES,
) -> tuple[EcartDeZone, ...]:
    """Inside against outside each area, given as (inside, partly inside): the latter is on neither side."""
    poids = np.nan_to_num(population)
    loin = np.where(~(temps <= seuil), poids, 0.0)
    ecarts = []
    for zone, (dedans, en_partie) in zones.items():
        dehors = ~dedans & ~en_partie
        if poids[dedans].sum() > 0 and poids[dehors].sum() > 0:
            part_zone, part_reste = (float(loin[ici].sum() / poids[ici].sum() * 100) for ici in (dedans, dehors))
            ecarts.append(EcartDeZone(zone, float(poids[dedans].sum()), part_zone, part_reste))
    return tuple(ecarts)
