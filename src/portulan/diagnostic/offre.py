"""Who can serve what, in a snapshot: counters by structure, from its services, else from what its operator does by law.

A counter is a place of a structure: the same zone, the same hours. A service without reception mode is in person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.besoins import TOUS, Public, Referentiel
from portulan.diagnostic.matrice import lire_temps
from portulan.socle.tables import COMMUNES, SERVICES, STRUCTURES, TEMPS_TRAJET
from portulan.socle.tables_terrain import CAPACITES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from portulan.instantane.lire import Instantane
    from portulan.methodes.accessibilite import Reels
    from portulan.methodes.besoins import Offres
    from portulan.methodes.trajets import Trajets

A_DISTANCE, EN_PRESENCE = "a-distance", "en-presentiel"
_STRUCTURE = ["id", "operateur", "nom", "siret", "code_insee", "commune", "telephone", "courriel", "site_web"]
_STRUCTURE += ["horaires_accueil", "longitude", "latitude", "precision_geo", "date_maj", "fictif"]
_SERVICE = ["id", "structure_id", "thematiques", "publics", "modes_accueil", "zone_eligibilite", "code_insee"]
_SERVICE += ["horaires_accueil", "date_maj"]
_NIVEAUX = {"commune": "code_insee", "epci": "epci", "departement": "departement", "academie": "academie"}
_NIVEAUX |= {"bassin": "bassin", "region": "region"}


@dataclass(frozen=True, slots=True)
class Prestation:
    """A service, for what is measured: needs (bits), publics, declared capacity."""

    masque: int
    publics: tuple[str, ...]
    capacite: int | None


@dataclass(slots=True)
class Guichet:
    """A place where a structure receives. ``par_mission``: publics received by law, when no service is declared."""

    structure: int
    longitude: float
    latitude: float
    code_insee: str
    zone: int
    semaine: int | None
    prestations: list[Prestation] = field(default_factory=list)
    par_mission: tuple[str, ...] = ()

    def pour(self, public: Public) -> list[Prestation]:
        """What it gives to this public."""
        if self.par_mission:
            return self.prestations if public.code in {TOUS, *self.par_mission} else []
        return [p for p in self.prestations if public.accueilli(list(p.publics))]


@dataclass(frozen=True, eq=False)
class Terrain:
    """A snapshot made ready: its communes, its structures, its counters, and who serves at a distance, by zone.

    ``vers_mairies``: journeys between communes. ``permis``: zone × commune. ``a_distance``: (zone, service) of the
    services rendered at a distance.
    """

    communes: list[dict[str, Any]]
    structures: list[dict[str, Any]]
    guichets: list[Guichet]
    a_distance: list[tuple[int, Prestation]]
    permis: "NDArray[np.bool_]"
    trajets: "Trajets"
    vers_mairies: "Trajets"
    date: date
    besoins: int

    @property
    def mesure(self) -> bool:
        """True when a travel-time matrix replaces part of the estimate."""
        return self.trajets.matrice is not None or self.vers_mairies.matrice is not None

    def population(self, colonne: str) -> "Reels":
        """A population of the communes (total where this one is not known), NaN where nothing is."""
        import numpy as np

        lues = [c[colonne] if c[colonne] is not None else c["population"] for c in self.communes]
        return np.array([np.nan if v is None else v for v in lues], dtype=np.float64)


def lire_terrain(instantane: "Instantane", declare: Referentiel) -> Terrain | None:
    """The snapshot made ready; None when it lacks communes or structures."""
    import numpy as np

    from portulan.methodes.accessibilite import vitesse_kmh
    from portulan.methodes.trajets import Trajets

    if not (instantane.presente(COMMUNES) and instantane.presente(STRUCTURES)):
        return None
    communes = instantane.table(COMMUNES).to_pylist()
    structures = instantane.table(STRUCTURES).select(_STRUCTURE).to_pylist()
    services = instantane.table(SERVICES).select(_SERVICE).to_pylist()
    capacites = dict(
        zip(*(instantane.table(CAPACITES).column(c).to_pylist() for c in ("service_id", "capacite")), strict=True)
    )
    lecteur = _Lecteur(communes, structures, declare)
    lecteur.ranger(services, capacites)
    guichets = lecteur.guichets
    reels = {n: np.array([_reel(c[n]) for c in communes]) for n in ("longitude", "latitude", "population")}
    vitesses = vitesse_kmh(reels["population"], np.array([_reel(c["superficie_km2"]) for c in communes]))
    depart = reels["longitude"], reels["latitude"], vitesses
    lieux = np.array([(g.longitude, g.latitude) for g in guichets], dtype=np.float64).reshape(-1, 2).T
    codes = [c["code_insee"] for c in communes]
    temps = lire_temps(instantane.table(TEMPS_TRAJET), codes)
    vers = [(_nom(g, structures), g.code_insee) for g in guichets], [("", code) for code in codes]
    matrices = [temps.jusqu_a(places) if temps else None for places in vers]
    trajets = Trajets(*depart, lieux[0], lieux[1], matrices[0])
    vers_mairies = Trajets(*depart, depart[0], depart[1], matrices[1])
    return Terrain(
        communes,
        structures,
        guichets,
        lecteur.a_distance,
        lecteur.permis(),
        trajets,
        vers_mairies,
        instantane.date,
        len(declare.besoins) + 1,
    )


def _nom(guichet: Guichet, structures: list[dict[str, Any]]) -> str:
    """Structure of a counter that is at its address; empty for one held elsewhere, known by its commune only."""
    structure = structures[guichet.structure]
    return str(structure["id"]) if guichet.code_insee == structure["code_insee"] else ""


def _reel(valeur: float | None) -> float:
    return float("nan") if valeur is None else float(valeur)


class _Lecteur:
    """Counters of the structures, zones numbered as they come."""

    def __init__(self, communes: list[dict[str, Any]], structures: list[dict[str, Any]], declare: Referentiel) -> None:
        self._communes, self._structures, self._declare = communes, structures, declare
        self._points = {c["code_insee"]: (_reel(c["longitude"]), _reel(c["latitude"])) for c in communes}
        self._zones: dict[tuple[str, ...], int] = {}
        self._guichets: dict[tuple[int, str, int, int | None], Guichet] = {}
        self.a_distance: list[tuple[int, Prestation]] = []

    @property
    def guichets(self) -> list[Guichet]:
        """In the order of the structures."""
        return [g for _, g in sorted(self._guichets.items(), key=lambda x: (x[0][0], x[0][1], x[0][2], x[0][3] or 0))]

    def ranger(self, services: Iterable[dict[str, Any]], capacites: Mapping[str, int]) -> None:
        """Read the services, then give a counter to the structures that declare none."""
        rangs = {s["id"]: i for i, s in enumerate(self._structures)}
        declarees = set()
        for service in services:
            rang = rangs.get(service["structure_id"])
            if rang is None:
                continue
            declarees.add(rang)
            structure = self._structures[rang]
            if service["date_maj"] and (structure["date_maj"] is None or service["date_maj"] > structure["date_maj"]):
                structure["date_maj"] = service["date_maj"]  # the newest of what is known of the place
            masque = self._masque(service["thematiques"] or ())
            if not masque:
                continue
            rendue = Prestation(masque, tuple(service["publics"] or ()), capacites.get(service["id"]))
            zone, modes = self._zone(service["zone_eligibilite"] or ()), service["modes_accueil"] or [EN_PRESENCE]
            if A_DISTANCE in modes:
                self.a_distance.append((zone, rendue))
            if EN_PRESENCE in modes:
                horaires = service["horaires_accueil"] or structure["horaires_accueil"]
                self._guichet(rang, service["code_insee"], zone, horaires).prestations.append(rendue)
        for rang, structure in enumerate(self._structures):
            if rang not in declarees and structure["operateur"] in self._declare.missions:
                besoins, publics = self._declare.missions[structure["operateur"]]
                guichet = self._guichet(rang, None, -1, structure["horaires_accueil"])
                masque = self._declare.masque(self._declare.rang(b) for b in besoins)
                guichet.prestations.append(Prestation(masque, (), None))
                guichet.par_mission = publics

    def _masque(self, thematiques: Iterable[str]) -> int:
        voulues = list(thematiques)
        return self._declare.masque(
            b for b, besoin in enumerate(self._declare.besoins) if any(besoin.couvre(t) for t in voulues)
        )

    def _zone(self, zones: Iterable[str]) -> int:
        """Number of a zone; -1 for no limit, or the whole country."""
        cle = tuple(sorted(zones))
        return -1 if not cle or "pays:FR" in cle else self._zones.setdefault(cle, len(self._zones))

    def _guichet(self, rang: int, commune: str | None, zone: int, horaires: str | None) -> Guichet:
        from portulan.methodes.horaires import semaine

        structure = self._structures[rang]
        ailleurs = commune if commune and commune != structure["code_insee"] and commune in self._points else ""
        ouverture = semaine(horaires)
        cle = (rang, ailleurs, zone, ouverture)
        if cle not in self._guichets:
            code = ailleurs or structure["code_insee"]
            longitude, latitude = _reel(structure["longitude"]), _reel(structure["latitude"])
            if ailleurs or longitude != longitude or latitude != latitude:  # noqa: PLR0124 (NaN)
                longitude, latitude = self._points.get(code, (float("nan"), float("nan")))
            self._guichets[cle] = Guichet(rang, longitude, latitude, code, zone, ouverture)
        return self._guichets[cle]

    def permis(self) -> "NDArray[np.bool_]":
        """Zone × commune."""
        import numpy as np

        permis = np.zeros((len(self._zones), len(self._communes)), dtype=bool)
        for zones, rang in self._zones.items():
            codes: dict[str, set[str]] = {}
            for zone in zones:
                niveau, _, code = zone.partition(":")
                codes.setdefault(_NIVEAUX.get(niveau, ""), set()).add(code)
            codes.pop("", None)
            permis[rang] = [any(c[n] in voulus for n, voulus in codes.items()) for c in self._communes]
        return permis


def offres_pour(terrain: Terrain, public: Public) -> "tuple[Offres, list[bool]]":
    """Counters as the method reads them, for a public; and, by need, whether supply is counted in persons a month.

    Declared capacities are used for a need when everyone who serves it declares one; otherwise each structure is one,
    shared between its counters, so that figures of a need are always of the same kind.
    """
    import numpy as np

    from portulan.methodes.besoins import Offres

    rendues = [guichet.pour(public) for guichet in terrain.guichets]
    masques = np.array([_reunir(p.masque for p in siennes) for siennes in rendues], dtype=np.uint64)
    lieux = np.array([g.structure for g in terrain.guichets], dtype=np.int64)
    capacites = np.zeros((len(masques), terrain.besoins))
    en_personnes = []
    for besoin in range(terrain.besoins):
        declarees = [[p.capacite for p in siennes if p.masque >> besoin & 1] for siennes in rendues]
        servants = [d for d in declarees if d]
        connues = bool(servants) and all(c is not None for d in servants for c in d)
        en_personnes.append(connues)
        if connues:
            capacites[:, besoin] = [sum(c for c in d if c is not None) for d in declarees]
            continue
        sert = np.array([bool(d) for d in declarees], dtype=bool)
        nombre = np.bincount(lieux[sert], minlength=len(terrain.structures))
        capacites[sert, besoin] = 1.0 / nombre[lieux[sert]]
    zones = np.array([g.zone for g in terrain.guichets], dtype=np.int64)
    semaines = tuple(g.semaine for g in terrain.guichets)
    return Offres(masques, lieux, semaines, zones, terrain.permis, capacites), en_personnes


def _reunir(masques: Iterable[int]) -> int:
    total = 0
    for masque in masques:
        total |= masque
    return total
