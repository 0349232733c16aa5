"""« Mon espace »: what is asked of me, and where my roles lead."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import EtatDemande
from portulan.socle.horloge import aujourdhui
from portulan.web.espaces import Tache, taches
from portulan.web.identite import titulaire
from portulan.web.navigation import reservees
from portulan.web.vues.commun import ACCUEIL

_BIENTOT = timedelta(days=7)
# (label, name of the address, object and verb of the rights table)
_RACCOURCIS = (
    ("Équipe et organisation", "web:equipes", ("compte", "inviter")),
    ("Comptes", "web:comptes", ("compte", "voir")),
    ("Journal", "web:journal", ("journal", "voir")),
    ("Courriels", "web:courriels", ("installation", "agir")),
    ("Administrer les données", "web:region", ("installation", "agir")),
)


@login_required
def espace(request: HttpRequest) -> HttpResponse:
    """What this person can do now, by urgency, and shortcuts."""
    qui = titulaire(request)
    contexte = {
        "chemin": (ACCUEIL, ("Mon espace", "")),
        "groupes": grouper(taches(qui), aujourdhui()),
        "roles": list(request.user.habilitations.valides(aujourdhui()).select_related("organisation")),
        "raccourcis": raccourcis(qui),
        "demande": request.user.demandes.filter(etat=EtatDemande.DEPOSEE).select_related("organisation").first(),
    }
    return render(request, "pages/comptes/espace.html", contexte)


def grouper(toutes: list[Tache], jour: date) -> list[tuple[str, str, list[Tache]]]:
    """Tasks by urgency: (title, badge, tasks), without empty groups."""
    groupes = (
        ("En retard", "alerte", [t for t in toutes if t.echeance and t.echeance < jour]),
        ("Cette semaine", "attention", [t for t in toutes if t.echeance and jour <= t.echeance <= jour + _BIENTOT]),
        ("Plus tard", "", [t for t in toutes if t.echeance and t.echeance > jour + _BIENTOT]),
        ("Sans échéance", "", [t for t in toutes if t.echeance is None]),
    )
    return [groupe for groupe in groupes if groupe[2]]


def raccourcis(qui: Titulaire) -> list[tuple[str, str]]:
    """Pages reserved to the roles of a person: (label, address)."""
    du_menu = [(e.nom, reverse(e.vue, args=e.arguments)) for e in reservees(qui)]
    return du_menu + [(nom, reverse(vue)) for nom, vue, droit in _RACCOURCIS if peut(qui, *droit)]
