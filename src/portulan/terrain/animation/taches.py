"""Jobs of the update campaigns: send the requests and the reminders; each mail goes once, even after a stop."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from portulan.comptes.courriels import envoyer
from portulan.journal.operations import noter
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.animation import liens
from portulan.terrain.animation.enums import Canal, EtatCampagne, Reponse
from portulan.terrain.animation.models import CampagneMiseAJour, Sollicitation
from portulan.terrain.animation.regles import doit_rappeler

type Progression = Callable[[str, float], None]


def solliciter(progression: Progression, *, campagne: int) -> dict[str, Any]:
    """Write to the structures asked by mail that were not written to yet."""
    attendues = list(_par_courriel(campagne).filter(envoyee_le__isnull=True))
    for rang, demande in enumerate(attendues):
        progression("Envoi des courriels", rang / len(attendues))
        with transaction.atomic():  # the mark and the mail together: a job killed here writes to nobody twice
            if Sollicitation.objects.filter(pk=demande.pk, envoyee_le__isnull=True).update(envoyee_le=maintenant()):
                envoyer("sollicitation", demande.courriel, _contexte(demande))
    return {"courriels": len(attendues)}


def relancer(progression: Progression, *, campagne: int, toutes: bool = False) -> dict[str, Any]:
    """Remind the structures that did not answer: those whose reminder is due, or all of them when asked to."""
    jour = aujourdhui()
    dues = [
        d
        for d in _par_courriel(campagne)
        if d.relancee_le != jour and (toutes or doit_rappeler(jour, demandee_le=d.demandee_le, relances=d.relances))
    ]
    for rang, demande in enumerate(dues):
        progression("Envoi des rappels", rang / len(dues))
        with transaction.atomic():
            if _marquer_relancee(demande, jour):
                envoyer("rappel_sollicitation", demande.courriel, _contexte(demande))
    if dues:
        noter("campagne_maj.relancer", objet_type="campagne_maj", objet_id=campagne, rappels=len(dues))
    return {"rappels": len(dues)}


def rappeler_toutes(jour: date) -> int:
    """Reminders due on a day in every campaign under way (run each night). Return how many mails left."""
    en_cours = [c for c in CampagneMiseAJour.objects.all() if c.etat(jour) is EtatCampagne.EN_COURS]
    return sum(relancer(lambda _etape, _fraction: None, campagne=c.pk)["rappels"] for c in en_cours)


def _par_courriel(campagne: int) -> Any:
    return Sollicitation.objects.filter(
        campagne=campagne, campagne__close_le__isnull=True, canal=Canal.COURRIEL, reponse=Reponse.ATTENTE
    ).select_related("structure", "campagne")


def _marquer_relancee(demande: Sollicitation, jour: date) -> bool:
    attend = Sollicitation.objects.filter(pk=demande.pk, relances=demande.relances, reponse=Reponse.ATTENTE)
    return bool(attend.update(relances=F("relances") + 1, relancee_le=jour))


def _contexte(demande: Sollicitation) -> dict[str, Any]:
    return {
        "structure": demande.structure.nom,
        "campagne": demande.campagne.nom,
        "consigne": demande.campagne.consigne,
        "echeance": demande.campagne.au,
        "lien": liens.adresse(demande),
    }
