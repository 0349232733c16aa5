"""From a person's place and constraints to what the routing is asked: one way, for every door."""

from collections.abc import Sequence
from datetime import date

from portulan.methodes.aiguillage import Requete
from portulan.socle.horloge import aujourdhui
from portulan.terrain.accueil.models import Besoin
from portulan.terrain.aiguillage.queries import requete_en

# Asked when nobody said what for: choosing a trade, training
PAR_DEFAUT = ("choisir-un-metier", "se-former")


def requete(
    *,
    themes: Sequence[str] = (),
    code_insee: str = "",
    publics: Sequence[str] = (),
    age: int | None = None,
    modes: Sequence[str] = (),
    mobilite: str = "",
    langues: Sequence[str] = (),
    handicap: bool = False,
    moments: Sequence[str] = (),
    emetteur: str = "",
    jour: date | None = None,
) -> Requete:
    """What the routing is asked. ``moments``: told to the routing when there is only one, which then excludes."""
    return requete_en(
        code_insee,
        themes=tuple(themes) or PAR_DEFAUT,
        publics=tuple(publics),
        age=age,
        modes=tuple(modes),
        mobilite=mobilite,
        langues=tuple(langues),
        handicap=handicap,
        jour=jour or aujourdhui(),
        moment=moments[0] if len(moments) == 1 else "",
        emetteur=emetteur,
    )


def requete_du_besoin(besoin: Besoin, jour: date | None = None) -> Requete:
    """What a recorded need asks, through the door it was recorded at; today unless another day is given."""
    demande = besoin.demande
    return requete(
        themes=(besoin.thematique,),
        code_insee=demande.code_insee,
        publics=demande.publics,
        age=demande.age,
        modes=demande.modes,
        mobilite=demande.mobilite,
        langues=demande.langues,
        handicap=demande.handicap,
        moments=demande.moments,
        emetteur=demande.structure.identifiant if demande.structure else "",
        jour=jour,
    )
