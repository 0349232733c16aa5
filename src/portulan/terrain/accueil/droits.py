"""Where the reception keeps what rights look at; the table itself is in ``comptes.matrice``.

A structure sees the requests of its own door and what was handed over to it (DP-04). The Region sees what is in its
territory, never the identity.
"""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, perimetre
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, Identite, MiseEnRelation


def _demande_de(organisation: int) -> Q:
    besoins = Besoin.objects.filter(
        Q(mises__structure__organisation=organisation) | Q(responsable__organisation=organisation)
    )
    return Q(structure__organisation=organisation) | Q(pk__in=besoins.order_by().values("demande"))


def _mise_de(organisation: int) -> Q:
    return (
        Q(structure__organisation=organisation)
        | Q(emettrice__organisation=organisation)
        | Q(besoin__responsable__organisation=organisation)
    )


def _identite_de(organisation: int) -> Q:
    demandes = DemandeAccueil.objects.filter(_demande_de(organisation))
    return Q(demande__in=demandes.order_by().values("pk"))


DEMANDE = Champs(_demande_de, "")
IDENTITE = Champs(_identite_de, "demande")
MISE = Champs(_mise_de, "besoin__demande")
MISE_RECUE = Champs("structure__organisation", "besoin__demande")


def demandes(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[DemandeAccueil]:
    """Requests on which this person may do this."""
    return perimetre(titulaire, "accueil", verbe, DemandeAccueil.objects.all(), DEMANDE)


def identites(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Identite]:
    """Identities that this person may read or erase."""
    return perimetre(titulaire, "identite", verbe, Identite.objects.all(), IDENTITE)


def mises(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[MiseEnRelation]:
    """Hand-overs on which this person may do this; answering is for the structure that received it."""
    champs = MISE_RECUE if verbe == "repondre" else MISE
    return perimetre(titulaire, "mise", verbe, MiseEnRelation.objects.all(), champs)
