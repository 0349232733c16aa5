"""The work of the background jobs: the same functions as the terminal's, with a result in JSON values."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from portulan.publication.bibliotheque import Bibliotheque
from portulan.publication.chaine import Terrain, geler_region, mesurer, publier_dossiers, sources_de_la_region
from portulan.publication.chaine import construire as _construire
from portulan.socle.chemins import maison
from portulan.socle.erreurs import DonneeInvalide, ErreurUtilisateur
from portulan.socle.progression import Progression

_REFUS_GARDES = 1000


def registres() -> Terrain:
    """The registers kept in the database, as the chain reads, (in a demonstration) fills, and tells of a diagnosis.

    Those of the field and of the committee, which do not know each other, are put together here.
    """
    from portulan.crefop import extraits as comite
    from portulan.crefop.suivi.operations import proposer_etats
    from portulan.publication import demonstration
    from portulan.terrain import extraits

    return Terrain(lambda region: extraits.sources(region, (comite.lignes,)), demonstration.peupler, proposer_etats)


def construire(progression: Progression, *, region: str) -> dict[str, Any]:
    """Freeze, measure and publish a region from what is loaded."""
    construction = _construire(maison(), region, terrain=registres(), progression=progression)
    return {"instantane": construction.identifiant, "etapes": construction.etapes}


def importer(
    progression: Progression, *, source: str, origine: str, nom: str = "", ecarter: bool = False
) -> dict[str, Any]:
    """Load a file sent by the browser (``nom``), or an address.

    The file sent is erased once loaded or unreadable; with refused rows it waits for the decision to leave them out,
    and after an interruption for the next worker.
    """
    from portulan.sources.entrepot import Entrepot
    from portulan.sources.importer import importer as charger

    garder = True
    try:
        rapport = charger(
            Entrepot(maison().chargements), source or None, origine, ecarter=ecarter, progression=progression
        )
        garder = bool(rapport.refus) and not rapport.charge and not ecarter
        if not rapport.charge and not rapport.refus:
            raise DonneeInvalide(rapport.message)
    except ErreurUtilisateur:
        garder = False
        raise
    finally:
        if nom and not garder:
            Path(origine).unlink(missing_ok=True)
    return {
        "charge": rapport.charge,
        "message": rapport.message,
        "source": rapport.fiche.code,
        "version": rapport.fiche.version,
        "lignes_lues": rapport.fiche.lignes_lues,
        "lignes_retenues": rapport.fiche.lignes_retenues,
        "refus_total": rapport.refus_total,
        "refus": [asdict(refus) for refus in rapport.refus[:_REFUS_GARDES]],
    }


def geler(
    progression: Progression, *, region: str, date_reference: str = "", provisoire: bool = False
) -> dict[str, Any]:
    """Freeze what is loaded for a region."""
    foyer = maison()
    instantane = geler_region(
        foyer,
        region,
        sources=sources_de_la_region(foyer, region, terrain=registres().lire(region)),
        date_reference=date.fromisoformat(date_reference) if date_reference else None,
        provisoire=provisoire,
        progression=progression,
    )
    return {"instantane": instantane.identifiant}


def diagnostiquer(progression: Progression, *, instantane: str) -> dict[str, Any]:
    """Measure a snapshot."""
    foyer = maison()
    gele = Bibliotheque(foyer).instantane(instantane)
    diagnostic = mesurer(foyer, gele, terrain=registres(), progression=progression)
    return {"instantane": diagnostic.identifiant, "declenchements": len(diagnostic.declenchements)}


def publier(progression: Progression, *, instantane: str) -> dict[str, Any]:
    """Measure if needed, then render the dossiers of a snapshot."""
    foyer = maison()
    gele = Bibliotheque(foyer).instantane(instantane)
    diagnostic = mesurer(foyer, gele, terrain=registres(), progression=progression)
    publier_dossiers(foyer, diagnostic, gele, progression=progression)
    return {"instantane": instantane}


def implantation(
    progression: Progression, *, instantane: str, public: str, besoin: str, critere: str, k: int
) -> dict[str, Any]:
    """Prove where k permanences gain most, on a snapshot: sites, gain, bound, and whether nothing does better."""
    from portulan.diagnostic.acces_besoins import acces_pour, preparer
    from portulan.diagnostic.scenarios import Critere, prouver_scenario

    progression("Lecture de l'instantané", 0.01)
    preparation = preparer(Bibliotheque(maison()).instantane(instantane))
    if preparation is None:
        raise DonneeInvalide(
            "Cet instantané n'a pas à la fois des communes et des structures.",
            remede="Gelez de nouveau après avoir importé un annuaire.",
        )
    acces = acces_pour(preparation, public, heures=False)
    preuve = prouver_scenario(acces, preparation.declare.rang(besoin), Critere(critere), k, progression=progression)
    communes = preparation.terrain.communes
    return {
        "sites": [communes[i]["code_insee"] for i in preuve.sites],
        "gain": preuve.gain,
        "borne": preuve.borne,
        "ecart": preuve.ecart,
        "optimal": preuve.optimal,
        "candidats": preuve.candidats,
    }
