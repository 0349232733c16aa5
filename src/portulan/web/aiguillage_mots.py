"""Rules of routing in words: their values, and the requests on which a change is looked at."""

from datetime import date, timedelta
from typing import Any

from portulan.methodes.aiguillage import Requete
from portulan.methodes.aiguillage_regles import NOMS_CRITERES, Parametre
from portulan.socle import geographie
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.accueil.models import Besoin
from portulan.terrain.accueil.requetes import requete_du_besoin
from portulan.terrain.aiguillage.queries import requete_en
from portulan.terrain.reseau import vocabulaire
from portulan.web.reseau_mots import nom_operateur

MOIS = 30
REQUETES_JOUEES = 1000
# When nothing was asked last month: the needs that the SPRO must answer everywhere, from the most populated communes
_COMMUNES_TYPES = 50
_BESOINS_TYPES = ("choisir-un-metier", "se-former", "trouver-un-emploi", "orientation-scolaire", "vae", "reconversion")


def dire_valeur(parametre: Parametre, valeur: Any) -> str:
    """A value as people read it."""
    match parametre.genre:
        case "ordre":
            return ", puis ".join(NOMS_CRITERES[code] for code in valeur)
        case "choix":
            return dict(parametre.choix)[valeur]
        case "codes":
            nommer = _nom_norme if parametre.cle == "normes" else nom_operateur
            return ", ".join(nommer(code) for code in valeur) or "aucune"
        case "entiers":
            return f"{', '.join(map(str, valeur))}\u00a0{parametre.unite}"
        case _:
            return f"{valeur}\u00a0{parametre.unite}".rstrip()


def _nom_norme(code: str) -> str:
    return vocabulaire.libelle("labels", code)


def requetes_du_mois(jour: date) -> tuple[list[Requete], int]:
    """Requests received in the last thirty days, at most ``REQUETES_JOUEES`` of them evenly taken; and how many."""
    debut = jour - timedelta(days=MOIS)
    lus = Besoin.objects.filter(demande__recue_le__date__gte=debut, demande__recue_le__date__lte=jour)
    cles = list(lus.order_by("pk").values_list("pk", flat=True))
    pas = max(1, -(-len(cles) // REQUETES_JOUEES))
    choisis = Besoin.objects.filter(pk__in=cles[::pas]).select_related("demande__structure").order_by("pk")
    return [requete_du_besoin(b, b.demande.recue_le.date()) for b in choisis], len(cles)


def requetes_types(region: str, jour: date) -> list[Requete]:
    """Requests to look at a change with when none was received."""
    communes = [
        c for code in geographie.codes_communes(Territoire(Niveau.REGION, region)) if (c := geographie.commune(code))
    ]
    peuplees = sorted(communes, key=lambda c: (-(c["population"] or 0), c["code_insee"]))[:_COMMUNES_TYPES]
    return [requete_en(c["code_insee"], themes=(b,), jour=jour) for c in peuplees for b in _BESOINS_TYPES]
