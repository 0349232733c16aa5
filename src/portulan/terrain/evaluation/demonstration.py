"""The demonstration's assessments, in every state.

Conforming, with a plan, failing on one mandatory criterion, an expired proof, started, submitted, in review with a
disagreement, expired, and nearly half never assessed.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q

from portulan.comptes.demonstration import DOMAINE
from portulan.comptes.models import Compte, Organisation
from portulan.socle.depot import Depot, Piece
from portulan.sources.demonstration_tirage import Tirage
from portulan.terrain.charte.queries import referentiel_en_vigueur
from portulan.terrain.evaluation import demonstration_essai
from portulan.terrain.evaluation.demonstration_histoires import Conteuse, Lot
from portulan.terrain.evaluation.models import (
    Campagne,
)
from portulan.terrain.evaluation.petit_pdf import petit_pdf
from portulan.terrain.evaluation.queries import A_EVALUER
from portulan.terrain.reseau.models import Structure

# Share of each story among the structures to assess; each is told at least once where there are ten of them
HISTOIRES = {
    "jamais": 0.34,
    "conforme": 0.22,
    "avec_plan": 0.10,
    "non_commencee": 0.09,
    "un_echec": 0.08,
    "preuve_expiree": 0.05,
    "commencee": 0.05,
    "en_revue": 0.03,
    "soumise": 0.02,
    "perimee": 0.02,
}
# File, title, and how many months before the day it takes effect
_PIECES = (
    ("procedure-accueil.pdf", "Procédure d’accueil", 3),
    ("releve-activite.pdf", "Relevé d’activité de l’année", 0),
    ("charte-deontologie.pdf", "Charte de déontologie signée", 5),
    ("label-information-jeunesse.pdf", "Label Information jeunesse", 4),
)


def peupler(region: str, jour: date) -> None:
    """Create a campaign and the assessments of a region, in every state."""
    publie = referentiel_en_vigueur(region, jour)
    structures = list(Structure.objects.filter(region=region, operateur__in=A_EVALUER).order_by("pk"))
    if not structures:
        return
    campagne = Campagne.objects.create(
        nom=f"Campagne {jour.year}",
        annee=jour.year,
        region=region,
        referentiel=publie,
        operateurs=list(A_EVALUER),
        du=jour - timedelta(days=90),
        au=jour + timedelta(days=45),
        lancee_le=jour - timedelta(days=90),
        fictif=True,
    )
    raconter = Conteuse(jour, publie, campagne, _relecteur(jour), _repondant(jour), _pieces())
    lot = Lot()
    for structure, histoire in _distribuer(structures):
        if histoire != "jamais" and publie.referentiel.groupe_de(structure.operateur):
            raconter.histoire(lot, structure, histoire)
    lot.creer()
    demonstration_essai.preparer(jour)


def _distribuer(structures: Sequence[Structure]) -> list[tuple[Structure, str]]:
    """A story for each structure, in the announced shares; the first ones get one of each, in a drawn order.

    The organisation of the person one tries first (a mission locale) has one under way.
    """
    essayee = Q(habilitations__compte__courriel=f"responsable.mission-locale@{DOMAINE}")
    siennes = set(Organisation.objects.filter(essayee).values_list("pk", flat=True))
    ordre = sorted(structures, key=lambda s: (s.organisation_id not in siennes, Tirage("ordre", s.identifiant).part()))
    premieres = ("commencee", *(h for h in HISTOIRES if h != "commencee"))
    return [
        (s, premieres[rang] if rang < len(premieres) else Tirage("histoire", s.identifiant).selon(HISTOIRES))
        for rang, s in enumerate(ordre)
    ]


def _relecteur(jour: date) -> Compte:
    """The person of the Region who reviews; created when the demonstration has no one for that."""
    compte, _ = Compte.objects.get_or_create(
        courriel=f"mission@{DOMAINE}",
        defaults={"nom": "Claire Rivage", "created_at": datetime.combine(jour, time(8), UTC)},
    )
    return compte


def _repondant(jour: date) -> Compte:
    """The person who answers for the operators in the exchanges; holds no role, so can do nothing."""
    compte, _ = Compte.objects.get_or_create(
        courriel=f"direction@{DOMAINE}",
        defaults={"nom": "Camille Exemple", "created_at": datetime.combine(jour, time(8), UTC)},
    )
    return compte


def _pieces() -> list[tuple[Piece, str, int]]:
    """A few small documents, kept once whatever the number of structures that show them."""
    depot = Depot(settings.PORTULAN_MAISON.racine)
    return [
        (depot.deposer([petit_pdf(titre, ("Document inventé pour la démonstration.",))], nom), titre, mois)
        for nom, titre, mois in _PIECES
    ]
