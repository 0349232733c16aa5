"""Do two records describe the same place: a deterministic score from 0 to 100, with its reasons in words. Pure.

Only pairs that share something (SIRET, telephone, commune and network, commune and address) are compared.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from portulan.socle.mesure import nombre_fr
from portulan.sources.lieux import distance_km, nom_normalise

SEUIL = 60
_NOM = 40
_SIRET, _SIRET_AUTRE = 45, -30
_TELEPHONE, _ADRESSE, _COURRIEL = 20, 20, 10
_RESEAU, _RESEAU_AUTRE = 10, -40
_MEME_SOURCE = -25
_PRES_KM, _PROCHE_KM, _LOIN_KM = 0.05, 0.3, 3.0
_NOM_PROCHE, _NOM_EGAL = 0.6, 0.95
_BLOC_MAX = 400  # beyond, sharing this says nothing (a switchboard, a whole city)
_ARTICLES = ("DE", "DU", "DES", "LA", "LE", "LES", "L", "D", "ET", "A", "AU", "AUX", "EN", "SUR", "POUR")
_COURANTS = frozenset({*_ARTICLES, "AGENCE", "ANTENNE", "SITE", "CENTRE", "LOCAL"})
_VOIES = {"AV": "AVENUE", "AVE": "AVENUE", "BD": "BOULEVARD", "BLD": "BOULEVARD", "PL": "PLACE", "R": "RUE"}


@dataclass(frozen=True)
class Portrait:
    """What is compared of a record. ``longitude`` and ``latitude`` only when they are those of the place itself."""

    cle: Any
    identifiant: str
    source: str
    nom: str
    operateur: str
    code_insee: str
    adresse: str = ""
    telephone: str = ""
    courriel: str = ""
    siret: str = ""
    longitude: float | None = None
    latitude: float | None = None

    @cached_property
    def mots(self) -> frozenset[str]:
        """Words of the name that tell it from another."""
        mots = nom_normalise(self.nom).split()
        return frozenset(m for m in mots if m not in _COURANTS) or frozenset(mots)

    @cached_property
    def paires(self) -> frozenset[str]:
        """Pairs of letters of the name."""
        texte = " ".join(sorted(self.mots))
        return frozenset(texte[i : i + 2] for i in range(len(texte) - 1))

    @cached_property
    def voie(self) -> str:
        """Address in one form."""
        return " ".join(_VOIES.get(m, m) for m in nom_normalise(self.adresse).split() if m not in _COURANTS)

    @cached_property
    def numero(self) -> str:
        """Telephone in one form; empty for what is not one."""
        chiffres = re.sub(r"\D", "", self.telephone.replace("(0)", ""))
        chiffres = re.sub(r"^(0033|33)(?=\d{9}$)", "0", chiffres)
        return chiffres if len(chiffres) == 10 else ""  # noqa: PLR2004 (French numbers)


@dataclass(frozen=True)
class Paire:
    """Two records that look alike."""

    a: Portrait
    b: Portrait
    score: int
    raisons: tuple[str, ...]


def comparer(a: Portrait, b: Portrait) -> Paire:
    """Score and reasons of a pair; the same whatever the order."""
    points, raisons = 0, []
    for gain, raison in _indices(a, b):
        points += gain
        raisons.append(raison)
    return Paire(a, b, max(0, min(100, points)), tuple(raisons))


def _indices(a: Portrait, b: Portrait) -> Iterator[tuple[int, str]]:
    if a.siret and b.siret:
        meme = a.siret == b.siret
        yield (_SIRET, "même SIRET") if meme else (_SIRET_AUTRE, "SIRET différents")
    yield from _indices_du_nom(a, b)
    if a.numero and a.numero == b.numero:
        yield _TELEPHONE, "même téléphone"
    if a.courriel and a.courriel.lower() == b.courriel.lower():
        yield _COURRIEL, "même courriel"
    if a.code_insee == b.code_insee and a.voie and a.voie == b.voie:
        yield _ADRESSE, "même adresse"
    yield from _indices_de_distance(a, b)
    if "autre" not in {a.operateur, b.operateur}:
        meme = a.operateur == b.operateur
        yield (_RESEAU, "même réseau") if meme else (_RESEAU_AUTRE, "réseaux différents")
    if a.source == b.source:
        yield _MEME_SOURCE, "deux fiches de la même source"


def _indices_du_nom(a: Portrait, b: Portrait) -> Iterator[tuple[int, str]]:
    proximite = nom_proche(a, b)
    if proximite >= _NOM_EGAL:
        yield _NOM, "même nom"
    elif proximite >= _NOM_PROCHE:
        yield round(_NOM * proximite), f"noms proches ({nombre_fr(round(proximite * 100))} %)"


def nom_proche(a: Portrait, b: Portrait) -> float:
    """Share of the pairs of letters in common (Dice), from 0 to 1."""
    total = len(a.paires) + len(b.paires)
    return 2 * len(a.paires & b.paires) / total if total else 0.0


def _indices_de_distance(a: Portrait, b: Portrait) -> Iterator[tuple[int, str]]:
    if a.longitude is None or a.latitude is None:
        return
    distance = distance_km(a.longitude, a.latitude, b.longitude, b.latitude)
    if distance <= _PRES_KM:
        yield 15, "au même endroit"
    elif distance <= _PROCHE_KM:
        yield 8, f"à {nombre_fr(round(distance * 1000))} m l’une de l’autre"
    elif _LOIN_KM < distance < float("inf"):
        yield -25, f"à {nombre_fr(round(distance))} km l’une de l’autre"


def detecter(portraits: Iterable[Portrait], *, seulement: Collection[Any] | None = None) -> list[Paire]:
    """Pairs at or above the threshold, best first; ``seulement``: those with at least one of these keys."""
    trouvees: dict[tuple[str, str], Paire] = {}
    deja: set[tuple[str, str]] = set()
    for bloc in _blocs(portraits):
        for a, b in combinations(bloc, 2):
            if seulement is not None and a.cle not in seulement and b.cle not in seulement:
                continue
            cle = (a.identifiant, b.identifiant) if a.identifiant < b.identifiant else (b.identifiant, a.identifiant)
            if cle in deja or a.identifiant == b.identifiant:
                continue
            deja.add(cle)
            paire = comparer(a, b)
            if paire.score >= SEUIL:
                trouvees[cle] = paire
    return [paire for _, paire in sorted(trouvees.items(), key=lambda x: (-x[1].score, x[0]))]


def _blocs(portraits: Iterable[Portrait]) -> Iterator[list[Portrait]]:
    blocs: dict[tuple[str, str], list[Portrait]] = {}
    for p in portraits:
        for cle in _cles(p):
            blocs.setdefault(cle, []).append(p)
    for bloc in blocs.values():
        if 1 < len(bloc) <= _BLOC_MAX:
            yield bloc


def _cles(p: Portrait) -> Iterator[tuple[str, str]]:
    if p.siret:
        yield "siret", p.siret
    if p.numero:
        yield "telephone", p.numero
    yield f"reseau {p.code_insee}", p.operateur
    if p.voie:
        yield f"voie {p.code_insee}", p.voie
    for mot in p.mots:
        yield f"nom {p.code_insee}", mot
