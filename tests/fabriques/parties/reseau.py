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
RESERVEES: set[str] = {
    "structure_creer",
    "structure_modifier",
    "structure_horaires",
    "structure_disponibilite",
    "structure_fermer",
    "structure_rattacher",
    "service_creer",
    "service_modifier",
    "service_horaires",
}
ACTES: set[str] = {
    "structure_verifier",
    "structure_rouvrir",
    "service_retirer",
    "service_remettre",
    "disponibilite_lever",
}
VALEURS: dict[str, object] = {}


def pages() -> list[tuple[str, str]]:
    from portulan.terrain.reseau.models import Structure

    structure = Structure.objects.filter(services__isnull=False, organisation__isnull=False).first()
    sienne = Structure.objects.filter(organisation__habilitations__role="responsable").order_by("pk").first()
    service = sienne.services.first()
    une, responsable = f"/reseau/structures/{sienne.pk}/", "responsable"
    return [
        (responsable, une),
        (responsable, f"{une}modifier/"),
        (responsable, f"{une}horaires/"),
        (responsable, f"{une}indisponibilites/"),
        (responsable, f"{une}services/nouveau/"),
        (responsable, f"{une}fermer/"),
        (responsable, f"/reseau/services/{service.pk}/modifier/"),
        (responsable, f"/reseau/services/{service.pk}/horaires/"),
        (responsable, "/reseau/structures/nouvelle/"),
        ("mission_spro", f"{une}rattacher/"),
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
