"""Addresses of the committee: saisines."""

from django.urls import URLPattern, path

from portulan.web.vues import (
    crefop_saisines_depot,
    crefop_saisines_dossier,
    crefop_saisines_lecture,
    crefop_saisines_liste,
    crefop_saisines_page,
    crefop_saisines_pieces,
)

_DOSSIER = "saisines/<int:numero>/dossiers/<int:version>/"

urlpatterns: list[URLPattern] = [
    path("saisines/", crefop_saisines_liste.saisines, name="saisines"),
    path("saisines/deposer/", crefop_saisines_depot.deposer, name="saisine_deposer"),
    path("saisines/<int:numero>/", crefop_saisines_page.saisine, name="saisine"),
    path("saisines/<int:numero>/texte/", crefop_saisines_page.texte, name="saisine_texte"),
    path("saisines/<int:numero>/texte/fichier/", crefop_saisines_page.fichier, name="saisine_texte_fichier"),
    path("saisines/<int:numero>/etapes/<str:etape>/", crefop_saisines_page.etape, name="saisine_etape"),
    path("saisines/<int:numero>/delai/<str:acte>/", crefop_saisines_page.delai, name="saisine_delai"),
    path("saisines/<int:numero>/adoption/", crefop_saisines_page.adoption, name="saisine_adoption"),
    path("saisines/<int:numero>/rapporteurs/", crefop_saisines_page.rapporteurs, name="saisine_rapporteurs"),
    path("saisines/<int:numero>/preavis/", crefop_saisines_page.preavis, name="saisine_preavis"),
    path("saisines/<int:numero>/dossiers/ouvrir/", crefop_saisines_dossier.ouvrir, name="saisine_dossier_ouvrir"),
    path(_DOSSIER, crefop_saisines_dossier.dossier, name="saisine_dossier"),
    path(f"{_DOSSIER}figer/", crefop_saisines_dossier.figer, name="saisine_dossier_figer"),
    path(f"{_DOSSIER}questions/<str:code>/", crefop_saisines_dossier.question, name="saisine_question"),
    path(f"{_DOSSIER}pieces/", crefop_saisines_pieces.pieces, name="saisine_pieces"),
    path(f"{_DOSSIER}pieces/<int:piece_id>/", crefop_saisines_pieces.piece, name="saisine_piece"),
    path(f"{_DOSSIER}pieces/<int:piece_id>/retirer/", crefop_saisines_pieces.retirer, name="saisine_piece_retirer"),
    path(f"{_DOSSIER}lire/", crefop_saisines_lecture.lire, name="saisine_lire"),
    path(f"{_DOSSIER}dossier.json", crefop_saisines_lecture.telecharger, name="saisine_dossier_json"),
    path(f"{_DOSSIER}comparer/", crefop_saisines_lecture.comparer, name="saisine_comparer"),
    path(f"{_DOSSIER}observer/", crefop_saisines_lecture.observer, name="saisine_observer"),
    path(f"{_DOSSIER}observations/", crefop_saisines_lecture.observations, name="saisine_observations"),
    path(
        f"{_DOSSIER}observations/<int:observation_id>/retirer/",
        crefop_saisines_lecture.retirer,
        name="saisine_observation_retirer",
    ),
]
