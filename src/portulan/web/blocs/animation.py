"""The life of the network of a bassin on its page: meetings, protocols, and records that may be the same place."""

from typing import Any

from django.db.models import Q

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.horloge import aujourdhui
from portulan.terrain.animation.queries import vie_des_bassins
from portulan.terrain.animation.regles import RENCONTRES_ATTENDUES
from portulan.terrain.reseau.enums import EtatRapprochement
from portulan.terrain.reseau.models import Rapprochement
from portulan.web import acces


def bassin(titulaire: Titulaire, code: str) -> tuple[str, dict[str, Any]] | None:
    """The year of a bassin, for those who follow its life; nothing for the public."""
    if not peut(titulaire, "rencontre", "voir"):
        return None
    vies = vie_des_bassins(titulaire, acces.region().code, aujourdhui())
    vie = next((v for v in vies if v.code == code), None)
    return "blocs/bassin_vie.html", {
        "vie": vie,
        "attendues": RENCONTRES_ATTENDUES,
        "doublons": _doublons(code) if peut(titulaire, "doublon", "voir") else 0,
    }


def _doublons(code: str) -> int:
    """Pairs of records to examine that have a place of this bassin."""
    ici = Q(a__bassin=code) | Q(b__bassin=code)
    return Rapprochement.objects.filter(ici, etat=EtatRapprochement.PROPOSE).count()
