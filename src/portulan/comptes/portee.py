"""Where accounts, organisations and the journal keep what rights look at."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import JAMAIS, Champs, Titulaire, exiger, filtre, perimetre, peut
from portulan.comptes.enums import Role
from portulan.comptes.models import Compte, Habilitation, Organisation
from portulan.comptes.regles import roles_a_donner
from portulan.journal.models import Entree
from portulan.socle.erreurs import Interdit
from portulan.socle.territoire import Niveau, Territoire


def _dans_la_region(lieu: Territoire) -> Q:
    """Organisations have a region and nothing finer: a role on a smaller place reaches none of them this way."""
    return Q(region=lieu.code) if lieu.niveau is Niveau.REGION else JAMAIS


def _tenues(organisations: QuerySet[Organisation]) -> Q:
    return Q(pk__in=Habilitation.objects.filter(organisation__in=organisations).values("compte"))


def _actes(organisations: QuerySet[Organisation]) -> Q:
    return Q(organisation__in=organisations.values("code"))


ORGANISATION = Champs("pk", _dans_la_region)
COMPTE = Champs(
    lambda pk: _tenues(Organisation.objects.filter(pk=pk)),
    lambda lieu: _tenues(Organisation.objects.filter(_dans_la_region(lieu))),
)
JOURNAL = Champs(
    lambda pk: _actes(Organisation.objects.filter(pk=pk)),
    lambda lieu: _actes(Organisation.objects.filter(_dans_la_region(lieu))),
)


def comptes(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Compte]:
    """Accounts on which this person may do this; one's own is another page."""
    return perimetre(titulaire, "compte", verbe, Compte.objects.all(), COMPTE)


def organisations(titulaire: Titulaire, objet: str = "organisation", verbe: str = "modifier") -> QuerySet[Organisation]:
    """Organisations on which this person may do this (``compte``, ``inviter``: those they may invite to)."""
    return perimetre(titulaire, objet, verbe, Organisation.objects.all(), ORGANISATION)


def entrees(titulaire: Titulaire) -> QuerySet[Entree]:
    """Entries of the journal that this person may read."""
    return perimetre(titulaire, "journal", "voir", Entree.objects.all(), JOURNAL)


def roles_donnables(titulaire: Titulaire, organisation: Organisation | None) -> tuple[Role, ...]:
    """Roles this person may give in this organisation (None: without organisation, everything must be theirs)."""
    if organisation is None:
        tout = peut(titulaire, "compte", "inviter") and filtre(titulaire, "compte", "inviter", Champs()) == Q()
        return roles_a_donner([a.role for a in titulaire.acces], None) if tout else ()
    # The roles that count are those whose reach covers this organisation
    tenus = [
        acces.role
        for acces in titulaire.acces
        if perimetre(
            Titulaire(titulaire.compte, (acces,)),
            "compte",
            "inviter",
            Organisation.objects.filter(pk=organisation.pk),
            ORGANISATION,
        ).exists()
    ]
    return roles_a_donner(tenus, organisation.genre)


def exiger_de_donner(titulaire: Titulaire, role: str, organisation: Organisation | None) -> None:
    """Raise ``Interdit`` unless this person may give (or take back) this role there."""
    exiger(titulaire, "compte", "inviter", organisation, ORGANISATION)
    if role not in roles_donnables(titulaire, organisation):
        nom = Role(role).label if role in Role.values else role
        raise Interdit(
            f"Vous ne pouvez pas donner le rôle « {nom} » ici.",
            remede="La page « Droits » dit qui donne quel rôle ; demandez-le à la mission SPRO ou à l’administration.",
        )
