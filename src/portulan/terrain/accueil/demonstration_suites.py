"""What becomes of a hand-over of the demonstration: steps, promises, reminders, each one a declared transition."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from portulan.journal.operations import SYSTEME
from portulan.socle.dates import ajouter_ouvres
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.accueil.delais import Bareme, Depart
from portulan.terrain.accueil.demonstration_ecriture import fabrique
from portulan.terrain.accueil.demonstration_profils import Roue
from portulan.terrain.accueil.enums import Etape, EtatMise, Issue, MotifAnnulation, MotifRefus
from portulan.terrain.accueil.models import MiseEnRelation, Satisfaction
from portulan.terrain.accueil.regles import promesses
from portulan.terrain.accueil.transitions import PAR_NOM

PARIS = ZoneInfo("Europe/Paris")
ENQUETE_JOURS = 10

type Pas = tuple[Any, ...]
# Fields of the rows kept as tuples
ETAPE = ("mise", "transition", "vers", "quand", "auteur", "motif", "version")
PROMESSE = ("mise", "etape", "echeance", "tenue_le", "prolongee_de")
RELANCE = ("mise", "rang", "envoyee_le")

MOTIFS = Roue(
    {MotifRefus.COMPLET: 4.0, MotifRefus.BESOIN: 3.0, MotifRefus.ZONE: 1.0, MotifRefus.DEJA_SUIVIE: 2.0,
     MotifRefus.COORDONNEES: 1.0}
)  # fmt: skip
ISSUES = Roue(
    {Issue.AIDEE: 70.0, Issue.AILLEURS: 6.0, Issue.SANS_AIDE: 9.0, Issue.INJOIGNABLE: 6.0, Issue.ABSENTE: 6.0,
     Issue.REORIENTEE: 3.0}
)  # fmt: skip
NOTES = Roue({5: 34.0, 4: 36.0, 3: 18.0, 2: 8.0, 1: 4.0})

_satisfaction_neuve = fabrique(Satisfaction)
ouvres = lru_cache(maxsize=16384)(ajouter_ouvres)


def a_l_heure(jour: date, minutes: int) -> datetime:
    """A moment of an opening day, in minutes after nine."""
    return datetime.combine(jour, time(9 + minutes // 60, minutes % 60), PARIS)


@dataclass(frozen=True, slots=True)
class Allure:
    """How receivers behave: shares that answer in time, then late (the rest is silent), that refuse, that give up."""

    a_temps: float = 0.88
    tard: float = 0.07
    refus: float = 0.1
    renonce: float = 0.02


@dataclass
class Suites:
    """Everything that the hand-overs of a demonstration write, until its last day (excluded)."""

    bareme: Bareme
    fin: date
    etapes: list[Pas] = field(default_factory=list)
    promesses: list[Pas] = field(default_factory=list)
    relances: list[Pas] = field(default_factory=list)
    dernier_pas: datetime = datetime.min  # noqa: DTZ901 (set by the first step)
    satisfactions: list[Satisfaction] = field(default_factory=list)
    _termes: dict[tuple[Depart, date, bool], tuple[tuple[Etape, date], ...]] = field(default_factory=dict)

    def suivre(
        self, mise: MiseEnRelation, tirage: Tirage, allure: Allure, *, urgente: bool, refuse: bool, enquete: bool
    ) -> date | None:
        """Take a hand-over as far as the last day allows; the day somebody else must be found, if any."""
        emise = mise.emise_le.date()
        tenues: dict[Etape, date] = {}
        pas: list[tuple[str, date, str]] = []
        relance, reponse, suite = self.fin, None, None
        hasard = tirage.part()
        if hasard < allure.renonce:
            pas.append(("annuler", ouvres(emise, 2), MotifAnnulation.RENONCE))
        elif hasard < allure.renonce + allure.a_temps:
            reponse = ouvres(emise, tirage.rang(2) if urgente else tirage.rang(4))
        elif hasard < allure.renonce + allure.a_temps + allure.tard:
            reponse = ouvres(emise, 4 + tirage.rang(6))
        else:
            suite = ouvres(emise, self.bareme.jours("expiration")[0]) + timedelta(days=1)
            pas.append(("expirer", suite, ""))
        if reponse:
            relance = reponse
            if tirage.chance(0.6):
                pas.append(("lire", min(reponse, ouvres(emise, tirage.rang(3))), ""))
            if refuse or tirage.chance(allure.refus):
                pas.append(("refuser", reponse, MotifRefus.PUBLIC if refuse else MOTIFS.tourner(tirage)))
                suite = reponse
            else:
                pas += self._accueillir(reponse, tirage)
        self._franchir(mise, pas, tenues)
        self._promettre(mise, emise, tenues, urgente=urgente)
        for rang, jours in enumerate(self.bareme.jours("relance"), start=1):
            if ouvres(emise, jours) < min(relance, suite or self.fin, self.fin) and mise.etat != EtatMise.ANNULEE:
                self.relances.append((mise, rang, ouvres(emise, jours)))
        if enquete and mise.close_le and (envoi := mise.close_le.date() + timedelta(days=ENQUETE_JOURS)) < self.fin:
            self._interroger(mise, envoi, tirage)
        return suite if suite and suite < self.fin else None

    def _accueillir(self, reponse: date, tirage: Tirage) -> Iterable[tuple[str, date, str]]:
        contact = ouvres(reponse, 1 + tirage.rang(4))
        issue = ISSUES.tourner(tirage)
        yield "accepter", reponse, ""
        if issue == Issue.INJOIGNABLE:
            yield "clore", contact + timedelta(days=7 + tirage.rang(14)), issue
            return
        yield "contacter", contact, ""
        vue = ouvres(contact, 1 + tirage.rang(7) + (12 if tirage.chance(0.06) else 0))
        if issue != Issue.ABSENTE:
            yield "recevoir", vue, ""
        yield "clore", vue + timedelta(days=tirage.rang(16) + (40 if tirage.chance(0.1) else 0)), issue

    def _franchir(self, mise: MiseEnRelation, pas: Iterable[tuple[str, date, str]], tenues: dict[Etape, date]) -> None:
        """Write the steps taken before the last day, and what they do to the hand-over."""
        instant = mise.emise_le
        for nom, jour, motif in pas:
            if jour >= self.fin:
                return
            transition = PAR_NOM[nom]
            instant = max(instant + timedelta(minutes=7), a_l_heure(jour, 20))
            self.etapes.append((mise, nom, transition.vers, instant, SYSTEME, motif, mise.version))
            self.dernier_pas = instant
            mise.version += 1
            mise.etat = transition.vers
            for etape in transition.tient:
                tenues.setdefault(etape, instant.date())
            if nom in {"refuser", "annuler"}:
                mise.motif = motif
            if nom in {"accepter", "refuser"}:
                mise.repondue_le = instant
            elif nom == "recevoir":
                mise.vue_le = instant
            elif nom == "clore":
                mise.close_le, mise.issue = instant, motif

    def _promettre(self, mise: MiseEnRelation, emise: date, tenues: dict[Etape, date], *, urgente: bool) -> None:
        termes = self._dus(Depart.EMISSION, emise, urgente)
        if mise.repondue_le and mise.etat != EtatMise.REFUSEE:
            termes = (*termes, *self._dus(Depart.ACCEPTATION, mise.repondue_le.date(), urgente))
        self.promesses += [(mise, e, d, tenues.get(e), None) for e, d in termes]

    def _dus(self, depart: Depart, jour: date, urgente: bool) -> tuple[tuple[Etape, date], ...]:  # noqa: FBT001
        cle = (depart, jour, urgente)
        if cle not in self._termes:
            self._termes[cle] = tuple(promesses(self.bareme, depart, jour, urgente=urgente).items())
        return self._termes[cle]

    def _interroger(self, mise: MiseEnRelation, envoi: date, tirage: Tirage) -> None:
        reponse = envoi + timedelta(days=1 + tirage.rang(9))
        if tirage.chance(0.35) and reponse < self.fin:
            note = NOTES.tourner(tirage)
            aidee = mise.issue == Issue.AIDEE
            lue = {"repondue_le": reponse, "note": note, "aidee": aidee}
        else:
            lue = {}
        self.satisfactions.append(_satisfaction_neuve(mise=mise, envoyee_le=envoi, fictif=True, **lue))
