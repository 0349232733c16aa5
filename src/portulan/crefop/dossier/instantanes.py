"""The frozen facts a dossier rests on: snapshots that can be cited and were measured."""

from dataclasses import dataclass

from django.conf import settings

from portulan.crefop.dossier.models import Dossier
from portulan.diagnostic.resultats import FICHIER_DIAGNOSTIC, Diagnostic
from portulan.instantane.lire import lister, ouvrir
from portulan.instantane.manifeste import Manifeste
from portulan.socle.chemins import Maison
from portulan.socle.erreurs import DonneeInvalide, Impossible


@dataclass(frozen=True, slots=True)
class Proposable:
    """A snapshot of the installation, and why a dossier cannot rest on it (empty: it can)."""

    manifeste: Manifeste
    refus: str


def proposables(region: str) -> list[Proposable]:
    """Snapshots of a region, newest first, each with what prevents its choice."""
    manifestes = (m for m in lister(_maison().instantanes) if m.region == region)
    return [Proposable(m, _refus(m, region)) for m in manifestes]


def exiger_citable(identifiant: str, region: str) -> Manifeste:
    """Manifest of a snapshot on which a dossier can rest. Raises ``Introuvable``, ``Impossible`` with the reason."""
    manifeste = ouvrir(_maison().instantanes, identifiant).manifeste
    if refus := _refus(manifeste, region):
        raise Impossible(
            f"Le dossier ne peut pas s’appuyer sur l’instantané {identifiant}. {refus}",
            remede="Choisissez un instantané définitif qui a un diagnostic.",
        )
    return manifeste


def sceau(manifeste: Manifeste) -> str:
    """What covers the whole manifest."""
    return str(manifeste.en_dict()["sceau"])


def diagnostic_de(dossier: Dossier) -> Diagnostic:
    """Results drawn from the snapshot of a dossier, whose seal must still be the one noted when it was opened."""
    manifeste = ouvrir(_maison().instantanes, dossier.instantane).manifeste
    if dossier.instantane_sceau and sceau(manifeste) != dossier.instantane_sceau:
        raise DonneeInvalide(
            f"L’instantané {dossier.instantane} n’a plus le sceau noté à l’ouverture du dossier.",
            remede="Prévenez l’administrateur : « ./portulan verifier » dit ce qui a changé.",
        )
    return Diagnostic.lire(_maison().diagnostics / dossier.instantane)


def _refus(manifeste: Manifeste, region: str) -> str:
    if manifeste.region != region:
        return "Il concerne une autre région."
    if manifeste.provisoire:
        return "Il est provisoire : ses chiffres peuvent encore changer et ne se citent pas."
    if not (_maison().diagnostics / manifeste.identifiant / FICHIER_DIAGNOSTIC).is_file():
        return "Il n’a pas encore de diagnostic."
    return ""


def _maison() -> Maison:
    maison: Maison = settings.PORTULAN_MAISON
    return maison
