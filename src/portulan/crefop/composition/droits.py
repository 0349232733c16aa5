"""Rights on the composition: everyone reads it, the secretariat composes it."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.crefop.composition.models import Organe

COMITE = Champs(region="region", public=Q())


def organes(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Organe]:
    """Bodies on which this person may do this."""
    return perimetre(titulaire, "comite", verbe, Organe.objects.all(), COMITE)
