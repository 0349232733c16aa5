"""Statistical secrecy (SS-01): small cells are masked, then enough others so that none can be worked out.

Cells are tied by relations « total = sum of parts » (a territory and those inside it, a whole and its breakdown). After
masking, every relation has no masked cell or at least two, and no masked cell is a linear consequence of what is shown.
A zero may be masked to protect another cell: being masked never says whether the cell is empty.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portulan.socle.mesure import Secret

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Relation[C: Hashable]:
    """``total`` is the sum of ``parts``."""

    total: C
    parts: tuple[C, ...]

    @property
    def cellules(self) -> tuple[C, ...]:
        """The total, then its parts."""
        return (self.total, *self.parts)


def effectif_masque(effectif: float | None, secret: Secret) -> bool:
    """A count of persons from 1 to ``secret.effectif - 1`` is masked; zero is not, by itself."""
    return effectif is not None and 0 < effectif < secret.effectif


def taux_masque(numerateur: float | None, denominateur: float | None, secret: Secret) -> bool:
    """A rate needs a large enough denominator, and neither its cases nor the others may be a small count."""
    if denominateur is None:
        return effectif_masque(numerateur, secret)
    if 0 < denominateur < secret.denominateur:
        return True
    reste = denominateur - numerateur if numerateur is not None and numerateur <= denominateur else None
    return effectif_masque(numerateur, secret) or effectif_masque(reste, secret)


def masquer[C: Hashable](
    effectifs: Mapping[C, float], primaires: Iterable[C], relations: Sequence[Relation[C]]
) -> frozenset[C]:
    """Cells to hide: ``primaires``, and the fewest others a simple rule finds to protect them.

    ``effectifs``: the true counts (they choose which cell is sacrificed: the smallest, parts before totals). Relations
    naming an unknown cell are the caller's mistake.
    """
    masque = _Masque(effectifs, set(primaires), relations)
    masque.equilibrer(relations)
    while deduites := deductibles(masque.cellules, relations):
        if not masque.couvrir(deduites):
            break
    return frozenset(masque.cellules)


class _Masque[C: Hashable]:
    """The set of hidden cells while it grows."""

    def __init__(self, effectifs: Mapping[C, float], cellules: set[C], relations: Sequence[Relation[C]]) -> None:
        self.cellules = cellules
        self._effectifs = effectifs
        self._relations = relations
        self._ordre = {cellule: rang for rang, cellule in enumerate(effectifs)}
        self._par_cellule: dict[C, list[Relation[C]]] = {}
        for relation in relations:
            for cellule in relation.cellules:
                self._par_cellule.setdefault(cellule, []).append(relation)

    def equilibrer(self, relations: Iterable[Relation[C]]) -> None:
        """No relation may have a single hidden cell: hide another, and look again at the relations it is in."""
        a_voir = list(relations)
        while a_voir:
            relation = a_voir.pop()
            if sum(c in self.cellules for c in relation.cellules) == 1:
                choisie = self._choisir(relation)
                if choisie is not None:
                    self.cellules.add(choisie)
                    a_voir.extend(self._par_cellule[choisie])

    def couvrir(self, deduites: set[C]) -> bool:
        """Hide one more cell because several relations together give one away; False when nothing is left to hide."""
        cellule = min(deduites, key=self._ordre.__getitem__)
        for relations in (self._par_cellule.get(cellule, ()), self._relations):
            choix = [
                (choisie == r.total, self._effectifs[choisie], self._ordre[choisie], choisie)
                for r in relations
                if self.cellules.intersection(r.cellules) and (choisie := self._choisir(r)) is not None
            ]
            if choix:
                choisie = min(choix, key=lambda c: c[:3])[3]
                self.cellules.add(choisie)
                self.equilibrer(self._par_cellule[choisie])
                return True
        return False

    def _choisir(self, relation: Relation[C]) -> C | None:
        """Smallest shown cell of a relation: parts that are not empty, then empty ones, then the total."""
        montrees = [c for c in relation.cellules if c not in self.cellules]
        return min(montrees, key=lambda c: self._cout(c, relation), default=None)

    def _cout(self, cellule: C, relation: Relation[C]) -> tuple[bool, bool, float, int]:
        effectif = self._effectifs[cellule]
        return cellule == relation.total, effectif == 0, effectif, self._ordre[cellule]


def deductibles[C: Hashable](masquees: Iterable[C], relations: Sequence[Relation[C]]) -> set[C]:
    """Masked cells that follow from the shown ones by adding and subtracting relations."""
    import numpy as np

    inconnues = set(masquees)
    deduites: set[C] = set()
    for groupe, liees in _composantes(inconnues, relations):
        rang = {cellule: i for i, cellule in enumerate(groupe)}
        matrice = np.zeros((len(liees), len(groupe)))
        for ligne, relation in enumerate(liees):
            for cellule in relation.parts:
                if cellule in rang:
                    matrice[ligne, rang[cellule]] += 1.0
            if relation.total in rang:
                matrice[ligne, rang[relation.total]] -= 1.0
        # A cell is free when some change of the masked cells, invisible in every relation, moves it
        _, singulieres, droite = np.linalg.svd(matrice, full_matrices=True)
        noyau = droite[int((singulieres > _TOLERANCE).sum()) :]
        libre = np.abs(noyau).max(axis=0) > _TOLERANCE if len(noyau) else np.zeros(len(groupe), dtype=bool)
        deduites.update(cellule for cellule, i in rang.items() if not libre[i])
    return deduites


def _composantes[C: Hashable](
    inconnues: set[C], relations: Sequence[Relation[C]]
) -> Iterable[tuple[list[C], list[Relation[C]]]]:
    """Groups of masked cells tied to one another, with the relations that tie them."""
    parent: dict[C, C] = {c: c for c in inconnues}

    def racine(cellule: C) -> C:
        while parent[cellule] != cellule:
            parent[cellule] = parent[parent[cellule]]
            cellule = parent[cellule]
        return cellule

    utiles = [(r, [c for c in r.cellules if c in inconnues]) for r in relations]
    utiles = [(r, cellules) for r, cellules in utiles if cellules]
    for _, cellules in utiles:
        for autre in cellules[1:]:
            parent[racine(autre)] = racine(cellules[0])
    groupes: dict[C, tuple[list[C], list[Relation[C]]]] = {}
    for relation, cellules in utiles:
        groupes.setdefault(racine(cellules[0]), ([], []))[1].append(relation)
    for cellule in inconnues:
        if racine(cellule) in groupes:
            groupes[racine(cellule)][0].append(cellule)
    return groupes.values()
