"""What the pages of the composition show the same way: voices by highest averages, every quotient; those of a body."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from portulan.crefop.composition.models import Organe
from portulan.crefop.composition.ponderation import Repartition
from portulan.crefop.composition.queries import SiegeOccupe
from portulan.crefop.composition.voix import verifier
from portulan.socle.horloge import aujourdhui
from portulan.socle.mesure import nombre_fr

_GRAND = 100


def voix_montrees(organe: Organe, sieges: Sequence[SiegeOccupe]) -> dict[str, Any]:
    """The voices of a body as its page shows them: blocks, findings, quotients."""
    vu = verifier(organe, sieges, aujourdhui())
    return {
        "arrete": vu.arrete,
        "blocs": (*vu.blocs, vu.presidences),
        "total": sum(b.voix for b in (*vu.blocs, vu.presidences)),
        "ecarts": vu.ecarts,
        "repartitions": [(libelle, montrer_repartition(r)) for libelle, r in vu.repartitions],
        "a_venir": list(organe.arretes_voix.filter(du__gt=aujourdhui())),
        "passes": [a for a in organe.arretes_voix.filter(du__lte=aujourdhui()) if a != vu.arrete],
    }


def montrer_repartition(repartition: Repartition) -> dict[str, Any]:
    """Voices and quotients, ready for a template: each with whether its organisation gets the voice."""
    noms = [nom for nom, _ in repartition.voix]
    return {
        "voix": repartition.voix,
        "sans_voix": repartition.sans_voix,
        "noms": noms,
        "tours": [
            (t.rang, t.attribue_a, [(_quotient(dict(t.quotients)[n]), n == t.attribue_a) for n in noms])
            for t in repartition.tours
        ],
    }


def _quotient(valeur: Fraction) -> str:
    """A quotient: to the tenth when it is large, four figures when it is a share."""
    return nombre_fr(valeur, 1) if valeur >= _GRAND else f"{float(valeur):.4g}".replace(".", ",")
