"""The composition that R. 6123-3-3 gives to a region: colleges and seats, as data to be edited. Pure.

Counts of organisations are those of today's representativeness (5 unions, 3 + 3 employers' organisations, 2 interested
unions, 3 chambers); overseas and in Corsica the law differs (R. 6523-19 ff.): the secretariat changes what it must.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portulan.crefop.composition.enums import Partie, Voix
from portulan.socle.erreurs import DonneeInvalide

DEPARTEMENTS_AU_PLUS = 6


@dataclass(frozen=True, slots=True)
class SiegePrevu:
    """A seat to create. ``groupe``: institution within which parity is read (empty: none)."""

    code: str
    libelle: str
    groupe: str = ""
    copreside: str = ""


@dataclass(frozen=True, slots=True)
class CollegePrevu:
    """A college to create, with its seats in order."""

    code: str
    libelle: str
    base_legale: str
    voix: Voix
    sieges: tuple[SiegePrevu, ...]


_ARTICLE = "Code du travail, art. R. 6123-3-3"


def _numerotes(code: str, libelle: str, nombre: int, groupe: str) -> tuple[SiegePrevu, ...]:
    return tuple(SiegePrevu(f"{code}-{n}", f"{libelle} {n}", groupe) for n in range(1, nombre + 1))


def _nommes(noms: Sequence[tuple[str, str]]) -> tuple[SiegePrevu, ...]:
    return tuple(SiegePrevu(code, libelle, code) for code, libelle in noms)


_SYNDICATS = (("cfdt", "CFDT"), ("cgt", "CGT"), ("fo", "FO"), ("cfe-cgc", "CFE-CGC"), ("cftc", "CFTC"))
_INTERPRO = (("medef", "MEDEF"), ("cpme", "CPME"), ("u2p", "U2P"))
_MULTIPRO = (("fnsea", "FNSEA"), ("udes", "UDES"), ("fesac", "FESAC"))
_INTERESSES = (("unsa", "UNSA"), ("fsu", "FSU"))
_CONSULAIRES = (
    ("cci", "Chambre de commerce et d’industrie"),
    ("cma", "Chambre de métiers et de l’artisanat"),
    ("chambre-agriculture", "Chambre d’agriculture"),
)
_OPERATEURS = (
    ("universites", "Regroupement d’universités"),
    ("france-travail", "France Travail"),
    ("agefiph", "Agefiph"),
    ("cap-emploi", "Cap emploi"),
    ("transitions-pro", "Transitions Pro"),
    ("missions-locales", "Association régionale des missions locales"),
    ("apec", "APEC"),
    ("carif-oref", "Carif-Oref"),
    ("onisep", "Onisep"),
)


def composition_type(departements: int) -> tuple[CollegePrevu, ...]:
    """Colleges of the plenary for a number of departmental seats (0 to 6: the prefect fixes it, CR-K01).

    Voting seats: 30 + ``departements``; without voice: 11. Raises ``DonneeInvalide`` outside 0 to 6.
    """
    if not 0 <= departements <= DEPARTEMENTS_AU_PLUS:
        raise DonneeInvalide(
            f"{departements} sièges de départements : le Code du travail en prévoit {DEPARTEMENTS_AU_PLUS} au plus.",
            remede="Au-delà de six départements, les sièges tournent (art. R. 6123-3-6) ; créez-en six.",
        )
    deliberative, consultative = Voix.DELIBERATIVE, Voix.CONSULTATIVE
    copresidence = (
        SiegePrevu("prefet-region", "Préfet de région", "", Partie.ETAT),
        SiegePrevu("presidence-region", "Présidence du conseil régional", "", Partie.REGION),
    )
    etat = (
        SiegePrevu("recteur", "Recteur de région académique"),
        SiegePrevu("dreets", "DREETS"),
        SiegePrevu("draaf", "DRAAF"),
        *_numerotes("etat", "Service de l’État", 3, "etat-d"),
    )
    return (
        CollegePrevu("copres", "Coprésidence", f"{_ARTICLE} et R. 6123-3-8", deliberative, copresidence),
        CollegePrevu(
            "region",
            "Région",
            f"{_ARTICLE}, 1°",
            deliberative,
            _numerotes("region", "Représentant de la Région", 6, "region"),
        ),
        CollegePrevu("etat", "État", f"{_ARTICLE}, 2°", deliberative, etat),
        CollegePrevu(
            "departements",
            "Départements",
            f"{_ARTICLE}, 2° bis",
            deliberative,
            _numerotes("departement", "Département", departements, "departements"),
        ),
        CollegePrevu(
            "syndicats", "Organisations syndicales de salariés", f"{_ARTICLE}, 3° a", deliberative, _nommes(_SYNDICATS)
        ),
        CollegePrevu(
            "patronat_interpro",
            "Organisations d’employeurs interprofessionnelles",
            f"{_ARTICLE}, 3° b",
            deliberative,
            _nommes(_INTERPRO),
        ),
        CollegePrevu(
            "patronat_multipro",
            "Organisations d’employeurs multiprofessionnelles",
            f"{_ARTICLE}, 3° c",
            deliberative,
            _nommes(_MULTIPRO),
        ),
        CollegePrevu(
            "syndicats_interesses",
            "Organisations syndicales intéressées",
            f"{_ARTICLE}, 3° d",
            deliberative,
            _nommes(_INTERESSES),
        ),
        CollegePrevu("consulaires", "Chambres consulaires", f"{_ARTICLE}, 4°", deliberative, _nommes(_CONSULAIRES)),
        CollegePrevu(
            "operateurs", "Opérateurs, sans voix délibérative", f"{_ARTICLE}, 5°", consultative, _nommes(_OPERATEURS)
        ),
        CollegePrevu(
            "qualifies",
            "Personnes qualifiées en transition écologique, sans voix délibérative",
            f"{_ARTICLE}, 6°",
            consultative,
            _numerotes("qualifie", "Personne qualifiée", 2, "qualifies"),
        ),
    )


def bureau_type() -> tuple[CollegePrevu, ...]:
    """Colleges of the bureau (R. 6123-3-10): four State, four Region, one per organisation of 3° a and b (CR-B01)."""
    article = "Code du travail, art. R. 6123-3-10"
    deliberative = Voix.DELIBERATIVE
    etat = (
        SiegePrevu("bureau-prefet", "Préfet de région", "", Partie.ETAT),
        SiegePrevu("bureau-recteur", "Recteur de région académique"),
        SiegePrevu("bureau-dreets", "DREETS"),
        SiegePrevu("bureau-etat", "Service de l’État"),
    )
    region = (
        SiegePrevu("bureau-presidence", "Présidence du conseil régional", "", Partie.REGION),
        *_numerotes("bureau-region", "Représentant de la Région", 3, "region"),
    )
    syndicats = tuple(SiegePrevu(f"bureau-{c}", nom, c) for c, nom in _SYNDICATS)
    employeurs = tuple(SiegePrevu(f"bureau-{c}", nom, c) for c, nom in _INTERPRO)
    return (
        CollegePrevu("etat", "État", article, deliberative, etat),
        CollegePrevu("region", "Région", article, deliberative, region),
        CollegePrevu("syndicats", "Organisations syndicales de salariés", article, deliberative, syndicats),
        CollegePrevu("patronat_interpro", "Organisations d’employeurs", article, deliberative, employeurs),
    )
