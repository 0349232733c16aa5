"""Addresses of the committee: suivi."""

from django.urls import URLPattern, path

from portulan.web.vues import crefop_suivi_alertes, crefop_suivi_avis, crefop_suivi_reserves

urlpatterns: list[URLPattern] = [
    path("avis/", crefop_suivi_avis.liste, name="avis_liste"),
    path("avis/flux.atom", crefop_suivi_avis.flux, name="avis_flux"),
    path("avis/alertes/", crefop_suivi_alertes.alertes, name="avis_alertes"),
    path("avis/<str:numero>/", crefop_suivi_avis.avis, name="avis"),
    path("avis/<str:numero>/fichiers/<str:nom>", crefop_suivi_avis.fichier, name="avis_fichier"),
    path("reserves/", crefop_suivi_reserves.liste, name="reserves"),
    path("reserves/<int:numero>/", crefop_suivi_reserves.page, name="reserve"),
    path("reserves/<int:numero>/suite/", crefop_suivi_reserves.suite, name="reserve_suite"),
    path("reserves/<int:numero>/decision/", crefop_suivi_reserves.decision, name="reserve_decision"),
]
