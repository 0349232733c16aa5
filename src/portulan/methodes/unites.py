"""A set of communes said in the fewest administrative units: regions, départements, EPCI, communes.

Exact: once whole regions are named, each commune left is an edge between its département and its EPCI. Naming units is
choosing ends so that every edge has one: the smallest choice has the size of the largest matching (König).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from portulan.socle.territoire import Niveau, Territoire


@dataclass(frozen=True, slots=True)
class Appartenance:
    """What a commune belongs to; an empty code is no unit."""

    epci: str
    departement: str
    region: str


def moins_d_unites(communes: Iterable[str], appartenances: Mapping[str, Appartenance]) -> tuple[Territoire, ...]:
    """The fewest units that hold these communes and none other of ``appartenances``, widest first, then by code.

    A unit of one commune is told by that commune. Communes that ``appartenances`` does not know are told as such.
    """
    restantes = set(communes)
    dedans = _entiers(restantes, appartenances)
    regions = {code for niveau, code in dedans if niveau is Niveau.REGION}
    restantes = {c for c in restantes if c not in appartenances or appartenances[c].region not in regions}
    choisies = {Territoire(Niveau.REGION, code) for code in regions}
    aretes = []
    for commune in sorted(restantes):
        sienne = appartenances.get(commune)
        bouts = (
            [(n, c) for n, c in ((Niveau.DEPARTEMENT, sienne.departement), (Niveau.EPCI, sienne.epci)) if c]
            if sienne
            else []
        )
        possibles = [b for b in bouts if b in dedans]
        if len(possibles) == 2:  # noqa: PLR2004 (both ends may be named)
            aretes.append((possibles[0][1], possibles[1][1]))
        else:
            choisies.add(Territoire(*possibles[0]) if possibles else Territoire(Niveau.COMMUNE, commune))
    # What had one end only has named it: edges that it also closes are done
    ouvertes = [
        (d, e)
        for d, e in aretes
        if Territoire(Niveau.DEPARTEMENT, d) not in choisies and Territoire(Niveau.EPCI, e) not in choisies
    ]
    choisies |= _couverture(ouvertes)
    return tuple(
        sorted((_nommer(t, restantes, appartenances) for t in choisies), key=lambda t: (_RANG[t.niveau], t.code))
    )


_RANG = {n: i for i, n in enumerate((Niveau.REGION, Niveau.DEPARTEMENT, Niveau.EPCI, Niveau.COMMUNE))}


def _entiers(communes: set[str], appartenances: Mapping[str, Appartenance]) -> set[tuple[Niveau, str]]:
    """Units whose communes are all in the set."""
    entiers: dict[tuple[Niveau, str], bool] = {}
    for commune, sienne in appartenances.items():
        ici = commune in communes
        for cle in (
            (Niveau.REGION, sienne.region),
            (Niveau.DEPARTEMENT, sienne.departement),
            (Niveau.EPCI, sienne.epci),
        ):
            entiers[cle] = entiers.get(cle, True) and ici
    return {cle for cle, plein in entiers.items() if plein and cle[1]}


def _couverture(aretes: list[tuple[str, str]]) -> set[Territoire]:
    """Fewest ends, départements or EPCI, that touch every edge (König's theorem)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    gauche, droite = (sorted({a[i] for a in aretes}) for i in (0, 1))
    if not aretes:
        return set()
    rang_g, rang_d = ({code: i for i, code in enumerate(codes)} for codes in (gauche, droite))
    voisins: dict[int, set[int]] = {}
    for departement, epci in aretes:
        voisins.setdefault(rang_g[departement], set()).add(rang_d[epci])
    lignes = [g for g, bouts in voisins.items() for _ in bouts]
    colonnes = [d for bouts in voisins.values() for d in bouts]
    graphe = csr_array((np.ones(len(lignes), dtype=np.int8), (lignes, colonnes)), shape=(len(gauche), len(droite)))
    apparie = maximum_bipartite_matching(graphe, perm_type="column").tolist()  # EPCI of each département, -1
    inverse = {d: g for g, d in enumerate(apparie) if d >= 0}
    # Alternating paths from the départements left alone
    atteints_g, atteints_d = {g for g, d in enumerate(apparie) if d < 0}, set[int]()
    pile = list(atteints_g)
    while pile:
        for d in voisins.get(pile.pop(), set()) - atteints_d:
            atteints_d.add(d)
            if (g := inverse.get(d)) is not None and g not in atteints_g:
                atteints_g.add(g)
                pile.append(g)
    seuls = {Territoire(Niveau.DEPARTEMENT, gauche[g]) for g in range(len(gauche)) if g not in atteints_g}
    return seuls | {Territoire(Niveau.EPCI, droite[d]) for d in atteints_d}


def _nommer(unite: Territoire, communes: set[str], appartenances: Mapping[str, Appartenance]) -> Territoire:
    if unite.niveau not in {Niveau.EPCI, Niveau.DEPARTEMENT}:
        return unite
    colonne = unite.niveau.value
    siennes = [c for c in communes if c in appartenances and getattr(appartenances[c], colonne) == unite.code]
    return Territoire(Niveau.COMMUNE, siennes[0]) if len(siennes) == 1 else unite
