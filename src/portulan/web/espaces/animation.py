"""What the update campaigns and the life of the network ask of a person."""

from datetime import timedelta

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.horloge import aujourdhui
from portulan.terrain.animation import droits
from portulan.terrain.animation.enums import Decision, Reponse
from portulan.web.espaces import Tache

MONTREES = 5


def taches(titulaire: Titulaire) -> list[Tache]:
    """Records to confirm, proposals to read, attendance to enter."""
    return [*_fiches(titulaire), *_propositions(titulaire), *_presences(titulaire)]


def _fiches(titulaire: Titulaire) -> list[Tache]:
    """A member answers for its own structures; the mission follows the campaign instead."""
    if not peut(titulaire, "sollicitation", "repondre") or peut(titulaire, "sollicitation", "lancer"):
        return []
    attendues = droits.sollicitations(titulaire, "repondre").filter(
        reponse=Reponse.ATTENTE, campagne__close_le__isnull=True
    )
    lues = list(attendues.order_by("campagne__au", "structure__nom")[: MONTREES + 1])
    if len(lues) > MONTREES:
        titre = f"Dire si vos fiches sont à jour ({attendues.count()} structures)"
        return [Tache(titre, reverse("web:maj_campagnes"), lues[0].campagne.nom, lues[0].campagne.au)]
    return [
        Tache(
            f"Dire si la fiche est à jour : {d.structure}",
            reverse("web:maj_sollicitation", args=[d.pk]),
            d.campagne.nom,
            d.campagne.au,
        )
        for d in lues
    ]


def _propositions(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "sollicitation", "lancer"):
        return []
    a_relire = droits.sollicitations(titulaire, "lancer").filter(decision=Decision.A_RELIRE)
    par_campagne: dict[tuple[int, str], int] = {}
    for demande in a_relire:
        cle = demande.campagne_id, demande.campagne.nom
        par_campagne[cle] = par_campagne.get(cle, 0) + 1
    return [
        Tache(
            f"Relire les corrections proposées ({nombre})",
            f"{reverse('web:maj_campagne', args=[pk])}?suite=a_relire",
            nom,
            genre="attention",
        )
        for (pk, nom), nombre in par_campagne.items()
    ]


def _presences(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "rencontre", "saisir"):
        return []
    jour = aujourdhui()
    tenues = droits.rencontres(titulaire, "saisir").filter(
        date__lte=jour, date__gt=jour - timedelta(days=365), participations__presente__isnull=True
    )
    return [
        Tache(f"Noter qui était présent : {r}", reverse("web:rencontre", args=[r.pk]))
        for r in tenues.order_by("date")[:MONTREES]
    ]
