"""Addresses of a part: reseau. See ``parties/__init__.py``."""

OUVERTES: set[str] = {
    "reseau",
    "reseau_geojson",
    "structure",
    "operateurs",
    "operateur",
    "organisation",
    "bassins",
    "bassin",
}
RESERVEES: set[str] = set()
ACTES: set[str] = set()
VALEURS: dict[str, object] = {}


def pages() -> list[tuple[str, str]]:
    from portulan.terrain.reseau.models import Structure

    structure = Structure.objects.filter(services__isnull=False, organisation__isnull=False).first()
    return [
        ("", "/reseau/"),
        ("", "/reseau/?q=ajac&operateur=cio"),
        ("", "/reseau/?vue=carte"),
        ("", "/reseau/?q=zzzz"),
        ("", f"/reseau/structures/{structure.pk}/"),
        ("", "/reseau/operateurs/"),
        ("", f"/reseau/operateurs/{structure.operateur}/"),
        ("", f"/reseau/organisations/{structure.organisation.code}/"),
        ("", "/reseau/bassins/"),
        ("", f"/reseau/bassins/{structure.bassin}/"),
    ]
