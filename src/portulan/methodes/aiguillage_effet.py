"""What a change of rules would do: the same requests under both, who wins and loses first places, what widens."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from portulan.methodes.aiguillage import Proposition, Reponse, Requete
from portulan.methodes.aiguillage_index import Index
from portulan.methodes.aiguillage_moteur import aiguiller
from portulan.methodes.aiguillage_regles import Regles

TETE = 3


@dataclass(frozen=True, slots=True)
class Exemple:
    """A request whose first proposal changes; None: nothing was proposed."""

    requete: Requete
    avant: Proposition | None
    apres: Proposition | None


@dataclass(frozen=True, slots=True)
class Effet:
    """Counts over the requests played. ``tetes``: another first proposal; ``trios``: not the same first three.

    ``elargies``: requests widened, before and after. ``operateurs``: first places by kind of operator, before and
    after, the greatest change first. ``structures``: places whose first places change most.
    """

    requetes: int
    tetes: int
    trios: int
    elargies: tuple[int, int]
    operateurs: tuple[tuple[str, int, int], ...]
    structures: tuple[tuple[str, int, int], ...]
    exemples: tuple[Exemple, ...]


def comparer(index: Index, requetes: Iterable[Requete], avant: Regles, apres: Regles, *, montrees: int = 10) -> Effet:
    """Play the requests under both rules, on the same network."""
    # Discarded services are not compared: nothing of them is written
    regles = [replace(r, ecartes_dits=0) for r in (avant, apres)]
    nombre = tetes = trios = 0
    elargies = [0, 0]
    par_operateur: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    par_structure: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    exemples: list[Exemple] = []
    for requete in requetes:
        nombre += 1
        jouees = [aiguiller(index, requete, r, TETE) for r in regles]
        premieres = [_premiere(r) for r in jouees]
        for cote, (reponse, premiere) in enumerate(zip(jouees, premieres, strict=True)):
            elargies[cote] += bool(reponse.elargissement)
            if premiere:
                par_operateur[cote][premiere.operateur] += 1
                par_structure[cote][premiere.structure] += 1
        if _nom(premieres[0]) != _nom(premieres[1]):
            tetes += 1
            if len(exemples) < montrees:
                exemples.append(Exemple(requete, *premieres))
        trios += {p.structure for p in jouees[0].propositions} != {p.structure for p in jouees[1].propositions}
    return Effet(
        nombre,
        tetes,
        trios,
        (elargies[0], elargies[1]),
        _mouvements(*par_operateur),
        _mouvements(*par_structure)[:montrees],
        tuple(exemples),
    )


def _premiere(reponse: Reponse) -> Proposition | None:
    return reponse.propositions[0] if reponse.propositions else None


def _nom(proposition: Proposition | None) -> str:
    return proposition.structure if proposition else ""


def _mouvements(avant: Counter[str], apres: Counter[str]) -> tuple[tuple[str, int, int], ...]:
    changes = [(code, avant[code], apres[code]) for code in {*avant, *apres} if avant[code] != apres[code]]
    return tuple(sorted(changes, key=lambda m: (-abs(m[2] - m[1]), m[0])))
