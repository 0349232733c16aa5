"""Addresses of a part: adhesion. See ``parties/__init__.py``."""

OUVERTES: set[str] = {"registre", "registre_organisation", "registre_attestation", "adhesion_procedure"}
RESERVEES: set[str] = {
    "adhesions",
    "adhesion",
    "adhesion_dossier",
    "adhesion_piece",
    "adhesion_signer",
    "registre_taxe",
}
ACTES: set[str] = {
    "adhesion_ouvrir",
    "adhesion_piece_retirer",
    "adhesion_supprimer",
    "adhesion_etape",
    "adhesion_avis",
    "adhesion_reponse",
    "adhesion_ajouter_site",
    "adhesion_site",
}
VALEURS: dict[str, object] = {
    "rubrique": "organisation",
    "piece_id": 1,
    "site_id": 1,
    "etape": "deposer",
    "acte": "accepter",
}


def pages() -> list[tuple[str, str]]:
    from portulan.comptes.models import Compte
    from portulan.terrain.adhesion.enums import Etat
    from portulan.terrain.adhesion.models import Adhesion

    def une(etat: str) -> Adhesion:
        return Adhesion.objects.filter(etat=etat).order_by("pk").first()

    signee = une(Etat.SIGNEE)
    suivies = [("mission_spro", f"/adhesions/{une(e).pk}/") for e in Etat]
    responsable = Compte.objects.get(courriel__startswith="responsable.").titulaire()
    siennes = Adhesion.objects.filter(organisation__in=responsable.organisations)
    return [
        ("", "/registre/"),
        ("", "/registre/?au=2024-02-29&base=loi&q=chambre"),
        ("", f"/registre/{signee.organisation.code}/"),
        ("", f"/registre/{signee.organisation.code}/attestation/"),
        ("", "/adhesions/procedure/"),
        ("mission_spro", "/adhesions/"),
        ("mission_spro", "/registre/taxe-apprentissage/"),
        ("mission_spro", f"/adhesions/{une(Etat.CONTRESEING).pk}/signer/"),
        *(
            ("mission_spro", f"/adhesions/{une(Etat.INCOMPLETE).pk}/dossier/{code}/")
            for code in ("organisation", "territoire", "sites", "services", "pieces", "engagements")
        ),
        *suivies,
        ("rectorat", f"/adhesions/{une(Etat.INSTRUITE).pk}/"),
        ("responsable", "/adhesions/"),
        *(("responsable", f"/adhesions/{a.pk}/") for a in siennes),
    ]
