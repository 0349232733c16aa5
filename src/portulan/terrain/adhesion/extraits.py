"""Rows of the adhesion offered to the snapshot: every structure of the network, and what its organisation signed."""

from datetime import date
from typing import Any

from django.conf import settings

from portulan.socle.declaration import Table
from portulan.socle.horloge import aujourdhui
from portulan.socle.operateurs import operateur
from portulan.socle.tables_terrain import MEMBRES
from portulan.terrain.adhesion.enums import Base
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.queries import avec_renouvellement_signe, en_vigueur, sites_couverts
from portulan.terrain.adhesion.regles import etat_au
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure


def lignes(region: str) -> dict[Table, list[dict[str, Any]]]:
    """Rows of MEMBRES of a region, on the day of the demonstration or today."""
    maison = settings.PORTULAN_MAISON
    return {MEMBRES: membres(region, maison.jour_de_la_demonstration if maison.est_demonstration else aujourdhui())}


def membres(region: str, jour: date) -> list[dict[str, Any]]:
    """One row for each structure, CIO and SCUIO included: the convention binds them, they never adhere (SP-10)."""
    connues = Structure.objects.filter(region=region).exclude(etat=EtatStructure.FUSIONNEE)
    siennes = Adhesion.objects.filter(organisation__structures__region=region).distinct()
    dernieres = {
        a.organisation_id: a for a in avec_renouvellement_signe(siennes).order_by("created_at", "pk")
    }  # the last one stays
    valables = {a.organisation_id: a for a in en_vigueur(jour).order_by("du")}
    signatures = dict(
        Adhesion.objects.filter(pk__in=[a.pk for a in valables.values()], signatures__partie="region").values_list(
            "pk", "signatures__signee_le__date"
        )
    )
    couvertes = {
        (s.adhesion_id, s.structure_id)
        for s in sites_couverts(jour).filter(structure__region=region).only("pk", "adhesion", "structure")
    }
    rangees = []
    for structure in connues.select_related("organisation").order_by("pk"):
        attache = operateur(structure.operateur).attache
        valable = None if attache == "C" else valables.get(structure.organisation_id)
        derniere = None if attache == "C" else valable or dernieres.get(structure.organisation_id)
        rangees.append(
            {
                "structure_id": structure.identifiant,
                "organisation": structure.organisation.code if structure.organisation else None,
                "operateur": structure.operateur,
                "attache": attache,
                "code_insee": structure.code_insee,
                "ouverte": structure.etat == EtatStructure.OUVERTE,
                "base": Base.CONVENTION.value if attache == "C" else derniere.base if derniere else None,
                "etat_adhesion": _etat(derniere, jour),
                "adherente": valable is not None,
                "couverte": valable is not None and (valable.pk, structure.pk) in couvertes,
                "entree_le": structure.organisation.entree_le if structure.organisation else None,
                "signee_le": signatures.get(valable.pk) if valable else None,
                "fin_le": valable.au if valable else None,
                "fictif": structure.fictif or bool(derniere and derniere.fictif),
            }
        )
    return rangees


def _etat(adhesion: Adhesion | None, jour: date) -> str | None:
    if adhesion is None:
        return None
    renouvelee = getattr(adhesion, "renouvelee", False)
    return etat_au(adhesion.etat, adhesion.au, jour, renouvelee=renouvelee).value
