"""Reads on the follow-up of reserves."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet

from portulan.crefop.avis.enums import EtatAvis, EtatReserve
from portulan.crefop.avis.models import Reserve
from portulan.crefop.scrutin import francais
from portulan.crefop.suivi.enums import GenreSuivi
from portulan.crefop.suivi.models import SuiviReserve
from portulan.crefop.suivi.transitions import TRANSITIONS
from portulan.socle.territoire import Niveau, Territoire

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Diagnostic
    from portulan.socle.resultat import Resultat

_JOUR = re.compile(r"-(\d{4}-\d{2}-\d{2})-")


def repere(reserve: Reserve) -> str:
    """Short name of a reserve or a recommendation in its opinion: « R1 », « Rec. 1 »."""
    return francais.repere(reserve.genre, reserve.numero)


def suivies(reserves: QuerySet[Reserve]) -> QuerySet[Reserve]:
    """With their opinion and their milestones, the latest first (three queries)."""
    jalons = SuiviReserve.objects.order_by("-quand", "-pk")
    return reserves.select_related("avis__saisine__organe", "avis__saisine__auteur").prefetch_related(
        Prefetch("suivis", queryset=jalons)
    )


def responsable(reserve: Reserve, suivis: Sequence[SuiviReserve]) -> str:
    """Who must act: the last one named in a milestone, else the addressee of the reserve, else the author."""
    nomme = next((s.responsable for s in suivis if s.responsable), "")
    return nomme or reserve.destinataire or reserve.avis.saisine.auteur.nom


def proposition_en_attente(reserve: Reserve, suivis: Sequence[SuiviReserve]) -> SuiviReserve | None:
    """What the last snapshot proposed, when nobody decided since and it can still be decided."""
    for jalon in suivis:
        if jalon.genre == GenreSuivi.DECISION:
            return None
        if jalon.genre == GenreSuivi.PROPOSITION:
            permis = jalon.etat in TRANSITIONS[EtatReserve(reserve.etat)]
            return jalon if permis else None
    return None


def a_reevaluer(diagnostic: "Diagnostic") -> list[Reserve]:
    """Published reserves of the region, linked to an indicator, that this snapshot comes after.

    A provisional snapshot cannot be cited: it proposes nothing.
    """
    if diagnostic.provisoire:
        return []
    lues = Reserve.objects.filter(avis__etat=EtatAvis.PUBLIE, avis__saisine__organe__region=diagnostic.region)
    lues = (
        lues.exclude(indicateur="").exclude(etat=EtatReserve.CADUQUE).exclude(avis__instantane=diagnostic.identifiant)
    )
    return [
        r
        for r in lues.select_related("avis__saisine__organe").order_by("pk")
        if posterieur(diagnostic.date, r.avis.instantane)
    ]


def posterieur(jour: date, juge: str) -> bool:
    """True for a snapshot of this day that is not older than the one the opinion was given on (``juge``)."""
    connu = _JOUR.search(juge)
    return connu is None or jour >= date.fromisoformat(connu[1])


def lire_resultat(diagnostic: "Diagnostic", reserve: Reserve) -> "Resultat | None":
    """The figure of a reserve in a diagnosis, for the whole region; None when there is no such line."""
    lieu = Territoire(Niveau.REGION, diagnostic.region)
    ligne = diagnostic.ligne(reserve.indicateur, lieu, reserve.composante)
    return ligne.resultat if ligne else None
