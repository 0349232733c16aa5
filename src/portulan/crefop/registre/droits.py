"""Who reads what the register hides: those who may erase it, where they read the object of the act in full."""

from django.db.models import Q, QuerySet

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import Etendue
from portulan.comptes.matrice import regle
from portulan.crefop.registre.models import Ouverture
from portulan.crefop.registre.operations import ouvertures_lisibles

_LECTURES = {
    "comite": ("comite", "voir"),
    "siege": ("comite", "voir"),
    "reglement": ("comite", "voir"),
    "saisine": ("saisine", "voir"),
    "preavis": ("observation", "voir"),
    "scrutin": ("scrutin", "voir"),
    "avis": ("avis", "voir"),
    "pv": ("pv", "voir"),
    "reserve": ("reserve", "voir"),
}
_AUTRES = ("seance", "lire")  # attendance, mandates, debates, and what is in no entry


def valeur_lue(titulaire: Titulaire, ouverture: Ouverture) -> bool:
    """True when this person, the second factor given, may read what this opening reveals."""
    genre = ouverture.entree.type.partition(".")[0] if ouverture.entree else ""
    return _masquees_lues(titulaire) and _tout(titulaire, *_LECTURES.get(genre, _AUTRES))


def ouvertures_lues(titulaire: Titulaire) -> QuerySet[Ouverture]:
    """Openings whose value this person may read, the second factor given: a search by words looks nowhere else."""
    if not _masquees_lues(titulaire):
        return Ouverture.objects.none()
    lus = [genre for genre, lecture in _LECTURES.items() if _tout(titulaire, *lecture)]
    condition = Q(pk__in=())
    for genre in lus:
        condition |= Q(entree__type__startswith=f"{genre}.")
    if _tout(titulaire, *_AUTRES):
        connus = Q(pk__in=())
        for genre in _LECTURES:
            connus |= Q(entree__type__startswith=f"{genre}.")
        condition |= Q(entree__isnull=True) | ~connus
    return ouvertures_lisibles().filter(condition)


def _masquees_lues(titulaire: Titulaire) -> bool:
    return titulaire.verifie and peut(titulaire, "acte", "effacer")


def _tout(titulaire: Titulaire, objet: str, verbe: str) -> bool:
    """A role gives this right everywhere; what is public to anyone does not count."""
    etendues = regle(objet, verbe).etendues
    return any(etendues.get(a.role) is Etendue.TOUT for a in titulaire.acces)
