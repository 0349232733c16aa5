"""Many assessments seen together: distribution, coverage, weak criteria, disagreements; what is not assessed included.

A structure never assessed is a line like the others: no average is given without saying how many it leaves out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from portulan.terrain.charte.referentiel import Critere, Referentiel
from portulan.terrain.evaluation import lectures, regles
from portulan.terrain.evaluation.enums import EN_COURS, Etat, EtatPreuve, Statut
from portulan.terrain.evaluation.models import Campagne, Evaluation, PreuveCritere
from portulan.terrain.reseau.models import Structure


@dataclass(frozen=True, slots=True)
class Ligne:
    """A structure with its assessment and live result, when there is one."""

    structure: Structure
    evaluation: Evaluation | None
    bilan: regles.Bilan | None

    @property
    def statut(self) -> Statut:
        """What is known of it: an assessment that nobody validated says nothing yet."""
        valide = self.evaluation is not None and self.evaluation.etat == Etat.VALIDEE
        return self.bilan.statut if valide and self.bilan else Statut.NON_EVALUE

    @property
    def niveaux(self) -> Mapping[str, regles.NiveauRetenu]:
        """Levels by criterion; empty when nothing was begun."""
        return {n.critere.code: n for n in self.bilan.niveaux} if self.bilan else {}


def lignes(structures: Iterable[Structure], evaluations: QuerySet[Evaluation], jour: date) -> list[Ligne]:
    """A line for each structure, with the last of these assessments (7 queries, whatever their number)."""
    legeres = evaluations.defer("contenu").select_related("campagne").prefetch_related("referentiel")
    dernieres = {e.structure_id: e for e in legeres.order_by("ouverte_le", "pk")}
    connues = list(structures)
    gardees = [dernieres[s.pk] for s in connues if s.pk in dernieres]
    bilans = lectures.bilans(gardees, jour)
    return [
        Ligne(s, e, bilans[e.pk]) if (e := dernieres.get(s.pk)) is not None else Ligne(s, None, None) for s in connues
    ]


@dataclass(frozen=True, slots=True)
class Repartition:
    """How a group of structures stands; ``note``: average of those that have one."""

    cle: str
    comptes: Mapping[Statut, int]
    note: Fraction | None
    notees: int

    @property
    def total(self) -> int:
        """Structures of the group."""
        return sum(self.comptes.values())

    @property
    def evaluees(self) -> int:
        """Structures that have a status."""
        return self.total - self.non_evaluees

    @property
    def non_evaluees(self) -> int:
        """Structures of which nothing is known."""
        return self.comptes.get(Statut.NON_EVALUE, 0)

    @property
    def couverture(self) -> Fraction:
        """Assessed / all."""
        return Fraction(self.evaluees, self.total) if self.total else Fraction(0)

    @property
    def conformes(self) -> int:
        """Conforming, with a plan or without."""
        return self.comptes.get(Statut.CONFORME, 0) + self.comptes.get(Statut.AVEC_PLAN, 0)

    @property
    def part_conforme(self) -> Fraction | None:
        """Conforming / assessed; None when nothing is assessed."""
        return Fraction(self.conformes, self.evaluees) if self.evaluees else None

    def comparable(self, minimum: Fraction) -> bool:
        """True when enough is assessed for a rank to mean something (inclusive)."""
        return bool(self.total) and self.couverture >= minimum


def repartition(groupe: Iterable[Ligne], cle: str = "") -> Repartition:
    """Distribution of a group of lines."""
    rangees = list(groupe)
    notes = [x.bilan.note for x in rangees if x.statut != Statut.NON_EVALUE and x.bilan and x.bilan.note is not None]
    moyenne = sum(notes, Fraction(0)) / len(notes) if notes else None
    return Repartition(cle, Counter(x.statut for x in rangees), moyenne, len(notes))


def repartitions(rangees: Iterable[Ligne], cle: Callable[[Ligne], str]) -> list[Repartition]:
    """Distribution by group (kind of operator, bassin), in the order of their keys."""
    groupes: dict[str, list[Ligne]] = defaultdict(list)
    for ligne in rangees:
        groupes[cle(ligne)].append(ligne)
    return [repartition(groupes[c], c) for c in sorted(groupes)]


@dataclass(frozen=True, slots=True)
class CritereFaible:
    """A criterion and how many of the structures that assessed it are below the required level."""

    critere: Critere
    faibles: int
    evaluees: int

    @property
    def part(self) -> Fraction:
        """Below / assessed on this criterion."""
        return Fraction(self.faibles, self.evaluees) if self.evaluees else Fraction(0)


def criteres_faibles(rangees: Iterable[Ligne], referentiel: Referentiel) -> list[CritereFaible]:
    """Criteria of a referential, those most often below the required level first."""
    bas: Counter[str] = Counter()
    vus: Counter[str] = Counter()
    for ligne in rangees:
        for code, niveau in ligne.niveaux.items():
            if niveau.retenu is not None and not niveau.ecarte:
                vus[code] += 1
                bas[code] += niveau.retenu < referentiel.seuils.niveau_requis
    tous = [CritereFaible(c, bas[c.code], vus[c.code]) for c in referentiel.criteres]
    return sorted(tous, key=lambda c: (-c.part, -c.faibles))


@dataclass(frozen=True, slots=True)
class Croisement:
    """How many were cross-checked, and how many with a gap of the declared size on a criterion at least."""

    croisees: int
    en_ecart: int


def croisement(rangees: Iterable[Ligne]) -> Croisement:
    """Declared and found levels, compared."""
    croisees = [x for x in rangees if any(n.constate is not None for n in x.niveaux.values())]
    return Croisement(len(croisees), sum(bool(x.bilan and x.bilan.ecarts) for x in croisees))


def preuves_perimees(rangees: Iterable[Ligne], jour: date) -> list[tuple[Evaluation, PreuveCritere]]:
    """Evidence that stopped counting, in the assessments of these lines (1 query)."""
    par_cle = {x.evaluation.pk: x.evaluation for x in rangees if x.evaluation}
    liens = (
        PreuveCritere.objects.filter(evaluation__in=par_cle)
        .exclude(preuve__etat__in=(EtatPreuve.REFUSEE, EtatPreuve.RETIREE))
        .select_related("preuve")
        .order_by("preuve__effet_le", "pk")
    )
    perimees = []
    for lien in liens:
        evaluation = par_cle[lien.evaluation_id]
        critere = evaluation.referentiel.referentiel.par_code.get(lien.critere)
        if critere is None:
            continue
        fin = regles.fin_de_validite(lien.preuve.effet_le, lien.preuve.valide_jusqu_au, critere)
        if fin is not None and fin < jour:
            perimees.append((evaluation, lien))
    return perimees


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far a group of a campaign is."""

    cle: str
    demandees: int
    ouvertes: int
    soumises: int
    validees: int

    @property
    def a_commencer(self) -> int:
        """Structures asked without an assessment."""
        return self.demandees - self.ouvertes - self.soumises - self.validees

    @property
    def part(self) -> int:
        """Submitted or further, whole per cent."""
        return round(100 * (self.soumises + self.validees) / self.demandees) if self.demandees else 0


def avancements(rangees: Iterable[Ligne], cle: Callable[[Ligne], str]) -> list[Avancement]:
    """Progress by group, in the order of their keys."""
    groupes: dict[str, list[str]] = defaultdict(list)
    for ligne in rangees:
        groupes[cle(ligne)].append(ligne.evaluation.etat if ligne.evaluation else "")
    return [avancement(etats, c) for c, etats in sorted(groupes.items())]


def avancement(etats: Sequence[str], cle: str = "") -> Avancement:
    """Progress of a group from the states of its assessments (empty: none)."""
    comptes = Counter(etats)
    return Avancement(
        cle,
        len(etats),
        comptes[Etat.OUVERTE],
        comptes[Etat.SOUMISE] + comptes[Etat.EN_REVUE],
        comptes[Etat.VALIDEE] + comptes[Etat.PERIMEE],
    )


def evolution(region: str) -> list[tuple[Campagne, Counter[str], int]]:
    """Campaigns, oldest first, with the statuses that were frozen and how many are under way (3 queries)."""
    campagnes = list(Campagne.objects.filter(region=region, lancee_le__isnull=False).order_by("annee", "du", "pk"))
    figes: dict[int, Counter[str]] = defaultdict(Counter)
    finies = Evaluation.objects.filter(campagne__in=campagnes, etat__in=(Etat.VALIDEE, Etat.PERIMEE))
    for campagne, statut in finies.values_list("campagne", "contenu__bilan__statut"):
        figes[campagne][statut] += 1
    en_cours = Counter(
        Evaluation.objects.filter(campagne__in=campagnes, etat__in=EN_COURS).values_list("campagne", flat=True)
    )
    return [(c, figes[c.pk], en_cours[c.pk]) for c in campagnes]
