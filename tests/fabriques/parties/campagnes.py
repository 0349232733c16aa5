"""Addresses of a part: campagnes. See ``parties/__init__.py``."""

OUVERTES: set[str] = set()
RESERVEES: set[str] = {
    "relectures",
    "revue",
    "campagnes",
    "campagne_nouvelle",
    "campagne",
    "carte_niveaux",
    "synthese",
}
ACTES: set[str] = {
    "revue_constater",
    "revue_sans_objet",
    "revue_preuve",
    "revue_echanger",
    "revue_designer",
    "revue_rendre",
    "revue_renvoyer",
    "revue_valider",
    "revue_publier",
    "campagne_lancer",
    "campagne_fin",
    "campagne_rappeler",
}
VALEURS: dict[str, object] = {"cle": 1}


def pages() -> list[tuple[str, str]]:
    from portulan.terrain.evaluation.models import Campagne, Evaluation

    campagne = Campagne.objects.first().pk
    en_revue = Evaluation.objects.filter(etat="en_revue").first().pk
    soumise = Evaluation.objects.filter(etat="soumise").first().pk
    validee = Evaluation.objects.filter(etat="validee").first().pk
    toutes = ["/campagnes/", f"/campagnes/{campagne}/"]
    return [
        *(("mission_spro", a) for a in (*toutes, "/campagnes/nouvelle/", f"/campagnes/{campagne}/carte/")),
        *(("mission_spro", f"/relectures/{cle}/") for cle in (en_revue, soumise, validee)),
        ("mission_spro", "/relectures/"),
        ("mission_spro", f"/campagnes/{campagne}/carte/?principe=P1"),
        *((role, a) for role in ("membre", "secretariat", "auditeur") for a in (*toutes, "/campagnes/synthese/")),
        ("auditeur", f"/campagnes/{campagne}/carte/"),
        *(("responsable", a) for a in (*toutes, f"/campagnes/{campagne}/carte/", "/relectures/")),
    ]
