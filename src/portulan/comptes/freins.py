"""Brakes on what anyone may ask: so many places for so long, taken one by one."""

from django.core import signing
from django.core.cache import cache


def places(sujet: str, quoi: str, nombre: int) -> list[str]:
    """Keys of the places of someone; what identifies them is kept as a signature only."""
    cle = signing.Signer(salt="portulan.comptes.lien").signature(quoi)
    return [f"{sujet}:{cle}:{rang}" for rang in range(nombre)]


def prendre(cles: list[str], secondes: int) -> bool:
    """Take a free place for a time; False when none is left (``add`` is atomic, a counter read then written is not)."""
    return any(cache.add(cle, 1, timeout=secondes) for cle in cles)


def rendre(cles: list[str]) -> None:
    """Free every place."""
    cache.delete_many(cles)
