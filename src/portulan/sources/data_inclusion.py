"""data·inclusion, schema v1: structures and services, in JSON, CSV or Parquet, in one file or in two.

Strict: a field that is not in the schema refuses the file and is named. Zones are typed when read: the schema only
knows communes, EPCI, départements and countries, so that « 53 » is the Mayenne; a service of Bretagne (region 53) that
says « 53 » outside the Mayenne meant the region, and is refused with the départements to write instead.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portulan.socle import geographie, horloge
from portulan.socle.declaration import Table, Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.operateurs import OPERATEURS
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import SERVICES, STRUCTURES
from portulan.socle.territoire import Niveau
from portulan.sources import lecture, lieux
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.data_inclusion_schema import Ecart, champs, ecarts

if TYPE_CHECKING:
    from datetime import date

_COMMUNS = frozenset({"source", "id", "nom", "date_maj"})
_PAYS = frozenset({"france", "99100"})
_TAILLE_COMMUNE, _TAILLE_EPCI = 5, 9
_SEPARATEUR = "--"

# network of data·inclusion -> operator; the consular chambers share one value and are told apart by their name
_OPERATEURS = {o.di: o.code for o in reversed(OPERATEURS) if o.di} | {
    "msap": "france_services",
    "plie": "maison_emploi",
}


class DataInclusion:
    """Connector « data_inclusion » → STRUCTURES, SERVICES."""

    code = "data_inclusion"
    libelle = "Offre d'insertion data·inclusion (structures et services)"
    producteur = "GIP Plateforme de l'inclusion"
    licence = "Licence Ouverte 2.0"
    adresse = "https://api.data.inclusion.gouv.fr/api/v1/structures"
    tables: tuple[Table, ...] = (STRUCTURES, SERVICES)

    def reconnait(self, apercu: Apercu) -> bool:
        """By the four fields that structures and services share."""
        return set(apercu.entete) >= _COMMUNS

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read structures, services, or both. Raises ``DonneeInvalide`` for a field that is not in the schema."""
        lu = _Lecture()
        for genre, ligne, enregistrement in _enregistrements(fichier, lu.collecteur):
            lu.lues += 1
            if genre == "services":
                lu.service(ligne, enregistrement)
            else:
                lu.structure(ligne, enregistrement)
            if lu.lues % 2000 == 0:
                progression(f"data·inclusion : {lu.lues} fiches lues", 0.5)
        tables = lu.tables()
        fiche = lecture.fiche(
            self,
            fichier,
            lu.collecteur,
            origine=origine,
            version=" et ".join(table.nom for table in tables) or "vide",
            date_donnees=lu.derniere or horloge.aujourdhui(),
            lues=lu.lues,
            retenues=sum(donnees.num_rows for donnees in tables.values()),
            notes=lu.notes(),
        )
        return Lecture(fiche, tables, lu.collecteur.refus, lu.collecteur.total)


class _Lecture:
    """The rows of one file, structures before services."""

    def __init__(self) -> None:
        self.collecteur = lecture.Collecteur()
        self.lues = 0
        self.derniere: date | None = None
        self._structures = lecture.Batisseur(STRUCTURES, self.collecteur)
        self._services = lecture.Batisseur(SERVICES, self.collecteur)
        self._communes: dict[str, str] = {}
        self._sans_lieu = 0

    def tables(self) -> dict[Table, Any]:
        """The declared tables that were given at least one row."""
        return {
            table: batisseur.terminer()
            for table, batisseur in ((STRUCTURES, self._structures), (SERVICES, self._services))
            if batisseur.lues
        }

    def notes(self) -> list[str]:
        """What was left out on purpose."""
        if not self._sans_lieu:
            return []
        return [f"{self._sans_lieu} structures sans commune ni adresse, sans lieu sur une carte, ne sont pas retenues."]

    def structure(self, ligne: int, brut: Mapping[str, Any]) -> None:
        """Check a structure and keep its row."""
        if not self._valide("structures", ligne, brut):
            return
        code_postal, nom_commune = str(brut.get("code_postal") or ""), str(brut.get("commune") or "")
        if not (brut.get("code_insee") or code_postal):
            self._sans_lieu += 1
            return
        commune = self._commune(ligne, brut, code_postal, nom_commune)
        if commune is None:
            return
        self._communes[str(brut["id"])] = commune
        longitude, latitude = brut.get("longitude"), brut.get("latitude")
        precise = longitude is not None and latitude is not None
        if not precise:
            longitude, latitude = lieux.point(commune)
        reseaux = sorted(set(brut.get("reseaux_porteurs") or ()))
        rangee = {
            **{c: brut.get(c) for c in ("id", "nom", "siret", "telephone", "site_web", "horaires_accueil", "date_maj")},
            "accessibilite_lieu": brut.get("accessibilite_lieu"),
            "source": DataInclusion.code,
            "operateur": operateur_des_reseaux(reseaux, str(brut["nom"])),
            "code_insee": commune,
            "code_postal": code_postal,
            "commune": nom_commune,
            "adresse": " - ".join(filter(None, (brut.get("complement_adresse"), brut.get("adresse")))) or None,
            "courriel": lieux.courriel_generique(brut.get("courriel")),
            "reseaux_porteurs": reseaux,
            "longitude": longitude,
            "latitude": latitude,
            "precision_geo": "adresse" if precise else "mairie",
            "fictif": False,
        }
        self._structures.ajouter(ligne, rangee)

    def service(self, ligne: int, brut: Mapping[str, Any]) -> None:
        """Check a service and keep its row."""
        if not self._valide("services", ligne, brut):
            return
        code_postal, nom_commune = str(brut.get("code_postal") or ""), str(brut.get("commune") or "")
        commune = self._communes.get(str(brut["structure_id"]))
        if brut.get("code_insee") or (code_postal and commune is None):
            commune = self._commune(ligne, brut, code_postal, nom_commune)
            if commune is None:
                return
        zones = self._zones(ligne, brut.get("zone_eligibilite") or (), commune)
        if zones is None:
            return
        rangee = {
            **{c: brut.get(c) for c in ("id", "structure_id", "nom", "type", "frais", "horaires_accueil", "date_maj")},
            **{c: sorted(set(brut.get(c) or ())) for c in ("thematiques", "publics", "modes_accueil")},
            "source": DataInclusion.code,
            "zone_eligibilite": zones,
            "code_insee": commune,
            "fictif": False,
        }
        self._services.ajouter(ligne, rangee)

    def _valide(self, genre: str, ligne: int, brut: Mapping[str, Any]) -> bool:
        bon = True
        for champ, valeur, ecart in ecarts(genre, brut):
            self._refuser(ligne, champ, valeur, ecart)
            bon &= not ecart.bloquant
        if bon and _SEPARATEUR not in str(brut["id"]):
            bon = False
            forme = Ecart("un identifiant s'écrit « source--identifiant ».", f"Écrivez {brut['source']}--{brut['id']}.")
            self._refuser(ligne, "id", brut["id"], forme)
        if bon:
            maj = lecture.convertir(brut["date_maj"], Type.DATE)
            self.derniere = max(maj, self.derniere or maj)
        return bon

    def _refuser(self, ligne: int, champ: str, valeur: Any, ecart: Ecart) -> None:
        self.collecteur.refuser(ligne, champ, valeur, ecart.motif, ecart.remede, bloquant=ecart.bloquant)

    def _commune(self, ligne: int, brut: Mapping[str, Any], code_postal: str, nom: str) -> str | None:
        code = str(brut.get("code_insee") or "")
        if not code:
            code = lieux.commune_de_l_adresse(code_postal, nom, brut.get("longitude"), brut.get("latitude")) or ""
            if not code:
                inconnue = Ecart("ni code_insee, ni adresse qui désigne une commune.", "Complétez code_insee.")
                self._refuser(ligne, "code_postal", f"{code_postal} {nom}", inconnue)
                return None
        return lieux.commune_du_code(self.collecteur, ligne, code, colonne="code_insee", code_postal=code_postal)

    def _zones(self, ligne: int, codes: Any, commune: str | None) -> list[str] | None:
        """Typed zones; None (and refusals) when one of them is wrong. An empty list means without limit."""
        typees: list[str] = []
        bon = True
        for code in codes:
            zone = zone_typee(code, commune)
            if isinstance(zone, Ecart):
                self._refuser(ligne, "zone_eligibilite", code, zone)
                bon &= not zone.bloquant
            else:
                typees.append(zone)
        return sorted(set(typees)) if bon else None


def zone_typee(code: str, commune: str | None) -> str | Ecart:
    """« 31 » → « departement:31 », « 200093201 » → « epci:200093201 », « france » → « pays:FR »; else what is wrong.

    ``commune``: where the service stands, which tells a region code written by mistake from a département.
    """
    code = code.strip()
    if code.lower() in _PAYS:
        return "pays:FR"
    if len(code) == _TAILLE_EPCI and code in _codes(Niveau.EPCI):
        return f"epci:{code}"
    if len(code) == _TAILLE_COMMUNE and (actuelle := geographie.commune_actuelle(code)):
        return f"commune:{actuelle}"
    if code.upper() in _codes(Niveau.DEPARTEMENT):
        return _departement_ou_region(code.upper(), commune)
    if len(code) == _TAILLE_COMMUNE and code.startswith("99"):
        return Ecart("cette zone est un pays étranger : elle est ignorée.", "Aucune action.", bloquant=False)
    return Ecart(
        "ce n'est le code d'aucune commune, d'aucun EPCI, d'aucun département.",
        "Écrivez un code officiel ; pour une région, énumérez ses départements ; « france » pour tout le pays.",
    )


def _departement_ou_region(code: str, commune: str | None) -> str | Ecart:
    lieu = geographie.commune(commune) if commune else None
    if lieu and lieu["departement"] != code and lieu["region"] == code:
        departements = ", ".join(geographie.departements_de_region(code))
        return Ecart(
            f"« {code} » est le département {code}, mais le service se trouve dans la région {code}.",
            f"Pour toute la région, écrivez ses départements : {departements}.",
        )
    return f"departement:{code}"


@cache
def _codes(niveau: Niveau) -> frozenset[str]:
    table = geographie.territoires()
    paires = zip(table["niveau"].to_pylist(), table["code"].to_pylist(), strict=True)
    return frozenset(code for niv, code in paires if niv == niveau.value)


def operateur_des_reseaux(reseaux: list[str], nom: str) -> str:
    """Operator of a structure from its networks; the consular chambers, which share one, are told by their name."""
    trouves = [_OPERATEURS[r] for r in reseaux if r in _OPERATEURS]
    if "chambres-consulaires" in reseaux:
        cherche = lieux.nom_normalise(nom)
        return "cma" if "METIERS" in cherche or "CMA" in cherche else "ca" if "AGRICULTURE" in cherche else "cci"
    return trouves[0] if trouves else "autre"


def _enregistrements(fichier: Path, collecteur: lecture.Collecteur) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """(kind, line, fields) of every record; an unknown field refuses the file."""
    apercu = lecture.apercu(fichier)
    if lecture.est_json(apercu.debut):
        if a_deux_listes(fichier, apercu):
            for genre in ("structures", "services"):
                for ligne, brut in lecture.lignes_json(fichier, enveloppes=(genre,)):
                    yield genre, ligne, _connus(genre, ligne, brut)
            return
        genre = genre_des_champs(apercu.entete)
        for ligne, brut in lecture.lignes_json(fichier):
            yield genre, ligne, _connus(genre, ligne, brut)
        return
    genre = genre_des_champs(apercu.entete)
    _connus(genre, 1, dict.fromkeys(apercu.entete))
    for ligne, brut in lieux.enregistrements(fichier, collecteur):
        yield genre, ligne, {nom: cellule(genre, nom, valeur) for nom, valeur in brut.items()}


def a_deux_listes(fichier: Path, apercu: Apercu) -> bool:
    """True for {"structures": […], "services": […]}."""
    if not apercu.debut.lstrip().startswith("{"):
        return False
    try:
        for genre in ("structures", "services"):
            next(lecture.lignes_json(fichier, enveloppes=(genre,)), None)
    except DonneeInvalide:
        return False
    return True


def genre_des_champs(entete: Iterable[str]) -> str:
    """« services » or « structures », from the names of the fields."""
    return "services" if "structure_id" in entete else "structures"


def _connus(genre: str, ligne: int, brut: dict[str, Any]) -> dict[str, Any]:
    inconnus = [nom for nom in brut if nom not in champs(genre)]
    if inconnus:
        noms = ", ".join(f"« {nom} »" for nom in inconnus)
        raise DonneeInvalide(
            f"ligne {ligne} : {noms} n'existe pas dans le schéma v1 de data·inclusion ({genre}).",
            remede="Retirez ce champ, ou corrigez son nom : le schéma n'admet aucun champ de plus.",
        )
    return brut


def cellule(genre: str, nom: str, valeur: Any) -> Any:
    """A cell of a CSV or of a Parquet file, as JSON would have given it."""
    if valeur is None or (isinstance(valeur, float) and math.isnan(valeur)):
        return None
    if not isinstance(valeur, str):
        return valeur
    texte, champ = valeur.strip(), champs(genre)[nom]
    if not texte or texte.lower() in {"null", "none", "nan"}:
        return None
    if champ.nombre:
        try:
            return float(texte.replace(",", "."))
        except ValueError:
            return texte
    return _liste(texte) if champ.liste else texte


def _liste(texte: str) -> Any:
    """« ["a", "b"] », « ['a', 'b'] » or « {a,b} » (PostgreSQL) → list; a single bare word → list of one."""
    if texte.startswith("{") and texte.endswith("}"):
        return [morceau.strip().strip('"') for morceau in texte[1:-1].split(",") if morceau.strip()]
    if texte.startswith("["):
        try:
            return json.loads(texte.replace("'", '"'))
        except json.JSONDecodeError:
            return texte
    return [texte]
