"""Pages that say what the service is: accessibility, legal notice, open data, gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.comptes.enums import GenreOrganisation
from portulan.comptes.models import Organisation
from portulan.socle.declaration import Gravite, Origine
from portulan.socle.mesure import Unite
from portulan.socle.resultat import ADocumenter, Calcule, EtatQuestion, NonCalculable, Raison
from portulan.web import acces
from portulan.web.forms import FormulaireExemple
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.commun import ACCUEIL, parametres


def accessibilite(request: HttpRequest) -> HttpResponse:
    """Accessibility statement."""
    return render(request, "pages/accessibilite.html", {"chemin": (ACCUEIL, ("Accessibilité", ""))})


def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Legal notice, what is kept about people, and whom to write to: the contact of the regional council."""
    conseils = Organisation.objects.filter(genre=GenreOrganisation.REGION, active=True).exclude(courriel="")
    contexte = {
        "chemin": (ACCUEIL, ("Mentions légales", "")),
        "region": acces.region(),
        "contact": conseils.order_by("code").values_list("courriel", flat=True).first(),
    }
    return render(request, "pages/mentions_legales.html", contexte)


def donnees_ouvertes(request: HttpRequest) -> HttpResponse:
    """How to take the data, and how to recompute the figures."""
    contexte = {"chemin": (ACCUEIL, ("Données ouvertes", "")), "diagnostic": acces.courant()}
    return render(request, "pages/donnees_ouvertes.html", contexte)


def composants(request: HttpRequest) -> HttpResponse:
    """Gallery: every component of the kit, once, with example values."""
    exemples = [
        ("CIO de Toulouse", "Toulouse", 92.0),
        ("Mission locale du Gers", "Auch", 87.5),
        ("CRIJ, antenne de Nîmes", "Nîmes", 71.0),
    ]
    liste = Liste(
        parametres(request),
        exemples * 4,
        (
            Colonne("nom", "Structure", lambda x: x[0], lambda x: x[0], entete=True),
            Colonne("commune", "Commune", lambda x: x[1], lambda x: x[1]),
            Colonne("taux", "Conformité", lambda x: f"{x[2]:.1f} %".replace(".", ","), lambda x: x[2], nombre=True),
        ),
        legende="Structures d’exemple",
        texte=lambda x: x[0],
        filtres=(Filtre("commune", "Commune", [("Toulouse", "Toulouse"), ("Auch", "Auch")], lambda x, v: x[1] == v),),
        par_page=5,
        fichier="exemple",
        noms=("structure", "structures"),
    )
    if request.GET.get("format") == "csv":
        return liste.csv()
    lie = FormulaireExemple({"nom": "", "type": "cio"})
    lie.is_valid()
    return render(
        request,
        "pages/composants.html",
        {
            "chemin": (ACCUEIL, ("Composants", "")),
            "liste": liste,
            "etats": list(EtatQuestion),
            "gravites": list(Gravite),
            "origines": list(Origine),
            "resultats": [
                Calcule(87.3, estime=True),
                NonCalculable(Raison.NON_DIFFUSABLE),
                ADocumenter("bilan académique", "rectorat"),
            ],
            "formulaire": lie,
            "etapes": ["Fichier", "Lecture", "Rapport", "Chargement"],
            "onglets": [("Fiche 1", "?vue=1", True), ("Fiche 2", "?vue=2", False)],
            "definitions": [
                ("Producteur", "Ministère de l’Enseignement supérieur"),
                ("Licence", "Licence Ouverte 2.0"),
            ],
            "compte": {"repondu": 6, "partiel": 5, "non_renseigne": 4},
            "svg": EXEMPLE_SVG,
            "unite_exemple": Unite.POURCENT,
        },
    )


EXEMPLE_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 80" role="img" aria-label="Exemple : trois barres">'
    '<rect x="0" y="6" width="270" height="16" fill="#134b76"/>'
    '<rect x="0" y="32" width="240" height="16" fill="#134b76"/>'
    '<rect x="0" y="58" width="190" height="16" fill="#a3690f"/></svg>'
)
