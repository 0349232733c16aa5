"""What is wrong with the access to a need, said in the fewest administrative units: holes, silence, age, duplicates."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.acces_besoins import Acces, atteint_un
from portulan.methodes.unites import Appartenance, moins_d_unites
from portulan.socle.textes import normaliser

if TYPE_CHECKING:
    from portulan.methodes.trajets import Booleens
    from portulan.socle.territoire import Territoire

METRES_DU_MEME_LIEU = 50.0


class Genre(StrEnum):
    """Kinds of anomalies, the worst first."""

    TROU = "trou"
    DISTANCE_SEULE = "distance_seule"
    MUET = "muet"
    PERIME = "perime"
    DOUBLON = "doublon"

    @property
    def titre(self) -> str:
        """Name on the screens."""
        return _TEXTES[self][0]

    @property
    def definition(self) -> str:
        """What it means, and how it is recognised."""
        return _TEXTES[self][1]


_TEXTES = {
    Genre.TROU: (
        "Personne à moins de trente minutes, ni à distance",
        "Aucune structure apte n’est à moins de trente minutes, et aucun service à distance ne couvre la commune.",
    ),
    Genre.DISTANCE_SEULE: (
        "À distance seulement",
        "Aucune structure apte n’est à moins de trente minutes ; un service à distance couvre la commune.",
    ),
    Genre.MUET: (
        "Personne à joindre",
        "Des structures aptes sont à moins de trente minutes ; aucune ne donne de téléphone, de courriel ni de site.",
    ),
    Genre.PERIME: (
        "Fiches périmées",
        "Des structures aptes sont à moins de trente minutes, mais aucune fiche n’a été revue depuis six mois.",
    ),
    Genre.DOUBLON: (
        "Doublons à vérifier",
        "Deux fiches d’un opérateur ont le même SIRET ou le même nom dans la commune, ou sont à moins de 50 mètres.",
    ),
}


@dataclass(frozen=True)
class Anomalie:
    """One kind: where (fewest units, then every commune), how many of the public, and which structures."""

    genre: Genre
    unites: "tuple[Territoire, ...]"
    communes: tuple[str, ...]
    population: int
    structures: tuple[str, ...] = ()


def anomalies(acces: Acces, besoin: int, six_mois_avant: date) -> tuple[Anomalie, ...]:
    """Anomalies of a need for a public; a kind that is nowhere is left out."""
    terrain = acces.preparation.terrain
    proche = acces.mesures.nombre[besoin] > 0
    distance = acces.a_distance[besoin] > 0

    def joignable(s: dict[str, Any]) -> bool:
        return any(s[c] for c in ("telephone", "courriel", "site_web"))

    def recente(s: dict[str, Any]) -> bool:
        return s["date_maj"] is not None and s["date_maj"] >= six_mois_avant

    communes = {
        Genre.TROU: ~proche & ~distance,
        Genre.DISTANCE_SEULE: ~proche & distance,
        Genre.MUET: proche & ~atteint_un(acces, besoin, joignable),
        Genre.PERIME: proche & ~atteint_un(acces, besoin, recente),
    }
    trouvees = [_anomalie(acces, genre, ici) for genre, ici in communes.items() if ici.any()]
    doubles = _doublons(acces, besoin)
    if doubles:
        codes = {terrain.structures[i]["code_insee"] for i in doubles}
        connus = [c["code_insee"] in codes for c in terrain.communes]
        trouvees.append(
            _anomalie(acces, Genre.DOUBLON, connus, tuple(sorted(terrain.structures[i]["nom"] for i in doubles)))
        )
    return tuple(trouvees)


def _anomalie(acces: Acces, genre: Genre, ici: "Booleens | list[bool]", structures: tuple[str, ...] = ()) -> Anomalie:
    import numpy as np

    terrain = acces.preparation.terrain
    retenues = [c for c, garde in zip(terrain.communes, ici, strict=True) if garde]
    codes = tuple(c["code_insee"] for c in retenues)
    appartenances = {
        c["code_insee"]: Appartenance(c["epci"] or "", c["departement"], c["region"]) for c in terrain.communes
    }
    population = int(np.nan_to_num(acces.population[np.asarray(ici, dtype=bool)]).sum())
    return Anomalie(genre, moins_d_unites(codes, appartenances), codes, population, structures)


def _doublons(acces: Acces, besoin: int) -> list[int]:
    """Structures of the region that serve the need and look like another one of the same operator and commune."""
    import numpy as np

    from portulan.methodes.accessibilite import distance_km

    terrain = acces.preparation.terrain
    siennes = {
        g.structure
        for g, m in zip(terrain.guichets, acces.offres.masques.tolist(), strict=True)
        if m >> besoin & 1 and terrain.structures[g.structure]["code_insee"] in acces.rangs
    }
    groupes: dict[tuple[str, str], list[int]] = {}
    for rang in sorted(siennes):
        structure = terrain.structures[rang]
        groupes.setdefault((structure["operateur"], structure["code_insee"]), []).append(rang)
    doubles = set()
    for rangs in groupes.values():
        for premier in range(len(rangs)):
            for second in range(premier):
                a, b = terrain.structures[rangs[premier]], terrain.structures[rangs[second]]
                precis = a["precision_geo"] == b["precision_geo"] == "adresse"
                km = (
                    float(distance_km(*(np.float64(s[c]) for s in (a, b) for c in ("longitude", "latitude"))))
                    if precis
                    else 1
                )
                if (
                    (a["siret"] and a["siret"] == b["siret"])
                    or normaliser(a["nom"]) == normaliser(b["nom"])
                    or km * 1000 <= METRES_DU_MEME_LIEU
                ):
                    doubles |= {rangs[premier], rangs[second]}
    return sorted(doubles)
