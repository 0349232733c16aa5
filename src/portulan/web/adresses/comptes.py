"""Addresses of the accounts: my space, my account, teams, invitations, journal, rights."""

from django.urls import URLPattern, path

from portulan.web.vues import compte, connexion, espace
from portulan.web.vues import comptes_second_facteur as facteur

urlpatterns: list[URLPattern] = [
    path("espace/", espace.espace, name="espace"),
    path("compte/", compte.compte, name="compte"),
    path("compte/verification/", facteur.verification, name="verification"),
    path("compte/second-facteur/", facteur.installer, name="installer_second_facteur"),
    path("compte/second-facteur/codes/", facteur.renouveler, name="renouveler_codes"),
    path("compte/second-facteur/retirer/", facteur.retirer, name="retirer_second_facteur"),
    path("connexion/demonstration/", connexion.entrer_comme, name="entrer_comme"),
]
