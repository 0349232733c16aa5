"""Long lists of choices, by groups: what folds without a script, and what the filter of a field searches."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from portulan.comptes.models import Organisation
from portulan.socle import geographie
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.charte.referentiel import Critere, Principe
from portulan.terrain.reseau.models import Structure
from portulan.web.reseau_mots import nom_operateur

type Groupes = list[tuple[str, list[tuple[Any, str]]]]


def par_departement(structures: Iterable[Structure]) -> Groupes:
    """Structures by département: the place after the name, as two of them may bear the same."""
    groupes: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    for s in structures:
        groupes[s.departement].append((s.pk, f"{s.nom}, {s.commune}" if s.commune else s.nom))
    return sorted((_departement(code), choix) for code, choix in groupes.items())


def _departement(code: str) -> str:
    return geographie.nom(Territoire(Niveau.DEPARTEMENT, code)) if code else "Sans département"


def par_type(organisations: Iterable[Organisation]) -> Groupes:
    """Organisations by kind of operator."""
    groupes: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    for o in organisations:
        groupes[o.operateur].append((o.pk, o.nom))
    return sorted((nom_operateur(code) if code else "Autres", choix) for code, choix in groupes.items())


def par_principe(principes: Iterable[Principe], criteres: Iterable[Critere]) -> Groupes:
    """Criteria by principle, in the order of the referential."""
    groupes: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    for c in criteres:
        groupes[c.principe].append((c.code, f"{c.code} – {c.libelle}"))
    return [(f"{p.code} – {p.libelle}", groupes[p.code]) for p in principes if p.code in groupes]
