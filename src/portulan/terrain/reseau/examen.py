"""One line of an import: what it says, what is wrong with it, and what it would change in a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from portulan.socle import geographie
from portulan.socle.operateurs import operateur
from portulan.sources import lieux
from portulan.sources.batisseur import Collecteur
from portulan.sources.data_inclusion_schema import Ecart, champs, ecarts
from portulan.terrain.reseau import saisie, vocabulaire
from portulan.terrain.reseau.correspondance import CHAMPS, depuis_v1
from portulan.terrain.reseau.territoire import rattachement
from portulan.terrain.reseau.vocabulaire import PREFIXE

if TYPE_CHECKING:
    from portulan.terrain.reseau.models import Service, Structure

_TECHNIQUES = frozenset({f"{PREFIXE}repli", f"{PREFIXE}zone_eligibilite"})
_VALEUR_MAX = 120
_POINT = frozenset({"longitude", "latitude"})
_VIDES: tuple[Any, ...] = ("", None, [], {})
_LONGUEURS = {"source": 60, "id_source": 200}


@dataclass
class Examen:
    """``valeurs``: fields to write, in JSON values (empty when refused); ``ailleurs``: not in the region."""

    genre: str
    ligne: int
    identifiant: str = ""
    nom: str = ""
    structure_id: str = ""
    valeurs: dict[str, Any] = field(default_factory=dict)
    constats: list[dict[str, Any]] = field(default_factory=list)
    ailleurs: bool = False

    @property
    def refusee(self) -> bool:
        """True when something stops the line."""
        return any(c["bloquant"] for c in self.constats)

    def constater(self, colonne: str, valeur: object, ecart: Ecart) -> None:
        """Add what is wrong with a cell."""
        texte = "" if valeur is None else str(valeur)
        self.constats.append(
            {
                "colonne": colonne,
                "valeur": _montrable(texte),
                "motif": ecart.motif,
                "remede": ecart.remede,
                "bloquant": ecart.bloquant,
            }
        )


def _montrable(texte: str) -> str:
    """The beginning of a value, what is invisible made visible."""
    return "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in texte[:_VALEUR_MAX])


def examiner(
    genre: str, ligne: int, brut: Mapping[str, Any], region: str, *, seulement: frozenset[str] | None = None
) -> Examen:
    """Check a record against the schema, the extension and our own limits, and place it on the map.

    ``seulement``: the fields that the source speaks of, when it is poorer than the schema.
    """
    lu = Examen(genre, ligne, *(_court(brut.get(nom)) for nom in ("id", "nom", "structure_id")))
    _controler(lu, brut)
    if lu.refusee:
        return lu
    valeurs, zones = depuis_v1(genre, brut)
    for colonne, valeur, ecart in zones:
        lu.constater(colonne, valeur, ecart)
    lu.structure_id = str(valeurs.pop("structure_id", ""))
    _nettoyer(lu, valeurs)
    if not lu.refusee:
        _situer(lu, valeurs, region)
    if lu.refusee or lu.ailleurs:
        return lu
    valeurs["date_maj"] = valeurs["date_maj"].isoformat()
    lu.nom = valeurs["nom"]
    if seulement is not None:
        valeurs = {n: v for n, v in valeurs.items() if n in seulement or n in {"source", "id_source", "date_maj"}}
    lu.valeurs = valeurs
    return lu


def _court(valeur: object) -> str:
    return _montrable(str(valeur or ""))


def _controler(lu: Examen, brut: Mapping[str, Any]) -> None:
    genre = lu.genre
    extension = {nom.removeprefix(PREFIXE): v for nom, v in brut.items() if nom.startswith(PREFIXE)}
    for nom in brut:
        if nom not in champs(f"{genre}s") and not nom.startswith(PREFIXE):
            ecart = Ecart(
                "ce champ n’existe pas dans le schéma v1 de data·inclusion.", "Retirez-le, ou corrigez son nom."
            )
            lu.constater(nom, "", ecart)
    for nom, valeur, ecart in ecarts(f"{genre}s", brut):
        lu.constater(nom, valeur, ecart)
    declares = {n: v for n, v in extension.items() if PREFIXE + n not in _TECHNIQUES and v is not None}
    for nom, valeur, ecart in vocabulaire.ecarts(genre, declares):
        lu.constater(nom, valeur, ecart)
    repli = extension.get("repli")
    if repli is not None and not isinstance(repli, dict):
        lu.constater(f"{PREFIXE}repli", repli, Ecart("un objet est attendu.", "Retirez ce champ."))
    zones = extension.get("zone_eligibilite")
    if zones is not None and not (isinstance(zones, list) and all(isinstance(z, str) for z in zones)):
        lu.constater(f"{PREFIXE}zone_eligibilite", zones, Ecart("une liste est attendue.", "Retirez ce champ."))


def _nettoyer(lu: Examen, valeurs: dict[str, Any]) -> None:
    """The same cleaning and the same limits as what a person types."""
    ecrits = {nom: valeurs[nom] for nom in saisie.editables(lu.genre) if nom not in {"code_insee", "extension"}}
    propres, trouves = saisie.examiner(lu.genre, ecrits, creation=False)
    deja = {c["colonne"] for c in lu.constats}
    for colonne, valeur, ecart in trouves:
        if colonne not in deja:
            lu.constater(colonne, valeur, ecart)
    valeurs |= propres
    for nom, maximum in _LONGUEURS.items():
        if not valeurs[nom] or len(valeurs[nom]) > maximum or not valeurs[nom].isprintable():
            motif = f"de 1 à {maximum} caractères visibles sont attendus pour la source et pour l’identifiant."
            lu.constater("id", valeurs[nom], Ecart(motif, "Écrivez « source--identifiant »."))


def _situer(lu: Examen, valeurs: dict[str, Any], region: str) -> None:
    """Commune, territories and point; a record of another region is left."""
    code, postal = valeurs["code_insee"], valeurs["code_postal"]
    if not code and postal:
        longitude, latitude = valeurs["longitude"], valeurs["latitude"]
        code = lieux.commune_de_l_adresse(postal, valeurs["commune"], longitude, latitude) or ""
        if not code:
            sans = Ecart("ni code_insee, ni adresse qui désigne une commune.", "Complétez code_insee.")
            lu.constater("code_postal", f"{postal} {valeurs['commune']}", sans)
            return
    elif code:
        refus = Collecteur()
        trouve = lieux.commune_du_code(refus, lu.ligne, code, colonne="code_insee", code_postal=postal)
        for r in refus.refus:
            lu.constater(r.colonne, r.valeur, Ecart(r.motif, r.remede, bloquant=r.bloquant))
        code = trouve or ""
    if lu.refusee:
        return
    valeurs["code_insee"] = code
    if code:
        lu.ailleurs = rattachement(code)["region"] != region
        valeurs["commune"] = str((geographie.commune(code) or {}).get("nom") or valeurs["commune"])
    elif lu.genre == "structure":
        lu.ailleurs = True
    if lu.genre == "structure" and not lu.ailleurs:
        valeurs["operateur"] = operateur(valeurs["operateur"]).code


@dataclass
class Comparaison:
    """What an import changes in a record: fields taken, and those kept because somebody wrote them by hand."""

    changes: dict[str, Any] = field(default_factory=dict)
    conflits: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    recu: dict[str, Any] | None = None  # new baseline, None when it does not move


def comparer(fiche: "Structure | Service", valeurs: Mapping[str, Any]) -> Comparaison:
    """Compare a record with what its source says now.

    A field that was written by hand since the last import is kept: silently when the source has not moved, as a
    conflict when it has.
    """
    trouvee = Comparaison()
    avant = fiche.recu or {}
    for nom in CHAMPS[genre_de(fiche)]:
        if nom in {"source", "id_source", "date_maj"} or nom not in valeurs:
            continue
        nouvelle, actuelle = valeurs[nom], getattr(fiche, nom)
        if nom in _POINT and getattr(fiche, "precision_geo", "adresse") != "adresse":
            actuelle = None  # the town hall stands for a point that nobody gave
        if actuelle == nouvelle or (nom in avant and avant[nom] == nouvelle):
            continue
        if nom in avant:
            ecrite = actuelle != avant[nom]
        else:
            ecrite = actuelle not in _VIDES and (fiche.recu is not None or fiche.version > 1)
        if ecrite:
            trouvee.conflits[nom] = (actuelle, nouvelle)
        else:
            trouvee.changes[nom] = nouvelle
    lue = date.fromisoformat(valeurs["date_maj"])
    if lue > fiche.date_maj:
        trouvee.changes["date_maj"] = lue
    recu = avant | {n: v for n, v in valeurs.items() if n not in {"source", "id_source"}}
    if recu != fiche.recu:
        trouvee.recu = recu
    return trouvee


def genre_de(fiche: "Structure | Service") -> str:
    """« structure » or « service »."""
    return "structure" if hasattr(fiche, "organisation_id") else "service"
