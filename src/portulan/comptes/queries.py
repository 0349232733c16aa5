"""Reads on accounts."""

from portulan.comptes.models import Compte
from portulan.socle.erreurs import Introuvable


def get_compte(courriel: str) -> Compte:
    """Return the active account of an address. Raises ``Introuvable``."""
    compte = Compte.objects.filter(courriel__iexact=courriel.strip(), is_active=True).first()
    if compte is None:
        raise Introuvable(
            f"Aucun compte actif pour {courriel}.", remede=f"Créez-le : ./portulan compte creer {courriel}"
        )
    return compte
