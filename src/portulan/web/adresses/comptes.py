"""Addresses of the accounts: my space, my account, teams, invitations, journal, mails, rights."""

from django.urls import URLPattern, path

from portulan.web.vues import compte, connexion, droits, espace, journal
from portulan.web.vues import comptes_administration as administration
from portulan.web.vues import comptes_equipe as equipe
from portulan.web.vues import comptes_externe as externe
from portulan.web.vues import comptes_invitation as liens
from portulan.web.vues import comptes_second_facteur as facteur

urlpatterns: list[URLPattern] = [
    path("espace/", espace.espace, name="espace"),
    path("espace/rejoindre/", liens.rattachement, name="rattachement"),
    path("compte/", compte.compte, name="compte"),
    path("compte/nom/", compte.nommer, name="nommer_compte"),
    path("compte/mot-de-passe/", compte.mot_de_passe, name="changer_mot_de_passe"),
    path("compte/sessions/", compte.fermer_sessions, name="fermer_sessions"),
    path("compte/donnees/", compte.donnees, name="mes_donnees"),
    path("compte/effacer/", compte.effacer, name="effacer_mon_compte"),
    path("compte/verification/", facteur.verification, name="verification"),
    path("compte/second-facteur/", facteur.installer, name="installer_second_facteur"),
    path("compte/second-facteur/codes/", facteur.renouveler, name="renouveler_codes"),
    path("compte/second-facteur/retirer/", facteur.retirer, name="retirer_second_facteur"),
    path("compte/relier/", externe.relier, name="relier"),
    path("connexion/demonstration/", connexion.entrer_comme, name="entrer_comme"),
    path("connexion/externe/", externe.partir, name="connexion_externe"),
    path("connexion/externe/retour/", externe.revenir, name="retour_externe"),
    path("mot-de-passe/", liens.oublie, name="mot_de_passe_oublie"),
    path("mot-de-passe/<str:reference>/<str:jeton>/", liens.nouveau, name="nouveau_mot_de_passe"),
    path("invitation/<str:valeur>/", liens.invitation, name="invitation"),
    path("organisations/", equipe.organisations, name="equipes"),
    path("organisations/nouvelle/", equipe.nouvelle_organisation, name="nouvelle_organisation"),
    path("organisations/<str:code>/", equipe.equipe, name="equipe"),
    path("organisations/<str:code>/corriger/", equipe.modifier, name="modifier_organisation"),
    path("organisations/<str:code>/activer/", equipe.activer, name="activer_organisation"),
    path("roles/<int:numero>/retirer/", equipe.retirer_role, name="retirer_role"),
    path("roles/<int:numero>/changer/", equipe.changer_role, name="changer_role"),
    path("invitations/<int:numero>/renvoyer/", equipe.renvoyer, name="renvoyer_invitation"),
    path("invitations/<int:numero>/revoquer/", equipe.revoquer, name="revoquer_invitation"),
    path("demandes/<int:numero>/decider/", equipe.decider, name="decider_demande"),
    path("comptes/", administration.comptes, name="comptes"),
    path("comptes/<int:numero>/", administration.un_compte, name="un_compte"),
    path("comptes/<int:numero>/activer/", administration.activer, name="activer_compte"),
    path(
        "comptes/<int:numero>/second-facteur/", administration.remettre_second_facteur, name="remettre_second_facteur"
    ),
    path("comptes/<int:numero>/effacer/", administration.effacer, name="effacer_compte"),
    path("courriels/", administration.courriels, name="courriels"),
    path("courriels/relancer/", administration.relancer_courriels, name="relancer_courriels"),
    path("courriels/gabarits/<str:nom>/", administration.gabarit, name="gabarit_courriel"),
    path("journal/", journal.journal, name="journal"),
    path("droits/", droits.droits, name="droits"),
]
