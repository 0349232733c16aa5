"""Addresses: reseau."""

from django.urls import URLPattern, path

from portulan.web.vues import (
    reseau_bassins,
    reseau_doublons,
    reseau_edition,
    reseau_import,
    reseau_liste,
    reseau_operateurs,
    reseau_services,
    reseau_structure,
)

_UNE = "reseau/structures/<int:identifiant>/"
_UN_SERVICE = "reseau/services/<int:identifiant>/"

urlpatterns: list[URLPattern] = [
    path("reseau/", reseau_liste.reseau, name="reseau"),
    path("reseau/structures.geojson", reseau_liste.structures_geojson, name="reseau_geojson"),
    path("reseau/structures/nouvelle/", reseau_edition.creer, name="structure_creer"),
    path(_UNE, reseau_structure.structure, name="structure"),
    path(f"{_UNE}modifier/", reseau_edition.modifier, name="structure_modifier"),
    path(f"{_UNE}horaires/", reseau_edition.horaires_de_la_structure, name="structure_horaires"),
    path(f"{_UNE}verifier/", reseau_edition.verifier, name="structure_verifier"),
    path(f"{_UNE}fermer/", reseau_edition.fermer, name="structure_fermer"),
    path(f"{_UNE}rouvrir/", reseau_edition.rouvrir, name="structure_rouvrir"),
    path(f"{_UNE}rattacher/", reseau_edition.rattacher, name="structure_rattacher"),
    path(f"{_UNE}indisponibilites/", reseau_services.disponibilite, name="structure_disponibilite"),
    path(f"{_UNE}services/nouveau/", reseau_services.creer, name="service_creer"),
    path(f"{_UN_SERVICE}modifier/", reseau_services.modifier, name="service_modifier"),
    path(f"{_UN_SERVICE}horaires/", reseau_services.horaires, name="service_horaires"),
    path(f"{_UN_SERVICE}retirer/", reseau_services.retirer, name="service_retirer"),
    path(f"{_UN_SERVICE}remettre/", reseau_services.remettre, name="service_remettre"),
    path("reseau/indisponibilites/<int:identifiant>/lever/", reseau_services.lever, name="disponibilite_lever"),
    path("reseau/importer/", reseau_import.importer, name="reseau_importer"),
    path("reseau/importer/<int:identifiant>/", reseau_import.rapport, name="reseau_import"),
    path("reseau/importer/<int:identifiant>/appliquer/", reseau_import.appliquer, name="reseau_import_appliquer"),
    path("reseau/importer/<int:identifiant>/arreter/", reseau_import.arreter, name="reseau_import_arreter"),
    path("reseau/doublons/", reseau_doublons.doublons, name="doublons"),
    path("reseau/doublons/chercher/", reseau_doublons.chercher, name="doublons_chercher"),
    path("reseau/doublons/<int:identifiant>/", reseau_doublons.doublon, name="doublon"),
    path("reseau/conflits/", reseau_doublons.conflits, name="reseau_conflits"),
    path("reseau/conflits/<int:identifiant>/", reseau_doublons.trancher, name="reseau_conflit"),
    path("reseau/operateurs/", reseau_operateurs.operateurs, name="operateurs"),
    path("reseau/operateurs/<slug:code>/", reseau_operateurs.operateur, name="operateur"),
    path("reseau/organisations/<slug:code>/", reseau_operateurs.organisation, name="organisation"),
    path("reseau/bassins/", reseau_bassins.bassins, name="bassins"),
    path("reseau/bassins/<str:code>/", reseau_bassins.bassin, name="bassin"),
]
