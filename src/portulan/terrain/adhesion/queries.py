"""Reads on adhesions. What is in force on a day is read from the dates, never from a state that a job updates."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from portulan.comptes.models import Organisation
from portulan.terrain.adhesion.enums import Etat, EtatSite
from portulan.terrain.adhesion.models import Adhesion, EtapeAdhesion, SiteAdhesion

_BASCULES = ("suspendre", "retablir", "renoncer_au_retrait")


def en_vigueur(jour: date, adhesions: QuerySet[Adhesion] | None = None) -> QuerySet[Adhesion]:
    """Adhesions in force on a day: signed, between their dates, neither withdrawn nor suspended that day."""
    depart = Adhesion.objects.all() if adhesions is None else adhesions
    bascule = EtapeAdhesion.objects.filter(adhesion=OuterRef("pk"), transition__in=_BASCULES, jour__lte=jour)
    return (
        depart.filter(du__lte=jour, au__gte=jour)
        .filter(Q(close_le__isnull=True) | Q(close_le__gt=jour))
        .alias(bascule=Subquery(bascule.order_by("-pk").values("transition")[:1]))
        .filter(~Q(bascule="suspendre") | Q(bascule__isnull=True))
    )


def adhesion_en_cours(organisation: Organisation, jour: date) -> Adhesion | None:
    """Adhesion of an organisation in force on a day; None when it has none."""
    return en_vigueur(jour, organisation.adhesions.all()).order_by("-du").first()


def sites_couverts(jour: date, adhesions: QuerySet[Adhesion] | None = None) -> QuerySet[SiteAdhesion]:
    """Sites covered on a day by an adhesion in force that day (withdrawn later or not)."""
    return SiteAdhesion.objects.filter(
        Q(au__isnull=True) | Q(au__gte=jour),
        adhesion__in=en_vigueur(jour, adhesions).order_by().values("pk"),
        etat__in=(EtatSite.COUVERT, EtatSite.RETIRE),
        du__lte=jour,
    )


def avec_renouvellement_signe(adhesions: QuerySet[Adhesion]) -> QuerySet[Adhesion]:
    """Add ``renouvelee``: another adhesion, signed, takes over; and ``reprise``: one is on its way, or signed."""
    suivantes = Adhesion.objects.filter(precedente=OuterRef("pk"))
    return adhesions.annotate(
        renouvelee=Exists(suivantes.filter(du__isnull=False)),
        reprise=Exists(suivantes.exclude(etat__in=(Etat.REFUSEE, Etat.ABANDONNEE))),
    )
