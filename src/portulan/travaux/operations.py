"""Writes on jobs: ask, cancel, retry, and bury those whose worker died."""

import os
import socket
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import maintenant
from portulan.travaux.models import ACTIFS, Etat, Travail
from portulan.travaux.registre import trouver
from portulan.travaux.regles import cle_de, verifier_transition
from portulan.travaux.taches import executer

SYSTEME = "systeme"
SILENCE_MAXIMAL = timedelta(seconds=90)
ESSAIS_MAXIMAUX = 3


def demander(*, genre: str, libelle: str, parametres: dict[str, Any], demande_par: str) -> tuple[Travail, bool]:
    """Queue a job; asking twice for the same work while it is active returns the one already there (and False)."""
    trouver(genre)
    cle = cle_de(genre, parametres)
    try:
        with transaction.atomic():
            travail = Travail.objects.create(
                genre=genre,
                libelle=libelle,
                cle=cle,
                parametres=parametres,
                demande_par=demande_par,
                cree_le=maintenant(),
            )
            _mettre_en_file(travail)
    except IntegrityError:
        deja = Travail.objects.filter(cle=cle, etat__in=ACTIFS).first()
        if deja is None:
            raise
        return deja, False
    return travail, True


def demander_les_quotidiens(jour: date) -> int:
    """Queue the daily jobs that were not asked for that day yet. Return how many."""
    nouveaux = 0
    for genre, libelle in settings.PORTULAN_TRAVAUX_QUOTIDIENS:
        parametres = {"jour": jour.isoformat()}
        if not Travail.objects.filter(cle=cle_de(genre, parametres)).exists():
            nouveaux += demander(genre=genre, libelle=libelle, parametres=parametres, demande_par=SYSTEME)[1]
    return nouveaux


def _mettre_en_file(travail: Travail) -> None:
    transaction.on_commit(lambda: executer.enqueue(travail.pk))


def annuler(*, travail_id: int) -> Travail:
    """Cancel a waiting job at once; ask a running one to stop at its next step. Raises ``Impossible``."""
    with transaction.atomic():
        travail = _verrouiller(travail_id)
        verifier_transition(travail, Etat.ANNULE)
        if travail.etat == Etat.EN_ATTENTE:
            travail.etat, travail.termine_le = Etat.ANNULE, maintenant()
        travail.annulation_demandee = True
        travail.save(update_fields=["etat", "termine_le", "annulation_demandee"])
    return travail


def relancer(*, travail_id: int) -> Travail:
    """Queue again a failed or cancelled job. Raises ``Impossible``."""
    with transaction.atomic():
        travail = _verrouiller(travail_id)
        verifier_transition(travail, Etat.EN_ATTENTE)
        jumeau = Travail.objects.filter(cle=travail.cle, etat__in=ACTIFS).first()
        if jumeau is not None:
            return jumeau
        _remettre_en_attente(travail)
    return travail


def _remettre_en_attente(travail: Travail) -> None:
    travail.etat, travail.fraction, travail.etape = Etat.EN_ATTENTE, 0, ""
    travail.annulation_demandee, travail.termine_le, travail.message, travail.remede = False, None, "", ""
    travail.save()
    _mettre_en_file(travail)


def _verrouiller(travail_id: int) -> Travail:
    travail = Travail.objects.select_for_update().filter(pk=travail_id).first()
    if travail is None:
        raise Introuvable(f"Le travail n° {travail_id} n'existe pas.", remede="Ouvrez la liste des travaux.")
    return travail


def _mort(travail: Travail) -> bool:
    machine, _, processus = travail.travailleur.rpartition(":")
    if machine == socket.gethostname() and processus.isdigit():
        try:
            os.kill(int(processus), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass  # it lives, under another account
    return travail.signe_de_vie is None or maintenant() - travail.signe_de_vie > SILENCE_MAXIMAL


def enterrer_les_morts() -> int:
    """Re-queue running jobs whose worker died, fail those tried too often. Return how many were found."""
    trouves = 0
    for candidat in Travail.objects.filter(etat=Etat.EN_COURS):
        with transaction.atomic():
            travail = Travail.objects.select_for_update().get(pk=candidat.pk)
            if travail.etat != Etat.EN_COURS or not _mort(travail):
                continue
            trouves += 1
            travail.essais += 1
            if travail.essais < ESSAIS_MAXIMAUX and not travail.annulation_demandee:
                _remettre_en_attente(travail)
                continue
            travail.etat = Etat.ANNULE if travail.annulation_demandee else Etat.ECHOUE
            travail.message = "" if travail.annulation_demandee else "Le travail s'est interrompu plusieurs fois."
            travail.remede = "" if travail.annulation_demandee else "Consultez le journal, puis relancez-le."
            travail.termine_le = maintenant()
            travail.save()
    return trouves
