"""What is around a commune: the nearest structure of each network of the service."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portulan.diagnostic.tables import acces_par_commune
from portulan.socle import geographie
from portulan.socle.operateurs import RESEAUX_DE_PROXIMITE, operateur
from portulan.socle.tables import COMMUNES, STRUCTURES, TEMPS_TRAJET
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces


@dataclass(frozen=True, slots=True)
class Proche:
    """The nearest structure of a network: where, how far (km), how long (minutes, by a matrix or not)."""

    reseau: str
    nom: str
    commune: str
    lien: Territoire | None
    km: float
    minutes: float
    mesure: bool
    hors_region: bool
    telephone: str
    fictif: bool
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Environs:
    """What is around a commune: its own point, one line per network, and the networks nobody told about."""

    longitude: float
    latitude: float
    proches: tuple[Proche, ...]
    sans_structure: tuple[str, ...]


@lru_cache(maxsize=512)
def environs(identifiant: str, code: str) -> Environs | None:
    """Nearest structures of a commune, by the method of the indicators; None without a structure or a point."""
    import pyarrow as pa
    import pyarrow.compute as pc

    fige = acces.instantane(identifiant)
    if not (fige.presente(COMMUNES) and fige.presente(STRUCTURES)):
        return None
    communes, structures = fige.table(COMMUNES), fige.table(STRUCTURES)
    ici = communes.filter(pc.equal(communes["code_insee"], code)).to_pylist()
    if not ici or ici[0]["longitude"] is None:
        return None
    lignes = {
        r["operateur"]: r
        for r in acces_par_commune(communes, structures, fige.table(TEMPS_TRAJET), code=code).to_pylist()
    }
    voulues = [lignes[o]["structure_id"] for o in RESEAUX_DE_PROXIMITE if lignes[o]["structure_id"]]
    retenues = structures.filter(pc.is_in(structures["id"], pa.array(voulues, pa.string())))
    fiches = {s["id"]: s for s in retenues.to_pylist()}
    proches, absents = [], []
    for reseau in RESEAUX_DE_PROXIMITE:
        ligne = lignes[reseau]
        if ligne["structure_id"] is None:
            absents.append(operateur(reseau).pluriel)
        else:
            proches.append(_proche(reseau, ligne, fiches[ligne["structure_id"]], identifiant))
    return Environs(ici[0]["longitude"], ici[0]["latitude"], tuple(proches), tuple(absents))


def _proche(reseau: str, ligne: dict[str, Any], fiche: dict[str, Any], identifiant: str) -> Proche:
    atlas = acces.atlas(identifiant)
    lieu = Territoire(Niveau.COMMUNE, fiche["code_insee"])
    connue = lieu in atlas.lieux
    voisine = geographie.commune(fiche["code_insee"]) or {}
    longitude, latitude = fiche["longitude"], fiche["latitude"]
    if longitude is None or latitude is None:
        longitude, latitude = voisine.get("longitude"), voisine.get("latitude")
    return Proche(
        reseau=operateur(reseau).nom,
        nom=fiche["nom"],
        commune=atlas.nom(lieu) if connue else voisine.get("nom", fiche["commune"] or fiche["code_insee"]),
        lien=lieu if connue else None,
        km=ligne["distance_km"],
        minutes=ligne["minutes"],
        mesure=bool(ligne["mesure"]),
        hors_region=bool(ligne["hors_region"]),
        telephone=fiche["telephone"] or "",
        fictif=bool(fiche["fictif"]),
        longitude=longitude,
        latitude=latitude,
    )
