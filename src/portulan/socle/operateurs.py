"""Catalogue of the operators of a SPRO (reference of the field): code, name, and how each is attached.

``attache``: L member by law, C State or university service bound by the convention (never « adheres »), R recognisable,
P partner, IJ State label. ``di``: value of the data·inclusion « réseaux porteurs » list, when there is one.
The catalogue itself is data: ``operateurs.toml``.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib import resources
from typing import Any

from portulan.socle.erreurs import Introuvable

# (name, first day, last day), None when open
type Nom = tuple[str, date | None, date | None]


class Zone(StrEnum):
    """The territory that one organisation of a network usually serves."""

    COMMUNE = "commune"
    BASSIN = "bassin"
    DEPARTEMENT = "departement"
    ACADEMIE = "academie"
    REGION = "region"

    @property
    def libelle(self) -> str:
        """In French."""
        return {
            Zone.COMMUNE: "commune",
            Zone.BASSIN: "bassin",
            Zone.DEPARTEMENT: "département",
            Zone.ACADEMIE: "académie",
            Zone.REGION: "région",
        }[self]


@dataclass(frozen=True, slots=True)
class Operateur:
    """One kind of operator. ``alias``: other codes that lead to it (``pole_emploi``).

    ``noms``: former and present names as (name, first day, last day), oldest first; empty when it never changed.
    ``tutelle``: who supervises or funds. ``public``: who is received first. ``fondement``: the text it rests on.
    """

    code: str
    nom: str
    pluriel: str
    attache: str
    tutelle: str
    public: str
    zone: Zone
    fondement: str
    di: str = ""
    alias: tuple[str, ...] = ()
    noms: tuple[Nom, ...] = ()


def _dates(noms: Sequence[Mapping[str, Any]]) -> tuple[Nom, ...]:
    """Names in order; each lasts until the eve of the next."""
    debuts = [nom.get("du") for nom in noms]
    fins = [du - timedelta(days=1) if du else None for du in (*debuts[1:], None)]
    return tuple((nom["nom"], du, au) for nom, du, au in zip(noms, debuts, fins[: len(noms)], strict=True))


def _lire() -> tuple[Operateur, ...]:
    contenu = tomllib.loads(resources.files("portulan.socle").joinpath("operateurs.toml").read_text("utf-8"))
    return tuple(
        Operateur(
            **entree
            | {
                "zone": Zone(entree["zone"]),
                "alias": tuple(entree.get("alias", ())),
                "noms": _dates(entree.get("noms", ())),
            }
        )
        for entree in contenu["operateurs"]
    )


OPERATEURS: tuple[Operateur, ...] = _lire()

_PAR_CODE = {nom: o for o in OPERATEURS for nom in (o.code, *o.alias)}


def operateur(code: str) -> Operateur:
    """Operator of a code or of one of its aliases; ``Introuvable`` for an unknown one."""
    try:
        return _PAR_CODE[code]
    except KeyError:
        raise Introuvable(f"« {code} » n'est pas un opérateur connu.") from None


def nom_a_la_date(code: str, jour: date) -> str:
    """Name that an operator bore on a day (the oldest known one before it). Raises ``Introuvable``."""
    trouve = operateur(code)
    for nom, du, au in trouve.noms:
        if (du is None or du <= jour) and (au is None or jour <= au):
            return nom
    return trouve.noms[0][0] if trouve.noms else trouve.nom


# The four networks whose distance is followed for every commune (access by commune)
RESEAUX_DE_PROXIMITE = ("cio", "mission_locale", "ij", "france_travail")

# Who delivers the career advice, each to its public (reference of the field: CEP-02)
OPERATEURS_DU_CEP = ("mission_locale", "france_travail", "cap_emploi", "apec", "cep_actifs")
