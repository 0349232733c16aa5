"""Whether every document that was deposited is still there, byte for byte: evidence, files of adhesions, protocols."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from portulan.socle.depot import Depot
from portulan.terrain.adhesion.models import PieceAdhesion
from portulan.terrain.adhesion.pieces import depot as depot_des_adhesions
from portulan.terrain.animation.models import Protocole
from portulan.terrain.evaluation.operations_preuves import depot as depot_des_preuves
from portulan.terrain.evaluation.operations_preuves import empreintes_gardees


@dataclass(frozen=True, slots=True)
class Etat:
    """One store: how many files it holds, digests whose bytes changed, digests that rows ask for in vain."""

    nom: str
    fichiers: int
    alteres: tuple[str, ...]
    absents: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """True when nothing changed and nothing is missing."""
        return not self.alteres and not self.absents


def verifier() -> Iterator[Etat]:
    """Read every file of every store again."""
    yield du_depot("preuves", depot_des_preuves(), empreintes_gardees())
    attendues = set(PieceAdhesion.objects.values_list("empreinte", flat=True))
    yield du_depot("pièces des adhésions", depot_des_adhesions(), attendues)
    yield _protocoles()


def du_depot(nom: str, depot: Depot, attendues: set[str]) -> Etat:
    """State of a store, given the digests that rows ask for."""
    presentes = list(depot.empreintes())
    return Etat(nom, len(presentes), tuple(depot.alteres()), tuple(sorted(attendues - set(presentes))))


def _protocoles() -> Etat:
    alteres, absents, lus = [], [], 0
    for protocole in Protocole.objects.exclude(fichier="").order_by("pk"):
        try:
            with protocole.fichier.open("rb") as flux:
                empreinte = hashlib.file_digest(flux, "sha256").hexdigest()
        except FileNotFoundError:
            absents.append(protocole.empreinte)
            continue
        lus += 1
        if empreinte != protocole.empreinte:
            alteres.append(protocole.empreinte)
    return Etat("protocoles signés", lus, tuple(alteres), tuple(absents))
