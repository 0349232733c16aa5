"""The demonstration's network and what happens in it: invented, deterministic, dated from the day it was created.

Each application tells its part (``<application>.demonstration.peupler``); the parts are run in the order of the flow.
"""

from collections.abc import Callable, Sequence
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from portulan.comptes import demonstration as comptes
from portulan.comptes.models import Organisation
from portulan.socle.source import Source
from portulan.terrain.accueil import demonstration as accueil
from portulan.terrain.adhesion import demonstration as adhesion
from portulan.terrain.animation import demonstration as animation
from portulan.terrain.charte import demonstration as charte
from portulan.terrain.evaluation import demonstration as evaluation
from portulan.terrain.reseau import demonstration as reseau

# After the network itself: (region, day) -> None, in the order of the flow
PARTIES: tuple[Callable[[str, date], None], ...] = (
    animation.peupler,
    charte.peupler,
    evaluation.peupler,
    adhesion.peupler,
    accueil.peupler,
)


def _compter_les_lignes() -> None:
    """PostgreSQL has no statistics of rows just written: what reads them next would go through them one by one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")


def peupler(region: str, lieux: Sequence[Source]) -> bool:
    """Fill the registers of a region from its places (real ones are kept real); False when it was already done."""
    if Organisation.objects.filter(region=region, fictif=True).exists():
        return False
    jour = settings.PORTULAN_MAISON.jour_de_la_demonstration
    with transaction.atomic():
        reseau.peupler(region, jour, lieux)
        comptes.peupler(region, jour)
        for partie in PARTIES:
            partie(region, jour)
        _compter_les_lignes()
    return True
