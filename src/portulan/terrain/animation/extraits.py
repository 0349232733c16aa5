"""Rows of the life of the network offered to the snapshot."""

from typing import Any

from portulan.socle.declaration import Table
from portulan.socle.tables_terrain import DECLARATIONS, PROTOCOLES, RENCONTRES
from portulan.terrain.animation.models import DeclarationMoyens, Participation, ProtocoleBassin


def lignes(region: str) -> dict[Table, list[dict[str, Any]]]:
    """Rows of RENCONTRES, PROTOCOLES and DECLARATIONS of a region, keys of the declared columns.

    A meeting counts once its attendance is entered: nobody knows before then whether it took place.
    """
    return {RENCONTRES: _rencontres(region), PROTOCOLES: _protocoles(region), DECLARATIONS: _declarations(region)}


def _rencontres(region: str) -> list[dict[str, Any]]:
    tenues = Participation.objects.filter(rencontre__region=region, presente__isnull=False)
    return [
        {
            "rencontre": f"rencontre-{p.rencontre_id}",
            "organisation": p.organisation.code,
            "bassin": p.rencontre.bassin,
            "date": p.rencontre.date,
            "operateur": p.organisation.operateur or None,
            "presente": p.presente,
            "fictif": p.rencontre.fictif,
        }
        for p in tenues.select_related("rencontre", "organisation").order_by("pk").iterator()
    ]


def _protocoles(region: str) -> list[dict[str, Any]]:
    couverts = ProtocoleBassin.objects.filter(region=region).exclude(protocole__organisation__operateur="")
    return [
        {
            "id": f"protocole-{b.protocole_id}",
            "bassin": b.bassin,
            "organisation": b.protocole.organisation.code,
            "operateur": b.protocole.organisation.operateur,
            "partenaire": b.protocole.partenaire,
            "signe_le": b.protocole.signe_le,
            "fin_le": b.protocole.fin_le,
            "fictif": b.protocole.fictif,
        }
        for b in couverts.select_related("protocole__organisation").order_by("pk").iterator()
    ]


def _declarations(region: str) -> list[dict[str, Any]]:
    declarees = DeclarationMoyens.objects.filter(organisation__region=region).exclude(organisation__operateur="")
    return [
        {
            "organisation": d.organisation.code,
            "annee": d.annee,
            "operateur": d.organisation.operateur,
            "jours": float(d.jours),
            "fictif": d.fictif,
        }
        for d in declarees.select_related("organisation").order_by("pk").iterator()
    ]
