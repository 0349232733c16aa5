"""What the network asks of a person: records that nobody checked for six months, without hours, without service."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import Role
from portulan.socle.horloge import aujourdhui
from portulan.socle.mesure import nombre_fr
from portulan.terrain.reseau import couverture
from portulan.terrain.reseau.droits import structures
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Service, Structure
from portulan.web.espaces import Tache

MONTREES = 3


def taches(titulaire: Titulaire) -> list[Tache]:
    """Few records: one task for each; many (a mission): one task that opens the list."""
    if not peut(titulaire, "structure", "modifier"):
        return []
    siennes = structures(titulaire, "modifier").filter(etat=EtatStructure.OUVERTE)
    ouverts = Service.objects.filter(structure=OuterRef("pk"), etat=EtatService.OUVERT)
    toutes = not titulaire.tient(Role.MISSION_SPRO)
    return [
        *_taches(
            couverture.perimees(siennes, aujourdhui()),
            "Vérifier la fiche de {}",
            "fiches à vérifier",
            "Personne ne l’a revue depuis six mois : si tout est juste, un clic suffit.",
            ("structure", "maj=perimee"),
            detaillees=toutes,
        ),
        *_taches(
            siennes.filter(horaires_accueil=""),
            "Donner les horaires de {}",
            "structures sans horaires",
            "Sans horaires, le public ne sait pas quand venir.",
            ("structure_horaires", "ouvert=sans"),
            detaillees=toutes,
        ),
        *_taches(
            siennes.filter(~Exists(ouverts)),
            "Décrire un service de {}",
            "structures sans service décrit",
            "Sans service décrit, personne ne peut être orienté vers ce lieu.",
            ("service_creer", "services=sans"),
            detaillees=toutes,
        ),
    ]


def _taches(
    lignes: QuerySet[Structure], une: str, plusieurs: str, detail: str, vers: tuple[str, str], *, detaillees: bool
) -> list[Tache]:
    vue, filtre = vers
    lues = list(lignes.order_by("date_maj", "pk")[: MONTREES + 1])
    if lues and (len(lues) > MONTREES or not detaillees):
        titre = f"{nombre_fr(lignes.count())}\u00a0{plusieurs}"
        return [Tache(titre, f"{reverse('web:reseau')}?{filtre}&miennes=oui", detail, genre="attention")]
    return [Tache(une.format(s.nom), reverse(f"web:{vue}", args=[s.pk]), detail, genre="attention") for s in lues]
