"""What is already loaded, as documents of schema v1: one click fills the registers from the open data."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from portulan.socle.declaration import Table
from portulan.socle.horloge import aujourdhui
from portulan.socle.source import Source
from portulan.socle.tables import SERVICES, STRUCTURES
from portulan.terrain.reseau.vocabulaire import PREFIXE

# What the tables of the loads say of a record; the rest is left as it is
_STRUCTURE = (
    "nom",
    "siret",
    "code_insee",
    "code_postal",
    "commune",
    "adresse",
    "telephone",
    "courriel",
    "site_web",
    "horaires_accueil",
    "accessibilite_lieu",
    "reseaux_porteurs",
)
_SERVICE = ("nom", "type", "thematiques", "publics", "frais", "modes_accueil", "code_insee", "horaires_accueil")
STRUCTURE = frozenset({*_STRUCTURE, "operateur", "longitude", "latitude"})
SERVICE = frozenset({*_SERVICE, "zone_eligibilite"})

type Document = tuple[str, int, dict[str, Any], frozenset[str]]


def documents(entrepot: Path) -> Iterator[Document]:
    """(kind, rank, document, fields it speaks of) of the current loads, without what they repeat of each other."""
    from portulan.sources.assemblage import completer
    from portulan.sources.entrepot import Entrepot

    sources = completer(Entrepot(entrepot).courants(), ())
    sans_reseau: set[str] = set()
    for rang, (ligne, maj) in enumerate(_lignes(sources, STRUCTURES), 1):
        if ligne["operateur"] == "autre":  # a place that belongs to no network of the SPRO
            sans_reseau.add(ligne["id"])
        else:
            yield "structure", rang, _structure(ligne, maj), STRUCTURE
    for rang, (ligne, maj) in enumerate(_lignes(sources, SERVICES), 1):
        if ligne["structure_id"] not in sans_reseau:
            yield "service", rang, _service(ligne, maj), SERVICE


def _lignes(sources: Iterable[Source], table: Table) -> Iterator[tuple[dict[str, Any], str]]:
    for source in sources:
        for lue, donnees in source.tables():
            if lue == table:
                for lot in donnees.to_batches(max_chunksize=1000):
                    for ligne in lot.to_pylist():
                        yield ligne, source.fiche.date_donnees.isoformat()


def _structure(ligne: Mapping[str, Any], maj: str) -> dict[str, Any]:
    precise = ligne["precision_geo"] == "adresse"
    return {
        **_commun(ligne, _STRUCTURE, maj),
        f"{PREFIXE}operateur": ligne["operateur"],
        "longitude": ligne["longitude"] if precise else None,
        "latitude": ligne["latitude"] if precise else None,
    }


def _service(ligne: Mapping[str, Any], maj: str) -> dict[str, Any]:
    return {
        **_commun(ligne, _SERVICE, maj),
        "structure_id": ligne["structure_id"],
        "description": f"{ligne['nom']} (description à compléter)",
        "publics": ligne["publics"] or None,
        f"{PREFIXE}zone_eligibilite": ligne["zone_eligibilite"] or None,
    }


def _commun(ligne: Mapping[str, Any], champs: tuple[str, ...], maj: str) -> dict[str, Any]:
    dite = ligne["date_maj"].isoformat() if ligne["date_maj"] else maj
    return {
        "id": ligne["id"],
        "source": ligne["source"],
        "date_maj": min(dite, aujourdhui().isoformat()),
        **{nom: ligne[nom] for nom in champs},
    }
