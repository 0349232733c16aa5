"""The employment committee inside the CREFOP: created, filled from the plenary, its voices fixed by an order."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.crefop.composition.emploi import arreter_voix, creer_comite_emploi, reprendre_membres
from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.models import Organe
from portulan.crefop.composition.queries import SiegeOccupe, arrete_au, sieges_au
from portulan.crefop.composition.voix import Projet, projeter
from portulan.socle import geographie
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.territoire import Niveau, Territoire
from portulan.web.crefop_composition import montrer_repartition
from portulan.web.formulaires.crefop_composition_emploi import (
    FormulaireArrete,
    FormulaireEmploi,
    FormulaireReprise,
    initial_de,
)
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.crefop_composition_comite import COMITE, EMPLOI_SUBSTITUE, trouver
from portulan.web.vues.saisie import enregistrer

_SIEGES = 6  # of the State and of the Region, as in the plenary
_GABARIT = "pages/crefop/formulaire.html"


def _trouver_emploi(request: HttpRequest, code: str) -> Organe:
    trouve = trouver(request, code, "composer")
    if trouve.genre != GenreOrgane.EMPLOI:
        raise Introuvable(
            "Cet organe ne pondère pas ses voix.", remede="Seul le comité régional pour l’emploi a des voix à fixer."
        )
    return trouve


def _ici(organe: Organe) -> tuple[str, str]:
    return (organe.nom, reverse("web:comite_organe", args=[organe.code]))


@reserve("comite", "composer")
def creer(request: HttpRequest, organe: str) -> HttpResponse:
    """Create the employment committee with the seats that the code gives it."""
    pleniere = trouver(request, organe, "composer")
    depart = {
        "nom": f"Comité régional pour l’emploi – {geographie.nom(Territoire(Niveau.REGION, pleniere.region))}",
        "etat": _SIEGES,
        "region": _SIEGES,
        "du": aujourdhui(),
    }

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        cree = creer_comite_emploi(titulaire=titulaire(request), pleniere=pleniere, **saisie)
        return _ici(cree)[1], f"« {cree.nom} » est créé. Nommez ses membres, puis fixez les voix."

    return enregistrer(
        request,
        formulaire=FormulaireEmploi(request.POST or None, initial=depart),
        gabarit=_GABARIT,
        contexte={
            "chemin": (ACCUEIL, COMITE, ("Comité régional pour l’emploi", "")),
            "titre": "Créer le comité régional pour l’emploi",
            "chapeau": "Il siège au sein du CREFOP, quand celui-ci n’en tient pas lieu (Code du travail, art. "
            "L. 5311-10). Ses sièges viennent des départements de la région et des organisations du comité plénier ; "
            "ses votes sont pondérés. Les avis de l’article R. 6123-3-2 restent au comité plénier.",
            "limite": EMPLOI_SUBSTITUE,
            "bouton": "Créer le comité",
        },
        ecrire=ecrire,
    )


@reserve("comite", "composer")
def reprendre(request: HttpRequest, organe: str) -> HttpResponse:
    """Name the members of the plenary in the same seats of the employment committee."""
    comite = _trouver_emploi(request, organe)

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        nombre = reprendre_membres(titulaire=titulaire(request), organe=comite, **saisie)
        dit = {0: "Personne n’était à reprendre", 1: "Une personne est nommée"}.get(
            nombre, f"{nombre} personnes sont nommées"
        )
        return _ici(comite)[1], f"{dit}."

    return enregistrer(
        request,
        formulaire=FormulaireReprise(request.POST or None, initial={"du": aujourdhui()}),
        gabarit=_GABARIT,
        contexte={
            "chemin": (ACCUEIL, COMITE, _ici(comite), ("Reprendre les membres", "")),
            "titre": "Reprendre les membres du comité plénier",
            "chapeau": "Les sièges encore vacants reçoivent le titulaire et le suppléant du même siège au comité "
            "plénier. Les autres se pourvoient un par un.",
            "bouton": "Nommer ces membres",
        },
        ecrire=ecrire,
    )


@reserve("comite", "composer")
def arreter(request: HttpRequest, organe: str) -> HttpResponse:
    """The order on the voices: computed first (``calculer``), every quotient shown, then recorded."""
    comite = _trouver_emploi(request, organe)
    sieges = sieges_au(comite, aujourdhui())
    initial = {**initial_de(comite, arrete_au(comite, aujourdhui()), aujourdhui()), "du": aujourdhui()}
    formulaire = FormulaireArrete(request.POST or None, sieges=sieges, initial=initial)
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, COMITE, _ici(comite), ("Fixer les voix", "")),
        "organe": comite,
        "formulaire": formulaire,
    }
    if "calculer" in request.POST and formulaire.is_valid():
        try:
            projet = projeter(comite, formulaire.cleaned_data["du"], formulaire.demande())
        except DonneeInvalide as refus:
            formulaire.add_error(None, str(refus))
        else:
            contexte["projet"] = _montrer(projet, sieges)
            return render(request, "pages/crefop/comite_arrete.html", contexte)

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        arrete = arreter_voix(
            titulaire=titulaire(request),
            organe=comite,
            acte=saisie["acte"],
            du=saisie["du"],
            demande=formulaire.demande(),
        )
        return _ici(comite)[1], f"Les voix sont fixées à partir du {arrete.du:%d/%m/%Y}."

    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit="pages/crefop/comite_arrete.html",
        contexte=contexte,
        ecrire=ecrire,
    )


def _montrer(projet: Projet, sieges: list[SiegeOccupe]) -> dict[str, Any]:
    return {
        "lignes": [
            (s.siege.libelle, s.siege.college.libelle, projet.voix[s.siege.pk])
            for s in sieges
            if s.siege.pk in projet.voix
        ],
        "total": sum(projet.voix.values()),
        "ecarts": projet.ecarts,
        "repartitions": [
            ("Organisations syndicales", montrer_repartition(projet.syndicats)),
            ("Organisations d’employeurs", montrer_repartition(projet.employeurs)),
        ],
    }
