"""Every step of a hand-over, declared once: the operations, the pages, the mails, the diagram and the tests read this.

« Who »: the receiving structure (by an account or by its link), the sender, the person, or the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portulan.terrain.accueil.enums import Etape, EtatMise


class Acteur(StrEnum):
    """Who may take a step."""

    RECEVEUSE = "receveuse"
    EMETTRICE = "emettrice"
    PERSONNE = "personne"
    HORLOGE = "horloge"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which one, by whom; which promise it keeps.

    ``motif``: a reason is required (the words depend on the step). ``acte``: the button. ``fait``: the line of the
    history. ``dit``: what the person is told, in plain words; empty: nothing.
    """

    nom: str
    de: tuple[EtatMise, ...]
    vers: EtatMise
    acteurs: tuple[Acteur, ...]
    acte: str
    fait: str
    dit: str = ""
    tient: tuple[Etape, ...] = ()
    motif: bool = False


E = EtatMise
SANS_REPONSE = (E.EMISE, E.RECUE, E.ETUDE)
PRISES = (E.ACCEPTEE, E.CONTACTEE, E.VUE)
OUVERTES = (*SANS_REPONSE, *PRISES)
_LA = (Acteur.RECEVEUSE,)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("lire", (E.EMISE,), E.RECUE, _LA, "J’ai lu la demande", "Demande lue", tient=(Etape.ACCUSE,)),
    Transition(
        "etudier", (E.EMISE, E.RECUE), E.ETUDE, _LA, "Demander un délai d’étude", "Demande mise à l’étude",
        "La structure étudie votre demande et vous répondra un peu plus tard que prévu.", (Etape.ACCUSE,), motif=True,
    ),
    Transition(
        "accepter", SANS_REPONSE, E.ACCEPTEE, _LA, "Accepter", "Demande acceptée",
        "La structure accepte de vous recevoir.", (Etape.ACCUSE, Etape.REPONSE),
    ),
    Transition(
        "refuser", SANS_REPONSE, E.REFUSEE, _LA, "Refuser", "Demande refusée",
        "La structure ne peut pas vous recevoir.", (Etape.ACCUSE, Etape.REPONSE),
        motif=True,
    ),
    Transition(
        "expirer", SANS_REPONSE, E.EXPIREE, (Acteur.HORLOGE,), "", "Sans réponse dans le délai",
        "La structure n’a pas répondu à temps.",
    ),
    Transition(
        "contacter", (E.ACCEPTEE,), E.CONTACTEE, _LA, "La personne est contactée", "Personne contactée",
        "La structure a pris contact avec vous.", (Etape.CONTACT,),
    ),
    Transition(
        "recevoir", (E.ACCEPTEE, E.CONTACTEE), E.VUE, _LA, "La personne est venue", "Personne reçue",
        "Vous avez été reçu.", (Etape.CONTACT, Etape.RENDEZ_VOUS),
    ),
    Transition(
        "clore", PRISES, E.CLOSE, _LA, "Dire ce qu’il en a été", "Suite donnée",
        "La structure a terminé ce que vous lui aviez demandé.", (Etape.ISSUE,), motif=True,
    ),
    Transition(
        "annuler", OUVERTES, E.ANNULEE, (Acteur.EMETTRICE, Acteur.PERSONNE, Acteur.HORLOGE), "Annuler",
        "Demande annulée", "La demande faite à cette structure est annulée.", motif=True,
    ),
)  # fmt: skip

PAR_NOM: Mapping[str, Transition] = MappingProxyType({t.nom: t for t in TRANSITIONS})


def possibles(etat: str, acteur: Acteur) -> tuple[Transition, ...]:
    """Steps that this actor may take from a state, in the order of the procedure."""
    return tuple(t for t in TRANSITIONS if etat in t.de and acteur in t.acteurs)
