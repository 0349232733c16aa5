"""Between our records and documents of the data·inclusion schema v1, both ways.

``vers_v1`` gives a document that a strict reader of v1 accepts; with ``etendu`` it also carries the ``spro:`` fields,
and ``depuis_v1`` then gives back exactly the same values. What v1 has no word for falls back on its nearest words
(``vocabulaire``); « spro:repli » says which ones were added so.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from portulan.socle import geographie
from portulan.socle.operateurs import operateur
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.data_inclusion import operateur_des_reseaux, zone_typee
from portulan.sources.data_inclusion_schema import SERVICE, STRUCTURE, Ecart
from portulan.terrain.reseau import vocabulaire
from portulan.terrain.reseau.vocabulaire import PREFIXE

if TYPE_CHECKING:
    from portulan.terrain.reseau.models import Service, Structure

# « service » or « structure » -> fields of the model that a document says, in the order of the schema
COMMUNS = ("source", "id_source", "nom", "description", "lien_source", "date_maj", "extension")
LIEU = ("commune", "code_postal", "code_insee", "adresse", "complement_adresse", "longitude", "latitude")
CONTACT = ("telephone", "courriel", "horaires_accueil")
CHAMPS: Mapping[str, tuple[str, ...]] = {
    "structure": (
        *COMMUNS,
        "siret",
        "site_web",
        "accessibilite_lieu",
        "reseaux_porteurs",
        "operateur",
        *LIEU,
        *CONTACT,
    ),
    "service": (
        *COMMUNS,
        "type",
        "thematiques",
        "frais",
        "frais_precisions",
        "publics",
        "publics_precisions",
        "conditions_acces",
        "contact_nom_prenom",
        "modes_accueil",
        "zone_eligibilite",
        "lien_mobilisation",
        "modes_mobilisation",
        "mobilisable_par",
        "mobilisation_precisions",
        "volume_horaire_hebdomadaire",
        "nombre_semaines",
        *LIEU,
        *CONTACT,
    ),
}
LISTES = frozenset(nom for schema in (STRUCTURE, SERVICE) for nom, c in schema.items() if c.liste) | {
    "zone_eligibilite"
}
NOMBRES = frozenset(nom for schema in (STRUCTURE, SERVICE) for nom, c in schema.items() if c.nombre)
_VIDES_NULLES = frozenset({"publics", "modes_mobilisation", "mobilisable_par", "zone_eligibilite"})
_TOUS = "tous-publics"
_DESCRIPTION_MIN = 5
_SEPARATEUR = "--"
_EXCLUS = frozenset({"source", "id_source", "extension", "operateur", "zone_eligibilite", *LIEU})


def decouper(identifiant: str, source: str = "") -> tuple[str, str]:
    """« dora--12 » → (« dora », « 12 »); an identifier that names no source takes the one given."""
    avant, separateur, apres = identifiant.partition(_SEPARATEUR)
    return (avant, apres) if separateur and avant and apres else (source, identifiant)


def vers_v1(fiche: "Structure | Service", *, etendu: bool = False, contact: bool = True) -> dict[str, Any]:
    """Document of a record. ``contact`` False leaves out the name of a person (what is public)."""
    from portulan.terrain.reseau.models import Structure

    genre = "structure" if isinstance(fiche, Structure) else "service"
    repli: dict[str, Any] = {}
    document: dict[str, Any] = {"source": fiche.source, "id": fiche.identifiant}
    for nom in CHAMPS[genre]:
        if nom not in _EXCLUS:
            document[nom] = _vers(nom, getattr(fiche, nom))
    supplement: dict[str, Any] = {PREFIXE + nom: valeur for nom, valeur in sorted(fiche.extension.items())}
    if isinstance(fiche, Structure):
        _structure(fiche, document, repli)
        supplement[f"{PREFIXE}operateur"] = fiche.operateur
    else:
        _service(fiche, document, repli, supplement)
        if not contact:
            document["contact_nom_prenom"] = None
    _replier(genre, fiche.extension, document, repli)
    if etendu:
        document |= supplement
        if repli:
            document[f"{PREFIXE}repli"] = repli
    return document


def _vers(nom: str, valeur: Any) -> Any:
    if isinstance(valeur, date):
        return valeur.isoformat()
    if nom in LISTES:
        return sorted(valeur) or (None if nom in _VIDES_NULLES else [])
    return None if valeur == "" else valeur


def _structure(fiche: "Structure", document: dict[str, Any], repli: dict[str, Any]) -> None:
    for nom in LIEU:
        document[nom] = _vers(nom, getattr(fiche, nom))
    if fiche.precision_geo != "adresse":  # the point of the town hall is not the place: v1 has no word to say so
        document["longitude"] = document["latitude"] = None
    di = operateur(fiche.operateur).di
    _ajouter("reseaux_porteurs", (di,) if di else (), document, repli)


def _service(fiche: "Service", document: dict[str, Any], repli: dict[str, Any], supplement: dict[str, Any]) -> None:
    document["structure_id"] = fiche.structure.identifiant
    if not (fiche.code_insee or fiche.adresse or fiche.longitude is not None):
        repli["lieu"] = True
        for nom in LIEU:
            document[nom] = _vers(nom, getattr(fiche.structure, nom))
        if fiche.structure.precision_geo != "adresse":
            document["longitude"] = document["latitude"] = None
    else:
        for nom in LIEU:
            document[nom] = _vers(nom, getattr(fiche, nom))
    if len(fiche.description) < _DESCRIPTION_MIN:
        repli["description"] = fiche.description
        document["description"] = f"{fiche.nom}, proposé par {fiche.structure.nom}."
    codes = zones_v1(fiche.zone_eligibilite)
    document["zone_eligibilite"] = codes or None
    commune = document["code_insee"]
    if sorted(str(zone_typee(code, commune)) for code in codes) != sorted(fiche.zone_eligibilite):
        supplement[f"{PREFIXE}zone_eligibilite"] = sorted(fiche.zone_eligibilite)


def zones_v1(zones: Iterable[str]) -> list[str]:
    """Codes of v1 for typed zones: regions and académies, which it does not know, become what they hold."""
    codes: set[str] = set()
    for zone in zones:
        niveau, _, code = zone.partition(":")
        if niveau == Niveau.PAYS:
            codes.add("france")
        elif niveau == Niveau.REGION:
            codes.update(geographie.departements_de_region(code))
        elif niveau == Niveau.ACADEMIE:
            codes.update(geographie.codes_communes(Territoire(Niveau(niveau), code)))
        else:
            codes.add(code)
    return sorted(codes)


def _replier(genre: str, extension: Mapping[str, Any], document: dict[str, Any], repli: dict[str, Any]) -> None:
    """Add to the lists of v1 the nearest words of what only the extension says."""
    for nom, champ in vocabulaire.champs(genre).items():
        if champ.liste and champ.repli:
            connues = vocabulaire.valeurs(champ.liste)
            mots = [mot for code in extension.get(nom, ()) if code in connues for mot in connues[code].repli]
            _ajouter(champ.repli, mots, document, repli)


def _ajouter(champ: str, mots: Iterable[str], document: dict[str, Any], repli: dict[str, Any]) -> None:
    deja = set(document[champ] or ())
    nouveaux = sorted(set(mots) - deja)
    if nouveaux and _TOUS not in deja:
        document[champ] = sorted(deja | set(nouveaux))
        repli[champ] = sorted({*repli.get(champ, ()), *nouveaux})


def depuis_v1(genre: str, document: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, Any, Ecart]]]:
    """Values of the fields of a record (``CHAMPS``, plus ``structure_id`` for a service) from a valid document.

    The second element: (column, value, what is wrong) for zones that no territory of today bears.
    """
    repli = document.get(f"{PREFIXE}repli") or {}
    source, id_source = decouper(str(document["id"]), str(document["source"]))
    extension = {
        nom: _en_liste_triee(document[PREFIXE + nom])
        for nom in vocabulaire.champs(genre)
        if nom != "operateur" and document.get(PREFIXE + nom) is not None
    }
    valeurs: dict[str, Any] = {"source": source, "id_source": id_source, "extension": extension}
    for nom in CHAMPS[genre]:
        if nom not in valeurs and nom != "operateur":
            valeurs[nom] = _depuis(nom, document.get(nom), repli)
    ecarts: list[tuple[str, Any, Ecart]] = []
    if genre == "structure":
        reseaux = document.get("reseaux_porteurs") or ()
        valeurs["operateur"] = document.get(f"{PREFIXE}operateur") or operateur_des_reseaux(
            sorted(set(reseaux)), str(document["nom"])
        )
    else:
        valeurs["structure_id"] = str(document["structure_id"])
        valeurs["zone_eligibilite"] = _zones(document, ecarts)
        if repli.get("lieu"):
            valeurs |= {nom: None if nom in NOMBRES else "" for nom in LIEU}
        if "description" in repli:
            valeurs["description"] = repli["description"]
    return valeurs, ecarts


def _depuis(nom: str, valeur: Any, repli: Mapping[str, Any]) -> Any:
    if nom == "date_maj":
        return valeur if isinstance(valeur, date) else date.fromisoformat(str(valeur)[:10])
    if nom in LISTES:
        return sorted(set(valeur or ()) - set(repli.get(nom, ())))
    if nom in NOMBRES:
        return valeur
    return valeur or ""


def _en_liste_triee(valeur: Any) -> Any:
    return sorted(set(valeur)) if isinstance(valeur, list) else valeur


def _zones(document: Mapping[str, Any], ecarts: list[tuple[str, Any, Ecart]]) -> list[str]:
    exactes = document.get(f"{PREFIXE}zone_eligibilite")
    if exactes is not None:
        return sorted(set(exactes))
    trouvees = set()
    for code in document.get("zone_eligibilite") or ():
        zone = zone_typee(code, document.get("code_insee"))
        if isinstance(zone, Ecart):
            ecarts.append(("zone_eligibilite", code, zone))
        else:
            trouvees.add(zone)
    return sorted(trouvees)
