"""Pure rules of the roles: which an organisation has, who gives which, which need a territory."""

from collections.abc import Collection

from portulan.comptes.enums import GenreOrganisation, Role

# Roles that a person may hold for an organisation of a kind
ROLES_DE: dict[str, tuple[Role, ...]] = {
    GenreOrganisation.OPERATEUR: (Role.RESPONSABLE, Role.AGENT, Role.PSAD, Role.MEMBRE),
    GenreOrganisation.REGION: (Role.MISSION_SPRO, Role.SECRETARIAT, Role.PRESIDENCE, Role.MEMBRE, Role.AUDITEUR),
    GenreOrganisation.ETAT: (Role.SECRETARIAT, Role.PRESIDENCE, Role.MEMBRE, Role.PSAD, Role.AUDITEUR),
    GenreOrganisation.RECTORAT: (Role.RECTORAT, Role.AGENT, Role.PSAD, Role.MEMBRE),
    GenreOrganisation.UNIVERSITE: (Role.UNIVERSITE, Role.AGENT, Role.MEMBRE),
    GenreOrganisation.COMITE: (Role.MEMBRE, Role.SECRETARIAT),
    GenreOrganisation.AUTRE: (Role.PSAD, Role.MEMBRE, Role.AUDITEUR),
}
# Roles that are held for no organisation
SANS_ORGANISATION = (Role.ADMINISTRATEUR, Role.AUDITEUR, Role.PSAD)
# Roles that look at a territory
TERRITORIAUX = frozenset({Role.MISSION_SPRO, Role.RECTORAT, Role.PSAD})
# Who may give which: an administrator everything, an organisation its own people, the Region those of the network
DONNES_PAR: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATEUR: frozenset(Role),
    # each party names its own chair, so neither does it for the other
    Role.MISSION_SPRO: frozenset(Role) - {Role.ADMINISTRATEUR, Role.AUDITEUR, Role.PRESIDENCE},
    Role.SECRETARIAT: frozenset({Role.MEMBRE}),
    Role.RESPONSABLE: frozenset({Role.RESPONSABLE, Role.AGENT}),
    Role.RECTORAT: frozenset({Role.RECTORAT, Role.AGENT}),
    Role.UNIVERSITE: frozenset({Role.UNIVERSITE, Role.AGENT}),
}


def roles_a_donner(tenus: Collection[Role], genre: str | None) -> tuple[Role, ...]:
    """Roles that someone holding ``tenus`` may give in an organisation of this kind (None: without organisation)."""
    possibles = SANS_ORGANISATION if genre is None else ROLES_DE[genre]
    permis = frozenset[Role]().union(*(DONNES_PAR.get(role, frozenset()) for role in tenus))
    return tuple(role for role in possibles if role in permis)
