"""Addresses: equal access."""

from django.urls import URLPattern, path

from portulan.web.vues import egalite_commune, egalite_liste, egalite_scenario

urlpatterns: list[URLPattern] = [
    path("egalite-d-acces/", egalite_liste.egalite, name="egalite"),
    path("egalite-d-acces/communes/<str:code>/", egalite_commune.commune, name="egalite_commune"),
    path("egalite-d-acces/et-si/", egalite_scenario.scenario, name="egalite_scenario"),
    path("egalite-d-acces/et-si/prouver/", egalite_scenario.prouver, name="egalite_prouver"),
]
