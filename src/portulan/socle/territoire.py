"""Typed territories: a region code is never taken for a département code (53 is both)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from portulan.socle.erreurs import DonneeInvalide


class Niveau(StrEnum):
    """Niveau de territoire, du plus fin au plus large : cet ordre est celui de l'agrégation et de l'affichage."""

    COMMUNE = "commune"
    EPCI = "epci"
    BASSIN = "bassin"
    DEPARTEMENT = "departement"
    ACADEMIE = "academie"
    REGION = "region"
    PAYS = "pays"

    @property
    def libelle(self) -> str:
        """French label, singular, for screens."""
        return _LIBELLES[self][0]

    @property
    def pluriel(self) -> str:
        """French label, plural, for screens."""
        return _LIBELLES[self][1]

    @property
    def rang(self) -> int:
        """Position from the finest (0) to the widest."""
        return list(Niveau).index(self)


_LIBELLES = {
    Niveau.COMMUNE: ("commune", "communes"),
    Niveau.EPCI: ("EPCI", "EPCI"),
    Niveau.BASSIN: ("bassin", "bassins"),
    Niveau.DEPARTEMENT: ("département", "départements"),
    Niveau.ACADEMIE: ("académie", "académies"),
    Niveau.REGION: ("région", "régions"),
    Niveau.PAYS: ("France entière", "France entière"),
}

_FORMES = {
    Niveau.COMMUNE: re.compile(r"\d{5}|2[AB]\d{3}"),
    Niveau.EPCI: re.compile(r"\d{9}"),
    Niveau.BASSIN: re.compile(r"[A-Za-z0-9_-]{1,40}"),
    Niveau.DEPARTEMENT: re.compile(r"\d{2}|2[AB]|9[78]\d"),
    Niveau.ACADEMIE: re.compile(r"[A-Z0-9]{2}"),
    Niveau.REGION: re.compile(r"\d{2}|9[78]\d"),
    Niveau.PAYS: re.compile(r"FR"),
}


@dataclass(frozen=True, order=True, slots=True)
class Territoire:
    """A level and a code of that level (INSEE, SIREN for an EPCI, national code of an académie)."""

    niveau: Niveau
    code: str

    def __post_init__(self) -> None:
        if not _FORMES[self.niveau].fullmatch(self.code):
            raise DonneeInvalide(
                f"« {self.code} » n'est pas un code de {self.niveau.libelle}.",
                remede="Écrivez le niveau et le code, par exemple « region:76 » ou « departement:31 ».",
            )

    def __str__(self) -> str:
        return f"{self.niveau.value}:{self.code}"

    @classmethod
    def lire(cls, texte: str) -> "Territoire":
        """Read ``niveau:code``; a bare code is refused, because a code alone is ambiguous."""
        niveau, separateur, code = texte.strip().partition(":")
        if not separateur or niveau not in set(Niveau):
            raise DonneeInvalide(
                f"« {texte} » ne dit pas de quel niveau il s'agit.",
                remede="Écrivez le niveau et le code, comme « region:53 » (Bretagne) ou « departement:53 » (Mayenne).",
            )
        return cls(Niveau(niveau), code)


FRANCE = Territoire(Niveau.PAYS, "FR")
