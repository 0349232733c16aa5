"""Where the rows of the network keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Service, Structure

STRUCTURE = Champs("organisation", "", public=Q(etat=EtatStructure.OUVERTE))
SERVICE = Champs("structure__organisation", "structure", public=Q(structure__etat=EtatStructure.OUVERTE))


def structures(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Structure]:
    """Structures on which this person may do this."""
    return perimetre(titulaire, "structure", verbe, Structure.objects.all(), STRUCTURE)


def services(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Service]:
    """Services on which this person may do this."""
    return perimetre(titulaire, "service", verbe, Service.objects.all(), SERVICE)
