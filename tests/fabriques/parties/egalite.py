"""Addresses of a part: equal access. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"egalite", "egalite_commune", "egalite_scenario"}
RESERVEES: set[str] = set()
ACTES: set[str] = {"egalite_prouver"}
VALEURS: dict[str, object] = {}


def pages() -> list[tuple[str, str]]:
    from portulan.diagnostic.besoins import referentiel
    from portulan.socle.tables import COMMUNES
    from portulan.web import acces

    code = acces.instantane(acces.courant().identifiant).table(COMMUNES)["code_insee"][0].as_py()
    besoin = referentiel().besoins[0].code
    return [
        ("", "/egalite-d-acces/"),
        ("", f"/egalite-d-acces/?besoin={besoin}&public=jeunes&mesure=heures"),
        ("", f"/egalite-d-acces/?besoin={besoin}&public=actifs&mesure=offre"),
        ("", f"/egalite-d-acces/communes/{code}/"),
        ("", "/egalite-d-acces/et-si/"),
        ("mission_spro", f"/egalite-d-acces/et-si/?besoin={besoin}&public=jeunes&critere=couverture&k=2"),
    ]
