"""Addresses of the committee: actes."""

from django.urls import URLPattern, path

from portulan.web.vues import crefop_actes_effacer, crefop_actes_liste, crefop_actes_verifier

urlpatterns: list[URLPattern] = [
    path("registre-des-actes/", crefop_actes_liste.actes, name="actes"),
    path("registre-des-actes/points/", crefop_actes_liste.points, name="actes_points"),
    path("registre-des-actes/registre-des-actes.jsonl", crefop_actes_liste.exporter, name="actes_export"),
    path("registre-des-actes/verification.py", crefop_actes_liste.verificateur, name="actes_verificateur"),
    path("registre-des-actes/verifier/", crefop_actes_verifier.verifier_registre, name="actes_verifier"),
    path("registre-des-actes/valeurs-masquees/", crefop_actes_effacer.effacer, name="actes_effacer"),
    path("registre-des-actes/<int:seq>/", crefop_actes_liste.acte, name="acte"),
]
