"""What the Region follows without any identity: who is lost, promises kept, answers to the survey."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When

from portulan.comptes.droits import Titulaire, perimetre
from portulan.socle.dates import ajouter_ouvres
from portulan.terrain.accueil.delais import bareme
from portulan.terrain.accueil.droits import DEMANDE, MISE, mises
from portulan.terrain.accueil.enums import Etape, EtatBesoin, EtatMise
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, MiseEnRelation, Promesse, Satisfaction
from portulan.terrain.accueil.regles import FERMES
from portulan.terrain.accueil.transitions import OUVERTES

# What is promised beyond the answer concerns who accepted; a refusal or a silence hands the promise over to the next
_APRES_LA_REPONSE = (Etape.CONTACT, Etape.RENDEZ_VOUS, Etape.ISSUE)
_PASSEES = (EtatMise.REFUSEE, EtatMise.EXPIREE)


@dataclass(frozen=True, slots=True)
class Tenue:
    """A promise over a mature cohort: every one that fell due, kept in time or not; silence counts as not kept."""

    etape: Etape
    echues: int
    tenues: int

    @property
    def part(self) -> float | None:
        """Share kept in time, in percent; None when nothing fell due."""
        return 100 * self.tenues / self.echues if self.echues else None


def a_suivre(titulaire: Titulaire) -> QuerySet[MiseEnRelation]:
    """Hand-overs that this person may see, with the next promise not kept of those still open (``terme``)."""
    attendues = Promesse.objects.filter(mise=OuterRef("pk"), tenue_le__isnull=True).order_by("echeance")
    return (
        mises(titulaire)
        .select_related("structure", "emettrice", "besoin__demande")
        .annotate(terme=Case(When(etat__in=OUVERTES, then=Subquery(attendues.values("echeance")[:1]))))
    )


def promesses_tenues(titulaire: Titulaire, du: date, au: date) -> list[Tenue]:
    """By step: promises due between two days, both included; those of cancelled hand-overs left out.

    ``au`` is yesterday at the latest (the caller): a promise that may still be kept is in no cohort.
    """
    vues = perimetre(titulaire, "accueil", "mesurer", MiseEnRelation.objects.all(), MISE)
    dues = Promesse.objects.filter(mise__in=vues.order_by().values("pk"), echeance__range=(du, au)).exclude(
        mise__etat=EtatMise.ANNULEE
    )
    trouvees = []
    for etape in Etape:
        lignes = dues.filter(etape=etape)
        if etape in _APRES_LA_REPONSE:
            lignes = lignes.exclude(mise__etat__in=_PASSEES)
        tenues = lignes.filter(tenue_le__lte=F("echeance")).count()
        trouvees.append(Tenue(etape, lignes.count(), tenues))
    return trouvees


@dataclass(frozen=True, slots=True)
class Enquete:
    """Answers to the survey: how many were asked, answered, said they were helped; the mean mark."""

    envoyees: int
    reponses: int
    aidees: int
    note: float | None

    @property
    def taux(self) -> float | None:
        """Response rate in percent; None when nobody was asked."""
        return 100 * self.reponses / self.envoyees if self.envoyees else None


def enquete(titulaire: Titulaire, du: date, au: date) -> Enquete:
    """Survey sent between two days."""
    vues = perimetre(titulaire, "accueil", "mesurer", MiseEnRelation.objects.all(), MISE)
    lignes = Satisfaction.objects.filter(mise__in=vues.order_by().values("pk"), envoyee_le__range=(du, au))
    notes = list(lignes.filter(repondue_le__isnull=False).values_list("note", "aidee"))
    moyenne = sum(n for n, _ in notes) / len(notes) if notes else None
    return Enquete(lignes.count(), len(notes), sum(a is True for _, a in notes), moyenne)


def besoins_ouverts(titulaire: Titulaire) -> QuerySet[Besoin]:
    """Open needs of the requests that this person may measure, with the day of the last hand-over (``derniere``)."""
    demandes = perimetre(titulaire, "accueil", "mesurer", DemandeAccueil.objects.all(), DEMANDE)
    return (
        Besoin.objects.filter(demande__in=demandes.order_by().values("pk"))
        .exclude(etat__in=FERMES)
        .select_related("demande", "responsable")
        .annotate(derniere=Subquery(MiseEnRelation.objects.filter(besoin=OuterRef("pk")).values("emise_le")[:1]))
    )


class Souffrance(StrEnum):
    """Why somebody may be lost."""

    SANS_RESPONSABLE = "sans responsable"
    A_REPRENDRE = "à reprendre"
    SANS_REPONSE = "sans réponse"
    JAMAIS_ORIENTE = "jamais orienté"


def en_souffrance(titulaire: Titulaire, jour: date) -> QuerySet[Besoin]:
    """Open needs that may be lost, and why (``raison``, one of ``Souffrance``); the oldest first."""
    limite = _dernier_jour_depasse(jour)
    raison = Case(
        When(responsable__isnull=True, then=Value(Souffrance.SANS_RESPONSABLE)),
        When(etat=EtatBesoin.A_REPRENDRE, then=Value(Souffrance.A_REPRENDRE)),
        When(etat=EtatBesoin.EN_ATTENTE, derniere__lt=limite, then=Value(Souffrance.SANS_REPONSE)),
        When(etat=EtatBesoin.A_ORIENTER, demande__recue_le__lt=limite, then=Value(Souffrance.JAMAIS_ORIENTE)),
        output_field=CharField(),
    )
    return besoins_ouverts(titulaire).annotate(raison=raison).exclude(raison=None).order_by("demande__recue_le", "pk")


def _dernier_jour_depasse(jour: date) -> datetime:
    """Instant before which whatever began should have had an answer by this day."""
    attente = bareme(settings.PORTULAN_REGION, jour).promesses[Etape.REPONSE].nombre
    debut = jour
    while ajouter_ouvres(debut, attente) >= jour:
        debut -= timedelta(days=1)
    return datetime.combine(debut + timedelta(days=1), time(), tzinfo=UTC)


def periode(jour: date) -> tuple[date, date]:
    """The ninety days that ended yesterday: what fell due then cannot change any more."""
    return jour - timedelta(days=90), jour - timedelta(days=1)
