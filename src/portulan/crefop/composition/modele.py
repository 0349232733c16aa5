"""The composition that R. 6123-3-3 and R. 5311-17 give to a region: colleges and seats, as data to be edited. Pure.

Counts of organisations are those of today's representativeness (5 unions, 3 + 3 employers' organisations, 2 interested
unions, 3 chambers); overseas and in Corsica the law differs (R. 6523-19 ff.): the secretariat changes what it must.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portulan.crefop.composition.enums import Partie, Voix
from portulan.socle.erreurs import DonneeInvalide

DEPARTEMENTS_AU_PLUS = 6
MEMBRES_EMPLOI, MEMBRES_EMPLOI_GRANDE_REGION = 29, 36


@dataclass(frozen=True, slots=True)
class SiegePrevu:
    """A seat to create. ``groupe``: institution within which parity is read (empty: none).

    ``organisation``: key of the organisation that it represents, when it is known.
    """

    code: str
    libelle: str
    groupe: str = ""
    copreside: str = ""
    organisation: int | None = None


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


# --- the employment committee held inside the CREFOP ----------------------------------------------

_EMPLOI = "Code du travail, art. R. 5311-17"
_AVEC_LES_MULTIPRO = ("etat", "region", "departements", "syndicats", "patronat_interpro", "patronat_multipro")
_RESEAU = (
    ("france-travail", "France Travail"),
    ("missions-locales", "Association régionale des missions locales"),
    ("cap-emploi", "Cap emploi"),
)


def membres_au_plus(departements: int) -> int:
    """Members of the 1° to 5° of R. 5311-17 at most (R. 5311-18, VR-08)."""
    return MEMBRES_EMPLOI if departements <= DEPARTEMENTS_AU_PLUS else MEMBRES_EMPLOI_GRANDE_REGION


def ecart_effectif(colleges: Iterable[str]) -> str:
    """Why there are too many members, in French; empty when there are not. ``colleges``: that of each seat.

    The two presidents are not members of the 1° to 5°: their seats are left out by the caller.
    """
    lus = [c for c in colleges if c in _AVEC_LES_MULTIPRO]
    maximum = membres_au_plus(lus.count("departements"))
    if len(lus) <= maximum:
        return ""
    return (
        f"{len(lus)} membres aux 1° à 5° de l’article R. 5311-17 : {maximum} au plus dans cette région "
        "(Code du travail, art. R. 5311-18)."
    )


def comite_emploi_type(
    plenier: Mapping[str, Sequence[SiegePrevu]], departements: Sequence[tuple[str, str]], *, etat: int, region: int
) -> tuple[CollegePrevu, ...]:
    """Colleges of the employment committee (R. 5311-17), drawn from the seats of the plenary and every department.

    ``plenier``: college → seats of the plenary, whose codes are kept. Each president sits in the college of the party,
    so that a mandate stays within it (R. 5311-43). Raises ``DonneeInvalide``: more members than R. 5311-18 allows.
    """
    deliberative, consultative = Voix.DELIBERATIVE, Voix.CONSULTATIVE
    prefet = SiegePrevu("prefet-region", "Préfet de région", "", Partie.ETAT)
    presidence = SiegePrevu("presidence-region", "Présidence du conseil régional", "", Partie.REGION)
    sieges = {
        "etat": _completer(plenier.get("etat", ()), "etat-emploi", "Représentant de l’État", etat),
        "region": _completer(plenier.get("region", ()), "region-emploi", "Représentant de la Région", region),
        "departements": tuple(SiegePrevu(f"departement-{code.lower()}", nom) for code, nom in departements),
        "syndicats": tuple(plenier.get("syndicats", ())),
        "patronat_interpro": tuple(plenier.get("patronat_interpro", ())),
        "patronat_multipro": tuple(plenier.get("patronat_multipro", ())),
    }
    if ecart := ecart_effectif(code for code, places in sieges.items() for _ in places):
        raise DonneeInvalide(ecart, remede="Réduisez le nombre des sièges de l’État ou de la Région.")
    return (
        CollegePrevu("etat", "État", f"{_EMPLOI}, 1°, et L. 5311-10", deliberative, (prefet, *sieges["etat"])),
        CollegePrevu(
            "region", "Région", f"{_EMPLOI}, 2°, et L. 5311-10", deliberative, (presidence, *sieges["region"])
        ),
        CollegePrevu("departements", "Départements", f"{_EMPLOI}, 3°", deliberative, sieges["departements"]),
        CollegePrevu(
            "syndicats", "Organisations syndicales de salariés", f"{_EMPLOI}, 4°", deliberative, sieges["syndicats"]
        ),
        CollegePrevu(
            "patronat_interpro",
            "Organisations d’employeurs interprofessionnelles",
            f"{_EMPLOI}, 4°",
            deliberative,
            sieges["patronat_interpro"],
        ),
        CollegePrevu(
            "patronat_multipro",
            "Organisations d’employeurs multiprofessionnelles, sans voix délibérative",
            f"{_EMPLOI}, 5°, et R. 5311-37",
            consultative,
            sieges["patronat_multipro"],
        ),
        CollegePrevu(
            "operateurs",
            "Opérateurs du réseau pour l’emploi, sans voix délibérative",
            f"{_EMPLOI} et R. 5311-37",
            consultative,
            tuple(SiegePrevu(code, libelle) for code, libelle in _RESEAU),
        ),
    )


def _completer(connus: Sequence[SiegePrevu], code: str, libelle: str, nombre: int) -> tuple[SiegePrevu, ...]:
    """The first of the known seats, then numbered ones until there are enough."""
    gardes = tuple(connus[:nombre])
    return (*gardes, *_numerotes(code, libelle, nombre - len(gardes), ""))
