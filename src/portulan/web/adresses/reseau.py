"""Addresses: reseau."""

from django.urls import URLPattern, path

from portulan.web.vues import reseau_bassins, reseau_liste, reseau_operateurs, reseau_structure

urlpatterns: list[URLPattern] = [
    path("reseau/", reseau_liste.reseau, name="reseau"),
    path("reseau/structures.geojson", reseau_liste.structures_geojson, name="reseau_geojson"),
    path("reseau/structures/<int:identifiant>/", reseau_structure.structure, name="structure"),
    path("reseau/operateurs/", reseau_operateurs.operateurs, name="operateurs"),
    path("reseau/operateurs/<slug:code>/", reseau_operateurs.operateur, name="operateur"),
    path("reseau/organisations/<slug:code>/", reseau_operateurs.organisation, name="organisation"),
    path("reseau/bassins/", reseau_bassins.bassins, name="bassins"),
    path("reseau/bassins/<str:code>/", reseau_bassins.bassin, name="bassin"),
]
