"""Addresses: receiving what is handed over (by a link, or with an account), following it, the promises in force."""

from django.urls import URLPattern, path

from portulan.web.vues import ma_demande, mises, mises_suivi, reception

urlpatterns: list[URLPattern] = [
    path("mise-en-relation/<str:jeton>/", reception.reception, name="reception"),
    path("mise-en-relation/<str:jeton>/lien/", reception.nouveau_lien, name="reception_lien"),
    path("votre-avis/<str:jeton>/", reception.enquete, name="reception_enquete"),
    path("ma-demande/<str:jeton>/", ma_demande.ma_demande, name="ma_demande"),
    path("ma-demande/<str:jeton>/renoncer/", ma_demande.renoncer, name="ma_demande_renoncer"),
    path("ma-demande/<str:jeton>/effacer/", ma_demande.effacer, name="ma_demande_effacer"),
    path("accueil/mises/", mises.mises, name="mises"),
    path("accueil/mises/<int:cle>/", mises.mise, name="mise"),
    path("accueil/suivi/", mises_suivi.suivi, name="accueil_suivi"),
    path("accueil/dernier-recours/", mises_suivi.dernier_recours, name="dernier_recours"),
    path("promesses/", mises_suivi.promesses, name="promesses"),
]
