"""Units, rounding and how a number is written in French."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

FINE = "\u202f"  # narrow no-break space: thousands, and before % ; ! ?


class Unite(StrEnum):
    """Units of the 157 indicators; the value is what the API and the exports write."""

    POURCENT = "%"
    POUR_MILLE = "‰"
    POINTS = "points"
    NOMBRE = "nombre"
    RATIO = "ratio"
    JOURS = "jours"
    MOIS = "mois"
    MINUTES = "min"
    HEURES = "h"
    KM = "km"
    EUROS = "€"
    INDICE = "indice 0–1"
    SCORE = "points sur 100"

    @property
    def decimales(self) -> int:
        """Digits after the comma, applied once, by the engine."""
        return _DECIMALES.get(self, 1)


_DECIMALES = {
    Unite.NOMBRE: 0,
    Unite.JOURS: 0,
    Unite.EUROS: 0,
    Unite.RATIO: 2,
    Unite.INDICE: 3,
}


@dataclass(frozen=True, slots=True)
class Secret:
    """Statistical secrecy of an indicator about persons (SS-01).

    ``effectif``: counts from 1 to ``effectif - 1`` are masked. ``denominateur``: a rate needs at least that many.
    """

    effectif: int = 5
    denominateur: int = 20


def arrondir(valeur: float, decimales: int) -> float:
    """Round half up on the shortest decimal writing, so that 2.675 at 2 digits gives 2.68 everywhere."""
    pas = Decimal(1).scaleb(-decimales)
    return float(Decimal(repr(float(valeur))).quantize(pas, rounding=ROUND_HALF_UP)) + 0.0


def nombre_fr(valeur: float, decimales: int = 0) -> str:
    """Write 1234.5 as « 1 234,5 » (narrow no-break spaces, true minus sign)."""
    texte = f"{arrondir(valeur, decimales):,.{decimales}f}"
    return texte.replace(",", FINE).replace(".", ",").replace("-", "\u2212")


def valeur_fr(valeur: float, unite: Unite, decimales: int | None = None) -> str:
    """Write a value with its unit: « 87,3 % », « 2 640 », « 9,2 km »."""
    chiffres = unite.decimales if decimales is None else decimales
    nombre = nombre_fr(valeur, chiffres)
    if unite in {Unite.NOMBRE, Unite.RATIO, Unite.INDICE}:
        return nombre
    if unite in {Unite.POURCENT, Unite.POUR_MILLE}:
        return f"{nombre}{FINE}{unite.value}"
    if unite is Unite.JOURS and abs(arrondir(valeur, chiffres)) < 2:  # noqa: PLR2004 (plural starts at two)
        return f"{nombre}\u00a0jour"
    return f"{nombre}\u00a0{unite.value}"
