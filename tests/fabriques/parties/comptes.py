"""Addresses of a part: comptes. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"entrer_comme"}
RESERVEES: set[str] = {"espace", "compte", "verification", "installer_second_facteur"}
ACTES: set[str] = {"renouveler_codes", "retirer_second_facteur"}
VALEURS: dict[str, object] = {}


def pages() -> list[tuple[str, str]]:
    return [
        ("", "/connexion/demonstration/"),
        ("mission_spro", "/compte/verification/?suite=/espace/"),
        *((role, adresse) for role in ("responsable", "administrateur") for adresse in ("/espace/", "/compte/")),
    ]
