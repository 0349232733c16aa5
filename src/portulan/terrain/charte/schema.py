"""Writing the schedule of the CPRDFOP: its period and its objectives, replaced as a whole."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.terrain.charte.models import Objectif, Schema
from portulan.terrain.charte.texte import nettoyer_ligne


def enregistrer_schema(
    *,
    titulaire: Titulaire,
    region: str,
    libelle: str,
    du: date,
    au: date,
    objectifs: Sequence[tuple[str, str, str]],
) -> Schema:
    """Record the schedule that begins on ``du``: (code, label, indicator) of each objective, the others removed."""
    exiger(titulaire, "cahier", "rediger")
    with transaction.atomic():
        schema, _ = Schema.objects.update_or_create(
            region=region,
            du=du,
            defaults={
                "au": au,
                "libelle": nettoyer_ligne(libelle)[:200],
                "fictif": settings.PORTULAN_MAISON.est_demonstration,
            },
        )
        schema.objectifs.all().delete()
        Objectif.objects.bulk_create(
            Objectif(schema=schema, code=code, libelle=nettoyer_ligne(texte), indicateur=nettoyer_ligne(indicateur))
            for code, texte, indicateur in objectifs
        )
        noter(
            "schema.enregistrer",
            auteur=titulaire.auteur,
            objet_type="schema",
            objet_id=schema.pk,
            objectifs=len(objectifs),
        )
    return schema
