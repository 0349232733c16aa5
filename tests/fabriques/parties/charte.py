"""Addresses of a part: charte. See ``parties/__init__.py``."""

OUVERTES: set[str] = {
    "charte", "charte_version", "charte_comparer", "charte_telecharger", "charte_engagements", "charte_schema",
    "charte_concertation", "charte_contribution", "charte_seance",
    "referentiel", "referentiel_versions", "referentiel_comparer", "referentiel_toml",
}  # fmt: skip
RESERVEES: set[str] = {
    "referentiel_deposer", "charte_nouvelle", "charte_rediger", "charte_etat", "charte_nouvel_article",
    "charte_article", "charte_nouvel_engagement", "charte_engagement", "charte_schema_modifier", "charte_reponse",
    "charte_contribuer", "charte_nouvelle_seance", "charte_seance_modifier",
}  # fmt: skip
ACTES: set[str] = {"referentiel_publier", "charte_deplacer", "charte_retirer", "charte_engagement_retirer"}
VALEURS: dict[str, object] = {
    "referentiel": 1,
    "article": "accueil",
    "transition": "ouvrir",
    "engagement": 1,
    "contribution": 1,
    "seance": 1,
    "forme": "texte.txt",
}


def pages() -> list[tuple[str, str]]:
    from portulan.terrain.charte.models import Contribution, Seance, Version

    arretee = Version.objects.get(document__genre="cahier_des_charges", etat="arretee")
    projet = Version.objects.get(etat="concertation")
    convention = Version.objects.get(document__genre="convention")
    contribution = Contribution.objects.filter(version=arretee, suite="").first()
    seance = Seance.objects.filter(version=arretee).first()
    versions, concertation = "/charte/versions", "/charte/concertation"
    return [
        ("", "/charte/"),
        ("mission_spro", "/charte/"),
        ("", "/charte/referentiel/"),
        ("", "/charte/referentiel/?principe=P3&force=obligatoire&q=source"),
        ("", "/charte/referentiel/?q=zzzz"),
        ("", "/charte/referentiel/versions/"),
        ("", "/charte/referentiel/comparer/"),
        ("mission_spro", "/charte/referentiel/deposer/"),
        ("", f"{versions}/{arretee.pk}/"),
        ("", f"{versions}/{convention.pk}/"),
        ("", f"{versions}/{convention.pk}/engagements/"),
        ("", f"{versions}/{projet.pk}/comparer/"),
        ("responsable", f"{versions}/{projet.pk}/"),
        ("mission_spro", f"{versions}/{projet.pk}/"),
        ("mission_spro", f"{versions}/{projet.pk}/rediger/"),
        ("mission_spro", f"{versions}/{projet.pk}/articles/accueil/"),
        ("mission_spro", f"{versions}/{projet.pk}/nouvel-article/"),
        ("mission_spro", f"{versions}/{projet.pk}/etat/soumettre/"),
        ("mission_spro", f"{versions}/nouvelle/"),
        ("mission_spro", f"{versions}/{convention.pk}/nouvel-engagement/"),
        ("", "/charte/schema/"),
        ("mission_spro", "/charte/schema/modifier/"),
        ("", f"{concertation}/"),
        ("mission_spro", f"{concertation}/?suite=sans"),
        ("", f"{concertation}/seances/{seance.pk}/"),
        ("mission_spro", f"{concertation}/contributions/{contribution.pk}/"),
        ("mission_spro", f"{concertation}/contributions/{contribution.pk}/repondre/"),
        ("responsable", f"{concertation}/version-{projet.pk}/contribuer/"),
        ("mission_spro", f"{concertation}/version-{projet.pk}/contribuer/"),
        ("mission_spro", f"{concertation}/version-{projet.pk}/nouvelle-seance/"),
    ]
