"""Draws of the demonstration: the same words give the same draws on any machine and any Python."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

# Day the generated activity speaks of
JOUR = date(2025, 12, 31)


class Tirage:
    """A sequence of draws named by a text. Only ``random()`` is used: its sequence is the one Python guarantees."""

    def __init__(self, *noms: object) -> None:
        self._alea = random.Random("portulan-demonstration|" + "|".join(map(str, noms)))  # noqa: S311 (not a secret)

    def part(self, de: float = 0.0, a: float = 1.0) -> float:
        """A real between two bounds."""
        return de + (a - de) * self._alea.random()

    def chance(self, probabilite: float) -> bool:
        """True that often."""
        return self._alea.random() < probabilite

    def rang(self, nombre: int) -> int:
        """An integer from 0 to ``nombre - 1``."""
        return int(self._alea.random() * nombre)

    def choix[T](self, valeurs: Sequence[T]) -> T:
        """One of the values, equally likely."""
        return valeurs[self.rang(len(valeurs))]

    def selon[T](self, poids: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight."""
        seuil = self.part(0, sum(poids.values()))
        for valeur, lourdeur in poids.items():
            seuil -= lourdeur
            if seuil < 0:
                return valeur
        return next(reversed(list(poids)))

    def date_maj(self) -> date:
        """Updates as directories have them: most of the year, some forgotten."""
        jours = self.part(*self.selon({(2, 180): 62.0, (180, 730): 28.0, (730, 1500): 10.0}))
        return JOUR - timedelta(days=int(jours))


def repartir(populations: Mapping[str, int], places: int, puissance: float) -> dict[str, int]:
    """Places by commune, as seats by the highest averages on ``population ** puissance`` (less than 1: more spread)."""
    import heapq

    file = [(-(population**puissance), code, 0) for code, population in populations.items() if population > 0]
    heapq.heapify(file)
    obtenues: dict[str, int] = {}
    for _ in range(places if file else 0):
        _, code, deja = file[0]
        obtenues[code] = deja + 1
        heapq.heapreplace(file, (-(populations[code] ** puissance) / (deja + 2), code, deja + 1))
    return obtenues


def nom_de_lieu(avant: str, commune: str) -> str:
    """« CIO de » + « Le Mans » → « CIO du Mans »; « d'Albi », « des Sables-d'Olonne », « de La Rochelle »."""
    if commune.startswith("Le "):
        return f"{avant} du {commune[3:]}"
    if commune.startswith("Les "):
        return f"{avant} des {commune[4:]}"
    if commune[:1] in "AEIOUYÉÈÊÎŒHÀ" and not commune.startswith(("Hu", "Ho", "Ya", "Yo")):
        return f"{avant} d'{commune}"
    return f"{avant} de {commune}"
