"""What the field offers to the snapshot, through the same protocol as a connector.

Two sources at most: what the members of the network wrote, and the invented activity of a demonstration. Registers that
stand above the field (the committee's) are handed over by who assembles them.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings

from portulan.socle import geographie
from portulan.socle.declaration import Table
from portulan.socle.horloge import aujourdhui
from portulan.socle.source import FicheSource
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.conformite import table_conforme, table_depuis_lignes
from portulan.terrain.accueil import extraits as accueil
from portulan.terrain.adhesion import extraits as adhesion
from portulan.terrain.animation import extraits as animation
from portulan.terrain.charte import extraits as charte
from portulan.terrain.evaluation import extraits as evaluation
from portulan.terrain.reseau import extraits as reseau

if TYPE_CHECKING:
    import pyarrow as pa

CODE = "terrain"

type Lignes = dict[Table, list[dict[str, Any]]]
type Extrait = Callable[[str], Lignes]

# In the order of the flow; each gives the rows of its tables for a region
EXTRAITS: tuple[Extrait, ...] = (
    reseau.lignes,
    animation.lignes,
    charte.lignes,
    evaluation.lignes,
    adhesion.lignes,
    accueil.lignes,
)


@dataclass(frozen=True)
class SourceDuTerrain:
    """Rows kept by the members of the network, with their sidecar; implements ``socle.source.Source``."""

    fiche: FicheSource
    contenu: Mapping[Table, "pa.Table"]

    def tables(self) -> Iterator[tuple[Table, "pa.Table"]]:
        """Declared tables and their rows."""
        yield from self.contenu.items()


def sources(region: str, autres: Iterable[Extrait] = ()) -> tuple[SourceDuTerrain, ...]:
    """Sources of a region: real rows, then invented ones; those without any row are left out.

    ``autres``: extractors of the registers that the field may not know; every date of their rows is that of a fact.
    """
    lignes: Lignes = {}
    for extraire in EXTRAITS:
        lignes |= extraire(region)
    ajoutees: Lignes = {}
    for extraire in autres:
        ajoutees |= extraire(region)
    parts = []
    for fictif in (False, True):
        retenues = {t: [x for x in rangees if x["fictif"] == fictif] for t, rangees in (lignes | ajoutees).items()}
        if any(retenues.values()):
            jour = _jour_de_la_fiction([x for t in ajoutees for x in retenues[t]]) if fictif else aujourdhui()
            parts.append(_source(region, retenues, fictif=fictif, jour=jour))
    return tuple(parts)


def _jour_de_la_fiction(faits: Iterable[Mapping[str, Any]]) -> date:
    """The day an invented activity is told on: that of the demonstration, or the last fact played since."""
    passes = {v for fait in faits for v in fait.values() if isinstance(v, date) and v <= aujourdhui()}
    return max(passes | {settings.PORTULAN_MAISON.jour_de_la_demonstration})


def _source(region: str, lignes: Mapping[Table, list[dict[str, Any]]], *, fictif: bool, jour: date) -> SourceDuTerrain:
    contenu = {t: table_conforme(t, table_depuis_lignes(t, rangees)) for t, rangees in lignes.items() if rangees}
    empreinte = hashlib.sha256()
    for table, donnees in contenu.items():
        empreinte.update(repr((table.nom, donnees.to_pydict())).encode())
    nombre = sum(donnees.num_rows for donnees in contenu.values())
    nom = geographie.nom(Territoire(Niveau.REGION, region))
    fiche = FicheSource(
        code=CODE,
        libelle=f"{nom} : registres du SPRO" + (" (activité fictive de démonstration)" if fictif else ""),
        producteur="Portulan, données inventées" if fictif else "Membres du SPRO de la région",
        licence="Sans objet (données inventées)" if fictif else "Licence Ouverte 2.0",
        origine="générée par Portulan" if fictif else "registres tenus dans Portulan",
        version=f"{region}, fictif" if fictif else region,
        date_donnees=jour,
        empreinte=empreinte.hexdigest(),
        lignes_lues=nombre,
        lignes_retenues=nombre,
        fictif=fictif,
        operateurs=reseau.operateurs(region, fictif=fictif),
    )
    return SourceDuTerrain(fiche, contenu)
