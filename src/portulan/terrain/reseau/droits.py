"""Where the rows of the network keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Disponibilite, Rapprochement, Service, Structure

STRUCTURE = Champs("organisation", "", public=Q(etat=EtatStructure.OUVERTE))
# A condition, not a join: a large register is then read in the order of its index, the structure looked up on the way
_DE_STRUCTURE_OUVERTE = Exists(Structure.objects.filter(pk=OuterRef("structure_id"), etat=EtatStructure.OUVERTE))
SERVICE = Champs("structure__organisation", "structure", public=Q(_DE_STRUCTURE_OUVERTE, etat=EtatService.OUVERT))
DISPONIBILITE = Champs("structure__organisation", "structure")
# Both records of a pair are in the same place, or nearly: the territory is that of the first
RAPPROCHEMENT = Champs("a__organisation", "a")


def structures(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Structure]:
    """Structures on which this person may do this."""
    return perimetre(titulaire, "structure", verbe, Structure.objects.all(), STRUCTURE)


def services(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Service]:
    """Services on which this person may do this."""
    return perimetre(titulaire, "service", verbe, Service.objects.all(), SERVICE)


def disponibilites(titulaire: Titulaire, verbe: str = "modifier") -> QuerySet[Disponibilite]:
    """Availabilities on which this person may do this."""
    return perimetre(titulaire, "disponibilite", verbe, Disponibilite.objects.all(), DISPONIBILITE)


def rapprochements(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Rapprochement]:
    """Pairs of records that look like the same place, on which this person may do this."""
    return perimetre(titulaire, "doublon", verbe, Rapprochement.objects.all(), RAPPROCHEMENT)
