"""The promises of a region and what its clock does: those shipped, or its own file; each one dated and sourced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from portulan.socle.region import fichier_de_la_region
from portulan.socle.toml import Bloc, lire_toml
from portulan.terrain.accueil.enums import Etape

LIVRE = Path(__file__).with_name("delais.toml")
CODES = (
    "relance",
    "expiration",
    "etude",
    "dernier_recours",
    "conservation_mois",
    "lien_jours",
    "enquete",
    "passation_jours",
)
_MAXIMUM = 1000


class Unite(StrEnum):
    """In what a promise is counted."""

    OUVRES = "ouvres"
    CALENDAIRES = "calendaires"


class Depart(StrEnum):
    """From when a promise is counted."""

    EMISSION = "emission"
    ACCEPTATION = "acceptation"


@dataclass(frozen=True, slots=True)
class Regle:
    """A promise: how long, from when; ``nombre_prioritaire``: for a minor out of education (0: the same)."""

    etape: str
    nombre: int
    nombre_prioritaire: int
    unite: Unite
    depart: Depart
    valide_du: date
    fondement: str


@dataclass(frozen=True, slots=True)
class Echeance:
    """What the clock does: days (working days unless its code says otherwise), and why."""

    code: str
    jours: tuple[int, ...]
    valide_du: date
    fondement: str


@dataclass(frozen=True, slots=True)
class Bareme:
    """Everything in force on a day."""

    promesses: Mapping[str, Regle]
    echeances: Mapping[str, Echeance]

    def jours(self, code: str) -> tuple[int, ...]:
        """Days of a deadline of the clock."""
        return self.echeances[code].jours


def bareme(region: str, jour: date) -> Bareme:
    """Promises and deadlines in force on a day; before the first shipped, that one. Raises ``DonneeInvalide``."""
    fichiers = [LIVRE]
    propre = fichier_de_la_region(region, "accueil.toml") if region else None
    if propre:
        fichiers.append(propre)
    premieres, premiers = _lire(LIVRE, LIVRE.stat().st_mtime)
    promesses: dict[str, Regle] = {}
    echeances: dict[str, Echeance] = {}
    for premiere in premieres:
        promesses.setdefault(premiere.etape, premiere)
    for premier in premiers:
        echeances.setdefault(premier.code, premier)
    for fichier in fichiers:
        regles, termes = _lire(fichier, fichier.stat().st_mtime)
        promesses |= {r.etape: r for r in regles if r.valide_du <= jour}
        echeances |= {e.code: e for e in termes if e.valide_du <= jour}
    return Bareme(promesses, echeances)


@lru_cache(maxsize=8)
def _lire(chemin: Path, _modifie_le: float) -> tuple[tuple[Regle, ...], tuple[Echeance, ...]]:
    """Rows of a file, oldest first (read again when the file changes)."""
    fichier = lire_toml(chemin)
    fichier.n_admet_que("promesses", "echeances")
    regles = sorted((_regle(b) for b in fichier.blocs("promesses")), key=lambda r: r.valide_du)
    echeances = sorted((_echeance(b) for b in fichier.blocs("echeances")), key=lambda e: e.valide_du)
    return tuple(regles), tuple(echeances)


def _regle(bloc: Bloc) -> Regle:
    bloc.n_admet_que("etape", "nombre", "nombre_prioritaire", "unite", "depart", "valide_du", "fondement")
    etape, unite, depart = (_parmi(bloc, cle, choix) for cle, choix in _MOTS)
    prioritaire = _entier(bloc, "nombre_prioritaire") if "nombre_prioritaire" in bloc.valeurs else 0
    return Regle(
        etape, _entier(bloc, "nombre"), prioritaire, Unite(unite), Depart(depart), bloc.jour("valide_du"),
        bloc.texte("fondement"),
    )  # fmt: skip


_MOTS = (("etape", tuple(Etape.values)), ("unite", tuple(Unite)), ("depart", tuple(Depart)))


def _parmi(bloc: Bloc, cle: str, admis: tuple[str, ...]) -> str:
    valeur = bloc.texte(cle)
    if valeur not in admis:
        bloc.refuser(cle, f"« {valeur} » n'est pas connu ici", f"Valeurs admises : {', '.join(admis)}.")
    return valeur


def _entier(bloc: Bloc, cle: str) -> int:
    valeur = bloc.nombre(cle)
    if not (valeur == int(valeur) and 1 <= valeur <= _MAXIMUM):
        bloc.refuser(cle, f"{valeur:g} n'est pas un nombre entier de 1 à {_MAXIMUM}", "Écrivez un entier.")
    return int(valeur)


def _echeance(bloc: Bloc) -> Echeance:
    bloc.n_admet_que("code", "jours", "valide_du", "fondement")
    code, jours = _parmi(bloc, "code", CODES), bloc.valeurs.get("jours")
    nombres = jours if isinstance(jours, list) else []
    if not nombres or not all(type(n) is int and 1 <= n <= _MAXIMUM for n in nombres) or nombres != sorted(nombres):
        bloc.refuser("jours", "une liste d'entiers croissants est attendue", "Écrivez par exemple [3, 9, 21].")
    return Echeance(code, tuple(nombres), bloc.jour("valide_du"), bloc.texte("fondement"))
