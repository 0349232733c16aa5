"""The rules of a body, each with its source; the règlement intérieur; the voices of the employment committee."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.crefop.composition.droits import organes
from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.jeu import CLES, Jeu, jeu_livre
from portulan.crefop.composition.ponderation import (
    Blocs,
    Repartition,
    audience_employeurs,
    ecarts_r5311_38,
    plus_forte_moyenne,
)
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.composition.reglement import enregistrer_reglement
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.web.crefop_composition import montrer_repartition
from portulan.web.formulaires.crefop_composition import FAMILLES, FormulaireReglement, FormulaireVoix
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.crefop_composition_comite import COMITE, trouver
from portulan.web.vues.saisie import enregistrer as ecrire_formulaire

_BLOCS = ("etat", "region", "departements", "syndicats", "employeurs")


def regles(request: HttpRequest, organe: str) -> HttpResponse:
    """Rules of a body on a day (``le``), family by family."""
    corps = trouver(request, organe)
    demande = request.GET.get("le", "")
    try:
        jour = date.fromisoformat(demande) if demande else aujourdhui()
        jeu, absence = jeu_au(corps, jour), ""
    except ValueError:
        jour, jeu, absence = aujourdhui(), jeu_au(corps, aujourdhui()), "Cette date n’en est pas une."
    except Introuvable as erreur:
        jeu, absence = None, f"{erreur.message} {erreur.remede}"
    contexte = {
        "chemin": (ACCUEIL, COMITE, ("Règles", "")),
        "organe": corps,
        "jour": jour,
        "jeu": jeu,
        "absence": absence,
        "familles": _familles(jeu) if jeu else [],
        "a_confirmer": sum(r.a_confirmer for r in jeu.regles.values()) if jeu else 0,
        "reglements": corps.regles_locales.all(),
        "peut_composer": organes(titulaire(request), "composer").filter(pk=corps.pk).exists(),
    }
    return render(request, "pages/crefop/regles.html", contexte)


def _familles(jeu: Jeu) -> list[tuple[str, list[Any]]]:
    familles: dict[str, list[Any]] = {}
    for code, cle in CLES.items():
        familles.setdefault(FAMILLES[code.split(".")[0]], []).append((cle, jeu.regle(code)))
    return list(familles.items())


@reserve("comite", "composer")
def enregistrer(request: HttpRequest, organe: str) -> HttpResponse:
    """Record the règlement intérieur."""
    corps = trouver(request, organe, "composer")
    formulaire = FormulaireReglement(
        request.POST or None, jeu=jeu_livre(corps.regime, aujourdhui()), initial={"du": aujourdhui()}
    )

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        enregistrees = enregistrer_reglement(
            titulaire=titulaire(request),
            organe=corps,
            acte=saisie["acte"],
            du=saisie["du"],
            regles=formulaire.regles(),
        )
        adresse = f"{reverse('web:comite_regles', args=[corps.code])}?le={enregistrees.valide_du.isoformat()}"
        return adresse, f"{len(enregistrees.contenu)} règles sont enregistrées."

    return ecrire_formulaire(
        request,
        formulaire=formulaire,
        gabarit="pages/crefop/reglement.html",
        contexte={
            "chemin": (
                ACCUEIL,
                COMITE,
                ("Règles", reverse("web:comite_regles", args=[corps.code])),
                ("Règlement intérieur", ""),
            ),
            "organe": corps,
        },
        ecrire=ecrire,
    )


def voix(request: HttpRequest) -> HttpResponse:
    """Voices of the employment committee by highest averages, every quotient shown; the checker of R. 5311-38."""
    formulaire = FormulaireVoix(request.GET or None)
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, COMITE, ("Calculer des voix", "")),
        "emploi": organes(titulaire(request)).filter(genre=GenreOrgane.EMPLOI, region=settings.PORTULAN_REGION).first(),
        "formulaire": formulaire,
    }
    statut = 200
    if request.GET and formulaire.is_valid():
        saisie = formulaire.cleaned_data
        try:
            contexte["repartition"] = montrer_repartition(_repartir(saisie["audiences"], saisie["voix"]))
        except DonneeInvalide as refus:
            formulaire.add_error("audiences", str(refus))
        if all(saisie[b] is not None for b in _BLOCS):
            contexte["blocs"] = True
            contexte["ecarts"] = ecarts_r5311_38(Blocs(**{b: saisie[b] for b in _BLOCS}))
    if formulaire.errors:
        statut = 422
    return render(request, "pages/crefop/voix.html", contexte, status=statut)


def _repartir(lignes: list[tuple[str, tuple[int, ...]]], voix: int) -> Repartition:
    if len(lignes[0][1]) == 1:
        return plus_forte_moyenne({nom: nombres[0] for nom, nombres in lignes}, voix)
    poids = audience_employeurs({n: x[0] for n, x in lignes}, {n: x[1] for n, x in lignes})
    return plus_forte_moyenne(poids, voix)
