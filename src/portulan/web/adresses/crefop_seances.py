"""Addresses of the committee: seances."""

from django.urls import URLPattern, path

from portulan.web.vues import (
    crefop_seances_convocation,
    crefop_seances_demandes,
    crefop_seances_direct,
    crefop_seances_invites,
    crefop_seances_liste,
    crefop_seances_mandats,
    crefop_seances_ordre,
    crefop_seances_page,
    crefop_seances_point,
    crefop_seances_projection,
)

_UNE = "seances/<int:numero>/"
_POINT = f"{_UNE}points/<int:point_id>/"

urlpatterns: list[URLPattern] = [
    path("seances/", crefop_seances_liste.seances, name="seances"),
    path("seances/preparer/", crefop_seances_liste.preparer, name="seance_preparer"),
    path("seances/demandes/", crefop_seances_demandes.demandes, name="seance_demandes"),
    path("seances/demandes/deposer/", crefop_seances_demandes.deposer, name="seance_demande_deposer"),
    path("seances/demandes/<int:demande_id>/", crefop_seances_demandes.demande, name="seance_demande"),
    path("seances/demandes/<int:demande_id>/<str:acte>/", crefop_seances_demandes.agir, name="seance_demande_agir"),
    path(_UNE, crefop_seances_page.seance, name="seance"),
    path(f"{_UNE}annoncer/", crefop_seances_ordre.annoncer, name="seance_annoncer"),
    path(f"{_UNE}invites/", crefop_seances_invites.liste, name="seance_invites"),
    path(f"{_UNE}invites/proposer/", crefop_seances_invites.proposer, name="seance_invite_proposer"),
    path(
        f"{_UNE}invites/<int:invitation_id>/<str:acte>/", crefop_seances_invites.decider, name="seance_invite_decider"
    ),
    path(
        f"{_UNE}direct/invites/<int:invitation_id>/<str:acte>/",
        crefop_seances_invites.passage,
        name="seance_invite_passage",
    ),
    path(f"{_UNE}modifier/", crefop_seances_liste.modifier, name="seance_modifier"),
    path(f"{_UNE}seance.ics", crefop_seances_page.calendrier, name="seance_ics"),
    path(f"{_UNE}carence/", crefop_seances_page.carence, name="seance_carence"),
    path(f"{_UNE}quorum/<int:constat_id>/", crefop_seances_page.constat, name="seance_constat"),
    path(f"{_UNE}ordre/", crefop_seances_ordre.ordre, name="seance_ordre"),
    path(f"{_UNE}points/ajouter/<str:genre>/", crefop_seances_ordre.ajouter, name="seance_point_ajouter"),
    path(f"{_POINT}modifier/", crefop_seances_ordre.modifier, name="seance_point_modifier"),
    path(f"{_POINT}deplacer/", crefop_seances_ordre.deplacer, name="seance_point_deplacer"),
    path(f"{_POINT}supprimer/", crefop_seances_ordre.supprimer, name="seance_point_supprimer"),
    path(f"{_UNE}pieces/joindre/", crefop_seances_ordre.joindre, name="seance_piece_joindre"),
    path(f"{_UNE}pieces/<int:piece_id>/", crefop_seances_page.piece, name="seance_piece"),
    path(f"{_UNE}pieces/<int:piece_id>/retirer/", crefop_seances_ordre.retirer, name="seance_piece_retirer"),
    path(f"{_UNE}convoquer/", crefop_seances_convocation.convoquer, name="seance_convoquer"),
    path(f"{_UNE}reconvoquer/", crefop_seances_convocation.reconvoquer, name="seance_reconvoquer"),
    path(f"{_UNE}etapes/<str:etape>/", crefop_seances_convocation.etape, name="seance_etape"),
    path(f"{_UNE}mandats/", crefop_seances_mandats.mandats, name="seance_mandats"),
    path(f"{_UNE}mandats/<int:mandat_id>/revoquer/", crefop_seances_mandats.revoquer, name="seance_mandat_revoquer"),
    path(f"{_UNE}direct/", crefop_seances_direct.direct, name="seance_direct"),
    path(f"{_UNE}direct/quorum/", crefop_seances_direct.quorum, name="seance_quorum"),
    path(f"{_UNE}direct/annuler/<int:evenement_id>/", crefop_seances_direct.annuler, name="seance_presence_annuler"),
    path(f"{_POINT}etapes/<str:etape>/", crefop_seances_direct.etape_du_point, name="seance_point_etape"),
    path(f"{_UNE}projection/", crefop_seances_projection.projection, name="seance_projection"),
    path(f"{_UNE}projection/comptes/", crefop_seances_projection.comptes, name="seance_comptes"),
    path(_POINT, crefop_seances_point.point, name="seance_point"),
    path(f"{_POINT}proposer/", crefop_seances_point.proposer_texte, name="seance_proposer"),
    path(
        f"{_POINT}observations/<int:observation_id>/reprendre/",
        crefop_seances_point.reprendre,
        name="seance_observation_reprendre",
    ),
    path(
        f"{_POINT}propositions/<int:proposition_id>/<str:acte>/",
        crefop_seances_point.decider,
        name="seance_proposition",
    ),
]
