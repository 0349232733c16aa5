"""Addresses: rules of routing."""

from django.urls import URLPattern, path

from portulan.web.vues import aiguillage_regles

urlpatterns: list[URLPattern] = [
    path("aiguillage/regles/", aiguillage_regles.regles, name="aiguillage_regles"),
    path("aiguillage/regles/proposer/", aiguillage_regles.proposer, name="aiguillage_proposer"),
    path("aiguillage/regles/<int:numero>/", aiguillage_regles.version, name="aiguillage_version"),
    path("aiguillage/regles/<int:numero>/adopter/", aiguillage_regles.adopter, name="aiguillage_adopter"),
    path("aiguillage/regles/<int:numero>/abandonner/", aiguillage_regles.abandonner, name="aiguillage_abandonner"),
]
