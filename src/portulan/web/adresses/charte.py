"""Addresses: charte."""

from django.urls import path

from portulan.web.vues import (
    charte_concertation,
    charte_convention,
    charte_redaction,
    charte_referentiel,
    charte_versions,
)

_V = "charte/versions/<int:version>/"
_C = "charte/concertation/"

urlpatterns = [
    path("charte/", charte_versions.charte, name="charte"),
    path("charte/referentiel/", charte_referentiel.referentiel, name="referentiel"),
    path("charte/referentiel/versions/", charte_referentiel.versions, name="referentiel_versions"),
    path("charte/referentiel/comparer/", charte_referentiel.comparer, name="referentiel_comparer"),
    path("charte/referentiel/deposer/", charte_referentiel.deposer, name="referentiel_deposer"),
    path("charte/referentiel/publier/", charte_referentiel.publier, name="referentiel_publier"),
    path("charte/referentiel/<int:referentiel>/fichier.toml", charte_referentiel.toml, name="referentiel_toml"),
    path("charte/versions/nouvelle/", charte_redaction.nouvelle, name="charte_nouvelle"),
    path(_V, charte_versions.version, name="charte_version"),
    path(f"{_V}comparer/", charte_versions.comparer, name="charte_comparer"),
    path(f"{_V}telecharger/<str:forme>", charte_versions.telecharger, name="charte_telecharger"),
    path(f"{_V}rediger/", charte_redaction.rediger, name="charte_rediger"),
    path(f"{_V}etat/<slug:transition>/", charte_redaction.etat, name="charte_etat"),
    path(f"{_V}nouvel-article/", charte_redaction.article, name="charte_nouvel_article"),
    path(f"{_V}articles/<slug:article>/", charte_redaction.article, name="charte_article"),
    path(f"{_V}articles/<slug:article>/deplacer/", charte_redaction.deplacer, name="charte_deplacer"),
    path(f"{_V}articles/<slug:article>/retirer/", charte_redaction.retirer, name="charte_retirer"),
    path(f"{_V}engagements/", charte_convention.engagements, name="charte_engagements"),
    path(f"{_V}nouvel-engagement/", charte_convention.engagement, name="charte_nouvel_engagement"),
    path(f"{_V}engagements/<int:engagement>/", charte_convention.engagement, name="charte_engagement"),
    path("charte/engagements/<int:engagement>/retirer/", charte_convention.retirer, name="charte_engagement_retirer"),
    path("charte/schema/", charte_convention.schema, name="charte_schema"),
    path("charte/schema/modifier/", charte_convention.schema_modifier, name="charte_schema_modifier"),
    path(_C, charte_concertation.concertation, name="charte_concertation"),
    path(f"{_C}contributions/<int:contribution>/", charte_concertation.contribution, name="charte_contribution"),
    path(f"{_C}contributions/<int:contribution>/repondre/", charte_concertation.reponse, name="charte_reponse"),
    path(f"{_C}seances/<int:seance>/", charte_concertation.seance, name="charte_seance"),
    path(f"{_C}version-<int:version>/contribuer/", charte_concertation.contribuer, name="charte_contribuer"),
    path(f"{_C}version-<int:version>/nouvelle-seance/", charte_concertation.tenir, name="charte_nouvelle_seance"),
    path(
        f"{_C}version-<int:version>/seances/<int:seance>/",
        charte_concertation.tenir,
        name="charte_seance_modifier",
    ),
]
