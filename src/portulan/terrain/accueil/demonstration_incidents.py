"""What goes wrong in the demonstration's year of reception, on purpose: the dossier must find each of them again.

``rang``: the bassin it happens in, by decreasing population (0: the most populated). ``indicateur``, ``composante`` and
``ventilation``: the line that betrays it; ``seuil``: the vigilance rule that fires there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Incident:
    """Something known to be wrong, and where the diagnostic says so; ``niveau`` other than bassin: the whole region."""

    code: str
    quoi: str
    seuil: str
    indicateur: str
    rang: int = 0
    niveau: str = "bassin"
    composante: str = ""
    ventilation: str = ""


INCIDENTS: tuple[Incident, ...] = (
    Incident("retards", "les structures du bassin répondent en retard", "V-F1.O3c-1-alerte", "F1.O3c-1", rang=1),
    Incident("perdus", "des personnes n'ont plus de responsable", "V-F1.O3c-3", "F1.O3c-3", rang=1),
    Incident("renvois", "des personnes sont renvoyées sans analyse", "V-F1.4a-3", "F1.4a-3", rang=0),
    Incident("sans_trace", "les personnes repartent sans trace écrite", "V-F1.4a-4", "F1.4a-4", rang=2),
    Incident("chaines", "trois structures pour un même besoin", "V-F1.4b-2", "F1.4b-2", rang=3),
    Incident(
        "refus",
        "les CIO refusent les adultes",
        "V-F1.O3d-2",
        "F1.O3d-2",
        niveau="region",
        ventilation="sens=vers l'éducation",
    ),
    Incident(
        "part",
        "l'Information jeunesse est proposée bien plus que sa part",
        "V-F1.4b-3",
        "F1.4b-3",
        rang=0,
        ventilation="operateur=ij",
    ),
    Incident(
        "isole", "un CIO n'échange avec personne", "V-F2.8-1", "F2.8-1", niveau="academie", composante="sans_echange"
    ),
    Incident(
        "carence",
        "la même demande reste sans structure",
        "V-F1.4b-5",
        "F1.4b-5",
        niveau="commune",
        composante="repetitions",
    ),
)

RANGS: Mapping[str, int] = MappingProxyType({i.code: i.rang for i in INCIDENTS if i.niveau == "bassin"})

PERDUS, RENVOIS, REPETITIONS = 7, 8, 6
"""How many persons are lost, how many are sent away, how many times the same gap comes back."""

CARENCE_RANG, CARENCE_BESOIN, CARENCE_PUBLIC = 2, "vae", "actifs"
"""The gap that comes back: in the main commune of a bassin, for a need and a public."""

REFUSANT, REFUSES = "cio", frozenset({"demandeurs-emploi", "actifs"})
FAVORI = "ij"
