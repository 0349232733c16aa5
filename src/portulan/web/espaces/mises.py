"""What the reception asks of a person: to answer, to say what became of it, to take up who may be lost."""

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.horloge import aujourdhui
from portulan.terrain.accueil import droits, mots, suivi
from portulan.terrain.accueil.transitions import OUVERTES, SANS_REPONSE
from portulan.web.espaces import Tache

_VINGT = 20


def taches(titulaire: Titulaire) -> list[Tache]:
    """Requests received that wait for an answer or for what follows, the late ones first; the Region: who is lost."""
    return [*_recues(titulaire), *_perdus(titulaire)]


def _recues(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "mise", "repondre"):
        return []
    jour = aujourdhui()
    miennes = droits.mises(titulaire, "repondre").filter(etat__in=OUVERTES).order_by().values("pk")
    lignes = suivi.a_suivre(titulaire).filter(pk__in=miennes, terme__isnull=False).order_by("terme", "pk")[:_VINGT]
    return [
        Tache(
            f"{'Répondre à' if m.etat in SANS_REPONSE else 'Dire la suite de'} la demande {m.numero}",
            reverse("web:mise", args=[m.pk]),
            mots.dire("thematiques", m.besoin.thematique),
            m.terme,
            "alerte" if m.terme < jour else "encours",
        )
        for m in lignes
    ]


def _perdus(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "accueil", "regler"):
        return []
    sans = sum(raison == "sans responsable" for _, raison in suivi.en_souffrance(titulaire, aujourdhui()))
    if not sans:
        return []
    nom = "1 besoin n’a" if sans == 1 else f"{sans} besoins n’ont"
    lien = reverse("web:accueil_suivi")
    return [Tache(f"{nom} aucun responsable", lien, "Désigner un dernier recours", genre="alerte")]
