"""Addresses: update campaigns of the directory, life of the network."""

from django.urls import URLPattern, path

from portulan.web.vues import animation_moyens as moyens
from portulan.web.vues import animation_protocoles as protocoles
from portulan.web.vues import animation_rencontres as rencontres
from portulan.web.vues import maj_campagnes as maj
from portulan.web.vues import maj_reponses as reponses

urlpatterns: list[URLPattern] = [
    path("annuaire/campagnes/", maj.campagnes, name="maj_campagnes"),
    path("annuaire/campagnes/nouvelle/", maj.preparer, name="maj_preparer"),
    path("annuaire/campagnes/<int:cle>/", maj.campagne, name="maj_campagne"),
    path("annuaire/campagnes/<int:cle>/lancer/", maj.lancer, name="maj_lancer"),
    path("annuaire/campagnes/<int:cle>/relancer/", maj.relancer, name="maj_relancer"),
    path("annuaire/campagnes/<int:cle>/clore/", maj.clore, name="maj_clore"),
    path("annuaire/sollicitations/<int:cle>/", reponses.sollicitation, name="maj_sollicitation"),
    path("annuaire/sollicitations/<int:cle>/suite/", reponses.decider, name="maj_decider"),
    path("annuaire/sollicitations/<int:cle>/canal/", reponses.canal, name="maj_canal"),
    path("annuaire/repondre/<str:valeur>/", reponses.repondre, name="maj_repondre"),
    path("animation/", rencontres.animation, name="animation"),
    path("animation/rencontres/", rencontres.rencontres, name="rencontres"),
    path("animation/rencontres/nouvelle/", rencontres.nouvelle, name="rencontre_nouvelle"),
    path("animation/rencontres/<int:cle>/", rencontres.rencontre, name="rencontre"),
    path("animation/rencontres/<int:cle>/modifier/", rencontres.modifier, name="rencontre_modifier"),
    path("animation/rencontres/<int:cle>/presences/", rencontres.presences, name="rencontre_presences"),
    path("animation/rencontres/<int:cle>/annuler/", rencontres.annuler, name="rencontre_annuler"),
    path("animation/protocoles/", protocoles.protocoles, name="protocoles"),
    path("animation/protocoles/nouveau/", protocoles.nouveau, name="protocole_nouveau"),
    path("animation/protocoles/<int:cle>/modifier/", protocoles.modifier, name="protocole_modifier"),
    path("animation/protocoles/<int:cle>/texte.pdf", protocoles.fichier, name="protocole_fichier"),
    path("animation/moyens/", moyens.moyens, name="moyens"),
    path("animation/moyens/nouveau/", moyens.nouveau, name="moyens_nouveau"),
    path("animation/moyens/<int:cle>/modifier/", moyens.modifier, name="moyens_modifier"),
]
