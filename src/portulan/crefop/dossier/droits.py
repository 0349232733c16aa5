"""Where referrals and dossiers keep what rights look at; the table itself is in ``comptes.matrice``.

What was given to a person is what they report on. Public: what led to a published opinion.
"""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, filtre, perimetre
from portulan.crefop.composition.models import Organe
from portulan.crefop.dossier.enums import EtatDossier
from portulan.crefop.dossier.models import Dossier, Observation, PieceDossier, PreAvis, Rapporteur, Saisine
from portulan.socle import geographie
from portulan.socle.territoire import Niveau, Territoire

_PUBLIE = "publie"


def _rapportees(compte: int) -> Q:
    return Q(pk__in=Rapporteur.objects.filter(personne__compte=compte).values("saisine"))


def _dossiers_rapportes(compte: int) -> Q:
    return Q(saisine__in=Rapporteur.objects.filter(personne__compte=compte).values("saisine"))


def _regions(territoire: Territoire) -> set[str]:
    """Regions whose committee a smaller territory belongs to: that of a rectorat is an académie."""
    if territoire.niveau is Niveau.DEPARTEMENT:
        return {geographie.region_de_departement(territoire.code)}
    if territoire.niveau is not Niveau.ACADEMIE:
        return set()
    saisies = Organe.objects.values_list("region", flat=True).distinct()
    return {r for r in saisies if territoire.code in _academies(r)}


def _academies(region: str) -> set[str]:
    return {geographie.academie_de_departement(d) for d in geographie.departements_de_region(region)}


SAISINE = Champs(
    region="organe__region",
    territoire=lambda t: Q(organe__region__in=_regions(t)),
    sien=_rapportees,
    public=Q(avis__etat=_PUBLIE),
)
DOSSIER = Champs(
    region="saisine__organe__region",
    territoire=lambda t: Q(saisine__organe__region__in=_regions(t)),
    sien=_dossiers_rapportes,
    public=Q(saisine__avis__etat=_PUBLIE) & ~Q(etat=EtatDossier.OUVERT),
)
ORGANE = Champs(region="region", territoire=lambda t: Q(region__in=_regions(t)))
OBSERVATION = Champs(region="dossier__saisine__organe__region")
PREAVIS = Champs(region="saisine__organe__region")


def saisines(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Saisine]:
    """Referrals on which this person may do this."""
    return perimetre(titulaire, "saisine", verbe, Saisine.objects.all(), SAISINE)


def dossiers(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Dossier]:
    """Dossiers on which this person may do this."""
    return perimetre(titulaire, "dossier", verbe, Dossier.objects.all(), DOSSIER)


def dossiers_de_travail(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Dossier]:
    """Those that this person reads for the committee's work, whatever is public."""
    return perimetre(titulaire, "dossier", verbe, Dossier.objects.all(), replace(DOSSIER, public=None))


def du_comite(titulaire: Titulaire, saisine: Saisine) -> bool:
    """True when this person reads this referral for the committee's work, whatever is public."""
    interne = replace(SAISINE, public=None)
    return perimetre(titulaire, "saisine", "voir", Saisine.objects.filter(pk=saisine.pk), interne).exists()


def organes_saisissables(titulaire: Titulaire) -> QuerySet[Organe]:
    """Bodies before which this person may bring a text."""
    return Organe.objects.filter(filtre(titulaire, "saisine", "deposer", ORGANE))


def observations(titulaire: Titulaire) -> QuerySet[Observation]:
    """Observations that this person may read."""
    return perimetre(titulaire, "observation", "voir", Observation.objects.all(), OBSERVATION)


def pieces(titulaire: Titulaire) -> QuerySet[PieceDossier]:
    """Documents that this person may read: one reserved to members goes to those who read the dossier for the work."""
    publiees = Q(publique=True, dossier__in=dossiers(titulaire))
    return PieceDossier.objects.filter(publiees | Q(dossier__in=dossiers_de_travail(titulaire)))


def preavis(titulaire: Titulaire) -> QuerySet[PreAvis]:
    """Pré-avis that this person may read: written for the members, like observations."""
    return perimetre(titulaire, "observation", "voir", PreAvis.objects.all(), PREAVIS)


def permis(titulaire: Titulaire, objet: str, verbe: str, ligne: Any) -> bool:
    """True when this person may do this on this referral or dossier (the second factor apart)."""
    lignes = saisines(titulaire, verbe) if objet == "saisine" else dossiers(titulaire, verbe)
    return lignes.filter(pk=ligne.pk).exists()
