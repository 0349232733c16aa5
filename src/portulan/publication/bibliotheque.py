"""Everything an installation has frozen, measured and published, as the screens, the API and the terminal read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from portulan.diagnostic.resultats import FICHIER_DIAGNOSTIC, Diagnostic, Ligne
from portulan.instantane.comparer import Comparaison, comparer
from portulan.instantane.lire import Instantane, lister, ouvrir
from portulan.instantane.manifeste import IDENTIFIANT, Manifeste
from portulan.instantane.verifier import Verification, verifier
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import Introuvable

if TYPE_CHECKING:
    from portulan.publication.publier import DossiersPublies


@dataclass(frozen=True, slots=True)
class EcartFigure:
    """A figure that differs between two diagnostics; a side is None when the line does not exist there."""

    avant: Ligne | None
    apres: Ligne | None

    @property
    def ligne(self) -> Ligne:
        """The line that says which figure it is."""
        ligne = self.apres or self.avant
        assert ligne is not None
        return ligne

    @property
    def ecart(self) -> float | None:
        """Difference of the values, when both are known."""
        if self.avant is None or self.apres is None or self.avant.valeur is None or self.apres.valeur is None:
            return None
        return round(self.apres.valeur - self.avant.valeur, 6)


@dataclass(frozen=True)
class Bibliotheque:
    """Snapshots, diagnostics and dossiers of an installation. Cheap to build; reading is cached per process."""

    maison: Maison

    def instantanes(self, region: str | None = None) -> tuple[Manifeste, ...]:
        """Manifests, newest first."""
        return tuple(m for m in lister(self.maison.instantanes) if region in {None, m.region})

    def instantane(self, identifiant: str) -> Instantane:
        """Open a snapshot. Raises ``Introuvable``."""
        return ouvrir(self.maison.instantanes, identifiant)

    def verifier(self, identifiant: str) -> Verification:
        """Check every byte of a snapshot. Raises ``Introuvable``."""
        return verifier(self.instantane(identifiant).dossier)

    def a_un_diagnostic(self, identifiant: str) -> bool:
        """True when the snapshot was measured."""
        return self._fichier_diagnostic(identifiant).is_file()

    def courant(self, region: str | None = None) -> Manifeste | None:
        """The snapshot that screens show: of the latest date, then the latest measured; None before the first."""
        mesures = [m for m in self.instantanes(region) if self.a_un_diagnostic(m.identifiant)]
        return max(
            mesures,
            key=lambda m: (m.date, self._fichier_diagnostic(m.identifiant).stat().st_mtime_ns, m.identifiant),
            default=None,
        )

    def regions(self) -> tuple[str, ...]:
        """Codes of the regions that have a measured snapshot."""
        return tuple(sorted({m.region for m in self.instantanes() if self.a_un_diagnostic(m.identifiant)}))

    def diagnostic(self, identifiant: str) -> Diagnostic:
        """Results drawn from a snapshot. Raises ``Introuvable``."""
        return _lire_diagnostic(self._fichier_diagnostic(identifiant).parent, self.version_diagnostic(identifiant))

    def version_diagnostic(self, identifiant: str) -> int:
        """What changes when a diagnostic is written again. Raises ``Introuvable``."""
        try:
            return self._fichier_diagnostic(identifiant).stat().st_mtime_ns
        except OSError as erreur:
            raise Introuvable(
                f"L'instantané {identifiant} n'a pas encore de diagnostic.",
                remede=f"Lancez ./portulan diagnostiquer {identifiant}.",
            ) from erreur

    def dossiers(self, identifiant: str) -> "DossiersPublies | None":
        """Published dossiers of a snapshot; None when none was published."""
        from portulan.publication.publier import DossiersPublies

        if not IDENTIFIANT.fullmatch(identifiant):
            return None
        return DossiersPublies.lire(self.maison.dossiers, identifiant)

    def comparer(self, avant: str, apres: str) -> Comparaison:
        """What moved in the tables of two snapshots."""
        return comparer(self.instantane(avant), self.instantane(apres))

    def comparer_figures(self, avant: str, apres: str, code: str | None = None) -> Iterator[EcartFigure]:
        """Figures that differ between two diagnostics (all indicators, or one), in the order of the catalogue."""
        a, b = self.diagnostic(avant), self.diagnostic(apres)
        codes = dict.fromkeys((*a.codes, *b.codes)) if code is None else (code,)
        for nom in codes:
            gauche = {_cle(ligne): ligne for ligne in a.lignes(nom)}
            droite = {_cle(ligne): ligne for ligne in b.lignes(nom)}
            for cle in dict.fromkeys((*gauche, *droite)):
                if gauche.get(cle) != droite.get(cle):
                    yield EcartFigure(gauche.get(cle), droite.get(cle))

    def historique(self, code: str, region: str) -> list[tuple[Manifeste, Ligne]]:
        """The main figure of an indicator in every measured snapshot of a region, oldest first."""
        lignes = []
        for manifeste in reversed(self.instantanes(region)):
            if self.a_un_diagnostic(manifeste.identifiant):
                diagnostic = self.diagnostic(manifeste.identifiant)
                if code in diagnostic.codes:
                    lignes.append((manifeste, diagnostic.principal(code)))
        return lignes

    def _fichier_diagnostic(self, identifiant: str) -> Path:
        if not IDENTIFIANT.fullmatch(identifiant):
            raise Introuvable(f"« {identifiant} » n'est pas un identifiant d'instantané.")
        return self.maison.diagnostics / identifiant / FICHIER_DIAGNOSTIC


def _cle(ligne: Ligne) -> tuple[str, str, str]:
    return str(ligne.territoire), ligne.composante, ligne.ventilation


@lru_cache(maxsize=6)
def _lire_diagnostic(dossier: Path, _version: int) -> Diagnostic:
    return Diagnostic.lire(dossier)
