"""Addresses of the site."""

from django.urls import path

from portulan.web import views

app_name = "web"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("connexion/", views.connexion, name="connexion"),
    path("connexion/lien/<str:valeur>/", views.lien, name="lien"),
]
