"""The meaning of an opinion: a closed list of nine, drawn by a pure rule from what happened. Nobody types it.

An adopted reserve changes it; a recommendation never does.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portulan.crefop.avis.enums import SensAvis
from portulan.crefop.composition.jeu import Jeu
from portulan.socle.erreurs import Impossible


class Issue(StrEnum):
    """What a ballot gave: a majority for, a majority against, or neither (``scrutin.regles`` decides)."""

    ADOPTE = "adopte"
    REJETE = "rejete"
    PARTAGE = "partage"


# meanings that are an opinion on the referral; taking note closes it without one
RENDUS = frozenset(
    {
        SensAvis.FAVORABLE,
        SensAvis.FAVORABLE_AVEC_RESERVES,
        SensAvis.DEFAVORABLE,
        SensAvis.PARTAGE,
        SensAvis.REPUTE_RENDU,
    }
)
# meanings that the minutes tell, and no act: another meeting takes the referral, whose opinion is still to come
SANS_ACTE = frozenset({SensAvis.AJOURNE, SensAvis.NON_RENDU_CARENCE})


@dataclass(frozen=True, slots=True)
class VoteEnsemble:
    """The vote on the whole: its issue under the named rule, and the voices."""

    issue: str
    pour: int
    contre: int


@dataclass(frozen=True, slots=True)
class Faits:
    """What the rule looks at. ``reserves``: how many were adopted. ``ensemble``: None when nothing was voted."""

    retiree: bool = False
    carence: bool = False
    ajourne: bool = False
    information: bool = False
    fondement: str = ""
    ensemble: VoteEnsemble | None = None
    reserves: int = 0
    recommandations: int = 0


@dataclass(frozen=True, slots=True)
class Sens:
    """A meaning, and why in one sentence."""

    sens: SensAvis
    pourquoi: str


def sens_de(faits: Faits) -> Sens | None:
    """The meaning that follows from these facts, what was voted before all; None while nothing allows to say one."""
    if faits.ensemble is not None:
        return _du_vote(faits.ensemble, faits.reserves)
    if faits.retiree:
        return Sens(SensAvis.SANS_OBJET, "La saisine a été retirée par son auteur : l’avis est sans objet.")
    repute = f"Le délai est passé et un texte en vigueur répute l’avis rendu : {faits.fondement}."
    autres = (
        (faits.fondement, SensAvis.REPUTE_RENDU, repute),
        (faits.carence, SensAvis.NON_RENDU_CARENCE, "Le quorum n’était pas atteint : ce point n’a pas pu être voté."),
        (faits.ajourne, SensAvis.AJOURNE, "Le point a été ajourné : le comité ne s’est pas prononcé."),
        (
            faits.information,
            SensAvis.PREND_ACTE,
            "La saisine est pour information : le comité en prend acte sans vote.",
        ),
    )
    return next((Sens(sens, pourquoi) for vrai, sens, pourquoi in autres if vrai), None)


def _du_vote(vote: VoteEnsemble, reserves: int) -> Sens:
    if vote.issue == Issue.ADOPTE:
        if reserves:
            combien = "une réserve a été adoptée" if reserves == 1 else f"{reserves} réserves ont été adoptées"
            return Sens(SensAvis.FAVORABLE_AVEC_RESERVES, f"L’ensemble est adopté, et {combien}.")
        return Sens(SensAvis.FAVORABLE, "L’ensemble est adopté, et aucune réserve ne l’a été.")
    if vote.issue == Issue.REJETE:
        return Sens(SensAvis.DEFAVORABLE, "L’ensemble est rejeté.")
    if vote.pour == vote.contre > 0:
        return Sens(SensAvis.PARTAGE, "Les voix sont égales, et aucune voix prépondérante ne les départage.")
    if not vote.pour and not vote.contre:
        return Sens(SensAvis.PARTAGE, "Personne ne s’est exprimé pour ni contre : aucune majorité ne se dégage.")
    return Sens(SensAvis.PARTAGE, "Ni les voix pour ni les voix contre ne réunissent la majorité que la règle demande.")


def fondement_valable(regles: Jeu, jour: date) -> str:
    """The text that deems an opinion rendered on a day. Raises ``Impossible`` when there is none in force (default)."""
    fondement = str(regles["avis.fondement_repute_rendu"]).strip()
    if not fondement or not regles.vaut(jour):
        raise Impossible(
            "Aucun texte en vigueur à cette date ne permet de réputer l’avis rendu.",
            remede="Le Code du travail n’en prévoit plus depuis le 1er juillet 2024 : inscrivez le point à une séance.",
        )
    return fondement
