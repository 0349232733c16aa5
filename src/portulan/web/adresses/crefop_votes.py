"""Addresses of the committee: votes."""

from django.urls import URLPattern, path

from portulan.web.vues import crefop_votes_conduite, crefop_votes_membre, crefop_votes_resultat, crefop_votes_saisie

urlpatterns: list[URLPattern] = [
    path("scrutins/", crefop_votes_membre.scrutins_ouverts, name="scrutins"),
    path("scrutins/mes-votes/", crefop_votes_membre.recepisses, name="scrutin_recepisses"),
    path("scrutins/point-<int:point>/", crefop_votes_conduite.point, name="scrutin_point"),
    path("scrutins/point-<int:point>/preparer/", crefop_votes_conduite.preparation, name="scrutin_point_preparer"),
    path("scrutins/point-<int:point>/expliquer/", crefop_votes_membre.explication, name="scrutin_point_expliquer"),
    path("scrutins/<int:numero>/", crefop_votes_resultat.scrutin, name="scrutin"),
    path("scrutins/<int:numero>/avancement/", crefop_votes_conduite.avancement_du_vote, name="scrutin_avancement"),
    path("scrutins/<int:numero>/etapes/<str:etape>/", crefop_votes_conduite.etape, name="scrutin_etape"),
    path("scrutins/<int:numero>/saisir/", crefop_votes_saisie.saisir, name="scrutin_saisir"),
    path("scrutins/<int:numero>/voter/", crefop_votes_membre.bulletin, name="scrutin_voter"),
    path("scrutins/<int:numero>/contester/", crefop_votes_membre.contestation, name="scrutin_contester"),
    path(
        "scrutins/<int:numero>/contestations/<int:electeur>/",
        crefop_votes_conduite.reponse,
        name="scrutin_contestation",
    ),
    path("scrutins/<int:numero>/resultat.<str:forme>", crefop_votes_resultat.donnees, name="scrutin_resultat"),
]
