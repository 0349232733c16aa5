"""Where a figure comes from: the loads whose rows its indicator reads, and whether some of them are invented."""

from collections.abc import Iterable

from portulan.diagnostic.tables import ORIGINES
from portulan.socle.declaration import Indicateur
from portulan.socle.source import FicheSource
from portulan.socle.tables import STRUCTURES


def sources_de(indicateur: Indicateur, sources: Iterable[FicheSource]) -> tuple[FicheSource, ...]:
    """Loads that gave rows to the tables an indicator reads, derived tables included; none when it reads no table.

    An indicator that looks at some operators only (``Indicateur.operateurs``) does not cite the places of the others.
    """
    lues = {origine.nom for table in indicateur.tables for origine in ORIGINES.get(table.nom, (table,))}
    return tuple(s for s in sources if _alimente(s, lues, frozenset(indicateur.operateurs)))


def _alimente(source: FicheSource, lues: set[str], operateurs: frozenset[str]) -> bool:
    apports = lues.intersection(source.tables)
    if operateurs and operateurs.isdisjoint(source.operateurs):
        apports.discard(STRUCTURES.nom)
    return bool(apports)


def fictif(indicateur: Indicateur, sources: Iterable[FicheSource]) -> bool:
    """True when a figure of this indicator rests, even in part, on generated activity."""
    return any(s.fictif for s in sources_de(indicateur, sources))
