"""Equal access by need and by public, from a snapshot: what pages, indicators and the terminal all read.

One function computes (``acces_pour``); the others narrow what it found to a need, a place or an anomaly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.besoins import TOUS, Public, Referentiel, referentiel
from portulan.diagnostic.offre import Terrain, lire_terrain, offres_pour
from portulan.methodes.accessibilite import SEUIL_MINUTES
from portulan.socle.tables import ZONAGES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from portulan.instantane.lire import Instantane
    from portulan.methodes.accessibilite import Entiers, Reels
    from portulan.methodes.besoins import Mesures, Offres
    from portulan.methodes.inegalites import EcartDeZone, Resume
    from portulan.methodes.trajets import Booleens, Paires


@dataclass(frozen=True, eq=False)
class Preparation:
    """A snapshot made ready once for every public: pairs within reach, and priority areas by commune."""

    terrain: Terrain
    paires: "Paires"
    zones: "dict[str, tuple[Booleens, Booleens]]"
    declare: Referentiel

    @property
    def part_mesuree(self) -> float:
        """Share of the pairs within reach whose minutes come from a matrix."""
        return float(self.paires.mesurees.mean()) if len(self.paires.mesurees) else 0.0


@dataclass(frozen=True, eq=False)
class Acces:
    """Access of a public: need × commune. ``a_distance``: services rendered at a distance that it may use."""

    preparation: Preparation
    public: Public
    offres: "Offres"
    mesures: "Mesures"
    a_distance: "Entiers"
    en_personnes: tuple[bool, ...]
    population: "Reels"

    @cached_property
    def rangs(self) -> dict[str, int]:
        """Position of each commune by code."""
        return {c["code_insee"]: i for i, c in enumerate(self.preparation.terrain.communes)}

    def aptes(self, besoin: int) -> int:
        """Structures of the snapshot able to serve a need, in the region or around it."""
        terrain = self.preparation.terrain
        return len(
            {
                g.structure
                for g, m in zip(terrain.guichets, self.offres.masques.tolist(), strict=True)
                if m >> besoin & 1
            }
        )

    def structure(self, besoin: int, commune: int) -> dict[str, Any] | None:
        """Nearest structure of a commune for a need; None when nobody serves it."""
        guichet = int(self.mesures.plus_proche[besoin, commune])
        if guichet < 0:
            return None
        terrain = self.preparation.terrain
        return terrain.structures[terrain.guichets[guichet].structure]

    def par_mission(self, besoin: int) -> int:
        """Structures held able by what their operator does by law, having declared no service."""
        terrain = self.preparation.terrain
        masques = self.offres.masques.tolist()
        return len(
            {g.structure for g, m in zip(terrain.guichets, masques, strict=True) if g.par_mission and m >> besoin & 1}
        )


def preparer(instantane: "Instantane") -> Preparation | None:
    """Everything that does not depend on the public; None when the snapshot lacks communes or structures."""
    declare = referentiel()
    terrain = lire_terrain(instantane, declare)
    if terrain is None:
        return None
    return Preparation(terrain, terrain.trajets.paires(SEUIL_MINUTES), _zones(instantane, terrain), declare)


def _zones(instantane: "Instantane", terrain: Terrain) -> "dict[str, tuple[Booleens, Booleens]]":
    """Communes inside each area, and partly inside: a QPV holds its whole commune (the rule of F1.O3a-4)."""
    import numpy as np

    rangs = {c["code_insee"]: i for i, c in enumerate(terrain.communes)}
    zones: dict[str, tuple[Any, Any]] = {}
    for ligne in instantane.table(ZONAGES).to_pylist():
        rang, zonage = rangs.get(ligne["code_insee"]), ligne["zonage"]
        vierge = np.zeros(len(rangs), dtype=bool)
        dedans, en_partie = zones.setdefault(zonage, (vierge, vierge.copy()))
        if rang is not None:
            dedans[rang] |= ligne["statut"] == "classe" or zonage == "qpv"
            en_partie[rang] |= ligne["statut"] == "partiel" and zonage != "qpv"
    return zones


def acces_pour(preparation: Preparation, code_public: str, *, heures: bool = True) -> Acces:
    """Access of a public to every need (the last row: any of them). Raises ``Introuvable``."""
    from portulan.methodes.besoins import mesurer

    terrain = preparation.terrain
    public = preparation.declare.public(code_public)
    offres, en_personnes = offres_pour(terrain, public)
    population = terrain.population(public.population)
    mesures = mesurer(terrain.trajets, preparation.paires, offres, population, terrain.besoins, heures=heures)
    return Acces(preparation, public, offres, mesures, _a_distance(terrain, public), tuple(en_personnes), population)


def _a_distance(terrain: Terrain, public: Public) -> "Entiers":
    """Services at a distance open to this public and to each commune, need × commune."""
    import numpy as np

    nombre = np.zeros((terrain.besoins, len(terrain.communes)), dtype=np.int64)
    for zone, rendue in terrain.a_distance:
        if public.accueilli(list(rendue.publics)):
            for besoin in range(terrain.besoins):
                if rendue.masque >> besoin & 1:
                    nombre[besoin] += 1 if zone < 0 else terrain.permis[zone]
    return nombre


def resume_de(acces: Acces, besoin: int, communes: "NDArray[np.int64] | None" = None) -> "Resume":
    """Inequality figures of a need, over some communes (all of them by default)."""
    from portulan.methodes.inegalites import resumer

    ici = slice(None) if communes is None else communes
    m = acces.mesures
    return resumer(
        m.temps[besoin][ici], _heures(acces, besoin)[ici], m.offre_e2sfca[besoin][ici], acces.population[ici]
    )


def _heures(acces: Acces, besoin: int) -> "Reels":
    """Hours within reach; all unknown when no opening time of those who serve is known: 0 would be a guess."""
    import numpy as np

    masques = acces.offres.masques.tolist()
    connues = any(m >> besoin & 1 and s is not None for m, s in zip(masques, acces.offres.semaines, strict=True))
    heures = acces.mesures.heures[besoin]
    return heures if connues else np.full(len(heures), np.nan)


def heures_de(acces: Acces, besoin: int) -> "Reels":
    """Hours of the week within reach of each commune, NaN where unknown."""
    return _heures(acces, besoin)


def ecarts_de(acces: Acces, besoin: int) -> "tuple[EcartDeZone, ...]":
    """Inside against outside each priority area."""
    from portulan.methodes.inegalites import ecarts_de_zone

    return ecarts_de_zone(acces.mesures.temps[besoin], acces.population, acces.preparation.zones)


def atteint_un(acces: Acces, besoin: int, garde: Callable[[dict[str, Any]], bool]) -> "Booleens":
    """Communes within reach of at least one structure that serves the need and is kept by ``garde``."""
    import numpy as np

    from portulan.methodes.besoins import paires_permises

    terrain = acces.preparation.terrain
    retenus = [garde(s) for s in terrain.structures]
    bons = np.array(
        [
            bool(m >> besoin & 1) and retenus[g.structure]
            for g, m in zip(terrain.guichets, acces.offres.masques.tolist(), strict=True)
        ],
        dtype=bool,
    )
    permises = paires_permises(acces.preparation.paires, acces.offres)
    origines = permises.origines[bons[permises.destinations]]
    return np.bincount(origines, minlength=len(terrain.communes)) > 0


def combinaisons(declare: Referentiel) -> list[tuple[str, str]]:
    """(public, need) that the indicators give: each public for any need, and each need for any public."""
    return [(p.code, TOUS) for p in declare.publics] + [(TOUS, b.code) for b in declare.besoins]
