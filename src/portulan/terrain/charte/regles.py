"""Whether the state allows it: transitions of a version, what a fiche asks of a text, what a concertation lacks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from portulan.socle.erreurs import Impossible
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.charte.enums import EtatVersion

# Questions of each fiche that a text has to treat (F1.0 and F2.0 are about the procedure, not about the text)
CODES_FICHE: Mapping[int, tuple[str, ...]] = {
    1: ("F1.O1", "F1.O2", "F1.O3", "F1.O4", *(f"F1.{n}" for n in range(1, 11))),
    2: ("F2.O1", "F2.O2", *(f"F2.{n}" for n in range(1, 13))),
}
# Without an article on these, the text misses its purpose (fiche 1, F1.O4)
CODES_CRITIQUES = frozenset({"F1.3", "F1.4", "F1.10"})
# Kinds of operator that the law or the convention puts in the SPRO: each must have been invited
A_CONVIER = tuple(o.code for o in OPERATEURS if o.attache in {"L", "C", "IJ"} and o.code != "rectorat")


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state: its name, its button, from where to where, its verb, what it does, what is said once done.

    No verb: nobody asks for it, it follows another (``entraine``) on the other versions of the document.
    """

    code: str
    libelle: str
    de: tuple[EtatVersion, ...]
    vers: EtatVersion
    verbe: str
    effet: str
    fait: str
    entraine: str = ""


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "ouvrir",
        "Ouvrir la concertation",
        (EtatVersion.BROUILLON,),
        EtatVersion.CONCERTATION,
        "rediger",
        "Le texte devient public et les organisations peuvent déposer leurs contributions.",
        "La concertation est ouverte. Les organisations peuvent lire le texte et contribuer.",
    ),
    Transition(
        "soumettre",
        "Figer et soumettre à l’avis",
        (EtatVersion.CONCERTATION,),
        EtatVersion.SOUMISE,
        "publier",
        "Le texte est figé sous une empreinte : il ne change plus. Pour le modifier, il faudra une nouvelle version.",
        "Le texte est figé et soumis à l’avis.",
    ),
    Transition(
        "arreter",
        "Arrêter",
        (EtatVersion.SOUMISE,),
        EtatVersion.ARRETEE,
        "publier",
        "Cette version devient le texte en vigueur et remplace la précédente.",
        "Le texte est arrêté : c’est lui qui vaut désormais.",
        entraine="remplacer",
    ),
    Transition(
        "remplacer",
        "",
        (EtatVersion.ARRETEE,),
        EtatVersion.REMPLACEE,
        "",
        "Une version plus récente du même document est arrêtée : celle-ci reste lisible.",
        "",
    ),
    Transition(
        "abandonner",
        "Abandonner",
        (EtatVersion.BROUILLON, EtatVersion.CONCERTATION, EtatVersion.SOUMISE),
        EtatVersion.ABANDONNEE,
        "rediger",
        "La version est gardée pour mémoire, mais elle n’ira pas plus loin.",
        "La version est abandonnée, et gardée pour mémoire.",
    ),
)


PAR_CODE: Mapping[str, Transition] = {t.code: t for t in TRANSITIONS}


def transitions_de(etat: str) -> tuple[Transition, ...]:
    """What a person can do from a state."""
    return tuple(t for t in TRANSITIONS if t.verbe and etat in t.de)


def transition(code: str, etat: str) -> Transition:
    """A transition that a person may ask for from this state. Raises ``Impossible``."""
    trouvee = next((t for t in transitions_de(etat) if t.code == code), None)
    if trouvee is None:
        possibles = ", ".join(t.libelle.lower() for t in transitions_de(etat)) or "rien"
        raise Impossible(
            f"Cette action n’est pas possible pour une version « {EtatVersion(etat).label} ».",
            remede=f"Rechargez la page. Ce qui est possible maintenant : {possibles}.",
        )
    return trouvee


class _Article(Protocol):
    code: str
    fiche: list[str]
    objectifs: list[str]


@dataclass(frozen=True, slots=True)
class Ligne:
    """A question or an objective, and the articles that treat it. ``gravite``: empty when at least one does."""

    code: str
    articles: tuple[str, ...]
    gravite: str


def couverture_fiche(fiche: int, articles: Sequence[_Article]) -> tuple[Ligne, ...]:
    """Each question of the fiche and its articles; none on a critical question is an alert, elsewhere a warning."""
    return tuple(
        Ligne(code, trouves, "" if trouves else "alerte" if code in CODES_CRITIQUES else "attention")
        for code in CODES_FICHE[fiche]
        for trouves in [tuple(a.code for a in articles if code in a.fiche)]
    )


def couverture_objectifs(objectifs: Iterable[str], articles: Sequence[_Article]) -> tuple[Ligne, ...]:
    """Each objective of the schedule and its articles."""
    return tuple(
        Ligne(code, trouves, "" if trouves else "attention")
        for code in objectifs
        for trouves in [tuple(a.code for a in articles if code in a.objectifs)]
    )


def jamais_convies(convies: Collection[str], presents_dans_la_region: Collection[str]) -> tuple[str, ...]:
    """Kinds of operator of the region that no meeting ever invited."""
    return tuple(code for code in A_CONVIER if code in presents_dans_la_region and code not in convies)
