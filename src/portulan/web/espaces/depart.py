"""The first steps of an empty installation: each is asked for until it is done, of the person who can do it."""

from django.conf import settings
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import EtatInvitation, GenreOrganisation, Role
from portulan.comptes.models import Habilitation, Invitation, Organisation
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.enums import GenreDocument
from portulan.terrain.charte.models import Version
from portulan.terrain.reseau.models import Structure
from portulan.web.espaces import Tache


def taches(titulaire: Titulaire) -> list[Tache]:
    """The Region and its mission, then the network and the cahier des charges."""
    if peut(titulaire, "installation", "agir"):
        return _administration()
    return _mission() if titulaire.tient(Role.MISSION_SPRO) else []


def _administration() -> list[Tache]:
    region = Organisation.objects.filter(genre=GenreOrganisation.REGION, active=True).first()
    if region is None:
        return [
            Tache(
                "Créer le conseil régional",
                reverse("web:nouvelle_organisation"),
                "Vous y inviterez ensuite sa mission SPRO, qui conduit la suite.",
                genre="attention",
            )
        ]
    mission = Role.MISSION_SPRO
    tenue = Habilitation.objects.filter(role=mission).valides(aujourdhui()).exists()
    if tenue or Invitation.objects.filter(role=mission, etat=EtatInvitation.ENVOYEE).exists():
        return []
    return [Tache("Inviter la mission SPRO", reverse("web:equipe", args=[region.code]), "Elle conduit la suite.")]


def _mission() -> list[Tache]:
    region = settings.PORTULAN_REGION
    etapes = []
    if not Structure.objects.filter(region=region).exists():
        etapes.append(
            Tache(
                "Faire entrer les structures du réseau",
                reverse("web:reseau_importer"),
                "Par un fichier data·inclusion, ou une par une depuis la page du réseau.",
            )
        )
    if not Version.objects.filter(document__region=region, document__genre=GenreDocument.CAHIER).exists():
        adresse = f"{reverse('web:charte_nouvelle')}?genre={GenreDocument.CAHIER}"
        etapes.append(
            Tache("Commencer le cahier des charges", adresse, "Un plan type traite toutes les questions de la fiche 1.")
        )
    return etapes
