"""What makes a reserve testable by a figure: the comparisons that exist, a threshold that is a number. Pure.

Declared once for the whole committee: what a member writes, what is voted, what is published, what is followed.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

COMPARATEURS: Mapping[str, str] = MappingProxyType({"<=": "au plus", ">=": "au moins", "=": "égal à"})


def lire_seuil(texte: str) -> Decimal | None:
    """A threshold as it was voted (« 90 », « 12,5 », « 90 % »); None when it is not a number."""
    propre = "".join(c for c in texte if not c.isspace()).replace(",", ".").removesuffix("%")
    try:
        lu = Decimal(propre)
    except InvalidOperation:
        return None
    return lu if lu.is_finite() else None
