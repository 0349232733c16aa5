"""Pure rules of the composition: terms, alternates, parity, vacancies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portulan.crefop.composition.enums import Civilite, GenreOrgane, Rang
from portulan.socle.dates import ajouter_mois
from portulan.socle.erreurs import Impossible

ALERTE_FIN = timedelta(days=92)
SECONDS_SUPPLEANTS = frozenset({GenreOrgane.BUREAU, GenreOrgane.EMPLOI})


def fin_de_mandat(du: date, mois: int) -> date:
    """Last day of a term that starts on ``du`` (R. 6123-3-6: three years)."""
    return ajouter_mois(du, mois) - timedelta(days=1)


def exiger_rang(genre: str, rang: str) -> None:
    """Raise ``Impossible``: a second alternate exists in the bureau (CR-K05) and the employment committee only."""
    if rang == Rang.SUPPLEANT2 and genre not in SECONDS_SUPPLEANTS:
        raise Impossible(
            "Un second suppléant n’existe qu’au bureau et au comité régional pour l’emploi (Code du travail, "
            "art. R. 6123-3-5 et R. 5311-36).",
            remede="Nommez un seul suppléant à ce siège.",
        )


@dataclass(frozen=True, slots=True)
class Titulaire:
    """A titular, as parity reads it: institution or organisation, civility."""

    groupe: str
    libelle: str
    civilite: str


def constats_de_parite(titulaires: Iterable[Titulaire]) -> list[str]:
    """Institutions whose representatives are not in equal number (L. 6123-3; CR-K06): findings, never blocking.

    An even group is equal; an odd one of two seats or more differs by one at most, each sex being there.
    """
    comptes: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Civilite.values, 0))
    for t in titulaires:
        if t.groupe:
            comptes[t.groupe][t.civilite] += 1
    constats = []
    for groupe, nombres in sorted(comptes.items()):
        femmes, hommes = nombres[Civilite.MADAME], nombres[Civilite.MONSIEUR]
        total = femmes + hommes
        if total > 1 and (abs(femmes - hommes) > total % 2 or not femmes or not hommes):
            constats.append(
                f"{groupe} : {_accorder(femmes, 'femme')} et {_accorder(hommes, 'homme')} parmi les titulaires."
            )
    return constats


def _accorder(nombre: int, nom: str) -> str:
    return f"aucun{'e' if nom == 'femme' else ''} {nom}" if not nombre else f"{nombre} {nom}{'s' if nombre > 1 else ''}"


def fins_proches(fins: Sequence[tuple[str, date | None]], jour: date) -> list[tuple[str, date]]:
    """Terms that end within three months, soonest first."""
    proches = [(nom, fin) for nom, fin in fins if fin is not None and jour <= fin <= jour + ALERTE_FIN]
    return sorted(proches, key=lambda x: (x[1], x[0]))
