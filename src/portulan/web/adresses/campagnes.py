"""Addresses: reviews, assessment campaigns, synthesis for the committee."""

from django.urls import URLPattern, path

from portulan.web.vues import (
    campagne_carte,
    campagne_liste,
    campagne_page,
    campagne_synthese,
    revue_actes,
    revue_liste,
    revue_page,
)

urlpatterns: list[URLPattern] = [
    path("relectures/", revue_liste.relectures, name="relectures"),
    path("relectures/<int:cle>/", revue_page.revue, name="revue"),
    path("relectures/<int:cle>/constat/", revue_actes.constater, name="revue_constater"),
    path("relectures/<int:cle>/sans-objet/", revue_actes.sans_objet, name="revue_sans_objet"),
    path("relectures/<int:cle>/preuve/", revue_actes.juger_preuve, name="revue_preuve"),
    path("relectures/<int:cle>/echange/", revue_actes.echanger, name="revue_echanger"),
    path("relectures/<int:cle>/relecteur/", revue_actes.designer, name="revue_designer"),
    path("relectures/<int:cle>/rendre/", revue_actes.rendre, name="revue_rendre"),
    path("relectures/<int:cle>/renvoyer/", revue_actes.renvoyer, name="revue_renvoyer"),
    path("relectures/<int:cle>/valider/", revue_actes.valider, name="revue_valider"),
    path("relectures/<int:cle>/publier/", revue_actes.publier, name="revue_publier"),
    path("campagnes/", campagne_liste.campagnes, name="campagnes"),
    path("campagnes/nouvelle/", campagne_liste.nouvelle, name="campagne_nouvelle"),
    path("campagnes/synthese/", campagne_synthese.vue_synthese, name="synthese"),
    path("campagnes/<int:cle>/", campagne_page.campagne, name="campagne"),
    path("campagnes/<int:cle>/carte/", campagne_carte.carte, name="carte_niveaux"),
    path("campagnes/<int:cle>/lancer/", campagne_page.lancer, name="campagne_lancer"),
    path("campagnes/<int:cle>/fin/", campagne_page.changer_fin, name="campagne_fin"),
    path("campagnes/<int:cle>/rappeler/", campagne_page.rappeler, name="campagne_rappeler"),
]
