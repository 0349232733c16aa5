"""Where the rules keep what rights look at; the table itself is in ``comptes.matrice``. Adopted versions are public."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.terrain.aiguillage.enums import EtatRegle
from portulan.terrain.aiguillage.models import RegleAiguillage

REGLE = Champs(public=Q(etat=EtatRegle.ADOPTEE))


def regles(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[RegleAiguillage]:
    """Versions on which this person may do this."""
    return perimetre(titulaire, "regle", verbe, RegleAiguillage.objects.all(), REGLE)
