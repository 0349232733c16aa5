"""A whole demonstration in the database: the field, then the committee that judges what the field froze."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from portulan.crefop.composition import demonstration as composition
from portulan.crefop.composition.models import Organe
from portulan.socle.source import Source
from portulan.terrain import demonstration as terrain


def peupler(region: str, lieux: Sequence[Source]) -> bool:
    """Fill the registers of a region and seat its committee; False when both were already there."""
    with transaction.atomic():
        nouveau = terrain.peupler(region, lieux)
        if Organe.objects.filter(region=region).exists():
            return nouveau
        composition.peupler(region, settings.PORTULAN_MAISON.jour_de_la_demonstration)
        return True
