"""The demonstration: a plausible fictitious activity for any region, said to be so in every row and every sidecar.

Fictitious on purpose, deterministic on purpose: the same region gives the same rows on any machine. Real places of the
country (communes, populations) carry invented structures, services, programmes and outcomes.
"""

import hashlib
from typing import Any

from portulan.socle import geographie
from portulan.socle.declaration import Table
from portulan.socle.source import FicheSource
from portulan.socle.tables import AFFECTATIONS, FORMATIONS, INSERJEUNES, SERVICES, SPECIALITES, STRUCTURES
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.conformite import table_conforme, table_depuis_lignes
from portulan.sources.connecteur import Lecture
from portulan.sources.demonstration_affectations import affectations_fictives
from portulan.sources.demonstration_formations import formations_fictives, insertion_fictive, specialites_fictives
from portulan.sources.demonstration_lieux import lieux_fictifs
from portulan.sources.demonstration_tirage import JOUR

CODE = "demonstration"
MENTION = "activité fictive de démonstration"


def generer(region: str) -> tuple[Lecture, ...]:
    """Fictitious loads of a region: places and services, wishes, school assignments, persons by speciality, insertion.

    No priority area is invented: a real commune must not be given a legal status it does not have.

    Raises ``Introuvable`` for an unknown region code.
    """
    nom = geographie.nom(Territoire(Niveau.REGION, region))
    structures, services = lieux_fictifs(region)
    formations = formations_fictives(region)
    return (
        _lecture("lieux et services", region, nom, {STRUCTURES: structures, SERVICES: services}),
        _lecture("vœux et réponses", region, nom, {FORMATIONS: formations}),
        _lecture("affectations scolaires", region, nom, {AFFECTATIONS: affectations_fictives(region)}),
        _lecture("enseignements de spécialité", region, nom, {SPECIALITES: specialites_fictives()}),
        _lecture("insertion", region, nom, {INSERJEUNES: insertion_fictive(formations)}),
    )


def _lecture(quoi: str, region: str, nom: str, lignes: dict[Table, list[dict[str, Any]]]) -> Lecture:
    tables = {table: table_conforme(table, table_depuis_lignes(table, rangees)) for table, rangees in lignes.items()}
    nombre = sum(table.num_rows for table in tables.values())
    empreinte = hashlib.sha256()
    for table, donnees in tables.items():
        empreinte.update(repr((table.nom, donnees.to_pydict())).encode())
    fiche = FicheSource(
        code=CODE,
        libelle=f"{nom} : {quoi} ({MENTION})",
        producteur="Portulan, données inventées",
        licence="Sans objet (données inventées)",
        origine="générée par Portulan",
        version=f"{region}, {quoi}",
        date_donnees=JOUR,
        empreinte=empreinte.hexdigest(),
        lignes_lues=nombre,
        lignes_retenues=nombre,
        fictif=True,
        notes=(f"Cette {MENTION} n'a aucun rapport avec l'activité réelle des organismes.",),
    )
    return Lecture(fiche, tables)
