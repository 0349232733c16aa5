"""Routing of a request to the structure that can help: the values exchanged, pure and frozen.

What computes them: ``aiguillage_index`` (services as arrays), ``aiguillage_filtres`` (who can), ``aiguillage_moteur``
(who first, and what when nobody). What says them in French: ``aiguillage_textes``. Unknown is "" or None, never 0.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

EN_PRESENTIEL, A_DISTANCE = "en-presentiel", "a-distance"
MODES = (EN_PRESENTIEL, A_DISTANCE)
TOUS_PUBLICS = "tous-publics"
HANDICAP = "personnes-en-situation-de-handicap"

# How the person can move; "" is not known, and counted as by car
MOBILITES = ("voiture", "transports", "velo", "a_pied", "aucune")
# When the person can come; "" is any time
MOMENTS = ("matin", "apres_midi", "soir", "mercredi", "samedi")

# Widening, from the least to the most: nothing widened, remote, farther, regional entry point
A_DISTANCE_ELARGI, PLUS_LOIN, POINT_D_ENTREE = "a_distance", "plus_loin", "point_d_entree"
ELARGISSEMENTS = (A_DISTANCE_ELARGI, PLUS_LOIN, POINT_D_ENTREE)

type Donnee = str | int | float


@dataclass(frozen=True, slots=True)
class Requete:
    """What is asked, and where from; no identity. ``themes``: themes or categories, of v1 or of the extension.

    ``densite``: inhabitants per km² of the commune (assumed speed by car). ``jour``: the day for which availability
    is judged, and a seed of the rotation. ``emetteur``: identifier of the structure that enters the request.
    """

    themes: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    code_insee: str = ""
    longitude: float | None = None
    latitude: float | None = None
    departement: str = ""
    epci: str = ""
    region: str = ""
    age: int | None = None
    modes: tuple[str, ...] = ()
    mobilite: str = ""
    langues: tuple[str, ...] = ()
    handicap: bool = False
    jour: date | None = None
    moment: str = ""
    emetteur: str = ""
    bassin: str = ""
    academie: str = ""
    densite: float | None = None

    def zones(self) -> dict[str, str]:
        """Territories of the person by level, the known ones only."""
        niveaux = {
            "commune": self.code_insee,
            "epci": self.epci,
            "bassin": self.bassin,
            "departement": self.departement,
            "academie": self.academie,
            "region": self.region,
        }
        return {niveau: code for niveau, code in niveaux.items() if code}

    def en_donnees(self) -> dict[str, Any]:
        """As JSON keeps it; ``requete_de`` reads it back."""
        donnees = asdict(self)
        donnees["jour"] = self.jour.isoformat() if self.jour else None
        return {nom: list(v) if isinstance(v, tuple) else v for nom, v in donnees.items()}


def requete_de(donnees: Mapping[str, Any]) -> Requete:
    """The request that ``Requete.en_donnees`` wrote; unknown keys (a later version) are left out."""
    connues = {nom: donnees[nom] for nom in Requete.__dataclass_fields__ if nom in donnees}
    for nom in ("themes", "publics", "modes", "langues"):
        if nom in connues:
            connues[nom] = tuple(connues[nom])
    if connues.get("jour"):
        connues["jour"] = date.fromisoformat(connues["jour"])
    return Requete(**connues)


@dataclass(frozen=True, slots=True)
class Raison:
    """Why, as a code and its data; ``aiguillage_textes.dire`` puts it in words."""

    code: str
    donnees: tuple[tuple[str, Donnee], ...] = ()

    @classmethod
    def de(cls, code: str, **donnees: Donnee) -> "Raison":
        """Build with named data."""
        return cls(code, tuple(sorted(donnees.items())))


@dataclass(frozen=True, slots=True)
class Proposition:
    """A service proposed. ``elargie``: "" or the widening that found it. ``distance_km``, ``minutes``: None unknown."""

    rang: int
    service: str
    structure: str
    nom: str
    operateur: str
    raisons: tuple[Raison, ...]
    distance_km: float | None
    minutes: int | None
    a_distance: bool
    elargie: str = ""


@dataclass(frozen=True, slots=True)
class Ecarte:
    """A service that covers the need and that a hard filter discarded."""

    service: str
    structure: str
    nom: str
    raison: Raison
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Reponse:
    """Ranked proposals, who was discarded, the widening reached, and what it rests on.

    ``retenus``, ``total_ecartes``: counts before the lists were cut. ``empreinte``: digest of the whole answer; the
    same request on the same index with the same rules gives the same bytes.
    """

    propositions: tuple[Proposition, ...]
    ecartes: tuple[Ecarte, ...]
    elargissement: str
    retenus: int
    total_ecartes: int
    version_regles: str
    version_index: str
    empreinte: str = field(default="", compare=False)

    def en_donnees(self) -> dict[str, Any]:
        """As JSON keeps it (tuples become lists)."""
        donnees: dict[str, Any] = json.loads(self.octets())
        return donnees | {"empreinte": self.empreinte}

    def octets(self) -> bytes:
        """Canonical bytes of the answer, its own digest left out."""
        donnees = _champs(self)
        del donnees["empreinte"]
        return json.dumps(donnees, default=_champs, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def signer(self) -> str:
        """Digest of ``octets``."""
        return sha256(self.octets()).hexdigest()


def _champs(valeur: Any) -> dict[str, Any]:
    return {nom: getattr(valeur, nom) for nom in valeur.__dataclass_fields__}


def reponse_de(donnees: Mapping[str, Any]) -> Reponse:
    """The answer that ``Reponse.en_donnees`` wrote."""

    def raison(lue: Mapping[str, Any]) -> Raison:
        return Raison(lue["code"], tuple((nom, valeur) for nom, valeur in lue["donnees"]))

    propositions = tuple(
        Proposition(**{**p, "raisons": tuple(map(raison, p["raisons"]))}) for p in donnees["propositions"]
    )
    ecartes = tuple(Ecarte(**{**e, "raison": raison(e["raison"])}) for e in donnees["ecartes"])
    return Reponse(**{**donnees, "propositions": propositions, "ecartes": ecartes})
