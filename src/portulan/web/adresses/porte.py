"""Addresses: the public door, without an account."""

from django.urls import URLPattern, path

from portulan.web.vues import porte, porte_rappel

urlpatterns: list[URLPattern] = [
    path("trouver/", porte.trouver, name="trouver"),
    path("trouver/site/<int:structure>/", porte.vers_le_site, name="trouver_site"),
    path("trouver/rappel/", porte_rappel.rappel, name="trouver_rappel"),
    path("trouver/rappel/note/", porte_rappel.note, name="trouver_rappel_note"),
    path("trouver/cadre/", porte.cadre, name="trouver_cadre"),
    path("trouver/integrer/", porte.integrer, name="trouver_integrer"),
]
