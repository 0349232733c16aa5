"""The text of a version in one canonical form: what is frozen, verified, and downloaded."""

import json
from hashlib import sha256
from typing import Any

from portulan.terrain.charte.models import Article, Engagement, Version


def contenu(version: Version) -> dict[str, Any]:
    """Everything the fingerprint covers: title, articles in order, commitments."""
    document = version.document
    return {
        "document": document.genre,
        "region": document.region,
        "annee": document.annee,
        "titre": document.titre,
        "version": version.numero,
        "articles": [_article(a) for a in version.articles.all()],
        "engagements": [_engagement(e) for e in version.engagements.prefetch_related("structures")],
    }


def empreinte(version: Version) -> str:
    """SHA-256 of the canonical content."""
    return sha256(json.dumps(contenu(version), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def en_texte(version: Version) -> str:
    """The version as plain text, one article after the other."""
    parties = [version.document.titre, f"Version {version.numero}, {version.get_etat_display()}"]
    parties += [f"{'Annexe : ' if a.annexe else ''}{a.titre}\n\n{a.texte}".rstrip() for a in version.articles.all()]
    parties += [f"Engagement {e.code} : {e.libelle}" for e in version.engagements.all()]
    if version.empreinte:
        parties.append(f"Empreinte SHA-256 : {version.empreinte}")
    return "\n\n".join(parties) + "\n"


def _article(a: Article) -> dict[str, Any]:
    return {
        "code": a.code,
        "rang": a.rang,
        "titre": a.titre,
        "texte": a.texte,
        "fiche": sorted(a.fiche),
        "objectifs": sorted(a.objectifs),
        "annexe": a.annexe,
    }


def _engagement(e: Engagement) -> dict[str, Any]:
    return {
        "code": e.code,
        "libelle": e.libelle,
        "article": e.article,
        "partie": e.partie,
        "responsable": e.responsable,
        "objectif": e.objectif,
        "echeance": e.echeance.isoformat() if e.echeance else None,
        "indicateur": e.indicateur,
        "cahier": e.cahier,
        "operateurs": sorted(e.operateurs),
        "structures": sorted(s.identifiant for s in e.structures.all()),
    }
