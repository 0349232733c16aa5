"""What an assessment is worth: levels kept, score, coverage, status. Pure: neither the database nor the clock.

Everything is exact (``Fraction``); a score is rounded once, half up to one decimal, where it is shown.
Thresholds come from the referential itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from portulan.socle.dates import ajouter_mois
from portulan.terrain.evaluation.enums import Etat, Regard, SansObjet, Statut

if TYPE_CHECKING:
    from portulan.terrain.charte.referentiel import Critere, Referentiel

# From a state to another, by which act; « renvoyer » gives the form back to the operator
TRANSITIONS: Mapping[str, tuple[tuple[Etat, ...], Etat]] = {
    "soumettre": ((Etat.OUVERTE,), Etat.SOUMISE),
    "commencer_revue": ((Etat.SOUMISE,), Etat.EN_REVUE),
    "renvoyer": ((Etat.SOUMISE, Etat.EN_REVUE), Etat.OUVERTE),
    "valider": ((Etat.EN_REVUE,), Etat.VALIDEE),
    "perimer": ((Etat.VALIDEE,), Etat.PERIMEE),
}

# Months during which a validated assessment holds: a year, and six months to finish the next one
VALIDITE_MOIS = 18
JOURS_DE_RAPPEL = (30, 7, 1)


def permise(acte: str, etat: str) -> bool:
    """True when the state allows this act."""
    return etat in TRANSITIONS[acte][0]


@dataclass(frozen=True, slots=True)
class Lecture:
    """What is known about one criterion: both columns, and whether valid evidence supports it that day."""

    declare: int | None = None
    constate: int | None = None
    sans_objet: str = SansObjet.NON
    prouve: bool = False


@dataclass(frozen=True, slots=True)
class NiveauRetenu:
    """One applicable criterion of a ``Bilan``; ``plafonne``: the level was lowered for want of evidence."""

    critere: "Critere"
    declare: int | None
    constate: int | None
    sans_objet: str
    prouve: bool
    retenu: int | None
    plafonne: bool
    ecart: bool

    @property
    def ecarte(self) -> bool:
        """Accepted as not applicable: in neither side of the coverage."""
        return self.sans_objet == SansObjet.ACCEPTEE


@dataclass(frozen=True, slots=True)
class BilanPrincipe:
    """Average of a principle (None when nothing is assessed) and how much of it is assessed."""

    code: str
    moyenne: Fraction | None
    evalues: int
    applicables: int


@dataclass(frozen=True, slots=True)
class Bilan:
    """Result of an assessment. ``note`` is None as long as the coverage is below the threshold (inclusive)."""

    niveaux: tuple[NiveauRetenu, ...]
    principes: tuple[BilanPrincipe, ...]
    note: Fraction | None
    couverture: Fraction
    seuil: Fraction
    statut: Statut
    bloquants: tuple[str, ...]
    eliminatoires: tuple[str, ...]
    a_evaluer: tuple[str, ...]
    a_prouver: tuple[str, ...]
    a_confirmer_sans_objet: tuple[str, ...]
    ecarts: tuple[str, ...]

    @property
    def evalues(self) -> int:
        """Criteria that have a level."""
        return sum(p.evalues for p in self.principes)

    @property
    def applicables(self) -> int:
        """Criteria of the group, those accepted as not applicable left out."""
        return sum(p.applicables for p in self.principes)

    @property
    def couvert(self) -> bool:
        """The threshold of coverage is reached (inclusive)."""
        return bool(self.applicables) and self.couverture >= self.seuil

    def niveau(self, critere: str) -> NiveauRetenu:
        """One criterion. Raises ``KeyError``."""
        for n in self.niveaux:
            if n.critere.code == critere:
                return n
        raise KeyError(critere)


def bilan(
    referentiel: "Referentiel", groupe: str, lectures: Mapping[str, Lecture], *, seuil: Fraction | None = None
) -> Bilan:
    """Result of the levels of a group against a referential; ``seuil`` of coverage: that of the referential by default.

    No compensation: one assessed mandatory criterion below the required level gives « non conforme », whatever the
    rest. Otherwise a mandatory criterion not assessed, or a coverage below the threshold, gives « non évalué ».
    """
    seuil = referentiel.seuils.couverture_minimale if seuil is None else seuil
    requis = referentiel.seuils.niveau_requis
    niveaux = tuple(_retenir(referentiel, c, lectures.get(c.code, Lecture())) for c in referentiel.applicables(groupe))
    comptes = [n for n in niveaux if not n.ecarte]
    evalues = [n for n in comptes if n.retenu is not None]
    principes = tuple(
        _principe(p.code, [n for n in comptes if n.critere.principe == p.code]) for p in referentiel.principes
    )
    couverture = Fraction(len(evalues), len(comptes)) if comptes else Fraction(0)
    couvert = bool(comptes) and couverture >= seuil
    bloquants = _codes(n for n in evalues if n.critere.obligatoire and _bas(n, requis))
    return Bilan(
        niveaux=niveaux,
        principes=principes,
        note=_note(principes) if couvert else None,
        couverture=couverture,
        seuil=seuil,
        statut=_statut(comptes, bloquants, couvert=couvert),
        bloquants=bloquants,
        eliminatoires=_codes(n for n in evalues if n.critere.eliminatoire and _bas(n, requis)),
        a_evaluer=_codes(n for n in comptes if n.retenu is None and n.sans_objet != SansObjet.DEMANDEE),
        a_prouver=_codes(n for n in comptes if n.plafonne),
        a_confirmer_sans_objet=_codes(n for n in comptes if n.sans_objet == SansObjet.DEMANDEE),
        ecarts=_codes(n for n in niveaux if n.ecart),
    )


def _retenir(referentiel: "Referentiel", critere: "Critere", lu: Lecture) -> NiveauRetenu:
    """The finding when there is one, else what is declared; without valid evidence, no more than the ceiling."""
    sans_objet = lu.sans_objet
    if sans_objet == SansObjet.ACCEPTEE and not sans_objet_possible(critere):
        sans_objet = SansObjet.DEMANDEE  # never out of the count, whatever was written
    suspendu = sans_objet in {SansObjet.DEMANDEE, SansObjet.ACCEPTEE}
    brut = None if suspendu else lu.declare if lu.constate is None else lu.constate
    plafond = referentiel.seuils.niveau_sans_preuve
    plafonne = brut is not None and brut > plafond and bool(critere.preuves) and not lu.prouve
    ecart = (
        lu.declare is not None
        and lu.constate is not None
        and abs(lu.declare - lu.constate) >= referentiel.seuils.ecart_de_revue
    )
    retenu = plafond if plafonne else brut
    return NiveauRetenu(critere, lu.declare, lu.constate, sans_objet, lu.prouve, retenu, plafonne, ecart)


def _bas(n: NiveauRetenu, requis: int) -> bool:
    return n.retenu is not None and n.retenu < requis


def _codes(niveaux: Iterable[NiveauRetenu]) -> tuple[str, ...]:
    return tuple(n.critere.code for n in niveaux)


def _principe(code: str, comptes: Sequence[NiveauRetenu]) -> BilanPrincipe:
    evalues = [(n.critere.poids, n.retenu) for n in comptes if n.retenu is not None]
    poids = sum((p for p, _ in evalues), Fraction(0))
    moyenne = sum((p * r for p, r in evalues), Fraction(0)) / poids if poids else None
    return BilanPrincipe(code, moyenne, len(evalues), len(comptes))


def _note(principes: Sequence[BilanPrincipe]) -> Fraction | None:
    """Average of the averages: a principle of eight criteria does not weigh more than one of five."""
    moyennes = [p.moyenne for p in principes if p.moyenne is not None]
    return sum(moyennes, Fraction(0)) / len(moyennes) if moyennes else None


def _statut(comptes: Sequence[NiveauRetenu], bloquants: Sequence[str], *, couvert: bool) -> Statut:
    if bloquants:
        return Statut.NON_CONFORME
    if not couvert or any(n.critere.obligatoire and n.retenu is None for n in comptes):
        return Statut.NON_EVALUE
    return Statut.AVEC_PLAN if any(n.retenu == 0 for n in comptes) else Statut.CONFORME


# --- criteria, evidence, dates --------------------------------------------------------------------


def sans_objet_possible(critere: "Critere") -> bool:
    """A criterion may be left out when the referential says so; never an eliminatory one."""
    return critere.na_permis and not critere.eliminatoire


def constat_retenu(constats: Iterable[tuple[str, int]]) -> int | None:
    """Level kept from several findings (regard, level): the Region's prevail over the peers'; then the lowest."""
    par_regard: dict[str, list[int]] = {}
    for regard, niveau in constats:
        par_regard.setdefault(regard, []).append(niveau)
    for regard in (Regard.REGION, Regard.PAIR):
        if regard in par_regard:
            return min(par_regard[regard])
    return None


def fin_de_validite(effet_le: date, valide_jusqu_au: date | None, critere: "Critere") -> date | None:
    """Last day on which evidence supports a criterion: its own end, or the longest life the referential allows.

    None when neither sets a limit. An old document does not look fresh for having been sent today.
    """
    durees = [p.validite_mois for p in critere.preuves]
    limite = None
    if durees and all(m is not None for m in durees):
        limite = ajouter_mois(effet_le, max(m for m in durees if m is not None))
    fins = [f for f in (valide_jusqu_au, limite) if f is not None]
    return min(fins) if fins else None


def en_cours_de_validite(effet_le: date, fin: date | None, jour: date) -> bool:
    """From the day it takes effect to its last day, included: it stops counting the day after."""
    return effet_le <= jour and (fin is None or jour <= fin)


def rappel_du(echeance: date, jour: date, deja: Iterable[int] = ()) -> int | None:
    """Which reminder (30, 7 or 1 days before) is due that day: the nearest one reached; None when it was sent, or late.

    A job that did not run on the day itself sends the nearest one only, never several at once.
    """
    reste = (echeance - jour).days
    if reste < 0:
        return None
    atteints = [j for j in JOURS_DE_RAPPEL if reste <= j]
    if not atteints or min(atteints) in set(deja):
        return None
    return min(atteints)


def ecrire_note(note: Fraction | None) -> str:
    """A score as it is shown: « 2,4 », rounded half up once; empty when there is none."""
    if note is None:
        return ""
    dixiemes = (note * 10 + Fraction(1, 2)).__floor__()
    return f"{dixiemes // 10},{dixiemes % 10}"


def ecrire_part(part: Fraction) -> str:
    """A share as it is shown: « 80 % », rounded down so that a threshold never looks reached before it is."""
    return f"{(part * 100).__floor__()}\u202f%"
