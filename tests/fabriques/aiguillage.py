"""Networks for the routing: rows of the register made from little tables, and places around Ajaccio."""

from datetime import date

from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.territoire import rattachement

AJACCIO = "2A004"


def structure(code="s", **autres):
    """An open structure of Ajaccio."""
    valeurs = {
        "source": "essai",
        "id_source": code,
        "nom": f"Structure {code}",
        "operateur": "mission_locale",
        "code_insee": AJACCIO,
        "commune": "Ajaccio",
        "longitude": 8.7369,
        "latitude": 41.9267,
        "date_maj": date(2026, 6, 1),
        **autres,
    }
    return Structure.objects.create(**valeurs, **rattachement(valeurs["code_insee"]))


def service(de, code="v", **autres):
    """A service of a structure, in person, for anyone, without zone."""
    valeurs = {
        "source": "essai",
        "id_source": code,
        "nom": f"Service {code}",
        "description": "Un conseiller reçoit chaque personne et l’aide à choisir la suite.",
        "type": "accompagnement",
        "thematiques": ["se-former--trouver-sa-formation"],
        "publics": ["tous-publics"],
        "modes_accueil": ["en-presentiel"],
        "date_maj": date(2026, 6, 1),
        **autres,
    }
    return Service.objects.create(structure=de, **valeurs)
