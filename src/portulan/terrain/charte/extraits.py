"""Rows of the charter offered to the snapshot: articles, contributions, meetings, criteria, commitments.

The national referential is a real text: its criteria are never marked as invented. They are offered once the region
keeps anything here; before that, « no criteria » is the truth of its file.
"""

from typing import Any

from portulan.socle.declaration import Table
from portulan.socle.horloge import aujourdhui
from portulan.socle.tables_terrain import ARTICLES, CONCERTATIONS, CONTRIBUTIONS, CRITERES, ENGAGEMENTS
from portulan.terrain.charte.enums import EtatVersion, GenreDocument
from portulan.terrain.charte.models import Contribution, Convocation, Version
from portulan.terrain.charte.queries import deja_commencee, referentiel_en_vigueur


def lignes(region: str) -> dict[Table, list[dict[str, Any]]]:
    """Rows of the declared tables of a region, keys of the declared columns."""
    cahier, convention = _a_l_avis(region, GenreDocument.CAHIER), _a_l_avis(region, GenreDocument.CONVENTION)
    return {
        ARTICLES: [ligne for version in (cahier, convention) if version for ligne in _articles(version)],
        CONTRIBUTIONS: _contributions(cahier),
        CONCERTATIONS: _concertations(cahier),
        CRITERES: _criteres(region),
        ENGAGEMENTS: _engagements(convention),
    }


def _a_l_avis(region: str, genre: str) -> Version | None:
    """The version that the committee looks at: submitted, else in force, else the one being discussed."""
    versions = Version.objects.filter(document__region=region, document__genre=genre).select_related("document")
    versions = versions.order_by("-document__annee", "-numero")
    for etat in (EtatVersion.SOUMISE, EtatVersion.ARRETEE, EtatVersion.CONCERTATION):
        if trouvee := versions.filter(etat=etat).first():
            return trouvee
    return None


def _nom(version: Version) -> str:
    annee = f"{version.document.annee}, " if version.document.annee else ""
    return f"{annee}version {version.numero}"


def _articles(version: Version) -> list[dict[str, Any]]:
    document = version.document
    return [
        {
            "document": document.genre,
            "version": _nom(version),
            "article": a.code,
            "genre": genre,
            "code": code,
            "fictif": document.fictif,
        }
        for a in version.articles.all()
        for genre, codes in (("fiche", a.fiche), ("objectif", a.objectifs))
        for code in codes
    ]


def _contributions(version: Version | None) -> list[dict[str, Any]]:
    recues = Contribution.objects.filter(version=version).select_related("organisation").order_by("pk")
    return [
        {
            "id": str(c.pk),
            "version": _nom(version),
            "operateur": c.organisation.operateur if c.organisation else "",
            "recue_le": c.recue_le,
            "repondue_le": c.repondue_le,
            "motivee": bool(c.suite and c.motif),
            "fictif": c.fictif,
        }
        for c in recues
        if version
    ]


def _concertations(version: Version | None) -> list[dict[str, Any]]:
    """One row by meeting and kind of operator; a rectorat invited stands for its CIO."""
    convocations = Convocation.objects.filter(seance__version=version).exclude(organisation__operateur="")
    champs = ("seance", "seance__date", "seance__fictif", "organisation__operateur")
    vues = {
        (c["seance"], "cio" if c["organisation__operateur"] == "rectorat" else c["organisation__operateur"]): c
        for c in convocations.values(*champs)
        if version
    }
    return [
        {"seance": str(seance), "date": c["seance__date"], "operateur": operateur, "fictif": c["seance__fictif"]}
        for (seance, operateur), c in sorted(vues.items())
    ]


def _criteres(region: str) -> list[dict[str, Any]]:
    if not deja_commencee(region):
        return []
    publie = referentiel_en_vigueur(region, aujourdhui())
    return [
        {
            "code": c.code,
            "referentiel": publie.reference,
            "principe": c.principe,
            "libelle": c.libelle,
            "obligatoire": c.obligatoire,
            "eliminatoire": c.eliminatoire,
            "compensable": not c.obligatoire,
            "preuves": len(c.preuves),
            "mesure_par": c.mesure_par,
            "fictif": publie.fictif,
        }
        for c in publie.referentiel.criteres
    ]


def _engagements(version: Version | None) -> list[dict[str, Any]]:
    if version is None:
        return []
    return [
        {
            "id": e.code,
            "structure_id": structure,
            "version": _nom(version),
            "date": e.echeance is not None,
            "responsable": bool(e.responsable),
            "indicateur": bool(e.indicateur),
            "cahier": bool(e.cahier),
            "fictif": version.document.fictif,
        }
        for e in version.engagements.prefetch_related("structures")
        for structure in sorted(s.identifiant for s in e.structures.all()) or ["-"]
    ]
