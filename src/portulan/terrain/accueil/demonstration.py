"""The demonstration's year of reception: requests, needs, hand-overs, as many as people. All invented, and said so.

Rows are written straight into the tables: a year of operations would take an hour. They keep the declared steps, the
promises of the region and the constraints of the database. What goes wrong on purpose: ``demonstration_incidents``.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from portulan.socle import geographie
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.accueil.delais import bareme
from portulan.terrain.accueil.demonstration_annee import Annee, Lieu
from portulan.terrain.accueil.demonstration_ecriture import inserer, inserer_lignes
from portulan.terrain.accueil.demonstration_suites import ETAPE, PROMESSE, RELANCE, Suites
from portulan.terrain.accueil.models import (
    Aiguillage,
    Besoin,
    Carence,
    DemandeAccueil,
    EtapeMise,
    Identite,
    MiseEnRelation,
    Promesse,
    Relance,
    Satisfaction,
)
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.territoire import rattachement

POUR_MILLE = 6.6
"""Requests in a year for a thousand inhabitants: some 40,000 in the largest regions."""


PROMESSES_DU = date(2026, 1, 1)
"""Since when the product has promises: a demonstration of an earlier day makes them too."""


def peupler(region: str, jour: date) -> None:
    """Fill the year before a day, that day excluded."""
    ouvertes = Structure.objects.filter(region=region, etat=EtatStructure.OUVERTE).exclude(operateur="autre")
    structures = list(ouvertes.order_by("pk"))
    if not structures:
        return
    offres: dict[int, tuple[str, str]] = {}
    for s in (
        Service.objects.filter(structure__in=ouvertes)
        .order_by("-pk")
        .only("structure_id", "source", "id_source", "nom")
    ):
        offres[s.structure_id] = (s.identifiant, s.nom)
    suites = Suites(bareme(region, max(jour, PROMESSES_DU)), jour)
    annee = Annee(jour, structures, offres, suites)
    for rang, (bassin, lieux) in enumerate(par_bassin(region).items()):
        annee.raconter(rang, bassin, lieux, round(sum(x.population for x in lieux) * POUR_MILLE / 1000))
    _ecrire(annee, suites)


def par_bassin(region: str) -> Mapping[str, Sequence[Lieu]]:
    """Communes by bassin, the most populated bassin first, and its most populated commune first."""
    connus: dict[str, list[Lieu]] = {}
    for code in geographie.codes_communes(Territoire(Niveau.REGION, region)):
        population = (geographie.commune(code) or {}).get("population") or 0
        ou = rattachement(code)
        if population and ou["bassin"]:
            connus.setdefault(ou["bassin"], []).append(Lieu(code, population, ou))
    ordre = sorted(connus.items(), key=lambda b: (-sum(x.population for x in b[1]), b[0]))
    return {bassin: sorted(lieux, key=lambda x: (-x.population, x.code)) for bassin, lieux in ordre}


def _ecrire(annee: Annee, suites: Suites) -> None:
    """Parents first: a row names another by its key."""
    for modele, lignes in (
        (DemandeAccueil, annee.demandes),
        (Identite, annee.identites),
        (Besoin, annee.besoins),
        (Carence, annee.carences),
        (Aiguillage, annee.aiguillages),
        (MiseEnRelation, annee.mises),
        (Satisfaction, suites.satisfactions),
    ):
        inserer_lignes(modele, lignes)
    inserer(EtapeMise, ETAPE, suites.etapes)
    inserer(Promesse, PROMESSE, suites.promesses)
    inserer(Relance, RELANCE, suites.relances)
