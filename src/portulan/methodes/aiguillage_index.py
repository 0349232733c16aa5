"""The services of a network as read-only arrays: inverted lists by theme, sets of zones, bit masks.

Built once for a state of the network, then shared by every thread: nothing is ever written in it after ``construire``
except memoised days. Services are in the order of their identifiers, so that a rank is an order.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from portulan.methodes.aiguillage import A_DISTANCE, EN_PRESENTIEL, MOMENTS
from portulan.methodes.horaires import MINUTES_JOUR

type Entiers = NDArray[np.int64]
type Reels = NDArray[np.float64]
type Masques = NDArray[np.uint64]
type Petits = NDArray[np.int8]

PRESENTIEL, DISTANCE = 1, 2
INCONNU = -1
# Levels of a zone, the narrowest first; a service without zone is open to the whole country
NIVEAUX_ZONES = ("commune", "epci", "bassin", "departement", "academie", "region", "pays")
PAYS = "pays:FR"
HORS_ZONE = 9
OUVERT, SATURE, FERME, ABSENT = 0, 1, 2, 3
_GENRES = {"saturation": SATURE, "fermeture": FERME, "absence": ABSENT}
_HEURES_CONNUES = 1 << len(MOMENTS)
_JOURS_GARDES = 32


@dataclass(frozen=True, slots=True)
class FicheService:
    """A service as the index takes it, place and hours of its structure where it has none of its own.

    ``horaires``: open minutes of the week, a mask (``methodes.horaires``). ``indisponibilites``: (kind, from, to).
    ``cle``: its key in the register, which says nothing of its content.
    """

    identifiant: str
    structure: str
    nom: str
    operateur: str
    maj: date
    themes: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None
    frais: str = ""
    age_min: int | None = None
    age_max: int | None = None
    attente: int | None = None
    langues: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    accessible: bool = False
    horaires: int | None = None
    indisponibilites: tuple[tuple[str, date, date], ...] = ()
    type: str = ""
    source: str = ""
    qualite: float = 0.0
    criteres: int = 0
    texte_publics: str = ""
    cle: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class Vocabulaire:
    """Words of the network. ``replis``: the words of v1 that stand for a word of the extension."""

    themes: tuple[str, ...]
    publics: tuple[str, ...]
    replis_themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    replis_publics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def aplatir(self, demandes: Iterable[str]) -> list[tuple[str, ...]]:
        """Themes of each thing asked: a category becomes its themes; an unknown word matches nothing."""
        connus = frozenset(self.themes)
        return [
            (mot,) if mot in connus else tuple(t for t in self.themes if t.startswith(f"{mot}--")) for mot in demandes
        ]


class Index:
    """Arrays by service (``n`` of them); see ``construire``."""

    def __init__(self, fiches: Sequence[FicheService], vocabulaire: Vocabulaire, version: str) -> None:
        self.version, self.vocabulaire = version, vocabulaire
        self.fiches = tuple(sorted(fiches, key=lambda f: f.identifiant))
        self.n = len(self.fiches)
        self.identifiants = [f.identifiant for f in self.fiches]
        self.longitude = _reels(f.longitude for f in self.fiches)
        self.latitude = _reels(f.latitude for f in self.fiches)
        self.modes = _petits(
            PRESENTIEL * (EN_PRESENTIEL in f.modes) + DISTANCE * (A_DISTANCE in f.modes) for f in self.fiches
        )
        self.accessible = np.fromiter((f.accessible for f in self.fiches), bool, self.n)
        self.payant = np.fromiter((f.frais == "payant" for f in self.fiches), bool, self.n)
        self.age_min = _entiers(INCONNU if f.age_min is None else f.age_min for f in self.fiches)
        self.age_max = _entiers(INCONNU if f.age_max is None else f.age_max for f in self.fiches)
        self.attente = _entiers(INCONNU if f.attente is None else f.attente for f in self.fiches)
        self.maj = _entiers(f.maj.toordinal() for f in self.fiches)
        self.qualite = _reels(f.qualite for f in self.fiches)
        self.criteres = _entiers(f.criteres for f in self.fiches)
        self.moments = _petits(_moments(f.horaires) for f in self.fiches)
        structures = sorted({f.structure for f in self.fiches})
        par_nom = {nom: rang for rang, nom in enumerate(structures)}
        self.structure = _entiers(par_nom[f.structure] for f in self.fiches)
        self.rangs_structures = par_nom
        self.graine_structure = np.fromiter((_graine(nom) for nom in structures), np.uint64, len(structures))
        self.codes: dict[str, dict[str, int]] = {}
        self.operateur = self._coder("operateur", (f.operateur for f in self.fiches))
        self.type = self._coder("type", (f.type for f in self.fiches))
        self.source = self._coder("source", (f.source for f in self.fiches))
        self.frais = self._coder("frais", (f.frais for f in self.fiches))
        self.bits_publics = {mot: 1 << rang for rang, mot in enumerate(vocabulaire.publics)}
        self.publics = _masques(self._masque_publics(f.publics) for f in self.fiches)
        self.publics_larges = _masques(
            self._masque_publics((*f.publics, *_replis(f.publics, vocabulaire.replis_publics))) for f in self.fiches
        )
        self.langues = self._bits("langues", [f.langues for f in self.fiches])
        self.labels = self._bits("labels", [f.labels for f in self.fiches])
        # Words that only ``etendue`` looks at: a service that covers many categories is a generalist
        self.etendue = _petits(len({t.partition("--")[0] for t in f.themes}) for f in self.fiches)
        self._themes = _inverser(f.themes for f in self.fiches)
        self._themes_larges = _inverser((*f.themes, *_replis(f.themes, vocabulaire.replis_themes)) for f in self.fiches)
        self._ranger_zones()
        self._themes_par_jeu = {t: _par_jeu(self.jeu, rangs) for t, rangs in self._themes_larges.items()}
        indisponibles = [(r, _GENRES[g], du, au) for r, f in enumerate(self.fiches) for g, du, au in f.indisponibilites]
        self._indisponible = np.array(
            [(r, g, du.toordinal(), au.toordinal()) for r, g, du, au in indisponibles], dtype=np.int64
        ).reshape(-1, 4)
        self._jours: dict[int, Petits] = {}

    def rang_de(self, identifiant: str) -> int:
        """Rank of a service; that of the one just before when it is not there any more (-1 before the first)."""
        return bisect_right(self.identifiants, identifiant) - 1

    def tous(self) -> Entiers:
        """Every rank."""
        return np.arange(self.n, dtype=np.int64)

    def portant(self, themes: Iterable[str], *, large: bool = False) -> Entiers:
        """Ranks of the services that state one of the themes, ascending. ``large``: or whose words fall back on one."""
        listes = self._themes_larges if large else self._themes
        trouvees = [listes[t] for t in themes if t in listes]
        return trouvees[0] if len(trouvees) == 1 else self.reunir(trouvees)

    def portant_en(self, themes: Iterable[str], zones: Mapping[str, str]) -> Entiers:
        """``portant`` (large) among the services that serve a place, ascending: the lists are cut by set of zones."""
        jeux = np.unique(np.concatenate([self._jeux_de.get(z, _AUCUN) for z in ("", PAYS, *_ecrites(zones))]))
        morceaux = []
        for theme in themes:
            rangees = self._themes_par_jeu.get(theme)
            if rangees is not None:
                debuts = np.searchsorted(rangees[0], jeux, side="left").tolist()
                fins = np.searchsorted(rangees[0], jeux, side="right").tolist()
                morceaux += [rangees[1][de:a] for de, a in zip(debuts, fins, strict=True) if a > de]
        return self.reunir(morceaux)

    def reunir(self, listes: Iterable[Entiers]) -> Entiers:
        """Ranks that are in one of the lists, ascending, without sorting."""
        vus = np.zeros(self.n, dtype=bool)
        for liste in listes:
            vus[liste] = True
        return np.flatnonzero(vus)

    def masque_publics(self, publics: Iterable[str]) -> np.uint64:
        """Bits of the words; a word that nobody knows has none."""
        return np.uint64(self._masque_publics(publics))

    def bits(self, liste: str, mots: Iterable[str]) -> tuple[np.uint64, bool]:
        """Bits of words of « langues » or « labels », and whether all of them are known here."""
        connus = self.codes[liste]
        trouves = [1 << connus[mot] for mot in mots if mot in connus]
        return np.uint64(sum(trouves)), len(trouves) == len(set(mots))

    def niveaux_zones(self, zones: Mapping[str, str]) -> Petits:
        """By set of zones (``jeu``): level of the narrowest one that holds a place, ``HORS_ZONE`` when none does."""
        niveaux = np.full(self.nombre_jeux, HORS_ZONE, dtype=np.int8)
        pays = len(NIVEAUX_ZONES) - 1
        niveaux[self._jeux_de.get("", _AUCUN)] = pays
        niveaux[self._jeux_de.get(PAYS, _AUCUN)] = pays
        for rang in range(pays - 1, -1, -1):
            code = zones.get(NIVEAUX_ZONES[rang])
            if code:
                niveaux[self._jeux_de.get(f"{NIVEAUX_ZONES[rang]}:{code}", _AUCUN)] = rang
        return niveaux

    def etats(self, jour: date | None) -> Petits:
        """By service: open, full, closed or absent on a day (all open when it is not known)."""
        cle = jour.toordinal() if jour else 0
        connus = self._jours.get(cle)
        if connus is None:
            connus = np.zeros(self.n, dtype=np.int8)
            if jour and len(self._indisponible):
                lignes = self._indisponible
                actives = lignes[(lignes[:, 2] <= cle) & (lignes[:, 3] >= cle)]
                # A closure says more than a saturation on the same day
                np.maximum.at(connus, actives[:, 0], actives[:, 1].astype(np.int8))
            if len(self._jours) >= _JOURS_GARDES:
                self._jours = {}
            self._jours[cle] = connus
        return connus

    def _masque_publics(self, publics: Iterable[str]) -> int:
        masque = 0
        for mot in publics:
            masque |= self.bits_publics.get(mot, 0)
        return masque

    def _coder(self, liste: str, mots: Iterable[str]) -> Entiers:
        codes = self.codes.setdefault(liste, {})
        return np.fromiter((codes.setdefault(mot, len(codes)) for mot in mots), np.int64, self.n)

    def _bits(self, liste: str, mots: Sequence[tuple[str, ...]]) -> Masques:
        codes = {mot: rang for rang, mot in enumerate(sorted({m for lot in mots for m in lot})[:64])}
        self.codes[liste] = codes
        return _masques(sum(1 << codes[m] for m in set(lot) if m in codes) for lot in mots)

    def _ranger_zones(self) -> None:
        """Services that serve the same territories share one set: a query looks at sets, not at services."""
        jeux: dict[tuple[str, ...], int] = {}
        self.jeu = np.fromiter(
            (jeux.setdefault(tuple(sorted(f.zones)) or ("",), len(jeux)) for f in self.fiches), np.int64, self.n
        )
        self.nombre_jeux = len(jeux)
        par_zone: dict[str, list[int]] = defaultdict(list)
        for zones, rang in jeux.items():
            for zone in zones:
                par_zone[zone].append(rang)
        self._jeux_de = {zone: np.array(rangs, dtype=np.int64) for zone, rangs in par_zone.items()}


def _ecrites(zones: Mapping[str, str]) -> list[str]:
    return [f"{niveau}:{code}" for niveau, code in zones.items()]


def _par_jeu(jeu: Entiers, rangs: Entiers) -> tuple[Entiers, Entiers]:
    """Sets of zones in order, and the rank of each service in that order."""
    ordre = np.argsort(jeu[rangs], kind="stable")
    return jeu[rangs][ordre], rangs[ordre]


_AUCUN = np.empty(0, dtype=np.int64)


def construire(fiches: Iterable[FicheService], vocabulaire: Vocabulaire, version: str) -> Index:
    """The index of services in a state of the network that ``version`` names."""
    return Index(list(fiches), vocabulaire, version)


def moment_connu(moments: Petits) -> NDArray[np.bool_]:
    """Whether the hours are known."""
    return (moments & _HEURES_CONNUES) != 0


def _moments(horaires: int | None) -> int:
    """Bits of ``MOMENTS`` when it is open then, and one more that says the hours are known."""
    if horaires is None:
        return 0
    semaine = range(5)
    fenetres = {
        "matin": [(j, 0, 12 * 60) for j in semaine],
        "apres_midi": [(j, 13 * 60, 17 * 60) for j in semaine],
        "soir": [(j, 17 * 60, MINUTES_JOUR) for j in semaine],
        "mercredi": [(2, 0, MINUTES_JOUR)],
        "samedi": [(5, 0, MINUTES_JOUR)],
    }
    bits = _HEURES_CONNUES
    for rang, moment in enumerate(MOMENTS):
        if any(horaires >> (j * MINUTES_JOUR + de) & ((1 << (a - de)) - 1) for j, de, a in fenetres[moment]):
            bits |= 1 << rang
    return bits


def _replis(mots: Iterable[str], replis: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(repli for mot in mots for repli in replis.get(mot, ()))


def _inverser(listes: Iterable[tuple[str, ...]]) -> dict[str, Entiers]:
    inverse: dict[str, list[int]] = defaultdict(list)
    for rang, mots in enumerate(listes):
        for mot in set(mots):
            inverse[mot].append(rang)
    return {mot: np.array(rangs, dtype=np.int64) for mot, rangs in inverse.items()}


def _graine(texte: str) -> int:
    return int.from_bytes(blake2b(texte.encode(), digest_size=8).digest(), "big")


def premiers(codes: Entiers, nombre: int) -> NDArray[np.bool_]:
    """Where each code (below ``nombre``) comes for the first time, without sorting."""
    places = np.arange(len(codes))
    premiere = np.empty(nombre, dtype=np.int64)
    premiere[codes[::-1]] = places[::-1]
    dites: NDArray[np.bool_] = premiere[codes] == places
    return dites


def melange(jour: date | None, commune: str) -> int:
    """Seed of the rotation: the same all day in a commune."""
    return _graine(f"{jour.isoformat() if jour else ''} {commune}")


def tour(graines: Masques, graine: int) -> Masques:
    """Order of the structures under a seed (splitmix64): as if drawn, always the same."""
    z = graines ^ np.uint64(graine)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _reels(valeurs: Iterable[float | None]) -> Reels:
    return np.array([np.nan if v is None else v for v in valeurs], dtype=np.float64)


def _entiers(valeurs: Iterable[int]) -> Entiers:
    return np.array(list(valeurs), dtype=np.int64)


def _petits(valeurs: Iterable[int]) -> Petits:
    return np.array(list(valeurs), dtype=np.int8)


def _masques(valeurs: Iterable[int]) -> Masques:
    return np.array(list(valeurs), dtype=np.uint64)
