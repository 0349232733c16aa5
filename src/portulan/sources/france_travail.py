"""Sites of France Travail: the geolocated extract, or the API « référentiel des agences ».

Only agencies open to the public are kept. Regional and territorial directions are left out, and so are the missions
locales and Cap emploi the extract also holds (31 and 3 in the country): the directory lists them all, counting them
here too would count them twice.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

from portulan.socle import horloge
from portulan.socle.declaration import Table
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import STRUCTURES
from portulan.sources import lecture, lieux
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.horaires import osm_de_france_travail

# Beyond this distance from the town hall, the point of a site is not believed (the widest communes fit)
ECART_MAX_KM = 30.0
_COLONNES_EXTRAIT = frozenset({"code_safir", "type", "nom", "code_postal", "ville", "lon", "lat"})
_COLONNES_API = frozenset({"libelleEtendu", "adressePrincipale"})
_DIRECTION = re.compile(r"\b(DR|DT|DTD|DG|DIRECTION|SIEGE)\b")
_AGENCE = re.compile(r"\b(APE|PE|AGENCE)\b")
_TYPES_API_PUBLICS = frozenset({"APE", "APES", "RELAIS"})


class FranceTravail:
    """Connector « france_travail » → STRUCTURES."""

    code = "france_travail"
    libelle = "Agences France Travail"
    producteur = "France Travail (référentiel des agences)"
    licence = "Données publiques de France Travail (voir les conditions de l'API)"
    adresse = "https://api.francetravail.io/partenaire/referentielagences/v1/agences"
    tables: tuple[Table, ...] = (STRUCTURES,)

    def reconnait(self, apercu: Apercu) -> bool:
        """By the columns of the extract or the fields of the API."""
        noms = set(apercu.entete)
        return noms >= _COLONNES_EXTRAIT or noms >= _COLONNES_API

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read either layout. Raises ``DonneeInvalide`` when the file cannot be read."""
        progression("Agences France Travail", 0.2)
        collecteur = lecture.Collecteur()
        batisseur = lecture.Batisseur(STRUCTURES, collecteur)
        tri = _Tri(collecteur)
        lues, extrait = 0, False
        for ligne, brut in lieux.enregistrements(fichier, collecteur):
            lues += 1
            extrait = "code_safir" in brut
            site = _site_de_l_extrait(brut) if extrait else _site_de_l_api(brut)
            rangee = tri.retenir(ligne, site)
            if rangee is not None:
                batisseur.ajouter(ligne, rangee)
        table = batisseur.terminer()
        fiche = lecture.fiche(
            self,
            fichier,
            collecteur,
            origine=origine,
            version="agences",
            date_donnees=date(2024, 1, 1) if extrait else horloge.aujourdhui(),
            lues=lues,
            retenues=table.num_rows,
            notes=(
                *tri.notes(),
                *(
                    ("L'extrait ne dit pas sa date : janvier 2024 au plus tôt (nom « France Travail »).",)
                    if extrait
                    else ()
                ),
            ),
        )
        return Lecture(fiche, {STRUCTURES: table}, collecteur.refus, collecteur.total)


class _Tri:
    """Which sites are kept, and where they stand; what is left out is said and counted."""

    def __init__(self, collecteur: lecture.Collecteur) -> None:
        self._collecteur = collecteur
        self._places: dict[tuple[str, str], int] = {}
        self._ecartes: dict[str, int] = {}

    def notes(self) -> list[str]:
        """What was left out on purpose, with counts."""
        return [f"{nombre} {quoi}." for quoi, nombre in sorted(self._ecartes.items())]

    def retenir(self, ligne: int, site: dict[str, Any]) -> dict[str, Any] | None:
        """The row of STRUCTURES of a site, or None when it is left out or refused."""
        if site["autre"]:
            self._ecarter(f"lieux d'un autre réseau ({site['autre']}) laissés à l'annuaire")
            return None
        if not site["public"]:
            self._ecarter("directions et sites sans accueil du public non retenus")
            return None
        code = self._commune(ligne, site)
        if code is None or self._en_double(ligne, site, code):
            return None
        return {**self._placer(ligne, site, code), "code_insee": code, "source": "france_travail", "fictif": False}

    def _ecarter(self, quoi: str) -> None:
        self._ecartes[quoi] = self._ecartes.get(quoi, 0) + 1

    def _commune(self, ligne: int, site: dict[str, Any]) -> str | None:
        if site["code_insee"]:
            return lieux.commune_du_code(
                self._collecteur,
                ligne,
                site["code_insee"],
                colonne="communeImplantation",
                code_postal=site["code_postal"],
            )
        trouvee = lieux.commune_de_l_adresse(site["code_postal"], site["commune"], site["longitude"], site["latitude"])
        if trouvee is None:
            self._collecteur.refuser(
                ligne,
                "ville",
                f"{site['code_postal']} {site['commune']}",
                "aucune commune ne porte ce nom dans ce département, et le code postal n'en désigne pas une seule.",
                "Corrigez le code postal ou le nom de la commune.",
            )
        return trouvee

    def _en_double(self, ligne: int, site: dict[str, Any], code: str) -> bool:
        """Same door, several register codes: one place for the public."""
        rue = re.sub(r"[^A-Z0-9]", "", lieux.nom_normalise(site["adresse"] or ""))
        premiere = self._places.setdefault((code, rue), ligne) if rue else ligne
        if premiere == ligne:
            return False
        self._collecteur.avertir(
            ligne,
            "adresse",
            site["adresse"],
            f"même adresse que la ligne {premiere} : un seul lieu est retenu.",
            "Aucune action n'est nécessaire si c'est bien le même lieu.",
        )
        return True

    def _placer(self, ligne: int, site: dict[str, Any], code: str) -> dict[str, Any]:
        rangee = {c: v for c, v in site.items() if c not in {"autre", "public", "suspecte"}}
        longitude, latitude = lieux.point(code)
        absente = site["longitude"] is None or site["latitude"] is None
        loin = not absente and (
            lieux.distance_km(site["longitude"], site["latitude"], longitude, latitude) > ECART_MAX_KM
        )
        if not (absente or loin or site["suspecte"]):
            return {**rangee, "precision_geo": "adresse"}
        motif = (
            "les coordonnées manquent"
            if absente
            else f"les coordonnées ne sont pas dans la commune (à plus de {ECART_MAX_KM:g} km, ou signalées)"
        )
        self._collecteur.avertir(
            ligne,
            "lon, lat",
            "" if absente else f"{site['longitude']}, {site['latitude']}",
            f"{motif} : le lieu est placé à la mairie de sa commune.",
            "Faites corriger les coordonnées par France Travail.",
        )
        return {**rangee, "longitude": longitude, "latitude": latitude, "precision_geo": "mairie"}


def _site_de_l_extrait(brut: dict[str, Any]) -> dict[str, Any]:
    nom = " ".join(str(brut["nom"]).split())
    court = lieux.nom_normalise(nom)
    return {
        "id": f"france_travail--{brut.get('code_safir') or brut.get('id')}",
        "operateur": "france_travail",
        "nom": nom,
        "code_insee": "",
        "code_postal": str(brut["code_postal"] or ""),
        "commune": str(brut["ville"] or ""),
        "adresse": " - ".join(filter(None, (brut.get("complement"), brut.get("adresse")))) or None,
        "reseaux_porteurs": ["france-travail"],
        "longitude": lieux.coordonnee(brut["lon"]),
        "latitude": lieux.coordonnee(brut["lat"]),
        "suspecte": str(brut.get("geo_suspecte")).lower() == "true",
        "autre": "" if brut["type"] == "FRANCE_TRAVAIL" else str(brut["type"]).replace("_", " ").lower(),
        "public": not _DIRECTION.search(court) or bool(_AGENCE.search(court)),
    }


def _site_de_l_api(brut: dict[str, Any]) -> dict[str, Any]:
    adresse, contact = brut.get("adressePrincipale") or {}, brut.get("contact") or {}
    ligne6 = str(adresse.get("ligne6") or "")
    code_postal = ligne6[:5] if ligne6[:5].isdigit() else str(adresse.get("bureauDistributeur") or "")
    return {
        "id": f"france_travail--{brut.get('codeSafir') or brut.get('code')}",
        "operateur": "france_travail",
        "nom": brut.get("libelleEtendu") or brut.get("libelle"),
        "siret": lieux.siret(brut.get("siret")),
        "code_insee": str(adresse.get("communeImplantation") or ""),
        "code_postal": code_postal,
        "commune": ligne6.removeprefix(code_postal).strip(),
        "adresse": " - ".join(str(adresse[c]).strip() for c in ("ligne3", "ligne4", "ligne5") if adresse.get(c))
        or None,
        "telephone": contact.get("telephonePublic"),
        "courriel": lieux.courriel_generique(contact.get("email")),
        "horaires_accueil": osm_de_france_travail(brut.get("horaires") or ()),
        "reseaux_porteurs": ["france-travail"],
        "longitude": lieux.coordonnee(adresse.get("gpsLon")),
        "latitude": lieux.coordonnee(adresse.get("gpsLat")),
        "suspecte": False,
        "autre": "",
        "public": str(brut.get("type") or "APE").upper() in _TYPES_API_PUBLICS,
    }
