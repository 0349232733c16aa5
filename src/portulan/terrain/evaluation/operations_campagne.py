"""Writes of the Region on a campaign under way: move its end. Opening one is in ``operations_plan``."""

from datetime import date

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, VersionDepassee
from portulan.terrain.evaluation.droits import CAMPAGNE
from portulan.terrain.evaluation.enums import Etat
from portulan.terrain.evaluation.models import Campagne, Evaluation


def changer_fin(*, titulaire: Titulaire, campagne: Campagne, au: date, version: int) -> Campagne:
    """Move the last day of a campaign (to close it early, or to give more time); open assessments follow.

    Raises ``VersionDepassee`` when somebody changed it meanwhile, ``DonneeInvalide`` when the end is before the start.
    """
    exiger(titulaire, "campagne", "conduire", campagne, CAMPAGNE)
    with transaction.atomic():
        lue = Campagne.objects.select_for_update(of=("self",)).get(pk=campagne.pk)
        if lue.version != version:
            raise VersionDepassee(lue, lue.version)
        if au < lue.du:
            raise DonneeInvalide("La fin est avant le début de la campagne.", remede="Choisissez une autre date.")
        avant, lue.au = lue.au, au
        lue.version += 1
        lue.save(update_fields=("au", "version"))
        Evaluation.objects.filter(campagne=lue, etat=Etat.OUVERTE).update(echeance=au)
        noter(
            "campagne.changer_fin",
            auteur=titulaire.auteur,
            objet_type="campagne",
            objet_id=lue.pk,
            avant=avant.isoformat(),
            au=au.isoformat(),
        )
    return lue
