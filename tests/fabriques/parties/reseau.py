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
    "reseau_importer",
    "reseau_import",
    "doublons",
    "doublon",
    "reseau_conflits",
}
ACTES: set[str] = {
    "structure_verifier",
    "structure_rouvrir",
    "service_retirer",
    "service_remettre",
    "disponibilite_lever",
    "reseau_import_appliquer",
    "reseau_import_arreter",
    "doublons_chercher",
    "reseau_conflit",
}
VALEURS: dict[str, object] = {}


def pages() -> list[tuple[str, str]]:
    from portulan.socle.horloge import maintenant
    from portulan.terrain.reseau.models import ImportReseau, LigneImport, Rapprochement, Structure

    structure = Structure.objects.filter(services__isnull=False, organisation__isnull=False).first()
    sienne = Structure.objects.filter(organisation__habilitations__role="responsable").order_by("pk").first()
    service = sienne.services.first()
    une, responsable = f"/reseau/structures/{sienne.pk}/", "responsable"
    autre = Structure.objects.exclude(pk=structure.pk).filter(pk__gt=structure.pk).order_by("pk").first()
    paire = Rapprochement.objects.create(
        a=structure, b=autre, score=70, raisons=["même téléphone"], propose_le=maintenant()
    )
    lu = ImportReseau.objects.create(
        nom="essai.json", origine="essai.json", region="94", par="cli", etat="simule", commence_le=maintenant(),
        termine_le=maintenant(), compte_rendu={"structure.creee": 1, "structure.refusee": 1},
    )  # fmt: skip
    constat = {"colonne": "nom", "valeur": "x", "motif": "trop court.", "remede": "Reformulez.", "bloquant": True}
    LigneImport.objects.create(importation=lu, ligne=2, genre="structure", nom="x", issue="refusee", constats=[constat])
    return [
        ("mission_spro", "/reseau/importer/"),
        ("mission_spro", f"/reseau/importer/{lu.pk}/"),
        ("mission_spro", "/reseau/doublons/"),
        ("mission_spro", f"/reseau/doublons/{paire.pk}/"),
        ("mission_spro", "/reseau/conflits/"),
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
