"""Where reserves keep what rights look at; the table itself is in ``comptes.matrice``.

Only what was published is followed up: before, a reserve is part of a draft.
"""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import ANONYME, JAMAIS, Champs, Titulaire, perimetre
from portulan.crefop.avis.droits import avis_lisibles
from portulan.crefop.avis.enums import EtatAvis
from portulan.crefop.avis.models import AvisComite, Reserve
from portulan.socle import geographie
from portulan.socle.territoire import Territoire

_REGION = "avis__saisine__organe__region"


def _de_la_region(territoire: Territoire) -> Q:
    """A role held on a place (an académie) answers for the reserves of the region of that place."""
    commune = geographie.commune(min(geographie.codes_communes(territoire), default=""))
    return Q(**{_REGION: commune["region"]}) if commune else JAMAIS


RESERVE = Champs(territoire=_de_la_region, region=_REGION, public=Q(avis__etat=EtatAvis.PUBLIE))


def avis_publies() -> QuerySet[AvisComite]:
    """Opinions that anyone may read, the latest first."""
    return avis_lisibles(ANONYME).order_by("-rendu_le", "-pk")


def reserves(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Reserve]:
    """Published reserves and recommendations on which this person may do this."""
    lignes = Reserve.objects.filter(avis__etat=EtatAvis.PUBLIE).select_related(
        "avis__saisine__organe", "avis__saisine__auteur"
    )
    return perimetre(titulaire, "reserve", verbe, lignes, RESERVE)
