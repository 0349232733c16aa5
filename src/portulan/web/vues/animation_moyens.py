"""Declared means: days a year that each organisation gives to the SPRO, and who never said."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.mesure import nombre_fr
from portulan.terrain.animation import droits, operations
from portulan.terrain.animation.models import DeclarationMoyens
from portulan.web.formulaires.animation import FormulaireMoyens
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import choix_organisations, enregistrer, nom_operateur, region


@reserve("declaration", "voir")
def moyens(request: HttpRequest) -> HttpResponse:
    """Declarations by organisation and year."""
    qui = titulaire(request)
    lignes = list(droits.declarations(qui).filter(organisation__region=region()))
    saisissables = set(droits.declarations(qui, "saisir").values_list("pk", flat=True))
    annees = sorted({d.annee for d in lignes}, reverse=True)
    liste = Liste(
        parametres(request),
        lignes,
        (
            Colonne(
                "organisation",
                "Organisation",
                lambda d: d.organisation.nom,
                lambda d: d.organisation.nom,
                entete=True,
                lien=lambda d: reverse("web:moyens_modifier", args=[d.pk]) if d.pk in saisissables else "",
            ),
            Colonne("operateur", "Opérateur", lambda d: nom_operateur(d.organisation.operateur)),
            Colonne("annee", "Année", lambda d: str(d.annee), lambda d: d.annee, lambda d: d.annee),
            Colonne(
                "jours",
                "Jours dédiés",
                lambda d: nombre_fr(float(d.jours), 1).removesuffix(",0"),
                lambda d: d.jours,
                lambda d: float(d.jours),
                nombre=True,
            ),
            Colonne(
                "declaree",
                "Déclarée le",
                lambda d: f"{d.declaree_le:%d/%m/%Y}",
                lambda d: d.declaree_le,
                lambda d: d.declaree_le,
            ),
            Colonne("precisions", "Précisions", lambda d: d.precisions, csv_seul=True),
        ),
        legende="Moyens déclarés",
        texte=lambda d: d.organisation.nom,
        filtres=(Filtre("annee", "Année", [(str(a), str(a)) for a in annees], lambda d, v: str(d.annee) == v),),
        tri="-annee",
        fichier="moyens-declares",
        noms=("déclaration", "déclarations"),
        libelle_recherche="Chercher une organisation",
    )
    if liste.csv_demande:
        return liste.csv()
    annee = aujourdhui().year
    sans = droits.organisations(qui, "declaration", "voir").filter(region=region()).exclude(operateur="")
    contexte = {
        "chemin": (ACCUEIL, ("Animation", reverse("web:animation")), ("Moyens déclarés", "")),
        "liste": liste,
        "annee": str(annee),
        "sans": list(sans.exclude(declarations_moyens__annee=annee)),
        "peut_saisir": peut(qui, "declaration", "saisir"),
    }
    return render(request, "pages/moyens.html", contexte)


@reserve("declaration", "saisir")
def nouveau(request: HttpRequest) -> HttpResponse:
    """Declare the days of a year."""
    return _saisir(request, None)


@reserve("declaration", "saisir")
def modifier(request: HttpRequest, cle: int) -> HttpResponse:
    """Change a declaration."""
    declaree = droits.declarations(titulaire(request), "saisir").filter(pk=cle).first()
    if declaree is None:
        raise Introuvable("Cette déclaration n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste.")
    return _saisir(request, declaree)


def _saisir(request: HttpRequest, declaree: DeclarationMoyens | None) -> HttpResponse:
    qui = titulaire(request)
    organisations = choix_organisations(qui, "declaration")
    initiales: dict[str, Any] = {"annee": aujourdhui().year}
    if len(organisations) == 1:
        initiales["organisation"] = organisations[0][0]
    if declaree is not None:
        initiales = _initiales(declaree)

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        choisie = droits.organisations(qui, "declaration", "saisir").get(pk=propre.pop("organisation"))
        operations.declarer_moyens(titulaire=qui, organisation=choisie, declaration=declaree, **propre)
        return reverse("web:moyens"), f"Moyens de {choisie} enregistrés."

    titre = "Modifier une déclaration" if declaree else "Déclarer ses moyens"
    return enregistrer(
        request,
        formulaire=FormulaireMoyens(request.POST or None, initial=initiales, organisations=organisations),
        gabarit="pages/animation_saisie.html",
        contexte={
            "chemin": (
                ACCUEIL,
                ("Animation", reverse("web:animation")),
                ("Moyens déclarés", reverse("web:moyens")),
                (titre, ""),
            ),
            "titre": titre,
            "chapeau": "Combien de jours de travail votre organisation consacre à l’orientation dans l’année, "
            "tous sites confondus. Une estimation sincère vaut mieux que rien.",
            "bouton_enregistrer": "Enregistrer la déclaration",
        },
        ecrire=ecrire,
        initiales=_initiales,
    )


def _initiales(declaree: DeclarationMoyens) -> dict[str, Any]:
    lues = {n: getattr(declaree, n) for n in ("annee", "jours", "precisions", "version")}
    return lues | {"organisation": str(declaree.organisation_id)}
