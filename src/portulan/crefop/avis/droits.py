"""Where opinions and minutes keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.crefop.avis.enums import EtatAvis
from portulan.crefop.avis.models import AvisComite, ProcesVerbal

AVIS = Champs(public=Q(etat=EtatAvis.PUBLIE), region="saisine__organe__region")
PV = Champs(region="seance__organe__region")


def avis_lisibles(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[AvisComite]:
    """Opinions on which this person may do this; anyone may see those that are published."""
    lignes = AvisComite.objects.select_related("saisine__organe", "saisine__auteur", "point__seance__organe")
    return perimetre(titulaire, "avis", verbe, lignes, AVIS)


def pv_lisibles(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[ProcesVerbal]:
    """Minutes on which this person may do this."""
    return perimetre(titulaire, "pv", verbe, ProcesVerbal.objects.select_related("seance__organe"), PV)
