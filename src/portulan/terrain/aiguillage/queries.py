"""The current index and rules, and what they answer.

The index is one for the process: a request looks at the stamp of the network (one short query) and builds it again
only when it changed. Meanwhile the other threads answer from the previous index, or wait when there is none yet. A
published index never changes.
"""

from datetime import date
from threading import Lock
from typing import Any

from django.db import connection

from portulan.methodes.aiguillage import Reponse, Requete
from portulan.methodes.aiguillage_index import Index
from portulan.methodes.aiguillage_moteur import aiguiller
from portulan.methodes.aiguillage_regles import Regles, regles_de
from portulan.socle import geographie
from portulan.socle.horloge import aujourdhui
from portulan.terrain.aiguillage.construction import construire_index
from portulan.terrain.aiguillage.enums import EtatRegle
from portulan.terrain.aiguillage.models import RegleAiguillage
from portulan.terrain.reseau.territoire import rattachement

type Empreinte = tuple[int, int | None, str | None]


_EMPREINTE = "SELECT count(*), max(id), max(jeton) FROM aiguillage_empreintereseau"


class _Tenu:
    """The index of this process and the stamp it was built under, replaced together."""

    def __init__(self) -> None:
        self.verrou = Lock()
        self.couple: tuple[Empreinte, Index] | None = None


_tenu = _Tenu()


def empreinte_reseau() -> Empreinte:
    """Stamp of the network: changes with every write on structures, services and availabilities."""
    with connection.cursor() as curseur:  # at every request: the ORM would take longer than the database
        curseur.execute(_EMPREINTE)
        nombre, dernier, jeton = curseur.fetchone()
    return nombre, dernier, jeton


def index_courant() -> Index:
    """The index of the network as it is now."""
    empreinte = empreinte_reseau()
    couple = _tenu.couple
    if couple is not None and couple[0] == empreinte:
        return couple[1]
    if not _tenu.verrou.acquire(blocking=couple is None):
        assert couple is not None
        return couple[1]
    try:
        # Stamp first: a write that comes while reading is seen at the next request
        empreinte = empreinte_reseau()
        couple = _tenu.couple
        if couple is None or couple[0] != empreinte:
            couple = (empreinte, construire_index())
            _tenu.couple = couple
        return couple[1]
    finally:
        _tenu.verrou.release()


def regle_en_vigueur(jour: date | None = None) -> RegleAiguillage | None:
    """The version of the Region that applies on a day; None when the rules of the product do."""
    adoptees = RegleAiguillage.objects.filter(etat=EtatRegle.ADOPTEE, applicable_le__lte=jour or aujourdhui())
    return adoptees.order_by("-applicable_le", "-numero").first()


def regles_en_vigueur(jour: date | None = None) -> Regles:
    """Values that apply on a day."""
    regle = regle_en_vigueur(jour)
    return valeurs(regle) if regle else Regles()


def valeurs(regle: RegleAiguillage) -> Regles:
    """Values of a version."""
    return regles_de(regle.version, regle.valeurs)


def proposer(requete: Requete, *, regles: Regles | None = None, limite: int = 10) -> Reponse:
    """Route a request on the network as it is now, under the rules of its day (or those given)."""
    return aiguiller(index_courant(), requete, regles or regles_en_vigueur(requete.jour), limite)


def requete_en(code_insee: str, **constats: Any) -> Requete:
    """The request of a person who is in a commune of today: its point, its territories, its density."""
    commune = geographie.commune(code_insee)
    if commune is None:
        return Requete(**constats)
    lieu = rattachement(code_insee)
    population, superficie = commune.get("population"), commune.get("superficie_km2")
    return Requete(
        code_insee=code_insee,
        longitude=commune["longitude"],
        latitude=commune["latitude"],
        densite=population / superficie if population is not None and superficie else None,
        **lieu,
        **constats,
    )
