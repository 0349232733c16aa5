"""What is signed: the commitment, the cahier des charges it refers to, and the norms of the assessment."""

from dataclasses import dataclass
from datetime import date

from portulan.socle.erreurs import Impossible
from portulan.terrain.adhesion.models import SignatureAdhesion
from portulan.terrain.charte.models import ReferentielPublie, Version
from portulan.terrain.charte.queries import cahier_en_vigueur, referentiel_en_vigueur
from portulan.terrain.charte.referentiel import ecrire_reference


@dataclass(frozen=True, slots=True)
class Cahier:
    """The texts to sign on a day: the version of the cahier des charges and the referential, each with its SHA-256."""

    reference: str
    titre: str
    empreinte: str
    referentiel: str
    referentiel_empreinte: str

    @property
    def cle(self) -> str:
        """Both digests: what a page carries to say which texts it showed."""
        return f"{self.empreinte}.{self.referentiel_empreinte}"


def engagement_organisation(organisation: str, cahier: Cahier | None, sites: int) -> str:
    """Text that the representative of the organisation ticks and signs; before any cahier is adopted, without it."""
    lieux = "son site listé" if sites == 1 else f"ses {sites} sites listés"
    evaluer, concernent = ("l’évaluer", "le concernent") if sites == 1 else ("évaluer chacun", "les concernent")
    texte = _cite(cahier) if cahier else "cahier des charges de la Région"
    return (
        f"Au nom de l’organisation « {organisation} », je déclare avoir pris connaissance du {texte} "
        f"et je m’engage à le respecter pour {lieux}, "
        f"à {evaluer} et à tenir à jour les informations qui {concernent}."
    )


def engagement_region(organisation: str, cahier: Cahier) -> str:
    """Text that the Region ticks and signs."""
    return (
        f"Au nom de la Région, je constate l’adhésion de l’organisation « {organisation} » au {_cite(cahier)} "
        "et je m’engage à l’inscrire au registre public et à animer le réseau."
    )


def _cite(cahier: Cahier) -> str:
    return f"document « {cahier.titre} », {cahier.reference}, et du référentiel {ecrire_reference(cahier.referentiel)}"


def citer(version: Version, norme: ReferentielPublie) -> Cahier:
    """A version of the cahier des charges and a referential, as they are cited and signed."""
    le = f"{version.arretee_le:%d/%m/%Y}" if version.arretee_le else "sans date"
    return Cahier(
        f"version {version.numero}, arrêtée le {le}",
        version.document.titre,
        version.empreinte,
        norme.reference,
        norme.empreinte,
    )


def cahier_en_cours(region: str, jour: date) -> Cahier | None:
    """The texts in force on a day; None when the region has adopted no cahier des charges yet."""
    version = cahier_en_vigueur(region)
    return citer(version, referentiel_en_vigueur(region, jour)) if version else None


def cahier_a_signer(region: str, jour: date) -> Cahier:
    """The texts in force on a day. Raises ``Impossible`` when the region has adopted no cahier des charges."""
    cahier = cahier_en_cours(region, jour)
    if cahier is None:
        raise Impossible(
            "La Région n’a encore arrêté aucun cahier des charges : il n’y a pas de texte à signer.",
            remede="La mission SPRO rédige le cahier des charges sur la page « La charte », le soumet à l’avis du "
            "comité puis l’arrête ; la signature s’ouvre aussitôt. Le dossier, lui, peut être instruit dès maintenant.",
        )
    return cahier


def cahier_signe(signature: SignatureAdhesion, titre: str) -> Cahier:
    """The texts that a first party signed, for the second to sign the same."""
    return Cahier(
        signature.cahier,
        titre,
        signature.cahier_empreinte,
        signature.referentiel,
        signature.referentiel_empreinte,
    )
