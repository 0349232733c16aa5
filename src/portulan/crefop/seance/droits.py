"""Where meetings keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.crefop.composition.models import Occupation, Siege
from portulan.crefop.seance.models import SeanceComite
from portulan.socle.horloge import aujourdhui

# Anyone may see a meeting once it is convened, and what became of it
SEANCE = Champs(region="organe__region", public=Q(convoquee_le__isnull=False))


def _tenus(compte: int) -> Q:
    """Seats that an account holds today."""
    tenues = Occupation.objects.au_jour(aujourdhui()).filter(personne__compte=compte)
    return Q(pk__in=tenues.values("siege"))


SIEGE = Champs(sien=_tenus)


def seances(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[SeanceComite]:
    """Meetings on which this person may do this."""
    return perimetre(titulaire, "seance", verbe, SeanceComite.objects.all(), SEANCE)


def sieges_a_confier(titulaire: Titulaire, seance: SeanceComite) -> QuerySet[Siege]:
    """Seats of the body whose vote this person may entrust to another one."""
    jour = timezone.localdate(seance.prevue_le)
    tous = Siege.objects.filter(Q(au__isnull=True) | Q(au__gte=jour), college__organe=seance.organe, du__lte=jour)
    return perimetre(titulaire, "seance", "mandater", tous, SIEGE)
