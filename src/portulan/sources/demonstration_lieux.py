"""Fictitious places and services of a region and of its neighbourhood: as many as people, where towns are."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portulan.socle import geographie
from portulan.socle.operateurs import operateur
from portulan.sources.demonstration_services import SERVICES_TYPES, ServiceType
from portulan.sources.demonstration_tirage import JOUR, Tirage, nom_de_lieu, repartir

PREFIXE = "demonstration"
_QUARTIERS = ("Centre", "Nord", "Sud", "Est", "Ouest", "Gare", "Université", "Les Pins", "Le Parc", "Vieux-Port")
_VOIES = ("rue de la Gare", "avenue Jean-Jaurès", "place de la Mairie", "boulevard de la République", "rue des Écoles")
# Numbers kept by the regulator for fiction, one block per area
_TELEPHONES = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")
_HORAIRES = (
    "Mo-Fr 09:00-12:00,13:30-17:00",
    "Mo-Th 08:30-12:30,13:30-17:30; Fr 08:30-12:30",
    "Mo-We 09:00-12:30,14:00-17:30; Fr 09:00-12:30",
    "Mo-Fr 08:45-12:15",
    "Tu-Fr 10:00-12:30,13:30-18:00; Sa 10:00-13:00",
    "Mo,We,Fr 13:30-18:30",
)


@dataclass(frozen=True)
class Implantation:
    """How a network covers a département: one place for so many people, and at least / at most so many."""

    operateur: str
    nom: str
    habitants: int
    puissance: float = 0.7
    minimum: int = 1
    maximum: int = 60
    seuil: int = 0  # only communes of that many people


IMPLANTATIONS = (
    Implantation("cio", "CIO", 140_000, 0.7),
    Implantation("mission_locale", "Mission locale", 110_000, 0.6),
    Implantation("ij", "Information jeunesse", 65_000, 0.6),
    Implantation("france_travail", "France Travail", 75_000, 0.8),
    Implantation("france_services", "France services", 26_000, 0.3),
    Implantation("scuio", "SCUIO-IP", 400_000, 1.0, 0, 3, 90_000),
    Implantation("cap_emploi", "Cap emploi", 600_000, 0.8, 1, 3),
    Implantation("apec", "Centre Apec", 900_000, 1.0, 0, 1, 100_000),
    Implantation("cep_actifs", "Conseil en évolution professionnelle des actifs", 350_000, 0.8, 1, 4),
    Implantation("cci", "CCI", 2_000_000, 1.0, 1, 1),
    Implantation("cma", "Chambre de métiers et de l'artisanat", 2_000_000, 1.0, 1, 1),
    Implantation("ca", "Chambre d'agriculture", 2_000_000, 1.0, 1, 1),
    Implantation("cidff", "CIDFF", 900_000, 1.0, 1, 2),
    Implantation("greta", "GRETA", 600_000, 0.9, 1, 2),
    Implantation("afpa", "Centre Afpa", 600_000, 0.9, 0, 2, 20_000),
    Implantation("e2c", "École de la deuxième chance", 700_000, 0.9, 0, 2, 40_000),
    Implantation("maison_emploi", "Maison de l'emploi", 900_000, 0.8, 0, 1, 15_000),
    Implantation("prc_vae", "Point relais conseil VAE", 350_000, 0.7, 1, 3),
)
# One per region, at its most populated commune
REGIONAUX = (
    ("dronisep", "Délégation régionale Onisep"),
    ("carif_oref", "CARIF-OREF"),
    ("transitions_pro", "Transitions Pro"),
)


def lieux_fictifs(region: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of STRUCTURES and of SERVICES."""
    perimetre = geographie.voisinage(region)
    par_departement: dict[str, list[dict[str, Any]]] = {}
    for commune in geographie.communes().select(_COLONNES).to_pylist():
        par_departement.setdefault(commune["departement"], []).append(commune)
    structures = []
    for departement in sorted(par_departement):
        communes = par_departement[departement]
        if any(c["region"] == region or c["code_insee"] in perimetre for c in communes):
            structures += [
                s
                for s in _structures_du_departement(departement, communes)
                if s["region"] == region or s["code_insee"] in perimetre
            ]
    toutes = [c for communes in par_departement.values() for c in communes if c["region"] == region]
    structures += _structures_regionales(toutes)
    for structure in structures:
        structure.pop("region")
    return structures, [service for s in structures for service in _services(s)]


_COLONNES = ["code_insee", "nom", "departement", "region", "codes_postaux", "population", "longitude", "latitude"]


def _structures_du_departement(departement: str, communes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    par_code = {c["code_insee"]: c for c in communes}
    habitants = sum(c["population"] or 0 for c in communes)
    for reseau in IMPLANTATIONS:
        eligibles = {c["code_insee"]: c["population"] or 0 for c in communes if (c["population"] or 0) >= reseau.seuil}
        places = min(max(round(habitants / reseau.habitants), reseau.minimum), reseau.maximum)
        for code, nombre in sorted(repartir(eligibles, places, reseau.puissance).items()):
            for rang in range(nombre):
                commune = par_code[code]
                nom = nom_de_lieu(_titre(reseau, departement, rang, commune, par_code), commune["nom"])
                if rang:
                    nom += f" – {_QUARTIERS[(rang - 1) % len(_QUARTIERS)]}"
                    nom += f" {rang // len(_QUARTIERS) + 1}" if rang >= len(_QUARTIERS) else ""
                yield _structure(reseau.operateur, nom, commune, rang)


def _titre(
    reseau: Implantation, departement: str, rang: int, commune: dict[str, Any], par_code: dict[str, dict[str, Any]]
) -> str:
    """« Mission locale » where its seat is, « Antenne de la mission locale » elsewhere; « CCI » of the département…"""
    if reseau.operateur == "mission_locale":
        chef_lieu = max(par_code.values(), key=lambda c: (c["population"] or 0, c["code_insee"]))
        siege = rang == 0 and (commune is chef_lieu or Tirage(departement, "siege", commune["code_insee"]).chance(0.4))
        return "Mission locale" if siege else "Antenne de la mission locale"
    if reseau.operateur == "scuio":
        return "SCUIO-IP de l'université"
    return reseau.nom


def _structures_regionales(communes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    if not communes:
        return
    premiere = max(communes, key=lambda c: (c["population"] or 0, c["code_insee"]))
    for code, nom in REGIONAUX:
        yield _structure(code, nom_de_lieu(nom, premiere["nom"]), premiere, 0)


def _structure(code: str, nom: str, commune: dict[str, Any], rang: int) -> dict[str, Any]:
    insee = commune["code_insee"]
    tirage = Tirage("lieu", code, insee, rang)
    prefixe = _TELEPHONES[int(insee[:2]) % len(_TELEPHONES)] if insee[:2].isdigit() else _TELEPHONES[3]
    etiquette = re.sub("[^a-z0-9]+", "-", _sans_accent(nom).lower()).strip("-")
    domaine = f"{etiquette[:60].rstrip('-')}.example"  # a label of a domain name has 63 characters at most
    reseau = operateur(code).di
    return {
        "id": f"{PREFIXE}--{code}-{insee}-{rang + 1:02d}",
        "source": PREFIXE,
        "operateur": code,
        "nom": nom,
        "code_insee": insee,
        "code_postal": (commune["codes_postaux"] or [None])[0],
        "commune": commune["nom"],
        "adresse": f"{1 + tirage.rang(120)} {tirage.choix(_VOIES)}",
        "telephone": f"{prefixe} {tirage.rang(100):02d} {tirage.rang(100):02d}" if tirage.chance(0.93) else None,
        "courriel": f"contact@{domaine}" if tirage.chance(0.85) else None,
        "site_web": f"https://{domaine}" if tirage.chance(0.8) else None,
        "horaires_accueil": tirage.choix(_HORAIRES) if tirage.chance(0.88) else None,
        "reseaux_porteurs": [reseau] if reseau else [],
        "longitude": commune["longitude"],
        "latitude": commune["latitude"],
        "precision_geo": "mairie",
        "date_maj": tirage.date_maj(),
        "fictif": True,
        "region": commune["region"],
    }


def _services(structure: dict[str, Any]) -> Iterator[dict[str, Any]]:
    modeles: Iterable[ServiceType] = SERVICES_TYPES.get(structure["operateur"], ())
    for rang, modele in enumerate(modeles, start=1):
        identifiant = structure["id"].removeprefix(f"{PREFIXE}--")
        tirage = Tirage("service", identifiant, rang)
        if rang > 1 and tirage.chance(0.25):
            continue
        departement = geographie.commune(structure["code_insee"]) or {}
        zones = [f"departement:{departement['departement']}"] if departement and tirage.chance(0.6) else []
        yield {
            "id": f"{PREFIXE}--{identifiant}-s{rang}",
            "structure_id": structure["id"],
            "source": PREFIXE,
            "nom": modele.nom,
            "type": modele.type,
            "thematiques": list(modele.thematiques),
            "publics": list(modele.publics),
            "frais": tirage.selon({"gratuit": 92, "payant": 2 + modele.payant, None: 6}),
            "modes_accueil": ["a-distance", "en-presentiel"] if tirage.chance(0.45) else ["en-presentiel"],
            "zone_eligibilite": zones,
            "code_insee": structure["code_insee"],
            "horaires_accueil": structure["horaires_accueil"] if tirage.chance(0.3) else None,
            "date_maj": min(max(structure["date_maj"], tirage.date_maj()), JOUR),
            "fictif": True,
        }


def _sans_accent(texte: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", texte.replace("œ", "oe")) if not unicodedata.combining(c))
