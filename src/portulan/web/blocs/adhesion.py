"""Block of the page of a structure: the adhesion that covers it, or why none does."""

from typing import Any

from portulan.comptes.droits import Titulaire
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.enums import JAMAIS
from portulan.terrain.adhesion.queries import adhesion_en_cours, sites_couverts
from portulan.terrain.reseau.models import Structure


def structure(_qui: Titulaire, lieu: Structure) -> tuple[str, dict[str, Any]] | None:
    """What the public register says of this place."""
    jour = aujourdhui()
    if lieu.operateur in JAMAIS:
        return "blocs/adhesion.html", {"convention": True, "structure": lieu}
    if lieu.organisation is None:
        return None
    valable = adhesion_en_cours(lieu.organisation, jour)
    couvert = valable and sites_couverts(jour).filter(adhesion=valable, structure=lieu).exists()
    return "blocs/adhesion.html", {"structure": lieu, "adhesion": valable, "couvert": couvert}
