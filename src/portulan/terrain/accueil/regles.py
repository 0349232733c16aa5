"""Pure rules of the reception: the derived state of a need, the terms of the promises, what the clock asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portulan.socle.dates import ajouter_ouvres
from portulan.terrain.accueil.delais import Bareme, Depart, Regle, Unite
from portulan.terrain.accueil.enums import Etape, EtatBesoin, EtatMise, Issue
from portulan.terrain.accueil.transitions import PRISES, SANS_REPONSE

MAJORITE = 18
SORTIS = "decrocheurs"
_ISSUES = {
    Issue.AIDEE: EtatBesoin.ABOUTI,
    Issue.AILLEURS: EtatBesoin.ABOUTI,
    Issue.SANS_AIDE: EtatBesoin.NON_ABOUTI,
    Issue.ABSENTE: EtatBesoin.INJOIGNABLE,
    Issue.INJOIGNABLE: EtatBesoin.INJOIGNABLE,
    Issue.REORIENTEE: EtatBesoin.A_REPRENDRE,
}
_ORDRE = (EtatBesoin.ABOUTI, EtatBesoin.NON_ABOUTI, EtatBesoin.INJOIGNABLE)
FERMES = frozenset({EtatBesoin.REPONDU, EtatBesoin.ABANDONNE, *_ORDRE})


def prioritaire(age: int | None, publics: Iterable[str]) -> bool:
    """A minor who left education without a diploma: the clock of the first answer is shorter (RF-05)."""
    return age is not None and age < MAJORITE and SORTIS in publics


def etat_du_besoin(mises: Iterable[tuple[str, str]], *, reponse: bool = False, renonce: bool = False) -> EtatBesoin:
    """State of a need from its hand-overs (state, outcome): helped wins over not helped, over unreachable, over taken.

    Without any hand-over: answered at the first level, given up, or still to be routed. All refused, silent, cancelled
    or sent elsewhere: to be taken up again, never lost.
    """
    connues = [(EtatMise(e), i) for e, i in mises]
    closes = {_ISSUES[Issue(i)] for e, i in connues if e == EtatMise.CLOSE}
    for etat in _ORDRE:
        if etat in closes and (etat == EtatBesoin.ABOUTI or not _ouvertes(connues)):
            return etat
    if any(e in PRISES for e, _ in connues):
        return EtatBesoin.EN_CHARGE
    if any(e in SANS_REPONSE for e, _ in connues):
        return EtatBesoin.EN_ATTENTE
    if renonce:
        return EtatBesoin.ABANDONNE
    if reponse:
        return EtatBesoin.REPONDU
    return EtatBesoin.A_REPRENDRE if connues else EtatBesoin.A_ORIENTER


def _ouvertes(mises: Iterable[tuple[EtatMise, str]]) -> bool:
    return any(e in SANS_REPONSE or e in PRISES for e, _ in mises)


def echeance(regle: Regle, depart: date, *, urgente: bool = False) -> date:
    """Last day to keep a promise, counted from its start (the day after is late)."""
    nombre = regle.nombre_prioritaire if urgente and regle.nombre_prioritaire else regle.nombre
    if regle.unite == Unite.OUVRES:
        return ajouter_ouvres(depart, nombre)
    return depart + timedelta(days=nombre)


def promesses(bareme: Bareme, depart: Depart, jour: date, *, urgente: bool = False) -> Mapping[Etape, date]:
    """Terms of the promises that start now: at the sending, or at the acceptance."""
    return {Etape(r.etape): echeance(r, jour, urgente=urgente) for r in bareme.promesses.values() if r.depart == depart}


@dataclass(frozen=True, slots=True)
class Attendu:
    """What the clock asks for a hand-over without an answer: reminders due (their ranks), and expiry."""

    relances: tuple[int, ...]
    expiree: bool


def attendu(bareme: Bareme, *, emise_le: date, terme: date | None, jour: date) -> Attendu:
    """What is due on a day. ``terme``: the term moved by « à l'étude », if any; expiry never comes before it."""
    relances = tuple(
        rang for rang, n in enumerate(bareme.jours("relance"), start=1) if ajouter_ouvres(emise_le, n) <= jour
    )
    fin = ajouter_ouvres(emise_le, bareme.jours("expiration")[0])
    return Attendu(relances, jour > max(fin, terme or fin))
