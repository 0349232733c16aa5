"""What votes ask of a person: a ballot open now; for the secretariat, ballots to carry through."""

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.crefop.scrutin.enums import EtatScrutin
from portulan.crefop.scrutin.models import Contestation, Scrutin
from portulan.crefop.scrutin.queries import a_voter
from portulan.socle.horloge import aujourdhui
from portulan.web.espaces import Tache

_SUITES = {
    EtatScrutin.OUVERT: "Scrutin ouvert",
    EtatScrutin.CLOS: "Scrutin à dépouiller",
    EtatScrutin.DEPOUILLE: "Résultat à proclamer",
}


def taches(titulaire: Titulaire) -> list[Tache]:
    """Ballots to cast now, ballots to close, count or proclaim."""
    jour = aujourdhui()
    siennes = [
        Tache(
            f"Voter : {s.intitule}", reverse("web:scrutin_voter", args=[s.pk]), "le scrutin est ouvert", jour, "alerte"
        )
        for s in a_voter(titulaire)
    ]
    if not peut(titulaire, "scrutin", "conduire"):
        return siennes
    en_cours = Scrutin.objects.filter(etat__in=_SUITES).select_related("point__seance").order_by("pk")
    contestes = set(Contestation.objects.filter(reponse="").values_list("electeur__scrutin", flat=True))
    return siennes + [
        Tache(
            f"{_SUITES[EtatScrutin(s.etat)]} : {s.intitule}",
            reverse("web:scrutin", args=[s.pk]),
            "une contestation attend une réponse" if s.pk in contestes else f"séance {s.point.seance.numero}",
            jour,
            "attention",
        )
        for s in en_cours
    ]
