"""The rules of routing as data: every value has a meaning, a unit, bounds and a source, and is told to the public.

A Region may write another version (``terrain.aiguillage``); these are the values of the product (origin P: proposed by
the product, to be discussed).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

VERSION_PRODUIT = "produit-1"
CRITERES = ("competence", "zone", "mode", "trajet", "delai", "fraicheur")
NOMS_CRITERES: Mapping[str, str] = {
    "competence": "compétence",
    "zone": "zone desservie",
    "mode": "mode d’accueil",
    "trajet": "trajet",
    "delai": "délai de réponse",
    "fraicheur": "fraîcheur de la fiche",
}
GARDER, ECARTER = "garder", "ecarter"


@dataclass(frozen=True, slots=True)
class Regles:
    """Values of one version of the rules (see ``PARAMETRES`` for what each means)."""

    version: str = VERSION_PRODUIT
    ordre: tuple[str, ...] = CRITERES
    rayon_km: int = 50
    rayon_elargi_km: int = 150
    bandes_minutes: tuple[int, ...] = (15, 30, 45, 60)
    bandes_delai: tuple[int, ...] = (3, 10, 20)
    fraicheur_jours: int = 183
    perime_jours: int = 730
    vitesse_transports: int = 20
    vitesse_velo: int = 13
    vitesse_a_pied: int = 4
    age_inconnu: str = GARDER
    zone_inconnue: str = GARDER
    publics_non_dits: str = GARDER
    sature: str = ECARTER
    normes: tuple[str, ...] = ()
    vendeurs: tuple[str, ...] = ("greta", "afpa", "cfa", "mfr")
    points_entree: tuple[str, ...] = ("ij", "cio", "agence_orientation", "carif_oref", "france_services")
    minimum: int = 1
    ecartes_dits: int = 10

    def valeurs(self) -> dict[str, Any]:
        """Values by key, as JSON keeps them, the version left out."""
        return {
            c.name: list(v) if isinstance(v := getattr(self, c.name), tuple) else v
            for c in fields(self)
            if c.name != "version"
        }


@dataclass(frozen=True, slots=True)
class Parametre:
    """What a key means. ``genre``: entier, entiers (ascending), choix, codes or ordre (all the criteria)."""

    cle: str
    libelle: str
    sens: str
    source: str
    genre: str
    unite: str = ""
    minimum: int = 0
    maximum: int = 0
    choix: tuple[tuple[str, str], ...] = ()


_P = "choix du produit, à débattre"
_DOUTE = ((GARDER, "garder, et le dire"), (ECARTER, "écarter, et le dire"))

PARAMETRES = (
    Parametre(
        "ordre",
        "Ordre des critères",
        "Les propositions sont comparées sur le premier critère, puis sur le suivant en cas d’égalité.",
        "cahier des charges du SPRO : orienter vers la structure la plus compétente (code du travail, art. L. 6111-3)",
        "ordre",
    ),
    Parametre(
        "rayon_km",
        "Rayon de recherche",
        "Distance à vol d’oiseau au-delà de laquelle un accueil en présentiel n’est pas proposé d’abord.",
        "usage national de l’offre d’insertion (data·inclusion : 50 km)",
        "entier",
        "km",
        1,
        500,
    ),
    Parametre(
        "rayon_elargi_km",
        "Rayon élargi",
        "Distance admise quand rien ne convient dans le rayon de recherche ; la réponse le signale.",
        _P,
        "entier",
        "km",
        1,
        1000,
    ),
    Parametre(
        "bandes_minutes",
        "Paliers de trajet",
        "Deux structures du même palier sont à égalité sur le trajet.",
        "seuil d’égalité d’accès de 30 minutes (fiche 1), paliers du produit",
        "entiers",
        "minutes",
        1,
        600,
    ),
    Parametre(
        "bandes_delai",
        "Paliers de délai",
        "Deux services du même palier sont à égalité sur le délai avant un rendez-vous.",
        "horloge de garantie du SPRO : 3 jours ouvrés pour accepter, paliers du produit",
        "entiers",
        "jours ouvrés",
        1,
        400,
    ),
    Parametre(
        "fraicheur_jours",
        "Fiche récente",
        "Âge de la dernière mise à jour ou vérification en deçà duquel une fiche est dite récente.",
        "référentiel de qualité, critère P5.2 : 6 mois au plus",
        "entier",
        "jours",
        1,
        3650,
    ),
    Parametre(
        "perime_jours",
        "Fiche ancienne",
        "Âge au-delà duquel une fiche passe après toutes les autres, à égalité du reste.",
        "score de qualité de data·inclusion : nul à 2 ans",
        "entier",
        "jours",
        1,
        3650,
    ),
    Parametre(
        "vitesse_transports",
        "Vitesse en transports collectifs",
        "Pour estimer un temps sans voiture, à vol d’oiseau allongé de 30 %.",
        _P,
        "entier",
        "km/h",
        1,
        130,
    ),
    Parametre("vitesse_velo", "Vitesse à vélo", "Pour estimer un temps à vélo.", _P, "entier", "km/h", 1, 45),
    Parametre("vitesse_a_pied", "Vitesse à pied", "Pour estimer un temps à pied.", _P, "entier", "km/h", 1, 8),
    Parametre(
        "age_inconnu",
        "Âge non dit",
        "Un service borné en âge, quand l’âge de la personne n’est pas connu.",
        "accueil anonyme par défaut : ne pas écarter sur ce qui n’a pas été demandé",
        "choix",
        choix=_DOUTE,
    ),
    Parametre(
        "zone_inconnue",
        "Lieu non dit",
        "Un service réservé à un territoire, quand la commune de la personne n’est pas connue.",
        "accueil anonyme par défaut : ne pas écarter sur ce qui n’a pas été demandé",
        "choix",
        choix=_DOUTE,
    ),
    Parametre(
        "publics_non_dits",
        "Publics non précisés",
        "Un service dont la fiche ne dit pas à qui il s’adresse, quand un public est demandé.",
        "un champ facultatif absent ne fait pas disparaître un service",
        "choix",
        choix=_DOUTE,
    ),
    Parametre(
        "sature",
        "Structure qui n’a plus de place",
        "Un lieu ou un service déclaré complet le jour de la demande.",
        "disponibilité déclarée par la structure",
        "choix",
        choix=((ECARTER, "écarter, et le dire"), (GARDER, "garder après les autres, et le dire")),
    ),
    Parametre(
        "normes",
        "Normes exigées",
        "Labels ou normes que la structure ou le service doit détenir (tous) ; vide : aucune.",
        "normes de qualité acceptées par les organismes (code du travail, art. L. 6111-3)",
        "codes",
    ),
    Parametre(
        "vendeurs",
        "Vendeurs de formation",
        "Opérateurs qui, à égalité, passent après les autres, comme tout service payant.",
        "neutralité (label de 2011, décret Information jeunesse de 2017)",
        "codes",
    ),
    Parametre(
        "points_entree",
        "Points d’entrée régionaux",
        "Opérateurs proposés, dans cet ordre, quand rien d’autre ne convient.",
        "nul n’est renvoyé sans réponse (code du travail, art. L. 6111-5)",
        "codes",
    ),
    Parametre(
        "minimum",
        "Propositions avant d’élargir",
        "La recherche s’élargit tant qu’il y a moins de propositions que ce nombre.",
        _P,
        "entier",
        "",
        1,
        10,
    ),
    Parametre(
        "ecartes_dits",
        "Structures écartées montrées",
        "Les plus proches, avec la raison ; le nombre total est toujours dit.",
        _P,
        "entier",
        "",
        0,
        50,
    ),
)


def regles_de(version: str, valeurs: Mapping[str, Any]) -> Regles:
    """The rules that ``Regles.valeurs`` wrote; a key that was not there yet keeps the value of the product."""
    connues: dict[str, Any] = {
        c.name: tuple(valeurs[c.name]) if isinstance(valeurs[c.name], list) else valeurs[c.name]
        for c in fields(Regles)
        if c.name != "version" and c.name in valeurs
    }
    return replace(Regles(version=version), **connues)


def fautes(regles: Regles, codes: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """What is wrong, by key. ``codes``: admitted codes of the parameters of kind « codes » (key → codes)."""
    trouvees = {p.cle: f for p in PARAMETRES if (f := _faute(p, getattr(regles, p.cle), codes.get(p.cle, frozenset())))}
    if not trouvees and regles.rayon_elargi_km < regles.rayon_km:
        trouvees["rayon_elargi_km"] = "Le rayon élargi ne peut pas être plus petit que le rayon de recherche."
    if not trouvees and regles.perime_jours < regles.fraicheur_jours:
        trouvees["perime_jours"] = "Une fiche ancienne ne peut pas être plus récente qu’une fiche récente."
    return trouvees


def _faute(parametre: Parametre, valeur: Any, codes: frozenset[str]) -> str:
    bornes = f"de {parametre.minimum} à {parametre.maximum} {parametre.unite}".strip()
    match parametre.genre:
        case "entier":
            bon = _entier(valeur) and parametre.minimum <= valeur <= parametre.maximum
            return "" if bon else f"Écrivez un nombre entier {bornes}."
        case "entiers":
            entiers = bool(valeur) and all(_entier(v) and parametre.minimum <= v <= parametre.maximum for v in valeur)
            bon = entiers and list(valeur) == sorted(set(valeur))
            return "" if bon else f"Écrivez des nombres entiers croissants, {bornes}."
        case "choix":
            return "" if valeur in dict(parametre.choix) else "Choisissez une des réponses proposées."
        case "ordre":
            return "" if sorted(valeur) == sorted(CRITERES) else "Chaque critère doit être cité une fois et une seule."
        case _:
            inconnus = [v for v in valeur if v not in codes]
            if inconnus:
                return f"« {inconnus[0]} » n’est pas un code connu."
            return "" if len(set(valeur)) == len(valeur) else "Le même code est cité deux fois."


def _entier(valeur: Any) -> bool:
    return isinstance(valeur, int) and not isinstance(valeur, bool)


def differences(avant: Regles, apres: Regles) -> list[tuple[Parametre, Any, Any]]:
    """Parameters that differ, with both values, in the order of ``PARAMETRES``."""
    couples = ((p, getattr(avant, p.cle), getattr(apres, p.cle)) for p in PARAMETRES)
    return [(p, a, b) for p, a, b in couples if a != b]
