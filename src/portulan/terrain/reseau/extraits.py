"""Rows of the network offered to the snapshot: open structures of a region, their services and what these can hold."""

from typing import Any

from portulan.socle.declaration import Table
from portulan.socle.tables import SERVICES, STRUCTURES
from portulan.socle.tables_terrain import CAPACITES
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Service, Structure

_TEXTES = ("siret", "code_postal", "commune", "adresse", "telephone", "courriel", "site_web", "horaires_accueil")
_TEXTES += ("accessibilite_lieu",)
CAPACITE = "capacite"


def lignes(region: str) -> dict[Table, list[dict[str, Any]]]:
    """Rows of STRUCTURES, SERVICES and CAPACITES of a region, keys of the declared columns."""
    ouvertes = Structure.objects.filter(region=region, etat=EtatStructure.OUVERTE)
    services = list(Service.objects.filter(structure__in=ouvertes).select_related("structure").order_by("pk"))
    return {
        STRUCTURES: [_structure(s) for s in ouvertes.order_by("pk").iterator()],
        SERVICES: [_service(s) for s in services],
        CAPACITES: [
            {"service_id": s.identifiant, "capacite": s.extension[CAPACITE], "fictif": s.fictif}
            for s in services
            if s.extension.get(CAPACITE) is not None
        ],
    }


def operateurs(region: str, *, fictif: bool) -> tuple[str, ...]:
    """Operators the registers of a region have ever known, closed places included: theirs to describe."""
    connues = Structure.objects.filter(region=region, fictif=fictif)
    return tuple(sorted(set(connues.values_list("operateur", flat=True))))


def _structure(s: Structure) -> dict[str, Any]:
    return {
        "id": s.identifiant,
        "source": s.source,
        "operateur": s.operateur,
        "nom": s.nom,
        "code_insee": s.code_insee,
        "reseaux_porteurs": sorted(s.reseaux_porteurs),
        "longitude": s.longitude,
        "latitude": s.latitude,
        "precision_geo": s.precision_geo,
        "date_maj": s.date_maj,
        "fictif": s.fictif,
        **{nom: getattr(s, nom) or None for nom in _TEXTES},
    }


def _service(s: Service) -> dict[str, Any]:
    return {
        "id": s.identifiant,
        "structure_id": s.structure.identifiant,
        "source": s.source,
        "nom": s.nom,
        "type": s.type or None,
        "thematiques": sorted(s.thematiques),
        "publics": sorted(s.publics),
        "frais": s.frais or None,
        "modes_accueil": sorted(s.modes_accueil),
        "zone_eligibilite": sorted(s.zone_eligibilite),
        "code_insee": s.code_insee or s.structure.code_insee,
        "horaires_accueil": s.horaires_accueil or None,
        "date_maj": s.date_maj,
        "fictif": s.fictif,
    }
