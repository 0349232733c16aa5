"""Which figures about persons are hidden: small ones, and those that would give them away (SS-01)."""

from collections.abc import Iterable, Iterator, Mapping

from portulan.diagnostic.cadre import Cadre, Cle
from portulan.methodes.secret import Relation, effectif_masque, masquer, taux_masque
from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import Unite

type Figure = tuple[float | None, float | None, float | None]


def masquees(indicateur: Indicateur, figures: Iterable[tuple[Cle, Figure]], cadre: Cadre) -> frozenset[Cle]:
    """Keys to hide when the indicator is about persons; ``figures``: (numerator, denominator, value) by key."""
    if indicateur.secret is None:
        return frozenset()
    effectifs: dict[Cle, float] = {}
    parties: dict[Cle, tuple[float, ...]] = {}
    primaires: set[Cle] = set()
    sans_effectif: list[Cle] = []
    for cle, (numerateur, denominateur, valeur) in figures:
        if valeur is None:
            continue
        if denominateur is not None:
            parties[cle] = (numerateur or 0.0, denominateur)
            secrete = taux_masque(numerateur, denominateur, indicateur.secret)
        elif indicateur.unite_composante(cle[2]) is Unite.NOMBRE:
            parties[cle] = (valeur,)
            secrete = effectif_masque(valeur, indicateur.secret)
        else:
            sans_effectif.append(cle)
            continue
        effectifs[cle] = parties[cle][-1]
        if secrete:
            primaires.add(cle)
    cachees = masquer(effectifs, primaires, list(_relations(parties, cadre)))
    # A figure without its own counts (a difference, a ratio) is hidden with the figure it comes from
    return cachees | {c for c in sans_effectif if (c[0], c[1], "", c[3]) in cachees}


def _relations(parties: Mapping[Cle, tuple[float, ...]], cadre: Cadre) -> Iterator[Relation[Cle]]:
    """Sums that hold among the counts: territories inside a territory, values of an axis inside a whole."""
    groupes: dict[tuple[Cle, str], list[Cle]] = {}
    for cle in parties:
        niveau, code, composante, ventilation = cle
        for parent_niveau, parent in cadre.parents.get((niveau, code), ()):
            groupes.setdefault(((parent_niveau, parent, composante, ventilation), niveau), []).append(cle)
        axes = ventilation.split(" | ") if ventilation else []
        for axe in axes:
            reste = " | ".join(a for a in axes if a != axe)
            groupes.setdefault(((niveau, code, composante, reste), axe.partition("=")[0]), []).append(cle)
    for (total, _), morceaux in groupes.items():
        if total in parties and _additif(parties[total], [parties[m] for m in morceaux]):
            yield Relation(total, tuple(morceaux))


def _additif(total: tuple[float, ...], morceaux: list[tuple[float, ...]]) -> bool:
    """True when the parts do add up: only then can one be deduced from the others."""
    if any(len(m) != len(total) for m in morceaux):
        return False
    sommes = (sum(colonne) for colonne in zip(*morceaux, strict=True))
    return all(abs(a - b) < 1e-6 for a, b in zip(sommes, total, strict=True))  # noqa: PLR2004
