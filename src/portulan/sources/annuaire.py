"""The directory of public services (DILA): CIO, missions locales, information jeunesse, chambers, GRETA…

Two layouts of the same directory: the extract of 2019 (one line per place, former code as identifier) and today's, in
JSON or in the CSV of the portal, where nested fields are JSON inside a text. Places of a kind that has no part in
guidance (town halls, police stations…) are left out and counted in a note.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from portulan.socle import horloge
from portulan.socle.declaration import Table
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import STRUCTURES
from portulan.sources import lecture, lieux
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.horaires import osm_de_l_annuaire

# kind of place in the directory -> code of the operator
OPERATEURS_DE_L_ANNUAIRE = {
    "cio": "cio",
    "suio": "scuio",
    "mission_locale": "mission_locale",
    "cij": "ij",
    "bij": "ij",
    "pij": "ij",
    "france_travail": "france_travail",
    "pole_emploi": "france_travail",
    "cap_emploi": "cap_emploi",
    "apec": "apec",
    "apecita": "apecita",
    "greta": "greta",
    "afpa": "afpa",
    "epide": "epide",
    "cci": "cci",
    "chambre_metier": "cma",
    "chambre_agriculture": "ca",
    "cidf": "cidff",
    "dronisep": "dronisep",
    "rectorat": "rectorat",
    "crous": "crous",
    "msap": "france_services",
    "fr_services": "france_services",
    "france_services": "france_services",
}
_RESEAUX = {
    "mission_locale": "mission-locale",
    "france_travail": "france-travail",
    "cap_emploi": "cap-emploi-reseau-cheops",
    "ij": "reseau-information-jeunesse",
    "cci": "chambres-consulaires",
    "cma": "chambres-consulaires",
    "ca": "chambres-consulaires",
    "cidff": "cidff",
    "epide": "epide",
    "afpa": "afpa",
    "france_services": "france-service",
}
_COLONNE_ANNEE = re.compile(r"code_insee_(20\d\d)")
_CODE_PIVOT = re.compile(r"[a-z_]+-(\w{5})-\d+")


class Annuaire:
    """Connector « annuaire » → STRUCTURES."""

    code = "annuaire"
    libelle = "Annuaire de l'administration (lieux d'accueil locaux)"
    producteur = "DILA, service-public.gouv.fr"
    licence = "Licence Ouverte 2.0"
    adresse = (
        "https://api-lannuaire.service-public.fr/api/explore/v2.1/catalog/datasets/"
        "api-lannuaire-administration/exports/json"
    )
    tables: tuple[Table, ...] = (STRUCTURES,)

    def reconnait(self, apercu: Apercu) -> bool:
        """By the columns of one of the two layouts."""
        noms = set(apercu.entete)
        ancien = {"id", "type_annuaire", "nom"} <= noms
        return ancien or {"pivot", "nom", "plage_ouverture"} <= noms or {"pivot", "nom", "ancien_code_pivot"} <= noms

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read either layout. Raises ``DonneeInvalide`` when the file cannot be read."""
        collecteur = lecture.Collecteur()
        batisseur = lecture.Batisseur(STRUCTURES, collecteur, colonnes={"code_insee": "code_insee_commune"})
        lues = hors_champ = 0
        vus: set[str] = set()
        for ligne, brut in lieux.enregistrements(fichier, collecteur):
            lues += 1
            lieu = _lieu_2019(brut) if "type_annuaire" in brut else _lieu_actuel(brut, vus)
            if lieu is None:
                hors_champ += 1
                continue
            rangee = _situer(collecteur, ligne, lieu)
            if rangee is not None:
                batisseur.ajouter(ligne, rangee)
            if lues % 5000 == 0:
                progression(f"Annuaire : {lues} fiches lues", 0.5)
        table = batisseur.terminer()
        notes = [f"{hors_champ} fiches d'une autre nature (mairies, tribunaux…) ne sont pas retenues."]
        fiche = lecture.fiche(
            self,
            fichier,
            collecteur,
            origine=origine,
            version="lieux",
            date_donnees=_date_des_donnees(lecture.apercu(fichier).entete, table),
            lues=lues,
            retenues=table.num_rows,
            notes=notes if hors_champ else (),
        )
        return Lecture(fiche, {STRUCTURES: table}, collecteur.refus, collecteur.total)


def _lieu_2019(brut: dict[str, Any]) -> dict[str, Any] | None:
    operateur = OPERATEURS_DE_L_ANNUAIRE.get(brut["type_annuaire"].strip())
    if operateur is None:
        return None
    ancien = next((v for c, v in brut.items() if _COLONNE_ANNEE.fullmatch(c) and v), "")
    return {
        "id": brut["id"],
        "operateur": operateur,
        # « Bureau information jeunesse - Blois 41018-01 »: the identifier was left at the end of some names
        "nom": re.sub(r"\s+\w{5}-\d{2}$", "", brut["nom"]),
        "code_insee": brut.get("code_insee") or ancien,
        "code_postal": brut.get("code_postal", ""),
        "commune": brut.get("ville") or brut.get("commune"),
        "adresse": brut.get("adresse"),
        "telephone": brut.get("telephone"),
        "site_web": brut.get("site_web"),
        "longitude": lieux.coordonnee(brut.get("lon")),
        "latitude": lieux.coordonnee(brut.get("lat")),
        "precision_geo": brut.get("precision_geo") or "commune",
    }


def _lieu_actuel(brut: dict[str, Any], vus: set[str]) -> dict[str, Any] | None:
    pivots = _objets(brut.get("pivot"))
    types = [str(p.get("type_service_local") or "") for p in pivots]
    operateur = next((OPERATEURS_DE_L_ANNUAIRE[t] for t in types if t in OPERATEURS_DE_L_ANNUAIRE), None)
    if operateur is None:
        return None
    adresses = _objets(brut.get("adresse"))
    adresse = next((a for a in adresses if a.get("type_adresse") == "Adresse"), adresses[0] if adresses else {})
    ancien = str(brut.get("ancien_code_pivot") or "")
    identifiant = str(brut.get("id") or "") if not ancien or ancien in vus else ancien
    vus.add(identifiant)
    longitude, latitude = lieux.coordonnee(adresse.get("longitude")), lieux.coordonnee(adresse.get("latitude"))
    code_pivot = _CODE_PIVOT.fullmatch(ancien)
    return {
        "id": identifiant,
        "operateur": operateur,
        "nom": brut.get("nom"),
        "siret": lieux.siret(brut.get("siret")),
        "code_insee": brut.get("code_insee_commune") or (code_pivot[1] if code_pivot else ""),
        "code_postal": adresse.get("code_postal") or "",
        "commune": adresse.get("nom_commune"),
        "adresse": _rue(adresse),
        "telephone": _premier(brut.get("telephone")),
        "courriel": next(
            (c for t in _textes(brut.get("adresse_courriel")) if (c := lieux.courriel_generique(t))), None
        ),
        "site_web": _premier(brut.get("site_internet")),
        "horaires_accueil": osm_de_l_annuaire(_objets(brut.get("plage_ouverture"))),
        "longitude": longitude,
        "latitude": latitude,
        "precision_geo": "adresse",
        "date_maj": brut.get("date_modification"),
    }


def _situer(collecteur: lecture.Collecteur, ligne: int, lieu: dict[str, Any]) -> dict[str, Any] | None:
    """The row of STRUCTURES of a place, or None when its commune is not known (refused)."""
    code = str(lieu["code_insee"] or "")
    if not code and lieu["code_postal"]:
        code = lieux.commune_de_l_adresse(lieu["code_postal"], str(lieu["commune"] or "")) or ""
    actuelle = lieux.commune_du_code(
        collecteur, ligne, code, colonne="code_insee_commune", code_postal=str(lieu["code_postal"])
    )
    if actuelle is None:
        return None
    if lieu["longitude"] is None or lieu["latitude"] is None:
        lieu["longitude"], lieu["latitude"] = lieux.point(actuelle)
        lieu["precision_geo"] = "mairie"
    return {
        **lieu,
        "id": f"annuaire--{lieu['id']}",
        "source": "annuaire",
        "code_insee": actuelle,
        "reseaux_porteurs": [_RESEAUX[lieu["operateur"]]] if lieu["operateur"] in _RESEAUX else [],
        "fictif": False,
    }


def _imbrique(valeur: Any) -> Any:
    """A nested field, given as such (JSON archive) or as JSON inside a text (API, CSV)."""
    if isinstance(valeur, str) and valeur.lstrip()[:1] in {"[", "{"}:
        try:
            return json.loads(valeur)
        except json.JSONDecodeError:
            return valeur
    return valeur


def _elements(valeur: Any) -> Iterator[Any]:
    lue = _imbrique(valeur)
    yield from lue if isinstance(lue, list) else [lue]


def _objets(valeur: Any) -> list[dict[str, Any]]:
    return [e for e in _elements(valeur) if isinstance(e, dict)]


def _textes(valeur: Any) -> list[str]:
    return [t for e in _elements(valeur) if isinstance(e, str) for t in re.split(r"[;,\s]+", e) if t]


def _premier(valeur: Any) -> str | None:
    """First value of a list of {valeur: …}, or the text itself."""
    for element in _elements(valeur):
        trouve = element.get("valeur") if isinstance(element, dict) else element
        if trouve:
            return str(trouve)
    return None


def _rue(adresse: dict[str, Any]) -> str | None:
    champs = ("numero_voie", "complement1", "complement2", "service_distribution")
    return " - ".join(str(adresse[c]).strip() for c in champs if adresse.get(c)) or None


def _date_des_donnees(entete: tuple[str, ...], table: Any) -> date:
    """Latest update told by the file; the middle of the year of its codes for the extract that tells none."""
    import pyarrow.compute as pc

    annee = next((int(m[1]) for c in entete if (m := _COLONNE_ANNEE.fullmatch(c))), None)
    if annee is not None:
        return date(annee, 7, 1)
    derniere: date | None = pc.max(table["date_maj"]).as_py()
    return min(derniere, horloge.aujourdhui()) if derniere else horloge.aujourdhui()
