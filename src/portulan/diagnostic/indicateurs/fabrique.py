"""How indicators are written down: short forms, French typography, the words of sources and of levels."""

from dataclasses import replace
from typing import Any

from portulan.socle.declaration import (
    Comparateur,
    Composante,
    Gravite,
    Indicateur,
    Origine,
    PieceAttendue,
    Seuil,
    TableAttendue,
)
from portulan.socle.mesure import Unite
from portulan.socle.territoire import Niveau
from portulan.socle.typographie import francais

SOURCES = {
    "APP": "registres du SPRO tenus dans Portulan",
    "INSEE": "Insee (population, code officiel géographique)",
    "TRAJET": "temps de trajet estimés par Portulan",
    "ZONES": "listes officielles des QPV et des communes FRR",
    "PSUP": "Parcoursup, données ouvertes (SIES)",
    "AFF": "Affelnet et décisions d'orientation (rectorats)",
    "SIEI": "agrégats du SIEI (plateformes de lutte contre le décrochage)",
    "INJ": "InserJeunes (Depp, Dares)",
    "ROME": "ROME (France Travail)",
    "BMO": "enquête Besoins en main-d'œuvre (France Travail)",
    "RNCP": "RNCP et répertoire spécifique (France compétences)",
    "OFF": "offre de formation (Carif-Oref, Onisep)",
    "DI": "annuaire de l'État et data·inclusion",
    "CO": "Carif-Oref (programme et catalogue des études)",
    "CPR": "contrat de plan régional (CPRDFOP)",
    "ENQ": "enquêtes menées avec Portulan",
    "DECL": "déclarations des rectorats, des universités et des opérateurs",
}

MAILLES = {
    "COM": "commune",
    "EPCI": "EPCI",
    "BAS": "bassin",
    "DEP": "département",
    "ACA": "académie",
    "REG": "région",
    "STR": "structure",
    "ETA": "établissement",
    "UNI": "université",
    "OPE": "opérateur",
    "DOM": "domaine professionnel",
    "OUT": "outil",
    "PRO": "profil type",
    "SPE": "spécialité",
    "FIL": "filière",
    "FOR": "formation",
}

INFO, ATTENTION, ALERTE, BLOQUANT = Gravite
LOI = Origine.LOI
COMMUNE, BASSIN, EPCI, DEPARTEMENT, ACADEMIE, REGION = (
    Niveau.COMMUNE,
    Niveau.BASSIN,
    Niveau.EPCI,
    Niveau.DEPARTEMENT,
    Niveau.ACADEMIE,
    Niveau.REGION,
)


def seuil(
    comparateur: str,
    borne: float,
    phrase: str,
    *,
    gravite: Gravite = ATTENTION,
    suffixe: str = "",
    **reste: Any,
) -> Seuil:
    """A vigilance rule; its code is completed by ``indicateur`` (« V-F1.O1-1 », then the suffix)."""
    return Seuil(
        code=suffixe,
        gravite=gravite,
        comparateur=Comparateur(comparateur),
        borne=borne,
        phrase=francais(phrase),
        **reste,
    )


def comp(code: str, libelle: str, unite: Unite) -> Composante:
    """One of the figures of an indicator."""
    return Composante(code, francais(libelle), unite)


def table(quoi: str, detenteur: str) -> TableAttendue:
    """Rows that are not in the snapshot yet, and who holds them."""
    return TableAttendue(francais(quoi), francais(detenteur))


def piece(quoi: str, detenteur: str) -> PieceAttendue:
    """A document only its holder can give."""
    return PieceAttendue(francais(quoi), francais(detenteur))


def indicateur(
    code: str,
    libelle: str,
    formule: str,
    unite: Unite,
    *,
    sources: str,
    maille: str,
    fondement: str,
    vigilance: str,
    seuils: tuple[Seuil, ...] = (),
    champ: str = "",
    phrase: str = "",
    phrase_partielle: str = "",
    **reste: Any,
) -> Indicateur:
    """An indicator of the dictionary. ``sources`` and ``maille`` are written with the short codes above."""
    return Indicateur(
        code=f"IND-{code}",
        libelle=francais(libelle),
        formule=francais(formule),
        unite=unite,
        sources=tuple(francais(SOURCES[s]) for s in sources.split()),
        maille=tuple(MAILLES[m] for m in maille.split()),
        fondement=francais(fondement),
        vigilance=francais(vigilance),
        seuils=tuple(_nommer(s, code) for s in seuils),
        champ=francais(champ),
        phrase=francais(phrase),
        phrase_partielle=francais(phrase_partielle),
        **reste,
    )


def _nommer(s: Seuil, code: str) -> Seuil:
    return replace(s, code=f"V-{code}-{s.code}" if s.code else f"V-{code}")
