"""Where ballots keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, filtre, peut
from portulan.crefop.scrutin.enums import EtatScrutin
from portulan.crefop.scrutin.models import Scrutin

# A result is public with the opinion it led to: the key goes from the opinion to the referral, and is read backwards
_PUBLIE = Q(etat=EtatScrutin.PROCLAME, point__saisine__avis__etat="publie", point__huis_clos=False)


def _porte(compte: int) -> Q:
    return Q(electeurs__compte=compte)


SCRUTIN = Champs(sien=_porte, public=_PUBLIE)


def scrutins(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Scrutin]:
    """Ballots on which this person may do this, once each."""
    permis = Scrutin.objects.filter(filtre(titulaire, "scrutin", verbe, SCRUTIN))
    return Scrutin.objects.filter(pk__in=permis.order_by().values("pk"))


def du_comite(titulaire: Titulaire) -> bool:
    """True for who sits, chairs, keeps the secretariat or audits: seats are named to them, only colleges to others."""
    return peut(titulaire, "observation", "voir")
