"""What awaits the people one tries in the demonstration: answers to finish, an expired proof, a section to fill."""

from datetime import date, timedelta

from portulan.comptes.demonstration import DOMAINE
from portulan.comptes.models import Compte
from portulan.terrain.evaluation.enums import Etat
from portulan.terrain.evaluation.models import Evaluation, Preuve, PreuveCritere
from portulan.terrain.reseau.models import Structure

RESPONSABLE, AGENT = f"responsable.mission-locale@{DOMAINE}", f"agent.mission-locale@{DOMAINE}"
_EXPIREE_DEPUIS, _ANCIENNE = 3, 260


def preparer(jour: date) -> None:
    """Give the manager and the agent of the organisation one tries first something to do."""
    agent = Compte.objects.filter(courriel=AGENT).first()
    siennes = Structure.objects.filter(organisation__habilitations__compte__courriel=RESPONSABLE)
    en_cours = (
        Evaluation.objects.filter(structure__in=siennes, etat=Etat.OUVERTE, reponses__niveau__isnull=False)
        .order_by("pk")
        .first()
    )
    if en_cours is None or agent is None:
        return
    _confier(en_cours, agent)
    _laisser_expirer(en_cours, jour)
    # One of its records was last read nearly nine months ago
    vieille = siennes.order_by("pk").last()
    if vieille is not None:
        ancienne = jour - timedelta(days=_ANCIENNE)
        Structure.objects.filter(pk=vieille.pk).update(date_maj=ancienne, verifiee_le=None, verifiee_par="")


def _confier(evaluation: Evaluation, agent: Compte) -> None:
    """The first section not yet filled is the agent's."""
    referentiel = evaluation.referentiel.referentiel
    vides = set(evaluation.reponses.filter(niveau__isnull=True).values_list("critere", flat=True))
    principe = next((c.principe for c in referentiel.applicables(evaluation.groupe) if c.code in vides), "")
    codes = [c.code for c in referentiel.criteres_de(principe)]
    evaluation.reponses.filter(critere__in=codes).update(confiee_a=agent)


def _laisser_expirer(evaluation: Evaluation, jour: date) -> None:
    """A document that supports its answers is no longer valid."""
    lien = PreuveCritere.objects.filter(evaluation=evaluation).order_by("pk").first()
    if lien is not None:
        Preuve.objects.filter(pk=lien.preuve_id).update(valide_jusqu_au=jour - timedelta(days=_EXPIREE_DEPUIS))
