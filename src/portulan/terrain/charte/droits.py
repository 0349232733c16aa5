"""Where the rows of the charter keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.comptes.models import Organisation
from portulan.terrain.charte.enums import PUBLIQUES, EtatVersion
from portulan.terrain.charte.models import Contribution, Version

CAHIER = Champs(public=Q(etat__in=PUBLIQUES))
CONTRIBUTION = Champs("organisation", public=Q(version__etat__in=(EtatVersion.ARRETEE, EtatVersion.REMPLACEE)))
AU_NOM_DE = Champs("pk")


def versions(titulaire: Titulaire, region: str, verbe: str = "voir") -> QuerySet[Version]:
    """Versions of the documents of a region on which this person may do this."""
    lignes = Version.objects.filter(document__region=region).select_related("document")
    return perimetre(titulaire, "cahier", verbe, lignes, CAHIER)


def contributions(titulaire: Titulaire, region: str, verbe: str = "voir") -> QuerySet[Contribution]:
    """Contributions on the documents of a region on which this person may do this."""
    lignes = Contribution.objects.filter(version__document__region=region)
    return perimetre(titulaire, "contribution", verbe, lignes, CONTRIBUTION)


def au_nom_de(titulaire: Titulaire, region: str) -> QuerySet[Organisation]:
    """Organisations in whose name this person may deposit a contribution."""
    lignes = Organisation.objects.filter(region=region, active=True)
    return perimetre(titulaire, "contribution", "deposer", lignes, AU_NOM_DE)
