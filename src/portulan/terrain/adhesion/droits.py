"""Where adhesions keep what rights look at; the table itself is in ``comptes.matrice``."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Champs, Titulaire, exiger, filtre, perimetre
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.socle.erreurs import Interdit
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.regles import SIGNEES
from portulan.terrain.adhesion.transitions import Transition

ADHESION = Champs("organisation", "sites__structure", region="region", public=Q(etat__in=SIGNEES))
ORGANISATION = Champs("pk", "structures", region="region")


def adhesions(titulaire: Titulaire, verbe: str = "voir") -> QuerySet[Adhesion]:
    """Adhesions on which this person may do this, once each (a territory is read through the sites)."""
    permises = Adhesion.objects.filter(filtre(titulaire, "adhesion", verbe, ADHESION))
    return Adhesion.objects.filter(pk__in=permises.order_by().values("pk"))


def registre(titulaire: Titulaire) -> QuerySet[Adhesion]:
    """Adhesions of the public register: those that were signed."""
    return perimetre(titulaire, "registre", "voir", Adhesion.objects.all(), ADHESION)


def organisations_candidates(titulaire: Titulaire) -> QuerySet[Organisation]:
    """Organisations for which this person may prepare a candidacy."""
    permises = Organisation.objects.filter(filtre(titulaire, "adhesion", "candidater", ORGANISATION))
    return Organisation.objects.filter(pk__in=permises.order_by().values("pk"))


def tient(titulaire: Titulaire, adhesion: Adhesion, role: Role) -> bool:
    """True when a role is held for this adhesion: that of its organisation for its own people."""
    propre = {Role.AGENT, Role.RESPONSABLE}
    return any(
        a.role == role and (role not in propre or a.organisation == adhesion.organisation_id) for a in titulaire.acces
    )


def roles_tenus(titulaire: Titulaire, adhesion: Adhesion) -> frozenset[Role]:
    """Roles held for this adhesion."""
    return frozenset(a.role for a in titulaire.acces if tient(titulaire, adhesion, a.role))


def exiger_role(titulaire: Titulaire, adhesion: Adhesion, transition: Transition) -> None:
    """Raise ``Interdit`` unless this person may take this step: the table of rights, then the party that acts."""
    if not any(tient(titulaire, adhesion, role) for role in transition.roles):
        raise Interdit(
            "Votre rôle ne permet pas cette étape.",
            remede="La page de suivi dit qui l’attend ; demandez-la à cette personne.",
        )
    exiger(titulaire, "adhesion", transition.verbe, adhesion, ADHESION)
