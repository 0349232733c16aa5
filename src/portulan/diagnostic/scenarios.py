"""What if k permanences opened for a need: where, who gains, before and after, and the proof on demand.

A permanence opens at the town hall of a commune, receives the public of the question, and is reached by everybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portulan.diagnostic.acces_besoins import Acces
from portulan.methodes.accessibilite import SEUIL_MINUTES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from portulan.methodes.accessibilite import Reels
    from portulan.methodes.implantation import Gains
    from portulan.methodes.implantation_preuve import Preuve
    from portulan.methodes.inegalites import Resume

SECONDES_DE_PREUVE = 60.0


class Critere(StrEnum):
    """What new permanences must gain."""

    COUVERTURE = "couverture"
    TEMPS = "temps"

    @property
    def libelle(self) -> str:
        """On the screens."""
        return {
            Critere.COUVERTURE: "Le plus d’habitants à moins de trente minutes",
            Critere.TEMPS: "Le moins de minutes de trajet en tout",
        }[self]


@dataclass(frozen=True, eq=False)
class Scenario:
    """Where to open (ranks of communes), what it gains, and the access before and after.

    ``gain``: inhabitants newly within reach, or minutes × inhabitants saved.
    """

    critere: Critere
    sites: tuple[int, ...]
    gain: float
    temps_avant: "Reels"
    temps_apres: "Reels"
    avant: "Resume"
    apres: "Resume"


def gains_de(acces: Acces, besoin: int, critere: Critere) -> "Gains":
    """The problem: what each commune gains from a permanence in each other."""
    from portulan.methodes.implantation import PLAFOND_MINUTES, gains_couverture, gains_temps

    trajets, temps = acces.preparation.terrain.vers_mairies, acces.mesures.temps[besoin]
    nombre = len(temps)
    if critere is Critere.COUVERTURE:
        return gains_couverture(trajets.paires(SEUIL_MINUTES), temps, acces.population, SEUIL_MINUTES, nombre)
    return gains_temps(trajets.paires(PLAFOND_MINUTES), temps, acces.population, nombre)


def imaginer(acces: Acces, besoin: int, critere: Critere, k: int) -> Scenario:
    """The fast answer."""
    from portulan.methodes.implantation import choisir

    choix = choisir(gains_de(acces, besoin, critere), k)
    return decrire(acces, besoin, critere, choix.sites)


def decrire(acces: Acces, besoin: int, critere: Critere, sites: tuple[int, ...]) -> Scenario:
    """Access once permanences are open in these communes."""
    import numpy as np

    from portulan.methodes.implantation import PLAFOND_MINUTES
    from portulan.methodes.inegalites import resumer

    avant = acces.mesures.temps[besoin]
    apres = avant
    if sites:
        toutes = np.arange(len(avant))
        temps, _ = acces.preparation.terrain.vers_mairies.denses(toutes, np.array(sites, dtype=np.int64))
        plus_court = temps.min(axis=1)
        apres = np.fmin(avant, np.where(np.isfinite(plus_court), plus_court, np.nan))
    poids = np.nan_to_num(acces.population)
    if critere is Critere.COUVERTURE:
        gain = float(poids[~(avant <= SEUIL_MINUTES) & (apres <= SEUIL_MINUTES)].sum())
    else:
        gain = float((poids * (np.fmin(avant, PLAFOND_MINUTES) - np.fmin(apres, PLAFOND_MINUTES))).sum())
    inconnues = np.full(len(avant), np.nan)
    resumes = [resumer(t, inconnues, inconnues, acces.population) for t in (avant, apres)]
    return Scenario(critere, sites, gain, avant, apres, *resumes)


def une_de_plus(acces: Acces) -> "NDArray[np.float64]":
    """Inhabitants newly within thirty minutes with one more permanence, need × commune where it opens."""
    import numpy as np

    from portulan.methodes.implantation import gains_couverture

    paires = acces.preparation.terrain.vers_mairies.paires(SEUIL_MINUTES)
    nombre = len(acces.population)
    personne = np.zeros(nombre)
    return np.array(
        [
            gains_couverture(paires, temps, acces.population, SEUIL_MINUTES, nombre).par_site(personne)
            for temps in acces.mesures.temps
        ]
    )


def prouver_scenario(
    acces: Acces,
    besoin: int,
    critere: Critere,
    k: int,
    *,
    progression: Callable[[str, float], None],
    secondes: float = SECONDES_DE_PREUVE,
) -> "Preuve":
    """Best sites the solver finds in the time given, and the bound no choice passes."""
    from portulan.methodes.implantation import choisir
    from portulan.methodes.implantation_preuve import prouver

    gains = gains_de(acces, besoin, critere)
    return prouver(gains, k, choisir(gains, k), secondes=secondes, progression=progression)
