"""Which organisation of Portulan a seat speaks for, so that whoever holds it may be invited."""

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Organisation
from portulan.comptes.organisations import organisation_representee
from portulan.crefop.composition.models import Siege
from portulan.crefop.composition.operations import modifier_siege


def organisation_du_siege(*, titulaire: Titulaire, siege: Siege) -> Organisation:
    """The organisation that a seat represents; a seat that names none gets the one of its own name."""
    exiger(titulaire, "comite", "composer")
    if siege.organisation is not None:
        return siege.organisation
    with transaction.atomic():
        organe = siege.college.organe
        representee = organisation_representee(
            titulaire=titulaire, nom=siege.libelle, region=organe.region, fictif=organe.fictif
        )
        modifier_siege(
            titulaire=titulaire, siege=siege, libelle=siege.libelle, organisation=representee, groupe=siege.groupe
        )
    return representee
