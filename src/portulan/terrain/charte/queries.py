"""Reads on the charter."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from portulan.comptes.models import Organisation
from portulan.socle.erreurs import Introuvable
from portulan.terrain.charte.enums import EtatVersion, GenreDocument
from portulan.terrain.charte.models import Article, Convocation, Objectif, ReferentielPublie, Schema, Version
from portulan.terrain.charte.regles import jamais_convies
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure

if TYPE_CHECKING:
    from collections.abc import Iterable

NATIONAL = ""


def referentiels(region: str) -> QuerySet[ReferentielPublie]:
    """Published referentials that concern a region: its own and the national ones, most recent first."""
    return ReferentielPublie.objects.filter(region__in={region, NATIONAL}).order_by("-region", "-valide_du")


def referentiel_en_vigueur(region: str, jour: date) -> ReferentielPublie:
    """The referential of a region on a day: its own, else the national default. Raises ``Introuvable`` without any."""
    publies = ReferentielPublie.objects.filter(valide_du__lte=jour).order_by("-valide_du")
    trouve = publies.filter(region=region).first() or publies.filter(region=NATIONAL).first()
    # The default has no beginning: it stands for whatever day nothing else does
    trouve = trouve or ReferentielPublie.objects.filter(region=NATIONAL).order_by("valide_du").first()
    if trouve is None:
        raise Introuvable(
            "Aucun référentiel n’est enregistré.",
            remede="Relancez ./portulan : le référentiel national s’installe seul.",
        )
    return trouve


def cahier_en_vigueur(region: str) -> Version | None:
    """The adopted version of the cahier des charges of a region."""
    return _arretees(region, GenreDocument.CAHIER).first()


def cahiers_arretes(region: str) -> list[Version]:
    """Versions of the cahier des charges that were once in force, the latest first."""
    adoptees = Version.objects.filter(
        document__region=region,
        document__genre=GenreDocument.CAHIER,
        etat__in=(EtatVersion.ARRETEE, EtatVersion.REMPLACEE),
    )
    return list(adoptees.select_related("document").order_by("-arretee_le", "-numero"))


def _arretees(region: str, genre: str) -> QuerySet[Version]:
    lignes = Version.objects.filter(document__region=region, document__genre=genre, etat=EtatVersion.ARRETEE)
    return lignes.select_related("document")


def schema_en_vigueur(region: str, jour: date) -> Schema | None:
    """The schedule of the CPRDFOP on a day, else the latest one."""
    schemas = Schema.objects.filter(region=region)
    return schemas.filter(du__lte=jour, au__gte=jour).first() or schemas.first()


def objectifs_en_vigueur(region: str, jour: date) -> list[Objectif]:
    """Objectives of the schedule in force."""
    schema = schema_en_vigueur(region, jour)
    return list(schema.objectifs.all()) if schema else []


def articles_de(version: Version) -> list[Article]:
    """Articles in order, annexes last."""
    return list(version.articles.all())


def types_jamais_convies(version: Version) -> tuple[str, ...]:
    """Kinds of operator of the region that no meeting on this version ever invited."""
    convies = set(Convocation.objects.filter(seance__version=version).values_list("organisation__operateur", flat=True))
    # A rectorat speaks for its CIO, a university for its SCUIO
    convies |= {"cio"} if "rectorat" in convies else set()
    region = version.document.region
    presents = set(_ouvertes(region).order_by().values_list("operateur", flat=True).distinct())
    return jamais_convies(convies, presents)


def structures_conventionnees(region: str) -> QuerySet[Structure]:
    """Open CIO and university services of a region: those whose coordination the convention sets."""
    return _ouvertes(region).filter(operateur__in=("cio", "scuio"))


def couverture_convention(version: Version) -> list[Structure]:
    """CIO and SCUIO of the region, each with ``vises``: how many commitments of this version target it."""
    visent = Count("engagements", filter=Q(engagements__version=version))
    return list(structures_conventionnees(version.document.region).annotate(vises=visent).order_by("operateur", "nom"))


def _ouvertes(region: str) -> QuerySet[Structure]:
    return Structure.objects.filter(region=region, etat=EtatStructure.OUVERTE)


def organisations(region: str) -> QuerySet[Organisation]:
    """Active organisations of a region, by name."""
    return Organisation.objects.filter(region=region, active=True).order_by("nom")


def deja_commencee(region: str) -> bool:
    """The region has begun to keep its registers here: a place, a document or a referential of its own."""
    lignes: Iterable[QuerySet[Structure] | QuerySet[Version] | QuerySet[ReferentielPublie]] = (
        Structure.objects.filter(region=region),
        Version.objects.filter(document__region=region),
        ReferentielPublie.objects.filter(region=region),
    )
    return any(x.exists() for x in lignes)
