"""The network in plain French: what an operator is, how it is tied to the SPRO, what the vocabulary's values mean."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from portulan.socle import geographie
from portulan.socle.erreurs import ErreurUtilisateur, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.operateurs import OPERATEURS, Operateur, operateur
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.data_inclusion_schema import libelles

# (short, what it means for the reader); the letters are those of the catalogue of operators
ATTACHES = {
    "L": (
        "membre de droit",
        "La loi cite ce réseau parmi ceux qui assurent le service public régional de l’orientation.",
    ),
    "C": (
        "lié par la convention",
        (
            "Service de l’État ou d’une université : il participe par la convention entre l’État et la Région. "
            "Il n’adhère pas."
        ),
    ),
    "R": ("reconnu par la Région", "La Région le reconnaît sur la base de son cahier des charges."),
    "IJ": ("label Information jeunesse", "Il participe par le label Information jeunesse, que l’État délivre."),
    "P": ("partenaire", "Il travaille avec le service public régional de l’orientation sans en être membre."),
}
FAMILLES = (
    ("Orientation scolaire et universitaire", ("cio", "scuio", "dronisep", "rectorat", "crous")),
    ("Jeunes : missions locales, Information jeunesse…", ("mission_locale", "ij", "e2c", "epide")),
    (
        "Emploi et évolution professionnelle",
        ("france_travail", "cap_emploi", "apec", "apecita", "cep_actifs", "transitions_pro", "prc_vae"),
    ),
    ("Chambres consulaires", ("cci", "cma", "ca")),
    ("Formation et accueil de proximité", ()),
)
MOIS_PERIMES = 6
_SOURCES = {
    "demonstration": "activité inventée pour la démonstration",
    "portulan": "saisie dans Portulan",
    "annuaire_administration": "annuaire de l’administration (DILA)",
    "data_inclusion": "data·inclusion",
    "france_travail": "France Travail",
}


@cache
def operateur_connu(code: str) -> Operateur:
    """Operator of a code; a code that left the catalogue is shown as « autre structure »."""
    try:
        return operateur(code)
    except Introuvable:
        return operateur("autre")


@cache
def nom_operateur(code: str) -> str:
    """« Mission locale »."""
    nom = operateur_connu(code).nom
    return nom[:1].upper() + nom[1:].replace("'", "\u2019")


@cache
def nom_court(code: str) -> str:
    """« CIO », « Mission locale »: the name without what explains it, for tables and legends."""
    nom = operateur_connu(code).nom
    sigle = nom[nom.rfind("(") + 1 : -1] if nom.endswith(")") and "ex-" not in nom else nom.split(" (")[0]
    return (sigle[:1].upper() + sigle[1:]).replace("'", "\u2019")


@cache
def famille(code: str) -> str:
    """Family of an operator: at most five, as many as the symbols of a map."""
    return next((nom for nom, codes in FAMILLES if code in codes), FAMILLES[-1][0])


def attache(code: str) -> tuple[str, str]:
    """(short, meaning) of the basis on which an operator takes part."""
    return ATTACHES[operateur_connu(code).attache]


def codes_de_l_attache(lettre: str) -> list[str]:
    """Operators of a basis."""
    return [o.code for o in OPERATEURS if o.attache == lettre]


def dire(liste: str, valeurs: Iterable[str]) -> list[str]:
    """Labels of values of a vocabulary, in its order; a value that is not in it (« spro: ») is shown readably."""
    connus = libelles(liste)
    demandees = set(valeurs)
    inconnues = sorted(v.removeprefix("spro:").replace("-", " ").capitalize() for v in demandees - set(connus))
    return [libelle for valeur, libelle in connus.items() if valeur in demandees] + inconnues


def source_en_mots(source: str) -> str:
    """Where a record comes from."""
    return _SOURCES.get(source.split(":", maxsplit=1)[0], source)


def anciennete(jour: date) -> str:
    """« il y a 3 mois »."""
    jours = (aujourdhui() - jour).days
    if jours < 1:
        return "aujourd’hui"
    if jours < 2:  # noqa: PLR2004
        return "hier"
    if jours < 60:  # noqa: PLR2004 (two months)
        return f"il\u00a0y\u00a0a\u00a0{jours}\u00a0jours"
    if jours < 730:  # noqa: PLR2004 (two years)
        return f"il\u00a0y\u00a0a\u00a0{round(jours / 30.4)}\u00a0mois"
    return f"il\u00a0y\u00a0a\u00a0{jours // 365}\u00a0ans"


def perimee(jour: date) -> bool:
    """True when nobody touched or checked a record for six months."""
    return (aujourdhui() - jour).days > MOIS_PERIMES * 30.4


def choix_operateurs() -> list[tuple[str, str]]:
    """(code, name) of the catalogue, for a form."""
    return sorted(((o.code, nom_operateur(o.code)) for o in OPERATEURS), key=lambda x: x[1].lower())


_CATEGORIES = {
    "choisir-un-metier": "Choisir un métier",
    "se-former": "Se former",
    "trouver-un-emploi": "Trouver un emploi",
    "preparer-sa-candidature": "Préparer sa candidature",
    "remobilisation": "Se remobiliser",
    "creer-une-entreprise": "Créer une entreprise",
    "souvrir-a-linternational": "S’ouvrir à l’international",
    "numerique": "Numérique",
    "mobilite": "Mobilité",
    "sante": "Santé",
    "logement-hebergement": "Logement",
    "famille": "Famille",
    "equipement-et-alimentation": "Équipement et alimentation",
    "difficultes-financieres": "Difficultés financières",
    "difficultes-administratives-ou-juridiques": "Difficultés administratives ou juridiques",
    "lecture-ecriture-calcul": "Lecture, écriture, calcul",
}


def thematiques_groupees() -> list[tuple[str, list[tuple[str, str]]]]:
    """Themes by category, those of orientation first."""
    groupes: dict[str, list[tuple[str, str]]] = {}
    for valeur, libelle in libelles("thematiques").items():
        groupes.setdefault(valeur.partition("--")[0], []).append((valeur, libelle))
    ordre = [*_CATEGORIES, *(c for c in groupes if c not in _CATEGORIES)]
    return [(_CATEGORIES.get(c, c), groupes[c]) for c in ordre if c in groupes]


def nom_de_zone(zone: str) -> str:
    """Name of the territory of « departement:2B »; the text itself when no territory bears that code."""
    niveau, _, code = zone.partition(":")
    try:
        return geographie.nom(Territoire(Niveau(niveau), code))
    except (ValueError, ErreurUtilisateur):
        return zone
