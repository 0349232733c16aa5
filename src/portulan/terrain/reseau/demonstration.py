"""The demonstration's organisations, structures and services, from the places that the region already has.

Real places (open data) stay real; their organisation, which open data do not give, is invented and said so.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from portulan.comptes.enums import GenreOrganisation
from portulan.comptes.models import Organisation
from portulan.socle import geographie
from portulan.socle.operateurs import operateur
from portulan.socle.source import Source
from portulan.socle.tables import SERVICES, STRUCTURES
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.demonstration_tirage import JOUR, Tirage, nom_de_lieu
from portulan.terrain.reseau.correspondance import decouper
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.territoire import rattachement

# One organisation for the region, one for a département; the others have one for each commune
_REGIONALES = {"france_travail", "apec", "cep_actifs", "dronisep", "carif_oref", "transitions_pro", "afpa"}
_DEPARTEMENTALES = {"mission_locale", "ij", "cap_emploi", "cci", "cma", "ca", "france_services", "cidff", "greta"}
_TEXTES = ("nom", "siret", "code_postal", "commune", "adresse", "telephone", "courriel", "site_web")
_TEXTES += ("horaires_accueil", "accessibilite_lieu")


def peupler(region: str, jour: date, lieux: Sequence[Source]) -> None:
    """Create the organisations, structures and services of a region."""
    structures, services = _lignes(lieux, STRUCTURES), _lignes(lieux, SERVICES)
    ecart = jour - JOUR
    creees = {}
    organisations = _Organisations(region, jour)
    for ligne in structures:
        territoires = rattachement(ligne["code_insee"])
        if territoires["region"] != region or ligne["operateur"] == "autre":
            continue
        creees[ligne["id"]] = Structure(
            **_identifiant(ligne),
            operateur=ligne["operateur"],
            organisation=organisations.de(ligne, territoires["departement"], territoires["academie"]),
            code_insee=ligne["code_insee"],
            reseaux_porteurs=ligne["reseaux_porteurs"] or [],
            longitude=ligne["longitude"],
            latitude=ligne["latitude"],
            precision_geo=ligne["precision_geo"],
            date_maj=_decaler(ligne, ecart, jour),
            fictif=ligne["fictif"],
            **territoires,
            **{nom: ligne[nom] or "" for nom in _TEXTES},
        )
    Structure.objects.bulk_create(creees.values(), batch_size=500)
    Service.objects.bulk_create(
        (
            _service(ligne, creees[ligne["structure_id"]], ecart, jour)
            for ligne in services
            if ligne["structure_id"] in creees
        ),
        batch_size=500,
    )


def _lignes(lieux: Sequence[Source], table: Any) -> list[dict[str, Any]]:
    return [ligne for source in lieux for t, donnees in source.tables() if t == table for ligne in donnees.to_pylist()]


def _identifiant(ligne: Mapping[str, Any]) -> dict[str, str]:
    source, id_source = decouper(ligne["id"], ligne["source"])
    return {"source": source, "id_source": id_source}


def _decaler(ligne: Mapping[str, Any], ecart: timedelta, jour: date) -> date:
    """Invented dates follow the day of the demonstration; real ones stay; an unknown one is that of the load."""
    if ligne["date_maj"] is None:
        return jour
    return min(ligne["date_maj"] + ecart, jour) if ligne["fictif"] else ligne["date_maj"]


def _service(ligne: Mapping[str, Any], structure: Structure, ecart: timedelta, jour: date) -> Service:
    theme = Tirage("description", ligne["id"])
    return Service(
        structure=structure,
        **_identifiant(ligne),
        nom=ligne["nom"],
        description=f"{ligne['nom']} : {theme.choix(_DESCRIPTIONS)}",
        type=ligne["type"] or "",
        thematiques=ligne["thematiques"] or [],
        publics=ligne["publics"] or [],
        frais=ligne["frais"] or "",
        modes_accueil=ligne["modes_accueil"] or [],
        zone_eligibilite=ligne["zone_eligibilite"] or [],
        code_insee="" if ligne["code_insee"] == structure.code_insee else ligne["code_insee"] or "",
        horaires_accueil=ligne["horaires_accueil"] or "",
        date_maj=_decaler(ligne, ecart, jour),
        fictif=ligne["fictif"],
    )


_DESCRIPTIONS = (
    "un conseiller reçoit chaque personne, écoute sa demande et l’aide à choisir la suite, avec ou sans rendez-vous.",
    "un entretien d’une heure environ, puis un document qui rappelle les prochaines étapes et les contacts utiles.",
    "en petit groupe ou individuellement, avec les ressources du centre et un suivi proposé à chaque participant.",
)


class _Organisations:
    """Organisations of the demonstration, created the first time a place needs one."""

    def __init__(self, region: str, jour: date) -> None:
        self.region, self.jour = region, jour
        self.connues: dict[str, Organisation] = {}

    def de(self, ligne: Mapping[str, Any], departement: str, academie: str) -> Organisation:
        """Organisation of a place."""
        code = ligne["operateur"]
        reseau = operateur(code)
        if code in {"cio", "rectorat"}:
            nom = nom_de_lieu("Rectorat de l’académie", geographie.nom(Territoire(Niveau.ACADEMIE, academie)))
            return self._prendre(f"rectorat-{academie}", nom, GenreOrganisation.RECTORAT, "rectorat")
        if code == "scuio":
            nom = nom_de_lieu("Université", ligne["commune"] or "")
            return self._prendre(f"universite-{ligne['code_insee']}", nom, GenreOrganisation.UNIVERSITE, code)
        if code in _REGIONALES:
            region = geographie.nom(Territoire(Niveau.REGION, self.region))
            return self._prendre(
                f"{code}-r{self.region}", f"{_court(reseau.nom)} – {region}", GenreOrganisation.OPERATEUR, code
            )
        if code in _DEPARTEMENTALES:
            nom = geographie.nom(Territoire(Niveau.DEPARTEMENT, departement))
            return self._prendre(
                f"{code}-d{departement}", f"{_court(reseau.nom)} – {nom}", GenreOrganisation.OPERATEUR, code
            )
        nom = f"{_court(reseau.nom)} – {ligne['commune']}"
        return self._prendre(f"{code}-{ligne['code_insee']}", nom, GenreOrganisation.OPERATEUR, code)

    def _prendre(self, code: str, nom: str, genre: str, reseau: str) -> Organisation:
        code = _etiquette(code)
        if code not in self.connues:
            anciennete = timedelta(days=120 + Tirage("organisation", code).rang(1500))
            self.connues[code] = Organisation.objects.create(
                code=code,
                nom=nom,
                genre=genre,
                operateur=reseau,
                region=self.region,
                courriel=f"direction@{code}.example",
                entree_le=self.jour - anciennete,
                fictif=True,
            )
        return self.connues[code]


def _court(nom: str) -> str:
    sans = re.sub(r"\s*\([^)]*\)", "", nom).removeprefix("agence ")
    return sans[:1].upper() + sans[1:]


def _etiquette(texte: str) -> str:
    plat = unicodedata.normalize("NFKD", texte)
    return re.sub("[^a-z0-9]+", "-", "".join(c for c in plat if not unicodedata.combining(c)).lower()).strip("-")
