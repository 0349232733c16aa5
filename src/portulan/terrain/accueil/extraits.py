"""The reception offered to the snapshot: cells counted by the database, never a row about a person.

Nothing is published here: small cells are masked by the diagnostic (SS-01). The twelve months end on the day of the
extract; a promise counts once its term is past, kept or not: silence is in the denominator.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, TruncDate

from portulan.socle.dates import ajouter_mois
from portulan.socle.declaration import Table
from portulan.socle.horloge import aujourdhui
from portulan.socle.operateurs import OPERATEURS_DU_CEP
from portulan.socle.tables_accueil import (
    ACCUEILS,
    ACCUEILS_PUBLICS,
    CARENCES,
    CONTACTS,
    DELAIS,
    ECHANGES,
    PARCOURS,
    PROMESSES,
    PROPOSITIONS,
    RECOURS,
    TRANSMISSIONS,
)
from portulan.terrain.accueil.enums import Etape, EtatBesoin, EtatMise, Issue
from portulan.terrain.accueil.models import Aiguillage, Besoin, Carence, DemandeAccueil, MiseEnRelation, Promesse
from portulan.terrain.accueil.regles import FERMES

PARIS = ZoneInfo("Europe/Paris")
MATURITE, SUITE = timedelta(days=30), timedelta(days=60)
ACTIFS = ("actifs", "demandeurs-emploi", "salaries", "independants", "agents-publics")
EVOLUTIONS = (
    "conseil-en-evolution-professionnelle", "reconversion", "vae", "bilan-de-competences",
)  # fmt: skip
SITE, INCONNU = "site", "-"

type Lignes = list[dict[str, Any]]


def lignes(region: str) -> dict[Table, Lignes]:
    """Rows of the cubes of a region, keys of the declared columns."""
    demandes = DemandeAccueil.objects.filter(Q(region=region) | Q(region="", structure__region=region))
    dernier = demandes.aggregate(jour=Max(TruncDate("recue_le")), fictif=Count("pk", filter=Q(fictif=True)))
    if dernier["jour"] is None:
        return {}
    extrait = _Extrait(region, _jour(dernier["jour"]), fictif=dernier["fictif"] > 0)
    return {table: [ligne | {"fictif": extrait.fictif} for ligne in rangees] for table, rangees in extrait.tout()}


def _jour(derniere: date) -> date:
    """Today; in a demonstration, the day it speaks of, or the last request made since."""
    maison = settings.PORTULAN_MAISON
    return max(maison.jour_de_la_demonstration, derniere) if maison.est_demonstration else aujourdhui()


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time.min, PARIS)


def _lieu(avant: str) -> Case:
    """Bassin of the person, else of the door."""
    return Case(When(~Q(**{f"{avant}bassin": ""}), then=F(f"{avant}bassin")), default=F(f"{avant}structure__bassin"))


class _Extrait:
    """One reading of the registers of a region, on a day."""

    def __init__(self, region: str, jour: date, *, fictif: bool) -> None:
        self.region, self.jour, self.fictif = region, jour, fictif
        self.debut, self.fin = _minuit(ajouter_mois(jour, -12)), _minuit(jour + timedelta(days=1))

    def tout(self) -> Iterable[tuple[Table, Lignes]]:
        """Every cube."""
        yield ACCUEILS, self.accueils()
        yield ACCUEILS_PUBLICS, self.publics()
        yield RECOURS, self.recours()
        yield CONTACTS, self.contacts()
        yield TRANSMISSIONS, self.transmissions()
        yield PROMESSES, self.promesses()
        yield DELAIS, self.delais()
        yield PARCOURS, self.parcours()
        yield ECHANGES, self.echanges()
        yield PROPOSITIONS, self.propositions()
        yield CARENCES, self.carences()

    def _demandes(self) -> "QuerySet[Any]":
        """Requests of the twelve months, with their bassin; those that nobody can place are left out."""
        ici = Q(region=self.region) | Q(region="", structure__region=self.region)
        recues = DemandeAccueil.objects.filter(ici, recue_le__gte=self.debut, recue_le__lt=self.fin).order_by()
        return recues.annotate(lieu=_lieu("")).exclude(lieu="").exclude(lieu=None)

    def _mises(self, debut: datetime | None = None) -> "QuerySet[Any]":
        de, vers = "besoin__demande__", {"emise_le__gte": debut or self.debut, "emise_le__lt": self.fin}
        ici = Q(**{f"{de}region": self.region}) | Q(**{f"{de}region": "", f"{de}structure__region": self.region})
        emises = MiseEnRelation.objects.filter(ici, **vers).order_by()
        return emises.annotate(lieu=_lieu(de)).exclude(lieu="").exclude(lieu=None)

    def accueils(self) -> Lignes:
        """Receptions by bassin and kind of door."""
        besoins = Besoin.objects.filter(demande=OuterRef("pk"))
        evolution = besoins.filter(thematique__in=EVOLUTIONS)
        publics = Q()
        for code in ACTIFS:
            publics |= Q(_publics__contains=f'"{code}"')
        demandes = self._demandes().annotate(
            _publics=Cast("publics", TextField()),
            _resolu=Exists(besoins) & ~Exists(besoins.exclude(etat=EtatBesoin.REPONDU)),
            _evolution=Exists(evolution),
            _cep=Exists(evolution.filter(mises__structure__operateur__in=OPERATEURS_DU_CEP)),
        )
        comptes = demandes.values("lieu", "structure__operateur").annotate(
            accueils=Count("pk"),
            resolus=Count("pk", filter=Q(_resolu=True)),
            renvois=Count("pk", filter=Q(renvoi=True)),
            identifies=Count("pk", filter=Q(anonyme=False)),
            traces=Count("pk", filter=Q(anonyme=False) & ~Q(trace="")),
            evolutions=Count("pk", filter=publics & Q(_evolution=True)),
            vers_cep=Count("pk", filter=publics & Q(_cep=True)),
        )
        return [_renommer(c, lieu="bassin", structure__operateur="operateur") for c in comptes]

    def publics(self) -> Lignes:
        """Receptions by bassin and public: one count for each word of the person's situation."""
        total: Counter[tuple[str, str]] = Counter()
        lus = self._demandes().annotate(_publics=Cast("publics", TextField())).values("lieu", "_publics")
        for c in lus.annotate(n=Count("pk")):
            for public in set(json.loads(c["_publics"])):
                total[c["lieu"], public] += c["n"]
        return [{"bassin": b, "public": p, "accueils": n} for (b, p), n in total.items()]

    def recours(self) -> Lignes:
        """Receptions of residents, by place and age bracket."""
        tranche = Case(
            When(age__isnull=True, then=Value("inconnue")),
            When(age__lt=20, then=Value("0-19")),
            When(age__lt=65, then=Value("20-64")),
            default=Value("65-plus"),
        )
        connues = self._demandes().exclude(bassin="").exclude(departement="").annotate(tranche=tranche)
        comptes = connues.values("departement", "epci", "bassin", "tranche").annotate(accueils=Count("pk"))
        return [{**c, "epci": c["epci"] or INCONNU} for c in comptes]

    def contacts(self) -> Lignes:
        """Structures asked before the one that answers: those the person tells, the door, those that did not take."""
        total: Counter[tuple[str, int]] = Counter()
        de = "demande__"
        ici = Q(demande__in=self._demandes().values("pk"), demande__contacts_avant__isnull=False)
        besoins = Besoin.objects.filter(ici).order_by().annotate(lieu=_lieu(de))
        total.update(
            {
                (c["lieu"], c["demande__contacts_avant"]): c["n"]
                for c in besoins.filter(etat=EtatBesoin.REPONDU)
                .values("lieu", "demande__contacts_avant")
                .annotate(n=Count("pk"))
            }
        )
        echecs = Count("mises", filter=Q(mises__etat__in=(EtatMise.REFUSEE, EtatMise.EXPIREE)))
        prises = Count("mises", filter=Q(mises__repondue_le__isnull=False) & ~Q(mises__etat=EtatMise.REFUSEE))
        orientes = besoins.annotate(echecs=echecs, prises=prises).filter(prises__gt=0)
        for lieu, avant, porte, rates in orientes.values_list(
            "lieu", "demande__contacts_avant", "demande__structure", "echecs"
        ):
            total[lieu, avant + (porte is not None) + rates] += 1
        return [{"bassin": b, "contacts": n, "besoins": besoins} for (b, n), besoins in total.items()]

    def transmissions(self) -> Lignes:
        """Hand-overs by bassin and kinds of operator."""
        acceptee = Q(repondue_le__isnull=False) & ~Q(etat=EtatMise.REFUSEE)
        mure = Q(emise_le__lt=self.fin - MATURITE)
        suivie = acceptee & Q(repondue_le__lt=self.fin - SUITE)
        connue = Q(etat__in=(EtatMise.CLOSE, EtatMise.ANNULEE)) | Q(besoin__etat__in=FERMES)
        choisie = Q(choix="personne", rang__isnull=False)
        ensuite = MiseEnRelation.objects.filter(
            besoin=OuterRef("besoin"),
            emise_le__gt=OuterRef("repondue_le"),
            emise_le__lte=OuterRef("repondue_le") + SUITE,
        ).exclude(pk=OuterRef("pk"))
        mises = self._mises().annotate(_ensuite=Exists(ensuite))
        comptes = mises.values("lieu", "emettrice__operateur", "structure__operateur").annotate(
            emises=Count("pk"),
            acceptees=Count("pk", filter=acceptee),
            mures=Count("pk", filter=mure),
            issues=Count("pk", filter=mure & connue),
            perdues=Count(
                "pk",
                filter=Q(etat=EtatMise.EXPIREE, besoin__responsable__isnull=True, besoin__etat=EtatBesoin.A_REPRENDRE),
            ),
            suivies=Count("pk", filter=suivie),
            pertinentes=Count("pk", filter=suivie & ~Q(issue=Issue.REORIENTEE) & Q(_ensuite=False)),
            choisies=Count("pk", filter=choisie),
            autres_choix=Count("pk", filter=choisie & Q(rang__gt=1)),
        )
        return [
            _renommer(c, lieu="bassin", emettrice__operateur="emettrice", structure__operateur="receveuse")
            for c in comptes
        ]

    def promesses(self) -> Lignes:
        """Promises whose term is past. A hand-over cancelled before, or refused, no longer owes what came after."""
        sans_objet = Q(tenue_le__isnull=True) & (
            Q(mise__etat=EtatMise.ANNULEE)
            | Q(mise__etat=EtatMise.REFUSEE, etape__in=(Etape.CONTACT, Etape.RENDEZ_VOUS, Etape.ISSUE))
        )
        de = "mise__besoin__demande__"
        echues = Promesse.objects.filter(mise__in=self._mises().values("pk"), echeance__lt=self.jour)
        echues = echues.exclude(sans_objet).order_by().annotate(lieu=_lieu(de))
        tenue = Q(tenue_le__lte=F("echeance"))
        comptes = echues.values("lieu", "mise__structure__operateur", "etape").annotate(
            echues=Count("pk"),
            tenues=Count("pk", filter=tenue),
            acceptees=Count("pk", filter=tenue & Q(mise__repondue_le__isnull=False) & ~Q(mise__etat=EtatMise.REFUSEE)),
        )
        return [_renommer(c, lieu="bassin", mise__structure__operateur="operateur") for c in comptes]

    def delais(self) -> Lignes:
        """Days from the sending to each step kept."""
        total: Counter[tuple[str, str, int]] = Counter()
        tenues = Promesse.objects.filter(mise__in=self._mises().values("pk"), tenue_le__isnull=False).order_by()
        tenues = tenues.annotate(lieu=_lieu("mise__besoin__demande__"), emise=TruncDate("mise__emise_le"))
        comptes = tenues.values("lieu", "etape", "emise", "tenue_le").annotate(n=Count("pk"))
        for lieu, etape, emise, tenue, n in comptes.values_list("lieu", "etape", "emise", "tenue_le", "n"):
            total[lieu, etape, max((tenue - emise).days, 0)] += n
        return [{"bassin": b, "etape": e, "jours": j, "nombre": n} for (b, e, j), n in total.items()]

    def parcours(self) -> Lignes:
        """Persons routed, by the most structures they went through for one need."""
        pires: dict[tuple[str, int], int] = {}
        besoins = (
            self._mises().values("lieu", "besoin__demande", "besoin").annotate(n=Count("structure", distinct=True))
        )
        for lieu, demande, n in besoins.values_list("lieu", "besoin__demande", "n"):
            pires[lieu, demande] = max(n, pires.get((lieu, demande), 0))
        total = Counter((lieu, n) for (lieu, _), n in pires.items())
        return [{"bassin": b, "structures": n, "personnes": p} for (b, n), p in total.items()]

    def echanges(self) -> Lignes:
        """Hand-overs from one structure to another, this year and accepted the year before."""
        acceptee = Q(repondue_le__isnull=False) & ~Q(etat=EtatMise.REFUSEE)
        annee = Q(emise_le__gte=self.debut)
        deux_ans = self._mises(_minuit(ajouter_mois(self.jour, -24))).filter(emettrice__isnull=False)
        bouts = [f"{bout}__{champ}" for bout in ("emettrice", "structure") for champ in ("source", "id_source")]
        comptes = deux_ans.values(*bouts).annotate(
            emises=Count("pk", filter=annee),
            acceptees=Count("pk", filter=annee & acceptee),
            acceptees_avant=Count("pk", filter=~annee & acceptee),
        )
        return [
            {
                "emettrice": f"{c.pop(bouts[0])}--{c.pop(bouts[1])}",
                "receveuse": f"{c.pop(bouts[2])}--{c.pop(bouts[3])}",
                **c,
            }
            for c in comptes
        ]

    def propositions(self) -> Lignes:
        """Who was proposed first, and how often each would be if the eligible structures took turns."""
        premieres: Counter[tuple[str, str]] = Counter()
        attendues: dict[tuple[str, str], float] = {}
        faits = Aiguillage.objects.filter(besoin__demande__in=self._demandes().values("pk")).order_by("pk")
        faits = faits.annotate(lieu=_lieu("besoin__demande__"))
        for lieu, reponse in faits.values_list("lieu", "reponse").iterator():
            operateurs = [p["operateur"] for p in reponse.get("propositions", ())]
            for rang, operateur in enumerate(operateurs):
                premieres[lieu, operateur] += rang == 0
                attendues[lieu, operateur] = attendues.get((lieu, operateur), 0.0) + 1 / len(operateurs)
        return [
            {"bassin": b, "operateur": o, "premieres": premieres[b, o], "attendues": round(n, 6)}
            for (b, o), n in attendues.items()
        ]

    def carences(self) -> Lignes:
        """Gaps of the last three months."""
        trimestre = Carence.objects.filter(
            region=self.region, constatee_le__gt=ajouter_mois(self.jour, -3), constatee_le__lte=self.jour
        )
        comptes = trimestre.exclude(code_insee="").order_by().values("code_insee", "thematique", "public")
        return [{**c, "public": c["public"] or INCONNU} for c in comptes.annotate(nombre=Count("pk"))]


def _renommer(cellule: Mapping[str, Any], **noms: str) -> dict[str, Any]:
    """Names of the columns; an operator that is not there is the public site."""
    renommee = {noms.get(nom, nom): valeur for nom, valeur in cellule.items()}
    return {n: SITE if v is None and n in {"operateur", "emettrice"} else v for n, v in renommee.items()}
