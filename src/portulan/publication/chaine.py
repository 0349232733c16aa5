"""The whole chain, in the order of the product's sentence: load or generate, freeze, measure, publish.

Each step is skipped when what it reads did not change: the demonstration starts again without rebuilding anything.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from portulan.publication.bibliotheque import Bibliotheque
from portulan.publication.empreintes import a_jour, empreinte, empreinte_du_code, empreinte_du_dossier, temoigner
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Impossible
from portulan.socle.progression import Progression, muette
from portulan.socle.source import Source

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Diagnostic
    from portulan.instantane.lire import Instantane
    from portulan.publication.publier import DossiersPublies
    from portulan.sources.importer import FichierDuDossier

_TEMOIN = ".a-jour"


@dataclass(frozen=True)
class Construction:
    """What the chain did: the snapshot it ends with, the steps really done, the files of the folder it looked at."""

    identifiant: str
    region: str
    etapes: dict[str, float] = field(default_factory=dict)
    fichiers: tuple["FichierDuDossier", ...] = ()


@dataclass(frozen=True)
class Terrain:
    """The registers of an installation: how to read them, and how a demonstration fills them from its places.

    ``reevaluer``: what they draw from a new diagnosis (reserves with an indicator); asked again, it changes nothing.
    """

    lire: Callable[[str], Sequence[Source]]
    peupler: Callable[[str, Sequence[Source]], object] | None = None
    reevaluer: Callable[["Diagnostic"], object] | None = None


@dataclass
class _Avancement:
    """Shares the progress between the steps, and measures those really done."""

    progression: Progression
    etapes: dict[str, float] = field(default_factory=dict)

    def part(self, debut: float, fin: float) -> Progression:
        return lambda etape, fraction: self.progression(etape, debut + (fin - debut) * min(max(fraction, 0), 1))

    def mesurer(self, nom: str, depart: float) -> None:
        self.etapes[nom] = round(time.perf_counter() - depart, 2)


def construire(
    maison: Maison,
    region: str,
    *,
    donnees: Path | None = None,
    date_reference: date | None = None,
    terrain: Terrain | None = None,
    progression: Progression = muette,
) -> Construction:
    """From what is loaded (and the files of ``donnees``) and kept in the registers to the two dossiers of a region.

    ``terrain``: gives the extracts of the registers of a region, read once the files are loaded.

    Raises ``ErreurUtilisateur`` with the remedy. Nothing is rebuilt that has not changed.
    """
    from portulan.socle.region import charger_region

    maison.preparer()
    suivi = _Avancement(progression)
    temoin = maison.racine / "constructions" / f"{region}.txt"
    choix = charger_region(region).empreinte
    entrees = (
        region,
        choix,
        empreinte_du_code(),
        donnees and str(donnees),
        empreinte_du_dossier(donnees),
        date_reference,
    )
    registres = tuple(terrain.lire(region)) if terrain else ()
    identifiant = _deja_construit(maison, temoin, _cle(maison, entrees, registres))
    if identifiant:
        progression("Tout est à jour", 1.0)
        return Construction(identifiant, region)

    fichiers = importer_donnees(maison, donnees, suivi) if donnees else ()
    if terrain and terrain.peupler and maison.est_demonstration:
        terrain.peupler(region, sources_de_la_region(maison, region))
        registres = tuple(terrain.lire(region))
    sources = sources_de_la_region(maison, region, terrain=registres, progression=suivi.part(0.35, 0.4))
    depart = time.perf_counter()
    instantane = geler_region(
        maison, region, sources=sources, date_reference=date_reference, progression=suivi.part(0.4, 0.55)
    )
    suivi.mesurer("geler", depart)
    diagnostic = mesurer(maison, instantane, terrain=terrain, suivi=suivi)
    publier_dossiers(maison, diagnostic, instantane, suivi=suivi)
    temoigner(temoin, f"{_cle(maison, entrees, registres)} {instantane.identifiant}")
    progression("Terminé", 1.0)
    return Construction(instantane.identifiant, region, suivi.etapes, fichiers)


def _cle(maison: Maison, entrees: tuple[object, ...], registres: Sequence[Source]) -> str:
    """Digest of everything a construction reads."""
    return empreinte(*entrees, _etat_des_chargements(maison), [source.fiche.empreinte for source in registres])


def _etat_des_chargements(maison: Maison) -> str:
    return empreinte_du_dossier(maison.chargements / "pointeurs")


def _deja_construit(maison: Maison, temoin: Path, cle: str) -> str | None:
    try:
        trouvee, identifiant = temoin.read_text("utf-8").split()
    except (OSError, ValueError):
        return None
    if trouvee != cle:
        return None
    rayons = Bibliotheque(maison)
    publies = rayons.dossiers(identifiant)
    faits = (maison.instantanes / identifiant).is_dir() and rayons.a_un_diagnostic(identifiant)
    return identifiant if faits and publies is not None and publies.complets else None


def importer_donnees(maison: Maison, donnees: Path, suivi: _Avancement) -> tuple["FichierDuDossier", ...]:
    """Load every file of a folder that a connector recognises."""
    from portulan.sources.entrepot import Entrepot
    from portulan.sources.importer import importer_dossier

    depart = time.perf_counter()
    fichiers = importer_dossier(Entrepot(maison.chargements), donnees, progression=suivi.part(0.0, 0.35))
    suivi.mesurer("importer", depart)
    return fichiers


def sources_de_la_region(
    maison: Maison, region: str, *, terrain: Sequence[Source] = (), progression: Progression = muette
) -> tuple[Source, ...]:
    """The registers, the current loads without what they repeat; in a demonstration, generated activity for the rest.

    Raises ``Impossible`` when nothing is loaded: a snapshot of the geography alone would answer nothing.
    """
    from portulan.sources.assemblage import completer
    from portulan.sources.demonstration import generer
    from portulan.sources.entrepot import Entrepot

    progression("Sources de la région", 0.0)
    chargements = Entrepot(maison.chargements).courants()
    if not chargements and not terrain and not maison.est_demonstration:
        raise Impossible(
            "Rien n'est chargé : il n'y a rien à geler.",
            remede="Importez d'abord un fichier (./portulan importer auto FICHIER, ou l'écran « Importer »).",
        )
    return completer(chargements, generer(region) if maison.est_demonstration else (), terrain, region)


def geler_region(
    maison: Maison,
    region: str,
    *,
    sources: Sequence[Source],
    date_reference: date | None = None,
    provisoire: bool = False,
    progression: Progression = muette,
) -> "Instantane":
    """Freeze the rows of ``sources`` for a region, with the region's own list of bassins when it loaded one."""
    from portulan.instantane.geler import geler
    from portulan.socle.region import charger_region

    return geler(
        racine=maison.instantanes,
        region=region,
        sources=sources,
        date_reference=date_reference,
        provisoire=provisoire,
        bassins=charger_region(region).bassins(),
        progression=progression,
    )


def mesurer(
    maison: Maison,
    instantane: "Instantane",
    *,
    terrain: Terrain | None = None,
    suivi: _Avancement | None = None,
    progression: Progression = muette,
) -> "Diagnostic":
    """Measure every indicator of a snapshot, unless it was by the same code with the same choices of the region.

    The registers (``terrain``) then draw from it what they have to.
    """
    from portulan.socle.region import charger_region

    suivi = suivi or _Avancement(progression)
    dossier = maison.diagnostics / instantane.identifiant
    region = charger_region(instantane.region)
    cle = empreinte(instantane.identifiant, empreinte_du_code(), region.empreinte)
    if not a_jour(dossier / _TEMOIN, cle):
        from portulan.diagnostic.moteur import diagnostiquer

        depart = time.perf_counter()
        diagnostiquer(instantane, region=region, progression=suivi.part(0.55, 0.75)).ecrire(dossier)
        temoigner(dossier / _TEMOIN, cle)
        suivi.mesurer("diagnostiquer", depart)
    diagnostic = Bibliotheque(maison).diagnostic(instantane.identifiant)
    if terrain and terrain.reevaluer:
        terrain.reevaluer(diagnostic)
    return diagnostic


def publier_dossiers(
    maison: Maison,
    diagnostic: "Diagnostic",
    instantane: "Instantane",
    *,
    suivi: _Avancement | None = None,
    progression: Progression = muette,
) -> "DossiersPublies":
    """Render the dossiers of a diagnostic, unless they were from the same figures by the same code."""
    from portulan.publication.publier import publier
    from portulan.socle.region import charger_region

    suivi = suivi or _Avancement(progression)
    region = charger_region(instantane.region)
    temoin = maison.dossiers / instantane.identifiant / _TEMOIN
    cle = empreinte(instantane.identifiant, empreinte_du_code(), region.empreinte)
    deja = Bibliotheque(maison).dossiers(instantane.identifiant) if a_jour(temoin, cle) else None
    if deja is not None and deja.complets:
        return deja
    depart = time.perf_counter()
    publies = publier(diagnostic, instantane, racine=maison.dossiers, region=region, progression=suivi.part(0.75, 1.0))
    temoigner(temoin, cle)
    suivi.mesurer("publier", depart)
    return publies
