"""Documents of schema v1 of the services found, kept ready as JSON as long as the network does not change."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portulan.methodes.aiguillage_index import Index
from portulan.terrain.reseau.correspondance import vers_v1
from portulan.terrain.reseau.models import Service

MAX = 20_000  # some 40 MB; beyond, all are forgotten
_LOT = 500


@dataclass
class _Gardes:
    """Texts of one state of the network."""

    index: Index | None = None
    textes: dict[int, str] = field(default_factory=dict)


_gardes = _Gardes()


def documents_de(index: Index, rangs: Sequence[int]) -> Mapping[int, str]:
    """JSON of each service by rank, its structure inside; a service erased meanwhile is left out."""
    global _gardes  # noqa: PLW0603 (replaced whole, so that a thread never mixes two states)
    gardes = _gardes
    if gardes.index is not index or len(gardes.textes) > MAX:
        gardes = _gardes = _Gardes(index)
    textes = gardes.textes
    manquants = {index.fiches[rang].cle: rang for rang in rangs if rang not in textes}
    cles = list(manquants)
    for debut in range(0, len(cles), _LOT):
        for service in Service.objects.filter(pk__in=cles[debut : debut + _LOT]).select_related("structure"):
            textes[manquants[service.pk]] = _document(service)
    return {rang: textes[rang] for rang in rangs if rang in textes}


def _document(service: Service) -> str:
    structure = vers_v1(service.structure, etendu=True, contact=False) | {"adresse_certifiee": False}
    document = vers_v1(service, etendu=True, contact=False) | {"adresse_certifiee": False, "structure": structure}
    return json.dumps(document, ensure_ascii=False)
