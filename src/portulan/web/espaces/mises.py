"""What the reception asks of a person: to answer, to say what became of it, to take up who may be lost."""

from django.conf import settings
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.dates import ajouter_ouvres
from portulan.socle.horloge import aujourdhui
from portulan.terrain.accueil import droits, mots, suivi
from portulan.terrain.accueil.delais import bareme
from portulan.terrain.accueil.enums import Etape
from portulan.terrain.accueil.transitions import OUVERTES, SANS_REPONSE
from portulan.web.espaces import Tache

_VINGT = 20


def taches(titulaire: Titulaire) -> list[Tache]:
    """Requests received that wait for an answer or what follows, calls to make, the late ones first; who is lost."""
    return [*_recues(titulaire), *_rappels(titulaire), *_perdus(titulaire)]


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


def _rappels(titulaire: Titulaire) -> list[Tache]:
    """People who asked to be called back, in the delay promised for a first answer."""
    if not peut(titulaire, "accueil", "saisir"):
        return []
    jour = aujourdhui()
    attente = bareme(settings.PORTULAN_REGION, jour).promesses[Etape.REPONSE].nombre
    attendues = droits.demandes(titulaire, "saisir").filter(
        a_rappeler=True, rappelee_le=None, close_le=None, identite__isnull=False
    )
    rappels = []
    for demande in attendues.order_by("recue_le", "pk").prefetch_related("besoins")[:_VINGT]:
        terme = ajouter_ouvres(demande.recue_le.date(), attente)
        dits = ", ".join(mots.dire("thematiques", b.thematique) for b in demande.besoins.all())
        lien = reverse("web:guichet_demande", args=[demande.pk])
        genre = "alerte" if terme < jour else "encours"
        rappels.append(Tache(f"Rappeler la personne de la demande {demande.numero}", lien, dits, terme, genre))
    return rappels


def _perdus(titulaire: Titulaire) -> list[Tache]:
    if not peut(titulaire, "accueil", "regler"):
        return []
    perdus = suivi.en_souffrance(titulaire, aujourdhui())
    sans = perdus.filter(raison=suivi.Souffrance.SANS_RESPONSABLE).count()
    if not sans:
        return []
    nom = "1 besoin n’a" if sans == 1 else f"{sans} besoins n’ont"
    lien = reverse("web:accueil_suivi")
    return [Tache(f"{nom} aucun responsable", lien, "Désigner un dernier recours", genre="alerte")]
