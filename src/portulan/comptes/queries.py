"""Reads on accounts."""

from django.db.models import QuerySet

from portulan.comptes.models import Compte, Habilitation, Organisation
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui


def get_compte(courriel: str) -> Compte:
    """Return the active account of an address. Raises ``Introuvable``."""
    compte = Compte.objects.filter(courriel__iexact=courriel.strip(), is_active=True).first()
    if compte is None:
        raise Introuvable(
            f"Aucun compte actif pour {courriel}.", remede=f"Créez-le : ./portulan compte creer {courriel}"
        )
    return compte


def titulaires_d_organisation(organisation: Organisation, *roles: str) -> QuerySet[Compte]:
    """Active accounts that hold a role (one of ``roles`` when given) for this organisation today."""
    tenues = Habilitation.objects.valides(aujourdhui()).filter(organisation=organisation)
    if roles:
        tenues = tenues.filter(role__in=roles)
    return Compte.objects.filter(is_active=True, pk__in=tenues.values("compte")).order_by("nom", "pk")
