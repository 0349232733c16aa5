"""The year of reception of a demonstration, bassin by bassin: the same region and day always tell the same story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from portulan.journal.operations import SYSTEME
from portulan.methodes.aiguillage import A_DISTANCE_ELARGI, Proposition, Raison, Reponse
from portulan.methodes.aiguillage_regles import Regles
from portulan.socle.dates import ajouter_mois, ouvre
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.accueil.demonstration_ecriture import fabrique
from portulan.terrain.accueil.demonstration_incidents import (
    CARENCE_BESOIN,
    CARENCE_PUBLIC,
    CARENCE_RANG,
    FAVORI,
    PERDUS,
    RANGS,
    REFUSANT,
    REFUSES,
    RENVOIS,
    REPETITIONS,
)
from portulan.terrain.accueil.demonstration_profils import NOMS, PRENOMS, PROFILS, RECEVEUSES, Profil, Roue
from portulan.terrain.accueil.demonstration_suites import Allure, Suites, a_l_heure, ouvres
from portulan.terrain.accueil.enums import Canal, Choix, EtatMise, Information, Mobilite, Trace
from portulan.terrain.accueil.models import Aiguillage, Besoin, Carence, DemandeAccueil, Identite, MiseEnRelation
from portulan.terrain.accueil.regles import FERMES, etat_du_besoin, prioritaire
from portulan.terrain.accueil.transitions import PRISES
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.territoire import Rattachement

RECENTE = timedelta(days=90)
"""How long the demonstration keeps identities: those of older requests were erased."""

ROUTEES, CARENCES, AIGUILLAGES, SITE = 0.42, 0.004, 0.3, 0.12
TENTATIVES = 3
_ORDINAIRE = Allure()
_ALLURES = {
    RANGS["retards"]: Allure(a_temps=0.4, tard=0.45, refus=0.06),
    RANGS["chaines"]: Allure(a_temps=0.9, tard=0.05, refus=0.45),
}
_PERDUE = Allure(a_temps=0.0, tard=0.0, renonce=0.0)
_CANAUX = Roue({Canal.SUR_PLACE: 62.0, Canal.TELEPHONE: 28.0, Canal.COURRIEL: 10.0})
_MOIS = (1.3, 1.1, 1.2, 0.9, 0.9, 1.0, 0.6, 0.4, 1.5, 1.3, 1.2, 0.8)
_MOBILITES = Roue(
    {Mobilite.INCONNUE: 55.0, Mobilite.VOITURE: 18.0, Mobilite.TRANSPORTS: 18.0, Mobilite.VELO: 3.0,
     Mobilite.A_PIED: 4.0, Mobilite.AUCUNE: 2.0}
)  # fmt: skip
_CONTACTS = Roue({None: 40.0, 0: 27.0, 1: 19.0, 2: 9.0, 3: 4.0, 4: 1.0})
_RANGS = Roue({0: 80.0, 1: 15.0, 2: 5.0})
_demande_neuve, _besoin_neuf, _mise_neuve = map(fabrique, (DemandeAccueil, Besoin, MiseEnRelation))
_aiguillage_neuf, _carence_neuve, _identite_neuve = map(fabrique, (Aiguillage, Carence, Identite))
_PAR_CODE = {p.code: p for p in PROFILS}
_PROFILS = Roue({p.code: p.poids for p in PROFILS})
_PORTES = {p.code: Roue(p.portes) for p in PROFILS}
_BESOINS = {p.code: Roue(p.besoins) for p in PROFILS}
_RECEVEUSES = {theme: Roue(poids) for theme, poids in RECEVEUSES.items()}


@dataclass(frozen=True, slots=True)
class Lieu:
    """A commune where people live."""

    code: str
    population: int
    ou: Rattachement


@dataclass
class Annee:
    """What is told, until its last day (excluded)."""

    fin: date
    structures: Sequence[Structure]
    offres: Mapping[int, tuple[str, str]]
    suites: Suites
    demandes: list[DemandeAccueil] = field(default_factory=list)
    identites: list[Identite] = field(default_factory=list)
    besoins: list[Besoin] = field(default_factory=list)
    carences: list[Carence] = field(default_factory=list)
    aiguillages: list[Aiguillage] = field(default_factory=list)
    mises: list[MiseEnRelation] = field(default_factory=list)

    def __post_init__(self) -> None:
        debut = ajouter_mois(self.fin, -12)
        jours = [debut + timedelta(days=n) for n in range((self.fin - debut).days)]
        self._jours = Roue({j: _MOIS[j.month - 1] for j in jours if ouvre(j)})
        cios = [s.pk for s in self.structures if s.operateur == "cio"]
        # The last one of the region exchanges with nobody, when it is not the only one
        isole = cios[-1] if len(cios) > 1 else None
        self._proches: dict[tuple[str, str], list[Structure]] = {}
        for s in self.structures:
            if s.pk == isole:
                continue
            for zone in (f"b{s.bassin}", f"d{s.departement}", "r"):
                self._proches.setdefault((s.operateur, zone), []).append(s)

    def trouver(self, operateur: str, lieu: Lieu, tirage: Tirage) -> Structure | None:
        """A structure of an operator: in the bassin, else in the département, else in the region."""
        for zone in (f"b{lieu.ou['bassin']}", f"d{lieu.ou['departement']}", "r"):
            if trouvees := self._proches.get((operateur, zone)):
                return tirage.choix(trouvees)
        return None

    def raconter(self, rang: int, bassin: str, lieux: Sequence[Lieu], nombre: int) -> None:
        """The year of one bassin; ``rang``: its place by population, which says what goes wrong in it."""
        tirage = Tirage("accueil", bassin)
        communes = Roue({n: float(lieu.population) for n, lieu in enumerate(lieux)})
        perdus = PERDUS if rang == RANGS["perdus"] else 0
        for n in range(nombre):
            profil = _PAR_CODE[_PROFILS.tourner(tirage)]
            demande = self._demande(rang, lieux[communes.tourner(tirage)], profil, tirage)
            if rang == RANGS["renvois"] and n < RENVOIS:
                demande.renvoi, demande.close_le = True, demande.recue_le
                continue
            perdu = perdus > 0 and demande.structure is not None and self._ancienne(demande)
            perdus -= perdu
            self._besoins(rang, demande, profil, tirage, perdu=perdu)
        if rang == CARENCE_RANG:
            for n in range(REPETITIONS):
                self._carence_repetee(rang, lieux[0], n, tirage)

    def _ancienne(self, demande: DemandeAccueil) -> bool:
        """Long enough ago for a silence to have run out."""
        return timedelta(days=40) < self.fin - demande.recue_le.date() < timedelta(days=300)

    def _demande(
        self, rang: int, lieu: Lieu, profil: Profil, tirage: Tirage, jour: date | None = None
    ) -> DemandeAccueil:
        porte = None if tirage.chance(SITE) else self.trouver(_PORTES[profil.code].tourner(tirage), lieu, tirage)
        age = profil.ages[0] + tirage.rang(profil.ages[1] - profil.ages[0] + 1) if tirage.chance(0.9) else None
        anonyme = tirage.chance(0.35)
        ecrite = 0.3 if rang == RANGS["sans_trace"] else 0.8
        trace = tirage.choix((Trace.IMPRIMEE, Trace.COURRIEL)) if tirage.chance(ecrite) else Trace.AUCUNE
        demande = _demande_neuve(
            structure=porte,
            canal=_CANAUX.tourner(tirage) if porte else Canal.SITE,
            saisie_par=SYSTEME,
            recue_le=a_l_heure(jour or self._jours.tourner(tirage), tirage.rang(480)),
            publics=list(profil.publics),
            age=age,
            prioritaire=prioritaire(age, profil.publics),
            code_insee=lieu.code,
            mobilite=_MOBILITES.tourner(tirage),
            handicap=profil.code == "handicap" and tirage.chance(0.5),
            contacts_avant=_CONTACTS.tourner(tirage) if porte else None,
            anonyme=anonyme,
            accord_enquete=not anonyme and tirage.chance(0.6),
            trace=trace if porte or not trace else Trace.COURRIEL,
            fictif=True,
            **lieu.ou,
        )
        self.demandes.append(demande)
        return demande

    def _besoins(self, rang: int, demande: DemandeAccueil, profil: Profil, tirage: Tirage, *, perdu: bool) -> None:
        roue = _BESOINS[profil.code]
        for theme in dict.fromkeys(roue.tourner(tirage) for _ in range(2 if tirage.chance(0.15) else 1)):
            besoin = _besoin_neuf(demande=demande, thematique=theme, responsable=demande.structure)
            self.besoins.append(besoin)
            if perdu or tirage.chance(ROUTEES):
                self._router(rang, besoin, tirage, perdu=perdu)
            elif tirage.chance(CARENCES):
                self._constater(besoin)
            else:
                besoin.reponse = True
                demande.informations = [tirage.choix(Information.values)]
                _conclure(besoin, (), demande.recue_le + timedelta(minutes=25))
        siens = self.besoins[-2:] if self.besoins[-2:][0].demande is demande else self.besoins[-1:]
        if all(b.clos_le for b in siens):
            demande.close_le = max(b.clos_le for b in siens if b.clos_le)
        self._identifier(demande, tirage)

    def _router(self, rang: int, besoin: Besoin, tirage: Tirage, *, perdu: bool) -> None:
        """Hand a need over, then to others when it is refused or left unanswered."""
        demande = besoin.demande
        candidats = self._candidats(rang, besoin, tirage)
        if not candidats:
            self._constater(besoin)
            return
        demande.anonyme, demande.accord_transmission = False, True
        aiguillage = self._aiguiller(besoin, candidats) if tirage.chance(AIGUILLAGES) else None
        choisie = min(_RANGS.tourner(tirage), len(candidats) - 1)
        candidats.insert(0, candidats.pop(choisie))
        allure = _PERDUE if perdu else _ALLURES.get(rang, _ORDINAIRE)
        quand, siennes = demande.recue_le + timedelta(minutes=15), []
        for essai, structure in enumerate(candidats[: 1 if perdu else TENTATIVES]):
            mise = _mise_neuve(
                besoin=besoin,
                aiguillage=aiguillage,
                emettrice=demande.structure,
                structure=structure,
                rang=None if essai else choisie + 1,
                choix=Choix.AUTOMATIQUE if essai else Choix.PERSONNE,
                emise_le=quand,
                fictif=True,
            )
            siennes.append(mise)
            suite = self.suites.suivre(
                mise,
                tirage,
                allure,
                urgente=demande.prioritaire,
                refuse=structure.operateur == REFUSANT
                and not REFUSES.isdisjoint(demande.publics)
                and tirage.chance(0.9),
                enquete=demande.accord_enquete,
            )
            if suite is None:
                break
            quand = a_l_heure(suite, 60)
        self.mises += siennes
        derniere = siennes[-1]
        besoin.renonce = derniere.etat == EtatMise.ANNULEE
        _conclure(besoin, siennes, self.suites.dernier_pas if derniere.version > 1 else quand)
        if derniere.etat in PRISES or derniere.etat == EtatMise.CLOSE:
            besoin.responsable = derniere.structure
        elif perdu:
            besoin.responsable = None
        else:
            besoin.responsable = demande.structure or siennes[0].structure

    def _candidats(self, rang: int, besoin: Besoin, tirage: Tirage) -> list[Structure]:
        """Structures that could answer, of different operators, in no particular order but for the favourite's."""
        demande = besoin.demande
        roue, lieu = _RECEVEUSES[besoin.thematique], Lieu(demande.code_insee, 0, _ou(demande))
        trouvees: dict[str, Structure] = {}
        for operateur in dict.fromkeys(roue.tourner(tirage) for _ in range(4)):
            structure = self.trouver(operateur, lieu, tirage)
            if structure and structure is not demande.structure:
                trouvees[operateur] = structure
        ordre = sorted((tirage.part(), operateur) for operateur in trouvees)
        if rang == RANGS["part"]:
            ordre.sort(key=lambda o: o[1] != FAVORI)
        return [trouvees[operateur] for _, operateur in ordre]

    def _aiguiller(self, besoin: Besoin, candidats: Sequence[Structure]) -> Aiguillage:
        """The answer that was shown, as the engine writes it."""
        propositions = tuple(
            Proposition(
                rang=n,
                service=self.offres.get(s.pk, ("", ""))[0],
                structure=s.identifiant,
                nom=self.offres.get(s.pk, ("", s.nom))[1],
                operateur=s.operateur,
                raisons=(Raison.de("besoin", demandes=1), Raison.de("en_presentiel"), Raison.de("delai_inconnu")),
                distance_km=None,
                minutes=None,
                a_distance=False,
            )
            for n, s in enumerate(candidats, start=1)
        )
        reponse = Reponse(propositions, (), "", len(propositions), 0, Regles().version, "demonstration")
        reponse = replace(reponse, empreinte=reponse.signer())
        aiguillage = _aiguillage_neuf(
            besoin=besoin,
            fait_le=besoin.demande.recue_le + timedelta(minutes=10),
            par=SYSTEME,
            regles=reponse.version_regles,
            empreinte=reponse.empreinte,
            reponse=reponse.en_donnees(),
        )
        self.aiguillages.append(aiguillage)
        return aiguillage

    def _constater(self, besoin: Besoin) -> None:
        """Nobody could be proposed: a remote answer was; the person gives up when it comes too late."""
        demande = besoin.demande
        besoin.renonce = self.fin - demande.recue_le.date() > RECENTE
        _conclure(besoin, (), demande.recue_le + timedelta(minutes=30))
        self.carences.append(
            _carence_neuve(
                besoin=besoin,
                constatee_le=demande.recue_le.date(),
                code_insee=demande.code_insee,
                bassin=demande.bassin,
                region=demande.region,
                thematique=besoin.thematique,
                public=demande.publics[0],
                elargissement=A_DISTANCE_ELARGI,
                fictif=True,
            )
        )

    def _carence_repetee(self, rang: int, lieu: Lieu, n: int, tirage: Tirage) -> None:
        profil = next(p for p in PROFILS if p.publics[0] == CARENCE_PUBLIC)
        demande = self._demande(rang, lieu, profil, tirage, ouvres(self.fin - timedelta(days=12 + 11 * n), 1))
        besoin = _besoin_neuf(demande=demande, thematique=CARENCE_BESOIN, responsable=demande.structure)
        self.besoins.append(besoin)
        self._constater(besoin)
        self._identifier(demande, tirage)

    def _identifier(self, demande: DemandeAccueil, tirage: Tirage) -> None:
        if demande.anonyme:
            return
        recue = demande.recue_le.date()
        if self.fin - recue > RECENTE:
            demande.identite_effacee_le = recue + RECENTE
            return
        prenom, nom = tirage.choix(PRENOMS), tirage.choix(NOMS)
        self.identites.append(
            _identite_neuve(
                demande=demande,
                prenom=prenom,
                nom=nom,
                telephone=f"04 65 71 {tirage.rang(100):02d} {tirage.rang(100):02d}",
                accord_le=demande.recue_le,
                derniere_activite=recue,
                a_effacer_le=ajouter_mois(recue, 24),
            )
        )


def _ou(demande: DemandeAccueil) -> Rattachement:
    return {
        "departement": demande.departement,
        "epci": demande.epci,
        "bassin": demande.bassin,
        "academie": demande.academie,
        "region": demande.region,
    }


def _conclure(besoin: Besoin, mises: Sequence[MiseEnRelation], quand: datetime) -> None:
    """The state of a need follows from its hand-overs, as everywhere; ``quand``: the last thing that happened."""
    etats = [(m.etat, m.issue) for m in mises]
    besoin.etat = etat_du_besoin(etats, reponse=besoin.reponse, renonce=besoin.renonce)
    if besoin.etat in FERMES:
        besoin.clos_le = quand
