"""Whether what the committee keeps is still there, byte for byte: documents received, files published."""

import hashlib
from collections.abc import Iterator

from portulan.crefop.avis.models import PublicationActe
from portulan.crefop.dossier.instruction import depot
from portulan.crefop.dossier.models import PieceDossier, Saisine
from portulan.crefop.seance.models import PieceSeance
from portulan.publication.actes import fichier_publie
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Introuvable
from portulan.terrain.integrite import Etat, du_depot
from portulan.terrain.integrite import verifier as du_terrain


def verifier(maison: Maison) -> Iterator[Etat]:
    """Read every file of every store again: those of the field, then those of the committee."""
    yield from du_terrain()
    attendues = set(PieceDossier.objects.values_list("empreinte", flat=True))
    attendues |= set(PieceSeance.objects.values_list("empreinte", flat=True))
    for contenu in Saisine.objects.values_list("contenu", flat=True):
        if fichier := contenu.get("fichier"):
            attendues.add(fichier["empreinte"])
    yield du_depot("pièces du comité", depot(), attendues)
    yield _actes(maison)


def _actes(maison: Maison) -> Etat:
    lus, alteres, absents = 0, [], []
    for publication in PublicationActe.objects.order_by("pk"):
        for fichier in publication.fichiers:
            try:
                octets = fichier_publie(publication, fichier["nom"], maison).read_bytes()
            except (Introuvable, FileNotFoundError):
                absents.append(fichier["empreinte"])
                continue
            lus += 1
            if hashlib.sha256(octets).hexdigest() != fichier["empreinte"]:
                alteres.append(fichier["empreinte"])
    return Etat("actes publiés", lus, tuple(alteres), tuple(absents))
