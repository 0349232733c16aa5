"""What may be written in a record: cleaned, then held to the schema v1, to the extension and to the database.

Used by the operations (what a person types) and by the imports (what a file says): one rule for both.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from portulan.socle import geographie
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.operateurs import OPERATEURS
from portulan.socle.territoire import Niveau, Territoire
from portulan.socle.textes import nettoyer
from portulan.sources.data_inclusion_schema import Ecart, champs
from portulan.terrain.reseau import vocabulaire
from portulan.terrain.reseau.correspondance import CHAMPS, LISTES, NOMBRES

if TYPE_CHECKING:
    from portulan.terrain.reseau.models import Service, Structure

LIGNES = frozenset(
    {
        "description",
        "frais_precisions",
        "publics_precisions",
        "conditions_acces",
        "mobilisation_precisions",
    }
)
OBLIGATOIRES: Mapping[str, tuple[str, ...]] = {
    "structure": ("nom", "operateur", "code_insee"),
    "service": ("nom", "description"),
}
NIVEAUX_DE_ZONE = (Niveau.COMMUNE, Niveau.EPCI, Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION, Niveau.PAYS)
_TEXTE_MAX = 10_000
_PROPRES = frozenset({"source", "id_source", "date_maj"})
_HORS_SCHEMA = frozenset({"operateur", "extension", "zone_eligibilite"})


class ChampsInvalides(DonneeInvalide):
    """Several fields are wrong: ``champs`` gives the message of each, for a form to show beside it."""

    titre = "Saisie à corriger"

    def __init__(self, erreurs: Mapping[str, str]) -> None:
        self.champs = dict(erreurs)
        detail = " ; ".join(f"{libelle(nom)} : {message}" for nom, message in self.champs.items())
        super().__init__(detail, remede="Corrigez ces champs, puis enregistrez de nouveau.")


def editables(genre: str) -> tuple[str, ...]:
    """Fields a person may write, of « structure » or « service »."""
    return tuple(nom for nom in CHAMPS[genre] if nom not in _PROPRES)


def preparer(genre: str, valeurs: Mapping[str, Any], *, creation: bool) -> dict[str, Any]:
    """Clean and check the fields given (the others keep their value). Raises ``ChampsInvalides``."""
    propres, ecarts = examiner(genre, valeurs, creation=creation)
    bloquants = {nom: f"{e.motif} {e.remede}" for nom, _, e in ecarts if e.bloquant}
    if bloquants:
        raise ChampsInvalides(bloquants)
    return propres


def examiner(
    genre: str, valeurs: Mapping[str, Any], *, creation: bool
) -> tuple[dict[str, Any], list[tuple[str, Any, Ecart]]]:
    """(clean values, what is wrong): the same rules for a form and for the line of a file."""
    inconnus = set(valeurs) - set(editables(genre))
    if inconnus:
        raise DonneeInvalide(f"« {min(inconnus)} » ne se modifie pas ainsi.", remede="Retirez ce champ.")
    propres: dict[str, Any] = {}
    ecarts: list[tuple[str, Any, Ecart]] = []
    for nom, valeur in valeurs.items():
        try:
            propres[nom] = _nettoyer(nom, valeur)
        except DonneeInvalide as erreur:
            ecarts.append((nom, valeur, Ecart(erreur.message, erreur.remede)))
            continue
        ecarts += _ecarts(genre, nom, propres[nom])
    if propres.get("code_insee"):
        propres["code_insee"] = geographie.commune_actuelle(propres["code_insee"]) or propres["code_insee"]
    for nom in OBLIGATOIRES[genre]:
        if (creation or nom in propres) and not propres.get(nom) and not any(n == nom for n, _, _ in ecarts):
            ecarts.append((nom, "", Ecart("ce champ est obligatoire.", "Complétez-le.")))
    return propres, ecarts


def _nettoyer(nom: str, valeur: Any) -> Any:
    if nom == "extension":
        return {
            champ: sorted(set(v)) if isinstance(v, list) and all(isinstance(x, str) for x in v) else v
            for champ, v in (valeur or {}).items()
            if v not in (None, "", [])
        }
    if nom in LISTES:
        return sorted({str(v) for v in valeur or ()})
    if nom in NOMBRES:
        return valeur
    return nettoyer(str(valeur or ""), lignes=nom in LIGNES)


def _ecarts(genre: str, nom: str, valeur: Any) -> Iterable[tuple[str, Any, Ecart]]:
    if nom == "extension":
        yield from vocabulaire.ecarts(genre, valeur)
        return
    trouve = _hors_schema(nom, valeur) if nom in _HORS_SCHEMA else _du_schema(genre, nom, valeur)
    trouve = trouve or _longueur(genre, nom, valeur) or (_commune(valeur) if nom == "code_insee" and valeur else None)
    if trouve is not None:
        yield nom, valeur, trouve


def _du_schema(genre: str, nom: str, valeur: Any) -> Ecart | None:
    if valeur is None or valeur in ("", []):
        return None
    return champs(f"{genre}s")[nom].controle(valeur)


def _hors_schema(nom: str, valeur: Any) -> Ecart | None:
    if nom == "operateur":
        if not valeur or valeur in {o.code for o in OPERATEURS}:
            return None
        return Ecart("ce code n’est pas au catalogue des opérateurs.", "Choisissez un opérateur de la liste.")
    inconnues = [zone for zone in valeur if not _territoire_connu(zone)]
    if inconnues:
        return Ecart(f"« {inconnues[0]} » ne désigne pas un territoire.", "Choisissez un territoire de la liste.")
    return None


def _territoire_connu(zone: str) -> bool:
    try:
        lieu = Territoire.lire(zone)
    except DonneeInvalide:
        return False
    if lieu.niveau is Niveau.PAYS:
        return True
    if lieu.niveau is Niveau.COMMUNE:
        return geographie.commune_actuelle(lieu.code) is not None
    try:
        geographie.nom(lieu)
    except Introuvable:
        return False
    return lieu.niveau in NIVEAUX_DE_ZONE


def _longueur(genre: str, nom: str, valeur: Any) -> Ecart | None:
    maximum = _longueurs(genre).get(nom)
    if maximum and isinstance(valeur, str) and len(valeur) > maximum:
        return Ecart(f"{maximum} caractères au plus sont admis, il y en a {len(valeur)}.", "Raccourcissez ce texte.")
    return None


@cache
def _longueurs(genre: str) -> Mapping[str, int]:
    return {nom: getattr(_champ(genre, nom), "max_length", None) or _TEXTE_MAX for nom in CHAMPS[genre]}


def _champ(genre: str, nom: str) -> Any:
    return modele(genre)._meta.get_field(nom)  # noqa: SLF001 (public in practice)


def _commune(code: str) -> Ecart | None:
    if geographie.commune_actuelle(code):
        return None
    return Ecart("ce n’est le code d’aucune commune.", "Choisissez la commune dans la liste.")


def modele(genre: str) -> "type[Structure | Service]":
    """Model of « structure » or of « service »."""
    from portulan.terrain.reseau.models import Service, Structure

    return Structure if genre == "structure" else Service


def libelle(nom: str) -> str:
    """Name of a field, for a message."""
    if nom.startswith(vocabulaire.PREFIXE):
        champ = vocabulaire.champs().get(nom.removeprefix(vocabulaire.PREFIXE))
        return champ.libelle if champ else nom
    for genre in ("structure", "service"):
        if nom in CHAMPS[genre]:
            return str(_champ(genre, nom).verbose_name)
    return nom
