"""What the procedure must not let slip, for the secretariat."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.crefop.suivi.surveillance import toutes
from portulan.socle.dates import date_fr
from portulan.socle.horloge import aujourdhui
from portulan.web.crefop_suivi import lien_alerte
from portulan.web.identite import reserve
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres

CODES = {
    "avis_a_rediger": "Avis à rédiger",
    "avis_non_publie": "Avis à publier",
    "demande_a_convoquer": "Séances demandées par les membres",
    "avis_apres_adoption": "Avis rendu trop tard",
    "reserve_en_retard": "Réserve en retard",
    "pleniere_manquante": "Séances plénières",
    "mandat_finissant": "Mandats",
    "parite": "Parité",
}


@reserve("reserve", "decider")
def alertes(request: HttpRequest) -> HttpResponse:
    """Every alert of the installation, the most serious first."""
    trouvees = toutes(aujourdhui())
    liste = Liste(
        parametres(request),
        trouvees,
        (
            Colonne("titre", "À regarder", lambda a: a.titre, lambda a: a.titre, entete=True, lien=lien_alerte),
            Colonne(
                "gravite",
                "Gravité",
                lambda a: rendre(badge, a.gravite, a.gravite),
                lambda a: a.gravite,
                lambda a: a.gravite,
            ),
            Colonne("detail", "Constat", lambda a: a.detail),
            Colonne(
                "echeance",
                "Échéance",
                lambda a: date_fr(a.echeance) or "–",
                lambda a: a.echeance,
                lambda a: a.echeance.isoformat() if a.echeance else "",
            ),
            Colonne("reference", "Fondement", lambda a: a.reference or "–"),
        ),
        legende="Alertes du comité",
        texte=lambda a: f"{a.titre} {a.detail}",
        filtres=(
            Filtre("code", "Objet", list(CODES.items()), lambda a, v: a.code == v),
            Filtre(
                "gravite", "Gravité", [("alerte", "alerte"), ("attention", "attention")], lambda a, v: a.gravite == v
            ),
        ),
        fichier="alertes-du-comite",
        noms=("alerte", "alertes"),
        libelle_recherche="Mots de l’alerte",
        vide="Rien à signaler : publications, séances, mandats, parité et réserves sont en règle.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte: dict[str, Any] = {"chemin": (ACCUEIL, ("Alertes du comité", "")), "liste": liste}
    return render(request, "pages/crefop/avis_alertes.html", contexte)
