"""The open part of the network, as documents of schema v1: what it cannot say validly is left out and told."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from portulan.comptes.droits import ANONYME
from portulan.sources.data_inclusion_schema import ecarts
from portulan.terrain.reseau.correspondance import vers_v1
from portulan.terrain.reseau.droits import services as services_de
from portulan.terrain.reseau.droits import structures as structures_de
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.vocabulaire import PREFIXE

_LOT = 500


@dataclass
class Bilan:
    """What was written, and what was left out with the reason."""

    structures: int = 0
    services: int = 0
    ecartees: list[tuple[str, str]] = field(default_factory=list)


def ouvertes(region: str | None = None) -> QuerySet[Structure]:
    """Structures that anyone may see, in a stable order."""
    lues = structures_de(ANONYME).order_by("pk")
    return lues.filter(region=region) if region else lues


def proposes(region: str | None = None) -> QuerySet[Service]:
    """Services that anyone may see, their structure read along."""
    lus = services_de(ANONYME).select_related("structure").order_by("pk")
    return lus.filter(Exists(Structure.objects.filter(pk=OuterRef("structure_id"), region=region))) if region else lus


def documents(fiches: QuerySet[Any], bilan: Bilan, *, etendu: bool) -> Iterator[dict[str, Any]]:
    """Valid documents of records, read in lots; the name of a person is never among what is public."""
    genre = "structures" if fiches.model is Structure else "services"
    for fiche in fiches.iterator(chunk_size=_LOT):
        document = vers_v1(fiche, etendu=etendu, contact=False)
        motif = defaut(genre, document)
        if motif:
            bilan.ecartees.append((fiche.identifiant, motif))
            continue
        if fiches.model is Structure:
            bilan.structures += 1
        else:
            bilan.services += 1
        yield document


def defaut(genre: str, document: dict[str, Any]) -> str:
    """Why a strict reader of v1 would refuse a document; empty when it would not."""
    nu = {nom: v for nom, v in document.items() if not nom.startswith(PREFIXE)}
    for nom, _, ecart in ecarts(genre, nu):
        if ecart.bloquant:
            return f"{nom} : {ecart.motif}"
    return ""


def ecrire_export(fichier: Path, *, etendu: bool = True) -> Bilan:
    """Write the open network of the region in a ``.json``, ``.jsonl`` or ``.zip`` file. Raises ``OSError``."""
    bilan = Bilan()
    provisoire = fichier.with_name(f".{fichier.name}.part")
    try:
        with _sortie(provisoire, fichier.suffix) as sortie:
            ecrire = _ecrire_jsonl if fichier.suffix == ".jsonl" else _ecrire_json
            ecrire(sortie, bilan, etendu=etendu)
        provisoire.replace(fichier)
    finally:
        provisoire.unlink(missing_ok=True)
    return bilan


@contextmanager
def _sortie(fichier: Path, suffixe: str) -> Iterator[IO[bytes]]:
    if suffixe == ".zip":
        with (
            zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("reseau.json", "w", force_zip64=True) as sortie,
        ):
            yield sortie
    else:
        with fichier.open("wb") as sortie:
            yield sortie


def morceaux(bilan: Bilan, *, etendu: bool) -> Iterator[bytes]:
    """The JSON document {"structures": […], "services": […]}, piece by piece."""
    region = settings.PORTULAN_REGION
    yield b'{"structures": ['
    yield from _liste(documents(ouvertes(region), bilan, etendu=etendu))
    yield b'],\n"services": ['
    yield from _liste(documents(proposes(region), bilan, etendu=etendu))
    yield b"]}\n"


def _liste(lus: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    for rang, document in enumerate(lus):
        yield (b",\n" if rang else b"\n") + _json(document)


def _ecrire_json(sortie: IO[bytes], bilan: Bilan, *, etendu: bool) -> None:
    for morceau in morceaux(bilan, etendu=etendu):
        sortie.write(morceau)


def _ecrire_jsonl(sortie: IO[bytes], bilan: Bilan, *, etendu: bool) -> None:
    region = settings.PORTULAN_REGION
    for fiches in (ouvertes(region), proposes(region)):
        for document in documents(fiches, bilan, etendu=etendu):
            sortie.write(_json(document) + b"\n")


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=False).encode()
