"""Majority, ties and casting vote under a named rule, in whole numbers only. Pure: no database, no clock.

A text is adopted when more than half of the base is for it, rejected when more than half is against it; else there is
no majority. The base is a rule: abstentions are in « présents ou représentés », out of « exprimés ». As many voices
for as against, one at least, are a tie whatever the abstentions (CRPA, art. R. 133-11): the rule says who breaks it, by
the vote that this seat really cast. When nobody says for nor against, there is nothing to break.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portulan.crefop.scrutin.enums import Choix, Issue


class Base(StrEnum):
    """What the majority is counted on; the values are those of the rule ``vote.base_majorite``."""

    EXPRIMES = "exprimes"
    PRESENTS = "presents_ou_representes"
    COMPOSITION = "composition"

    @property
    def libelle(self) -> str:
        """In French."""
        return {
            Base.EXPRIMES: "suffrages exprimés",
            Base.PRESENTS: "voix des membres présents ou représentés",
            Base.COMPOSITION: "voix des membres composant le comité",
        }[self]


class Egalite(StrEnum):
    """What a tie gives; the values are those of the rule ``vote.egalite``."""

    ETAT = "voix_preponderante_etat"
    REGION = "voix_preponderante_region"
    PARTAGE = "partage"
    REJET = "rejet"

    @property
    def preside(self) -> str:
        """The party whose chair breaks the tie; empty when nobody does."""
        return {Egalite.ETAT: "etat", Egalite.REGION: "region"}.get(self, "")


@dataclass(frozen=True, slots=True)
class Voix:
    """Voices by choice, those of the body that voted or not, those of every voting seat of the committee."""

    pour: int
    contre: int
    abstention: int
    ne_prend_pas_part: int
    corps: int
    composition: int

    def __post_init__(self) -> None:
        if min(self.pour, self.contre, self.abstention, self.ne_prend_pas_part) < 0 or self.recues > self.corps:
            raise ValueError("plus de voix que le corps n’en a")

    @property
    def recues(self) -> int:
        """Voices of the ballots received."""
        return self.pour + self.contre + self.abstention + self.ne_prend_pas_part

    def base(self, base: Base) -> int:
        """Voices that the majority is counted on."""
        return {
            Base.EXPRIMES: self.pour + self.contre,
            Base.PRESENTS: self.corps,
            Base.COMPOSITION: max(self.composition, self.corps),
        }[base]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the voices give on a base: the majority required, whether it was a tie, and how it was broken.

    ``preponderante``: choice of the casting chair (None: no tie, or nobody to break it).
    """

    base: Base
    voix: int
    requise: int
    egalite: bool
    preponderante: str | None
    issue: Issue


def decider(voix: Voix, base: Base, egalite: Egalite, presidences: Mapping[str, str] | None = None) -> Decision:
    """The decision on a base. ``presidences``: choice of each chair voting in person, by party (none if secret)."""
    total = voix.base(base)
    requise = total // 2 + 1
    if voix.pour >= requise:
        return Decision(base, total, requise, egalite=False, preponderante=None, issue=Issue.ADOPTE)
    if voix.contre >= requise:
        return Decision(base, total, requise, egalite=False, preponderante=None, issue=Issue.REJETE)
    if voix.pour != voix.contre or not voix.pour:
        return Decision(base, total, requise, egalite=False, preponderante=None, issue=Issue.PARTAGE)
    choix = (presidences or {}).get(egalite.preside) if egalite.preside else None
    issue = {Choix.POUR.value: Issue.ADOPTE, Choix.CONTRE.value: Issue.REJETE}.get(choix or "", Issue.PARTAGE)
    if egalite is Egalite.REJET:
        issue = Issue.REJETE
    return Decision(base, total, requise, egalite=True, preponderante=choix, issue=issue)


def secret_accorde(demandeurs: int, sieges: int, pourcent: int) -> bool:
    """True when enough seats of the body asked for a secret vote (``vote.secret_sur_demande``; 0: never)."""
    return pourcent > 0 and demandeurs > 0 and demandeurs * 100 >= pourcent * sieges


def demandeurs_requis(sieges: int, pourcent: int) -> int:
    """How many seats must ask for a secret vote: the fraction, rounded up."""
    return -(-pourcent * sieges // 100)


def base_et_egalite(regles: Mapping[str, Any]) -> tuple[Base, Egalite]:
    """The two rules as a ballot keeps them."""
    return Base(regles["base_majorite"]["valeur"]), Egalite(regles["egalite"]["valeur"])
