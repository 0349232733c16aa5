"""Reads of the life of the network, always through the rights of who asks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from portulan.comptes.droits import Titulaire
from portulan.socle.erreurs import Introuvable
from portulan.terrain.animation import droits
from portulan.terrain.animation.enums import Decision, Reponse
from portulan.terrain.animation.models import REPONDUES, CampagneMiseAJour, Participation, Protocole, Sollicitation
from portulan.terrain.animation.regles import RENCONTRES_ATTENDUES
from portulan.terrain.reseau.territoire import bassins

UN_AN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Avancement:
    """How a group of structures answered: asked, confirmed, to correct, closed, silent."""

    cle: str
    demandees: int
    confirmees: int
    corrigees: int
    fermees: int

    @property
    def repondues(self) -> int:
        """Structures that said something."""
        return self.confirmees + self.corrigees + self.fermees

    @property
    def muettes(self) -> int:
        """Structures that did not."""
        return self.demandees - self.repondues

    @property
    def part(self) -> int:
        """Share that answered, whole per cent."""
        return round(100 * self.repondues / self.demandees) if self.demandees else 0


def campagnes(region: str) -> QuerySet[CampagneMiseAJour]:
    """Campaigns of a region with how many were asked (``demandees``), answered (``repondues``), wait (``a_relire``)."""
    return CampagneMiseAJour.objects.filter(region=region).annotate(
        demandees=Count("sollicitations"),
        repondues=Count("sollicitations", filter=Q(sollicitations__reponse__in=REPONDUES)),
        a_relire=Count("sollicitations", filter=Q(sollicitations__decision=Decision.A_RELIRE)),
    )


def get_campagne(region: str, identifiant: int) -> CampagneMiseAJour:
    """Return a campaign of a region. Raises ``Introuvable``."""
    campagne = campagnes(region).filter(pk=identifiant).first()
    if campagne is None:
        raise Introuvable("Cette campagne n’existe pas.", remede="Ouvrez la liste des campagnes de mise à jour.")
    return campagne


def avancements(demandes: Iterable[Sollicitation], champ: str) -> list[Avancement]:
    """Progress by « operateur » or « bassin » of the structures asked."""
    comptes: dict[str, Counter[str]] = defaultdict(Counter)
    for demande in demandes:
        comptes[getattr(demande.structure, champ)][demande.reponse] += 1
    return [avancement(cle, c) for cle, c in sorted(comptes.items())]


def avancement(cle: str, comptes: Mapping[str, int]) -> Avancement:
    """Progress of a group from its count by answer."""
    return Avancement(
        cle,
        sum(comptes.values()),
        comptes.get(Reponse.CONFIRMEE, 0),
        comptes.get(Reponse.CORRIGEE, 0),
        comptes.get(Reponse.FERMEE, 0),
    )


@dataclass(frozen=True, slots=True)
class VieDuBassin:
    """The year of the network of a bassin: meetings held and planned, attendance, protocols in force."""

    code: str
    nom: str
    tenues: int
    prevues: int
    conviees: int
    presentes: int
    protocoles: tuple[Protocole, ...]

    @property
    def assez(self) -> bool:
        """True when as many meetings as expected were held in twelve months."""
        return self.tenues >= RENCONTRES_ATTENDUES

    @property
    def participation(self) -> int | None:
        """Attendance, whole per cent; None when nobody was convened."""
        return round(100 * self.presentes / self.conviees) if self.conviees else None


def vie_des_bassins(titulaire: Titulaire, region: str, jour: date) -> list[VieDuBassin]:
    """Bassins of a region over the twelve months before a day (5 queries).

    Those without anything are there too for who sees the whole region; for anyone else nothing seen is not nothing
    held: only the bassins where something is seen.
    """
    visibles = droits.rencontres(titulaire).filter(region=region, date__gt=jour - UN_AN).values("pk")
    tenues: dict[str, set[int]] = defaultdict(set)
    prevues: dict[str, set[int]] = defaultdict(set)
    conviees: Counter[str] = Counter()
    presentes: Counter[str] = Counter()
    lues = Participation.objects.filter(rencontre__in=visibles)
    for bassin, rencontre, quand, presente in lues.values_list(
        "rencontre__bassin", "rencontre", "rencontre__date", "presente"
    ):
        if presente is None or quand > jour:
            prevues[bassin].add(rencontre)
            continue
        tenues[bassin].add(rencontre)
        conviees[bassin] += 1
        presentes[bassin] += presente
    protocoles: dict[str, list[Protocole]] = defaultdict(list)
    for protocole in droits.protocoles(titulaire).prefetch_related("bassins"):
        if protocole.en_vigueur(jour):
            for couvert in protocole.bassins.all():
                protocoles[couvert.bassin].append(protocole)
    vies = [
        VieDuBassin(
            code,
            bassin.nom,
            len(tenues[code]),
            len(prevues[code] - tenues[code]),
            conviees[code],
            presentes[code],
            tuple(protocoles[code]),
        )
        for code, bassin in bassins(region).items()
    ]
    if droits.voit_toute_la_region(titulaire):
        return vies
    return [v for v in vies if v.tenues or v.prevues or v.protocoles]
