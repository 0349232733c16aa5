"""Where an installation writes: one folder, so that two can live side by side."""

import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portulan.socle.erreurs import Impossible, RessourceIndisponible, raison_systeme
from portulan.socle.horloge import aujourdhui


@dataclass(frozen=True, slots=True)
class Maison:
    """The folder of an installation (``PORTULAN_HOME``, else ``var/`` beside the current checkout) and its rooms."""

    racine: Path

    @property
    def chargements(self) -> Path:
        """Loads of the connectors, one folder each, with their sidecar."""
        return self.racine / "chargements"

    @property
    def instantanes(self) -> Path:
        """Frozen snapshots, one folder each, named by their identifier."""
        return self.racine / "instantanes"

    @property
    def diagnostics(self) -> Path:
        """Results of the diagnostic, one folder per snapshot."""
        return self.racine / "diagnostics"

    @property
    def dossiers(self) -> Path:
        """Rendered dossiers, one folder per snapshot."""
        return self.racine / "dossiers"

    @property
    def cache(self) -> Path:
        """What can be erased at any time (figures, maps)."""
        return self.racine / "cache"

    @property
    def base(self) -> Path:
        """SQLite file of the site."""
        return self.racine / "portulan.sqlite3"

    @property
    def _marque_de_demonstration(self) -> Path:
        return self.racine / "demonstration"

    @property
    def est_demonstration(self) -> bool:
        """True when generated activity may complete what is loaded. Never in an installation that really serves."""
        return self._marque_de_demonstration.exists()

    @property
    def jour_de_la_demonstration(self) -> date:
        """Day the demonstration was created, from which its invented activity is dated."""
        marque = self._marque_de_demonstration
        ecrit = marque.read_text("utf-8").split()  # empty in the installations of the first version
        return date.fromisoformat(ecrit[0]) if ecrit else date.fromtimestamp(marque.stat().st_mtime)  # noqa: DTZ012 (a day)

    @property
    def region_de_la_demonstration(self) -> str:
        """Region the demonstration was last built for; empty in another installation."""
        if not self.est_demonstration:
            return ""
        ecrit = self._marque_de_demonstration.read_text("utf-8").split()
        return ecrit[1] if len(ecrit) > 1 else ""

    def devenir_demonstration(self, region: str, *, jour: date | None = None) -> None:
        """Make this installation a demonstration of a region; its day is kept when it already is one.

        Raises ``Impossible`` when it already holds real work.
        """
        if self.est_demonstration:
            jour = self.jour_de_la_demonstration
        elif any(any(salle.rglob("*.json")) for salle in (self.chargements, self.instantanes)):
            raise Impossible(
                f"L'installation {self.racine} contient déjà des données : la démonstration y mêlerait des données "
                "inventées.",
                remede="Donnez à la démonstration un dossier à elle : PORTULAN_HOME=/chemin/vers/un/autre/dossier.",
            )
        self._marque_de_demonstration.write_text(f"{(jour or aujourdhui()).isoformat()} {region}", "utf-8")

    def preparer(self) -> "Maison":
        """Create the rooms; one clear sentence when the folder cannot be written."""
        try:
            for piece in (self.chargements, self.instantanes, self.diagnostics, self.dossiers, self.cache):
                piece.mkdir(parents=True, exist_ok=True)
        except OSError as erreur:
            raise RessourceIndisponible(
                f"Portulan ne peut pas écrire dans {self.racine} ({raison_systeme(erreur)}).",
                remede="Donnez-lui un dossier où écrire : PORTULAN_HOME=/chemin/vers/un/dossier.",
            ) from erreur
        return self


def balayer(salle: Path, motif: str, age_s: float) -> None:
    """Remove the folders that a killed process left more than ``age_s`` seconds ago.

    Another process may be renaming or removing the same ones meanwhile: what is no longer there is no one's business.
    """
    for reste in salle.glob(motif):
        with suppress(FileNotFoundError):
            if reste.is_dir() and time.time() - reste.stat().st_mtime > age_s:
                shutil.rmtree(reste, ignore_errors=True)


def maison() -> Maison:
    """The installation designated by the environment."""
    defaut = Path(__file__).resolve().parents[3] / "var"
    return Maison(Path(os.environ.get("PORTULAN_HOME") or defaut).expanduser().absolute())
