"""Examples of an indicator, written as ASCII tables: run on both engines, and printed in docs/notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from portulan.diagnostic.catalogue import indicateur
from portulan.socle.declaration import Table
from spec.tableau import calculer, cellules, tableau

CLE = ("niveau", "territoire", "composante", "ventilation")
CHIFFRES = ("numerateur", "denominateur", "valeur")
MOTEURS = ("duckdb", "polars")


_CALCULEES: dict[tuple[str, str, str], list[dict]] = {}


@dataclass(frozen=True)
class Exemple:
    """What the indicator reads, and the lines it must give (others may come with them unless ``complet``).

    ``attendu``: columns of the key (left out: empty) and of the figures (left out: not looked at; empty: no value).
    """

    code: str
    titre: str
    entrees: Mapping[Table, str]
    attendu: str
    complet: bool = False
    remarque: str = field(default="")

    def lignes(self, moteur: str) -> list[dict]:
        """Lines computed on an engine, once."""
        cle = (self.code, self.titre, moteur)
        if cle not in _CALCULEES:
            _CALCULEES[cle] = self._calculer(moteur)
        return _CALCULEES[cle]

    def _calculer(self, moteur: str) -> list[dict]:
        tables = {t.nom: tableau(t, texte) for t, texte in self.entrees.items()}
        return calculer(indicateur(self.code), tables, moteur)

    def verifier(self, moteur: str) -> None:
        """Compare with what is expected."""
        obtenues = {tuple(ligne[c] for c in CLE): ligne for ligne in self.lignes(moteur)}
        attendues = cellules(self.attendu)
        for attendue in attendues:
            cle = tuple(attendue.get(c, "") for c in CLE)
            assert cle in obtenues, f"ligne absente : {cle} parmi {sorted(obtenues)}"
            for chiffre in CHIFFRES:
                if chiffre in attendue:
                    voulu = attendue[chiffre]
                    obtenu = obtenues[cle][chiffre]
                    assert (obtenu is None) == (not voulu), (cle, chiffre, obtenu)
                    if voulu:
                        assert obtenu == pytest.approx(float(voulu.replace(" ", "").replace(",", ".")), abs=0.005), cle
        if self.complet:
            assert len(obtenues) == len(attendues), sorted(obtenues)
