"""A small ground and small sources: a region of five communes (76), a neighbour (75), another region (94)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pyarrow as pa

from portulan.instantane.geler import geler
from portulan.socle.source import FicheSource
from portulan.socle.tables import COMMUNES, FORMATIONS, SERVICES, STRUCTURES, TERRITOIRES
from spec.tableau import tableau

COMMUNES_DU_SOL = """
    code_insee | nom      | departement | academie | region | epci      | bassin    | population | superficie_km2 | longitude | latitude
    31001      | Alma     | 31          | 16       | 76     | 200000001 | 200000001 | 9000       | 3              | 1.40      | 43.60
    31002      | Bray     | 31          | 16       | 76     | 200000001 | 200000001 | 600        | 10             | 1.60      | 43.60
    31003      | Cazes    | 31          | 16       | 76     | 200000002 | 200000002 | 300        | 20             | 1.90      | 43.60
    81001      | Dourgne  | 81          | 16       | 76     | 200000002 | 200000002 | 100        | 40             | 2.30      | 43.60
    81002      | Esperce  | 81          | 16       | 76     |           |           |            | 40             | 2.40      | 43.65
    47001      | Feugars  | 47          | 04       | 75     | 200000003 | 200000003 | 800        | 15             | 0.90      | 43.70
    2A001      | Golfe    | 2A          | 27       | 94     | 200000004 | 200000004 | 5000       | 50             | 8.70      | 41.90
    2B001      | Haute    | 2B          | 27       | 94     | 200000005 | 200000005 | 70         | 90             | 9.30      | 42.50
"""  # noqa: E501 (a table)

TERRITOIRES_DU_SOL = """
    niveau      | code      | nom        | population
    epci        | 200000001 | Grand Alma | 9600
    epci        | 200000002 | Lauragais  | 400
    epci        | 200000003 | Agenais    | 800
    epci        | 200000004 | Golfe      | 5000
    epci        | 200000005 | Castagniccia | 70
    bassin      | 200000001 | Grand Alma | 9600
    bassin      | 200000002 | Lauragais  | 400
    bassin      | 200000003 | Agenais    | 800
    bassin      | 200000004 | Golfe      | 5000
    bassin      | 200000005 | Castagniccia | 70
    departement | 31        | Haute-Garonne | 9900
    departement | 81        | Tarn       | 100
    departement | 47        | Lot-et-Garonne | 800
    departement | 2A        | Corse-du-Sud | 5000
    departement | 2B        | Haute-Corse | 70
    academie    | 16        | Toulouse   | 10000
    academie    | 04        | Bordeaux   | 800
    academie    | 27        | Corse      | 5070
    region      | 76        | Occitanie  | 10000
    region      | 75        | Nouvelle-Aquitaine | 800
    region      | 94        | Corse      | 5070
    pays        | FR        | France     | 15870
"""

STRUCTURES_DU_SOL = """
    id     | source   | operateur      | nom     | code_insee | longitude | latitude | horaires_accueil  | precision_geo
    a--1   | annuaire | cio            | CIO 1   | 31001      | 1.40      | 43.60    | Mo-Fr 09:00-12:00 | mairie
    a--2   | annuaire | mission_locale | ML 1    | 31002      | 1.60      | 43.60    |                   | mairie
    a--3   | annuaire | ij             | BIJ     | 81001      |           |          | Mo 14:00-16:00    | commune
    a--4   | annuaire | cio            | CIO 47  | 47001      | 0.90      | 43.70    |                   | mairie
    a--5   | annuaire | cio            | CIO 2A  | 2A001      | 8.70      | 41.90    |                   | mairie
"""


@dataclass(frozen=True)
class PetitSol:
    """Implements ``instantane.geler.Geographie``."""

    MILLESIME: int = 2026

    def communes(self):
        return tableau(COMMUNES, COMMUNES_DU_SOL)

    def territoires(self):
        return tableau(TERRITOIRES, TERRITOIRES_DU_SOL)

    def voisinage(self, region):
        return frozenset({"47001"} if region == "76" else ())

    def fiche(self):
        return FicheSource(
            code="geographie",
            libelle="Petit sol",
            producteur="Insee",
            licence="Licence Ouverte",
            origine="essai",
            version="2026",
            date_donnees=date(2026, 1, 1),
            empreinte="1" * 64,
            lignes_lues=8,
            lignes_retenues=8,
            tables=("communes", "territoires"),
        )


@dataclass(frozen=True)
class PetiteSource:
    """Implements ``socle.source.Source``."""

    fiche: FicheSource
    contenu: tuple = field(default=())

    def tables(self):
        return iter(self.contenu)


def source(
    *contenu: tuple, code="annuaire", version="2019", charge_le=None, origine="/chez/dupont/annuaire.csv", **reste
):
    """A source of (declaration, Arrow rows)."""
    fiche = {
        "code": code,
        "libelle": "Annuaire",
        "producteur": "Dila",
        "licence": "Licence Ouverte",
        "origine": origine,
        "version": version,
        "date_donnees": date(2026, 1, 15),
        "empreinte": "0" * 64,
        "lignes_lues": 5,
        "lignes_retenues": 5,
        "charge_le": charge_le or datetime(2026, 2, 1, tzinfo=UTC),
    }
    return PetiteSource(FicheSource(**{**fiche, **reste}), contenu)


def structures(texte=STRUCTURES_DU_SOL):
    return STRUCTURES, tableau(STRUCTURES, texte)


def services(texte):
    return SERVICES, tableau(SERVICES, texte)


def formations(texte):
    return FORMATIONS, tableau(FORMATIONS, texte)


def petit_instantane(racine, *sources, region="76", **reste):
    """A snapshot of the small ground; the small directory when no source is given."""
    return geler(
        racine=racine, region=region, sources=sources or (source(structures()),), geographie=PetitSol(), **reste
    )


def melanger(table: pa.Table, ordre, morceaux=1) -> pa.Table:
    """The same rows in another order and other chunks."""
    melee = table.take(pa.array(ordre, pa.int64()))
    if morceaux == 1 or not melee.num_rows:
        return melee
    taille = -(-melee.num_rows // morceaux)
    return pa.concat_tables([melee.slice(debut, taille) for debut in range(0, melee.num_rows, taille)])
