"""What is signed: the commitment, and the version of the cahier des charges it refers to."""

from dataclasses import dataclass
from datetime import date

from portulan.terrain.charte.queries import cahier_en_vigueur, referentiel_en_vigueur


@dataclass(frozen=True, slots=True)
class Cahier:
    """The norms to sign on a day. ``reference``: code and version; ``empreinte``: SHA-256 of their text."""

    reference: str
    titre: str
    empreinte: str


def engagement_organisation(organisation: str, cahier: Cahier, sites: int) -> str:
    """Text that the representative of the organisation ticks and signs."""
    lieux = "son site listé" if sites == 1 else f"ses {sites} sites listés"
    evaluer, concernent = ("l’évaluer", "le concernent") if sites == 1 else ("évaluer chacun", "les concernent")
    return (
        f"Au nom de l’organisation « {organisation} », je déclare avoir pris connaissance du document "
        f"« {cahier.titre} » ({cahier.reference}) et je m’engage à le respecter pour {lieux}, "
        f"à {evaluer} et à tenir à jour les informations qui {concernent}."
    )


def engagement_region(organisation: str, cahier: Cahier) -> str:
    """Text that the Region ticks and signs."""
    return (
        f"Au nom de la Région, je constate l’adhésion de l’organisation « {organisation} » au document "
        f"« {cahier.titre} » ({cahier.reference}) et je m’engage à l’inscrire au registre public et à animer le réseau."
    )


def cahier_a_signer(region: str, jour: date) -> Cahier:
    """The adopted cahier des charges of the region; before there is one, the norms of quality in force on that day.

    Raises ``Introuvable`` without either.
    """
    version = cahier_en_vigueur(region)
    if version is not None and version.arretee_le is not None and version.arretee_le <= jour:
        return Cahier(f"version {version.numero}, {version.acte}"[:80], version.document.titre, version.empreinte)
    norme = referentiel_en_vigueur(region, jour)
    return Cahier(norme.reference, norme.titre, norme.empreinte)
