"""Fictitious Affelnet outcomes: places, first wishes and assigned pupils of invented vocational lycées.

Every figure is drawn inside the ones that contain it: on the first wish ≤ first wishes and ≤ assigned ≤ places.
"""

from collections.abc import Iterator
from typing import Any

from portulan.sources.affelnet_lignes import PREMIERE_PRO, SCOLAIRE
from portulan.sources.demonstration_formations import DENSITE_AILLEURS, uai_fictif, villes
from portulan.sources.demonstration_tirage import Tirage, nom_de_lieu

ANNEES = (2024, 2025)
_HABITANTS_PAR_FORMATION = 6_000
_FORMATIONS_PAR_LYCEE = 5

# Speciality → usual places, and first wishes by place
SPECIALITES_PRO = {
    "ACCOMPAGNEMENT, SOINS ET SERVICES À LA PERSONNE": (30, 1.5),
    "ANIMATION - ENFANCE ET PERSONNES ÂGÉES": (15, 1.9),
    "ASSISTANCE À LA GESTION DES ORGANISATIONS": (30, 0.6),
    "COMMERCIALISATION ET SERVICES EN RESTAURATION": (15, 0.6),
    "CUISINE": (15, 1.0),
    "CYBERSÉCURITÉ, INFORMATIQUE ET RÉSEAUX": (24, 1.2),
    "LOGISTIQUE": (24, 0.7),
    "MAINTENANCE DES SYSTÈMES DE PRODUCTION CONNECTÉS": (15, 0.6),
    "MAINTENANCE DES VÉHICULES": (15, 1.3),
    "MENUISERIE": (12, 0.9),
    "MÉTIERS DE L'ACCUEIL": (24, 0.8),
    "MÉTIERS DE L'ÉLECTRICITÉ ET DE SES ENVIRONNEMENTS CONNECTÉS": (24, 1.0),
    "MÉTIERS DE LA SÉCURITÉ": (24, 1.7),
    "MÉTIERS DU COMMERCE ET DE LA VENTE": (30, 1.1),
    "TECHNICIEN EN CHAUDRONNERIE INDUSTRIELLE": (12, 0.4),
    "TRAVAUX PUBLICS": (12, 0.8),
}


def affectations_fictives(region: str) -> list[dict[str, Any]]:
    """Rows of AFFECTATIONS for the country, two years; all the programmes at home, a third of them elsewhere."""
    return [ligne for commune in villes() for ligne in _de_la_commune(commune, region)]


def _de_la_commune(commune: dict[str, Any], region: str) -> Iterator[dict[str, Any]]:
    for rang in range(max(2, round(commune["population"] / _HABITANTS_PAR_FORMATION))):
        tirage = Tirage("affectation", commune["code_insee"], rang)
        if commune["region"] != region and not tirage.chance(DENSITE_AILLEURS):
            continue
        lycee = rang // _FORMATIONS_PAR_LYCEE
        specialites = sorted(SPECIALITES_PRO)
        nom = specialites[(5 * rang + tirage.rang(3) + sum(map(ord, commune["code_insee"]))) % len(specialites)]
        fixe = {
            "uai": uai_fictif(commune["departement"], commune["code_insee"], 20 + lycee),
            "code_formation": f"demonstration-{commune['code_insee']}-{rang:03d}",
            "statut": SCOLAIRE,
            "rang": 1,
            "entree": PREMIERE_PRO,
            "libelle": f"1ERPRO {nom}",
            "specialite": nom,
            "palier": "seconde",
            "recensement": False,
            "etablissement": nom_de_lieu("Lycée professionnel", commune["nom"]),
            "secteur": "public",
            "code_insee": commune["code_insee"],
            "departement": commune["departement"],
            "academie": commune["academie"],
            "region": commune["region"],
            "fictif": True,
        }
        for annee in ANNEES:
            yield {**fixe, "annee": annee, **_comptes(tirage, *SPECIALITES_PRO[nom])}


def _comptes(tirage: Tirage, usuelles: int, pression: float) -> dict[str, int]:
    places = max(8, round(usuelles * tirage.part(0.8, 1.1)))
    premiers = round(places * pression * tirage.part(0.6, 1.4))
    sur_premier = min(int(premiers * tirage.part(0.75, 0.98)), places)
    autres = int((places - sur_premier) * tirage.part(0.2, 0.7))
    return {
        "capacite": places,
        "capacite_affectation": places,
        "premiers_voeux": premiers,
        "voeux": premiers + round(places * tirage.part(0.6, 1.6)) + autres,
        "affectes_voeu_1": sur_premier,
        "affectes": sur_premier + autres,
    }
