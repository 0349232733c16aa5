"""Where the reception keeps what rights look at; the table itself is in ``comptes.matrice``.

A structure sees the requests of its own door and what was handed over to it (DP-04). The Region sees what is in its
territory (where the person lives, or the door she came through), never the identity.
"""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q, QuerySet

from portulan.comptes.droits import COLONNES, Champs, Titulaire, exiger, perimetre
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, Identite, MiseEnRelation, Passation
from portulan.terrain.accueil.transitions import Acteur, Transition


def _demande_emise_par(organisation: int) -> Q:
    tenus = Besoin.objects.filter(responsable__organisation=organisation)
    return Q(structure__organisation=organisation) | Q(pk__in=tenus.order_by().values("demande"))


def _demande_de(organisation: int) -> Q:
    recus = Besoin.objects.filter(mises__structure__organisation=organisation)
    return _demande_emise_par(organisation) | Q(pk__in=recus.order_by().values("demande"))


def _mise_emise_par(organisation: int) -> Q:
    return (
        Q(emettrice__organisation=organisation)
        | Q(besoin__responsable__organisation=organisation)
        | Q(besoin__demande__structure__organisation=organisation)
    )


def _mise_de(organisation: int) -> Q:
    return Q(structure__organisation=organisation) | _mise_emise_par(organisation)


def _identite_de(organisation: int) -> Q:
    """The door, and who answers for the person now: whoever was asked and did not take her reads nothing."""
    demandes = DemandeAccueil.objects.filter(_demande_emise_par(organisation))
    return Q(demande__in=demandes.order_by().values("pk"))


def _identite_lue_de(organisation: int) -> Q:
    """What it may read: its own, and for some days what it has just handed over."""
    laissees = passations().filter(structure__organisation=organisation)
    return _identite_de(organisation) | Q(demande__in=laissees.order_by().values("besoin__demande"))


def passations() -> QuerySet[Passation]:
    """Handovers under way: the days of reading that are not over."""
    return Passation.objects.filter(jusqu_au__gte=aujourdhui())


def _dans(prefixe: str) -> Callable[[Territoire], Q]:
    """Where the person lives, else the door she came through; the public door is that of the installation's region."""

    def condition(territoire: Territoire) -> Q:
        colonne = COLONNES[territoire.niveau]
        lieu = Q(**{prefixe + colonne: territoire.code}) | Q(**{f"{prefixe}structure__{colonne}": territoire.code})
        if territoire.niveau is Niveau.REGION and territoire.code == settings.PORTULAN_REGION:
            return lieu | Q(**{f"{prefixe}structure__isnull": True})
        return lieu

    return condition


DEMANDE = Champs(_demande_de, _dans(""))
DEMANDE_EMISE = Champs(_demande_emise_par, _dans(""))
IDENTITE = Champs(_identite_de, _dans("demande__"))
IDENTITE_LUE = Champs(_identite_lue_de, _dans("demande__"))
MISE = Champs(_mise_de, _dans("besoin__demande__"))
MISE_EMISE = Champs(_mise_emise_par, _dans("besoin__demande__"))
MISE_RECUE = Champs("structure__organisation", _dans("besoin__demande__"))


def demandes(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[DemandeAccueil]:
    """Requests on which this person may do this."""
    champs = DEMANDE_EMISE if verbe == "saisir" else DEMANDE
    return perimetre(titulaire, "accueil", verbe, DemandeAccueil.objects.all(), champs)


def identites(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Identite]:
    """Identities that this person may read or erase; a handover lets read, and nothing else."""
    champs = IDENTITE_LUE if verbe == "voir" else IDENTITE
    return perimetre(titulaire, "identite", verbe, Identite.objects.all(), champs)


_MISES = {"repondre": MISE_RECUE, "emettre": MISE_EMISE}


def mises(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[MiseEnRelation]:
    """Hand-overs on which this person may do this; answering is for the structure that received it."""
    return perimetre(titulaire, "mise", verbe, MiseEnRelation.objects.all(), _MISES.get(verbe, MISE))


def exiger_acteur(titulaire: Titulaire, mise: MiseEnRelation, transition: Transition) -> Acteur:
    """In which capacity this person takes a step. Raises ``Interdit``."""
    recoit = Acteur.RECEVEUSE in transition.acteurs
    verbe = "repondre" if recoit else "emettre"
    exiger(titulaire, "mise", verbe, mise, _MISES[verbe])
    return Acteur.RECEVEUSE if recoit else Acteur.EMETTRICE
