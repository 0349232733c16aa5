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

PRESIDENCES = 2


def taches(titulaire: Titulaire) -> list[Tache]:
    """The Region and its mission, the committee, then the network and the cahier des charges."""
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
    etapes = []
    if not _pourvus(Role.MISSION_SPRO):
        etapes.append(
            Tache("Inviter la mission SPRO", reverse("web:equipe", args=[region.code]), "Elle conduit la suite.")
        )
    if not _pourvus(Role.SECRETARIAT):
        etapes.append(
            Tache(
                "Inviter le secrétariat du CREFOP",
                reverse("web:equipes"),
                "Depuis l’équipe du conseil régional, d’un service de l’État ou d’une organisation du comité.",
            )
        )
    elif _pourvus(Role.PRESIDENCE) < PRESIDENCES:
        etapes.append(
            Tache(
                "Inviter les deux présidences du CREFOP",
                reverse("web:equipes"),
                "L’une depuis un service de l’État, l’autre depuis le conseil régional ; elles signent ensemble.",
            )
        )
    return etapes


def _pourvus(role: Role) -> int:
    """How many hold this role or are invited to."""
    tenus = Habilitation.objects.filter(role=role).valides(aujourdhui()).count()
    return tenus + Invitation.objects.filter(role=role, etat=EtatInvitation.ENVOYEE).count()


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
