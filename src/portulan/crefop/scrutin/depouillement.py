"""Counting: from a frozen body and its ballots to a result, a plain value that anyone recomputes. Pure.

Seats (heads) and voices are counted apart and never mixed. A secret vote tells no college that has fewer than three
voters or that is unanimous, nor one that a subtraction would give away.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from portulan.crefop.scrutin.enums import Choix, Issue
from portulan.crefop.scrutin.regles import Base, Decision, Voix, base_et_egalite, decider
from portulan.instantane.canonique import json_canonique
from portulan.socle.erreurs import DonneeInvalide

DISCRETION = 3
"""Voters under which a college is not told."""
_PEU = "moins de trois votants"
_DEDUIT = "unanime, ou déductible d’un autre collège"


@dataclass(frozen=True, slots=True)
class Inscrit:
    """A seat of the body, as the roll froze it."""

    code: str
    libelle: str
    organisation: str
    college: str
    college_libelle: str
    poids: int
    rang: int
    copreside: str = ""
    par_mandat: bool = False

    def en_valeurs(self) -> dict[str, Any]:
        """Plain values, as the register keeps them."""
        return asdict(self)


def depouiller(
    corps: Sequence[Inscrit], bulletins: Iterable[tuple[str, str]], regles: Mapping[str, Any]
) -> dict[str, Any]:
    """Result of a ballot where each seat's choice is known. ``bulletins``: (code of the seat, choice).

    Lists follow the ranks of the seats. Raises ``DonneeInvalide``: a seat twice, or outside the body.
    """
    corps = sorted(corps, key=lambda i: (i.rang, i.code))
    choix = _un_par_siege(corps, bulletins)
    par_code = {i.code: i for i in corps}
    colleges = [
        {
            **_entete(code, libelle, membres),
            "votants": sum(i.code in choix for i in membres),
            "choix": _compter((choix[i.code], i.poids) for i in membres if i.code in choix),
            "tu": "",
        }
        for code, libelle, membres in _colleges(corps)
    ]
    total = _compter((c, par_code[code].poids) for code, c in choix.items())
    # A mandate carries the voice of an absent chair, not what makes it casting: its alternate sits in the seat
    presidences = {i.copreside: choix[i.code] for i in corps if i.copreside and i.code in choix and not i.par_mandat}
    sieges = [
        {
            "code": i.code,
            "libelle": i.libelle,
            "organisation": i.organisation,
            "college": i.college,
            "voix": i.poids,
            "par_mandat": i.par_mandat,
            "choix": choix.get(i.code, ""),
        }
        for i in corps
    ]
    return {
        "secret": False,
        **_ensemble(corps, len(choix), total, regles, presidences),
        "colleges": colleges,
        "sieges": sieges,
        "bulletins_empreinte": empreinte(sorted([code, c] for code, c in choix.items())),
    }


def depouiller_secret(
    corps: Sequence[Inscrit],
    votants: Iterable[str],
    bulletins: Iterable[tuple[str, str, str]],
    regles: Mapping[str, Any],
) -> dict[str, Any]:
    """Result of a secret ballot. ``votants``: codes of the seats marked; ``bulletins``: (identifier, college, choice).

    Raises ``DonneeInvalide`` when the box does not hold one unit ballot for each voice of those who voted.
    """
    corps = sorted(corps, key=lambda i: (i.rang, i.code))
    marques, bulletins = set(votants), sorted(bulletins)
    attendues = sum(i.poids for i in corps if i.code in marques)
    if len(bulletins) != attendues or len({i for i, _, _ in bulletins}) != attendues:
        raise DonneeInvalide(
            f"L’urne contient {len(bulletins)} bulletins pour {attendues} voix émargées.",
            remede="Annulez ce scrutin avec ce motif et recommencez-le.",
        )
    par_college = {code: Counter[str]() for code, _, _ in _colleges(corps)}
    for _, college, choix in bulletins:
        if college:
            par_college[college][choix] += 1
    tus = colleges_tus(corps, marques, bulletins)
    colleges = [
        {
            **_entete(code, libelle, membres),
            "votants": sum(i.code in marques for i in membres),
            "choix": None if code in tus else _compter((c, 1) for c in par_college[code].elements()),
            "tu": tus.get(code, ""),
        }
        for code, libelle, membres in _colleges(corps)
    ]
    for vu in colleges:  # unit ballots count voices; heads are known by nobody unless every seat has one voice
        _sans_sieges(vu["choix"], corps)
    total = _compter((c, 1) for _, _, c in bulletins)
    _sans_sieges(total, corps)
    return {
        "secret": True,
        **_ensemble(corps, len(marques), total, regles, {}),
        "colleges": colleges,
        "sieges": [],
        "bulletins_empreinte": empreinte([list(b) for b in bulletins]),
    }


def colleges_tus(
    corps: Sequence[Inscrit], votants: Collection[str], bulletins: Iterable[tuple[str, str, str]]
) -> dict[str, str]:
    """Colleges of a secret vote that are not told, and why (never that one was unanimous: that would tell it).

    What is left when those told are taken from the total must itself hold three voters and two choices: else the
    smallest college told is not told either.
    """
    bulletins = list(bulletins)
    colleges = {code: Counter(x for _, c, x in bulletins if c == code) for code, _, _ in _colleges(corps)}
    nombre = Counter(i.college for i in corps if i.code in votants)
    tus = {}
    for code, compte in colleges.items():
        if nombre[code] < DISCRETION:
            tus[code] = _PEU
        elif len(+compte) <= 1:
            tus[code] = _DEDUIT
    while tus:
        dits = [code for code in colleges if code not in tus]
        reste = Counter(choix for _, _, choix in bulletins)
        for code in dits:
            reste.subtract(colleges[code])
        devine = sum(nombre[code] for code in tus) < DISCRETION or len(+reste) <= 1
        if not dits or not +reste or not devine:
            break
        tus[min(dits, key=lambda c: (nombre[c], c))] = _DEDUIT
    return tus


def empreinte(valeur: Any) -> str:
    """SHA-256 of the canonical JSON of a value."""
    return sha256(json_canonique(valeur)).hexdigest()


# --- inside ---------------------------------------------------------------------------------------


def _un_par_siege(corps: Sequence[Inscrit], bulletins: Iterable[tuple[str, str]]) -> dict[str, str]:
    codes, choix = {i.code for i in corps}, {}
    for code, c in bulletins:
        if code in choix or code not in codes:
            raise DonneeInvalide(
                f"Le siège « {code} » a voté deux fois, ou n’est pas du corps électoral.",
                remede="Annulez ce scrutin avec ce motif et recommencez-le.",
            )
        choix[code] = Choix(c).value
    return choix


def _colleges(corps: Sequence[Inscrit]) -> list[tuple[str, str, list[Inscrit]]]:
    """Colleges in the order of the body: code, label, seats."""
    vus: dict[str, tuple[str, list[Inscrit]]] = {}
    for inscrit in corps:
        vus.setdefault(inscrit.college, (inscrit.college_libelle, []))[1].append(inscrit)
    return [(code, libelle, membres) for code, (libelle, membres) in vus.items()]


def _entete(code: str, libelle: str, membres: Sequence[Inscrit]) -> dict[str, Any]:
    return {"code": code, "libelle": libelle, "corps": {"sieges": len(membres), "voix": sum(i.poids for i in membres)}}


def _compter(votes: Iterable[tuple[str, int]]) -> dict[str, dict[str, int | None]]:
    """Seats and voices of each choice."""
    sieges, voix = Counter[str](), Counter[str]()
    for choix, poids in votes:
        sieges[choix] += 1
        voix[choix] += poids
    return {c.value: {"sieges": sieges[c.value], "voix": voix[c.value]} for c in Choix}


def _sans_sieges(choix: dict[str, dict[str, int | None]] | None, corps: Sequence[Inscrit]) -> None:
    if choix is not None and any(i.poids != 1 for i in corps):
        for compte in choix.values():
            compte["sieges"] = None


def _ensemble(
    corps: Sequence[Inscrit],
    votants: int,
    total: Mapping[str, Mapping[str, int | None]],
    regles: Mapping[str, Any],
    presidences: Mapping[str, str],
) -> dict[str, Any]:
    """What the whole gives: counts, the decision under the rule, and what the other bases would have given."""
    base, egalite = base_et_egalite(regles)
    recues = {c: int(total[c]["voix"] or 0) for c in Choix.values}
    voix = Voix(**recues, corps=sum(i.poids for i in corps), composition=int(regles["composition"]["voix"]))
    decision = decider(voix, base, egalite, presidences)
    return {
        "corps": {"sieges": len(corps), "voix": voix.corps},
        "composition": {"sieges": int(regles["composition"]["sieges"]), "voix": voix.composition},
        "votants": votants,
        "choix": dict(total),
        "sans_bulletin": {"sieges": len(corps) - votants, "voix": voix.corps - voix.recues},
        "exprimes": voix.base(Base.EXPRIMES),
        "majorite": {**_dire(decision), "regle_egalite": egalite.value, "preponderante": decision.preponderante},
        "autres_bases": [_dire(decider(voix, b, egalite, presidences)) for b in Base if b is not base],
        "voix_preponderante": egalite.preside if decision.preponderante and decision.issue != Issue.PARTAGE else "",
        "issue": decision.issue.value,
    }


def _dire(decision: Decision) -> dict[str, Any]:
    return {
        "base": decision.base.value,
        "voix": decision.voix,
        "requise": decision.requise,
        "egalite": decision.egalite,
        "issue": decision.issue.value,
    }
