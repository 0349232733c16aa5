"""The written trace sent by mail: to the address the person left, or to one used once and not kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.enums import EtatCourriel
from portulan.comptes.models import Courriel
from portulan.socle.erreurs import DonneeInvalide
from portulan.terrain.accueil.courriels import envoyer_trace
from portulan.terrain.accueil.droits import DEMANDE_EMISE
from portulan.terrain.accueil.enums import Trace
from portulan.terrain.accueil.models import DemandeAccueil
from portulan.terrain.accueil.operations_demande import noter_demande, verrouiller


def envoyer_la_trace(
    *, titulaire: Titulaire, demande: DemandeAccueil, adresse: str, besoins: Sequence[Mapping[str, Any]]
) -> DemandeAccueil:
    """Send what the person leaves with. ``besoins``: as the printed trace shows them (``dit``, ``envois``, ``lieux``).

    The address is written nowhere but in the outbox, where the next day erases it. Raises ``DonneeInvalide``,
    ``Interdit``.
    """
    exiger(titulaire, "accueil", "saisir", demande, DEMANDE_EMISE)
    propre = adresse.strip()
    try:
        validate_email(propre)
    except ValidationError as erreur:
        raise DonneeInvalide("Ce courriel n’est pas valable.", remede="Relisez-le.") from erreur
    with transaction.atomic():
        demande = verrouiller(demande.pk)
        envoyer_trace(demande, propre, besoins)
        demande.trace = Trace.COURRIEL
        demande.save(update_fields=["trace"])
        noter_demande("accueil.envoyer_trace", titulaire.auteur, demande)
    return demande


def effacer_les_traces_parties() -> int:
    """Erase from the outbox the traces that left, or that never will, with the addresses they went to."""
    parties = Courriel.objects.filter(gabarit="accueil_trace").exclude(etat=EtatCourriel.ATTENTE)
    effacees, _ = parties.delete()
    return effacees
