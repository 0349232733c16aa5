"""Where the rows of the life of the network keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import JAMAIS, Champs, Titulaire, perimetre
from portulan.comptes.enums import Etendue
from portulan.comptes.matrice import regle
from portulan.comptes.models import Organisation
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.animation.models import CampagneMiseAJour, DeclarationMoyens, Protocole, Rencontre, Sollicitation
from portulan.terrain.reseau.models import Structure


def _de_la_region(lieu: Territoire) -> Q:
    """A campaign is of a region: a role on a smaller place leads none."""
    return Q(region=lieu.code) if lieu.niveau is Niveau.REGION else JAMAIS


_LARGES = {Niveau.REGION, Niveau.PAYS}
SOLLICITATION = Champs("structure__organisation", "structure")
SOLLICITABLE = Champs("organisation", "")  # a structure, before it is asked
CAMPAGNE = Champs("", _de_la_region)
RENCONTRE = Champs("participations__organisation", "")
PROTOCOLE = Champs("organisation", "bassins")
DECLARATION = Champs("organisation", "organisation__structures", region="organisation__region")
ORGANISATION = Champs("pk", "structures", region="region")  # a place smaller than a region: who has a site there


def sollicitations(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Sollicitation]:
    """Requests on which this person may do this."""
    lignes = Sollicitation.objects.select_related("structure", "campagne")
    return perimetre(titulaire, "sollicitation", verbe, lignes, SOLLICITATION)


def sollicitables(titulaire: Titulaire) -> QuerySet[Structure]:
    """Structures that this person may ask."""
    return perimetre(titulaire, "sollicitation", "lancer", Structure.objects.all(), SOLLICITABLE)


def campagnes_menees(titulaire: Titulaire) -> QuerySet[CampagneMiseAJour]:
    """Update campaigns that this person may lead: those of its region."""
    return perimetre(titulaire, "sollicitation", "lancer", CampagneMiseAJour.objects.all(), CAMPAGNE)


def rencontres(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Rencontre]:
    """Meetings on which this person may do this (an operator: those it was convened to)."""
    return perimetre(titulaire, "rencontre", verbe, Rencontre.objects.all(), RENCONTRE).distinct()


def protocoles(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Protocole]:
    """Protocols on which this person may do this."""
    lignes = Protocole.objects.select_related("organisation")
    return perimetre(titulaire, "protocole", verbe, lignes, PROTOCOLE).distinct()


def declarations(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[DeclarationMoyens]:
    """Declarations on which this person may do this."""
    lignes = DeclarationMoyens.objects.select_related("organisation")
    return perimetre(titulaire, "declaration", verbe, lignes, DECLARATION).distinct()


def voit_toute_la_region(titulaire: Titulaire) -> bool:
    """True when no meeting of the region is hidden: a bassin where none is seen then has none."""
    etendues = regle("rencontre", "voir").etendues
    return any(
        etendues.get(a.role) is Etendue.TOUT
        or (etendues.get(a.role) is Etendue.TERRITOIRE and a.territoire and a.territoire.niveau in _LARGES)
        for a in titulaire.acces
    )


def organisations(titulaire: Titulaire, objet: str, verbe: str) -> QuerySet[Organisation]:
    """Organisations in whose name this person may do this: its own, or those of its territory."""
    lignes = Organisation.objects.filter(active=True)
    return perimetre(titulaire, objet, verbe, lignes, ORGANISATION).distinct()
