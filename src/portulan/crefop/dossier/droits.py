"""Where referrals and dossiers keep what rights look at; the table itself is in ``comptes.matrice``.

What was given to a person is what they report on. Public: what led to a published opinion.
"""

from typing import Any

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, filtre, perimetre
from portulan.crefop.composition.models import Organe
from portulan.crefop.dossier.enums import EtatDossier
from portulan.crefop.dossier.models import Dossier, Observation, Rapporteur, Saisine

_PUBLIE = "publie"


def _rapportees(compte: int) -> Q:
    return Q(pk__in=Rapporteur.objects.filter(personne__compte=compte).values("saisine"))


def _dossiers_rapportes(compte: int) -> Q:
    return Q(saisine__in=Rapporteur.objects.filter(personne__compte=compte).values("saisine"))


SAISINE = Champs(region="organe__region", sien=_rapportees, public=Q(avis__etat=_PUBLIE))
DOSSIER = Champs(
    region="saisine__organe__region",
    sien=_dossiers_rapportes,
    public=Q(saisine__avis__etat=_PUBLIE) & ~Q(etat=EtatDossier.OUVERT),
)
ORGANE = Champs(region="region")
OBSERVATION = Champs(region="dossier__saisine__organe__region")


def saisines(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Saisine]:
    """Referrals on which this person may do this."""
    return perimetre(titulaire, "saisine", verbe, Saisine.objects.all(), SAISINE)


def dossiers(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Dossier]:
    """Dossiers on which this person may do this."""
    return perimetre(titulaire, "dossier", verbe, Dossier.objects.all(), DOSSIER)


def organes_saisissables(titulaire: Titulaire) -> QuerySet[Organe]:
    """Bodies before which this person may bring a text."""
    return Organe.objects.filter(filtre(titulaire, "saisine", "deposer", ORGANE))


def observations(titulaire: Titulaire) -> QuerySet[Observation]:
    """Observations that this person may read."""
    return perimetre(titulaire, "observation", "voir", Observation.objects.all(), OBSERVATION)


def permis(titulaire: Titulaire, objet: str, verbe: str, ligne: Any) -> bool:
    """True when this person may do this on this referral or dossier (the second factor apart)."""
    lignes = saisines(titulaire, verbe) if objet == "saisine" else dossiers(titulaire, verbe)
    return lignes.filter(pk=ligne.pk).exists()
