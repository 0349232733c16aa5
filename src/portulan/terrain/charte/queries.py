"""Reads on the charter."""

from datetime import date

from django.db.models import QuerySet

from portulan.socle.erreurs import Introuvable
from portulan.terrain.charte.models import ReferentielPublie

NATIONAL = ""


def referentiels(region: str) -> QuerySet[ReferentielPublie]:
    """Published referentials that concern a region: its own and the national ones, most recent first."""
    return ReferentielPublie.objects.filter(region__in={region, NATIONAL}).order_by("-region", "-valide_du")


def referentiel_en_vigueur(region: str, jour: date) -> ReferentielPublie:
    """The referential of a region on a day: its own, else the national default. Raises ``Introuvable`` without any."""
    publies = ReferentielPublie.objects.filter(valide_du__lte=jour).order_by("-valide_du")
    trouve = publies.filter(region=region).first() or publies.filter(region=NATIONAL).first()
    # The default has no beginning: it stands for whatever day nothing else does
    trouve = trouve or ReferentielPublie.objects.filter(region=NATIONAL).order_by("valide_du").first()
    if trouve is None:
        raise Introuvable(
            "Aucun référentiel n’est enregistré.",
            remede="Relancez ./portulan : le référentiel national s’installe seul.",
        )
    return trouve
