"""Stored statements of quorum in words, in the opinion and in the minutes alike."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from portulan.crefop.avis.francais import quorum
from portulan.crefop.avis.valeurs import Quorum
from portulan.crefop.composition.jeu import CLES, Jeu
from portulan.crefop.seance.models import ConstatQuorum
from portulan.socle.accords import enumeration
from portulan.socle.dates import heure_fr


def constat_dit(constat: ConstatQuorum, jeu: Jeu) -> Quorum:
    """A stored statement in words, with the rule that it applies."""
    regle = jeu.regle("quorum.base")
    return Quorum(
        heure=heure_fr(timezone.localtime(constat.quand)),
        objet=f"point {constat.point.rang}" if constat.point else "ouverture de la séance",
        base=constat.base,
        comptes=constat.presents,
        requis=constat.requis,
        atteint=constat.atteint,
        phrase=quorum(base=constat.base, comptes=constat.presents, requis=constat.requis, atteint=constat.atteint),
        regle=f"{CLES['quorum.seuil'].dire(jeu['quorum.seuil'])} ; base : {regle.dite} ; source : {regle.reference}",
    )


def regrouper(quorums: Sequence[Quorum]) -> tuple[Quorum, ...]:
    """Statements that follow each other and say the same are one, with the hours of all."""
    groupes: list[list[Quorum]] = []
    for q in quorums:
        if groupes and replace(groupes[-1][-1], heure=q.heure) == q:
            groupes[-1].append(q)
        else:
            groupes.append([q])
    return tuple(replace(g[0], heure=enumeration(q.heure for q in g)) for g in groupes)
