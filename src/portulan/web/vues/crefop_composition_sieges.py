"""A seat: who held it and holds it; naming, ending, closing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.models import Organisation
from portulan.crefop.composition import operations
from portulan.crefop.composition.droits import organes
from portulan.crefop.composition.enums import GenreOrgane, Voix
from portulan.crefop.composition.models import Occupation, Personne, Siege
from portulan.crefop.composition.queries import sieges_au
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.web.formulaires.crefop_composition import (
    FormulaireFermeture,
    FormulaireFin,
    FormulaireNomination,
    FormulaireSiege,
    initial_nomination,
)
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.crefop_composition_comite import COMITE
from portulan.web.vues.crefop_composition_comite import trouver as trouver_organe
from portulan.web.vues.saisie import enregistrer

_GABARIT = "pages/crefop/formulaire.html"


def trouver(request: HttpRequest, cle: int, verbe: str = "voir") -> Siege:
    """A seat of a body that this person may read (or compose). Raises ``Introuvable``."""
    visibles = organes(titulaire(request), verbe)
    lignes = Siege.objects.select_related("college__organe__parent", "organisation")
    trouve = lignes.filter(pk=cle, college__organe__in=visibles).first()
    if trouve is None:
        raise Introuvable("Ce siège n’existe pas.", remede="Ouvrez la page du comité.")
    return trouve


def _chemin(siege: Siege, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    organe = siege.college.organe
    debut = (ACCUEIL, COMITE)
    if organe.parent is not None:
        debut = (*debut, (organe.nom, reverse("web:comite_organe", args=[organe.code])))
    if not suite:
        return (*debut, (siege.libelle, ""))
    return (*debut, (siege.libelle, reverse("web:comite_siege", args=[siege.pk])), *suite)


def siege(request: HttpRequest, siege: int) -> HttpResponse:
    """The page of a seat."""
    place = trouver(request, siege)
    jour = aujourdhui()
    occupations = list(place.occupations.select_related("personne").order_by("-du", "rang"))
    contexte = {
        "chemin": _chemin(place),
        "siege": place,
        "voix": next((s.poids for s in sieges_au(place.college.organe, jour) if s.siege.pk == place.pk), 0),
        "pondere": place.college.organe.genre == GenreOrgane.EMPLOI and place.voix == Voix.DELIBERATIVE,
        "tenues": [o for o in occupations if o.du <= jour and (o.au is None or o.au >= jour)],
        "a_venir": [o for o in occupations if o.du > jour],
        "passees": [o for o in occupations if o.au is not None and o.au < jour],
        "ferme": place.au is not None and place.au < jour,
        "peut_composer": organes(titulaire(request), "composer").filter(pk=place.college.organe_id).exists(),
    }
    return render(request, "pages/crefop/siege.html", contexte)


@reserve("comite", "composer")
def nouveau(request: HttpRequest, organe: str) -> HttpResponse:
    """Add a seat to a body."""
    corps = trouver_organe(request, organe, "composer")
    colleges = list(corps.colleges.all())

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        college = next(c for c in colleges if str(c.pk) == saisie.pop("college"))
        saisie["organisation"] = _organisation(saisie["organisation"])
        cree = operations.ajouter_siege(titulaire=titulaire(request), college=college, **saisie)
        return reverse("web:comite_siege", args=[cree.pk]), f"Le siège « {cree.libelle} » est créé."

    return enregistrer(
        request,
        formulaire=FormulaireSiege(
            request.POST or None,
            colleges=colleges,
            pondere=corps.genre == GenreOrgane.EMPLOI,
            initial={"du": aujourdhui(), "voix": Voix.DELIBERATIVE, "poids": 1},
        ),
        gabarit=_GABARIT,
        contexte={
            "chemin": (ACCUEIL, COMITE, ("Ajouter un siège", "")),
            "titre": f"Ajouter un siège : {corps.nom}",
            "bouton": "Ajouter le siège",
        },
        ecrire=ecrire,
    )


def _organisation(cle: str) -> Organisation | None:
    return Organisation.objects.filter(pk=cle).first() if cle else None


@reserve("comite", "composer")
def modifier(request: HttpRequest, siege: int) -> HttpResponse:
    """Change what a seat is called and whom it represents."""
    place = trouver(request, siege, "composer")
    depart = {"libelle": place.libelle, "organisation": place.organisation_id or "", "groupe": place.groupe}

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        saisie["organisation"] = _organisation(saisie["organisation"])
        operations.modifier_siege(titulaire=titulaire(request), siege=place, **saisie)
        return reverse("web:comite_siege", args=[place.pk]), "Le siège est modifié."

    return enregistrer(
        request,
        formulaire=FormulaireSiege(request.POST or None, colleges=None, initial=depart),
        gabarit=_GABARIT,
        contexte={
            "chemin": _chemin(place, ("Modifier", "")),
            "titre": f"Modifier le siège « {place.libelle} »",
            "chapeau": "Sa voix et son collège ne changent pas : fermez ce siège et ajoutez-en un autre.",
            "bouton": "Enregistrer",
        },
        ecrire=ecrire,
    )


@reserve("comite", "composer")
def fermer(request: HttpRequest, siege: int) -> HttpResponse:
    """Close a seat."""
    place = trouver(request, siege, "composer")

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        operations.fermer_siege(titulaire=titulaire(request), siege=place, **saisie)
        return reverse("web:comite_siege", args=[place.pk]), f"Le siège « {place.libelle} » est fermé."

    return enregistrer(
        request,
        formulaire=FormulaireFermeture(request.POST or None, initial={"au": aujourdhui()}),
        gabarit=_GABARIT,
        contexte={
            "chemin": _chemin(place, ("Fermer", "")),
            "titre": f"Fermer le siège « {place.libelle} »",
            "chapeau": "Les personnes qui le tiennent le quittent ce jour-là ; les séances passées les gardent.",
            "bouton": "Fermer le siège",
        },
        ecrire=ecrire,
    )


@reserve("comite", "composer")
def nommer(request: HttpRequest, siege: int) -> HttpResponse:
    """Give a seat to a person."""
    place = trouver(request, siege, "composer")
    personnes = Personne.objects.filter(effacee_le__isnull=True)

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        cle = saisie["personne"]
        champs = {n: saisie[n] for n in ("civilite", "prenom", "nom", "qualite", "courriel")}
        qui = titulaire(request)
        personne = (
            personnes.get(pk=cle) if cle else operations.enregistrer_personne(titulaire=qui, personne=None, **champs)
        )
        tenue = operations.nommer(
            titulaire=qui,
            siege=place,
            personne=personne,
            rang=saisie["rang"],
            acte=saisie["acte"],
            du=saisie["du"],
            au=saisie["au"],
        )
        return reverse("web:comite_siege", args=[place.pk]), f"{personne} tient ce siège jusqu’au {tenue.au:%d/%m/%Y}."

    return enregistrer(
        request,
        formulaire=FormulaireNomination(
            request.POST or None,
            personnes=personnes,
            genre=place.college.organe.genre,
            initial=initial_nomination(aujourdhui()),
        ),
        gabarit=_GABARIT,
        contexte={
            "chemin": _chemin(place, ("Nommer", "")),
            "titre": f"Nommer : {place.libelle}",
            "chapeau": "La personne qui tient déjà ce rang le quitte la veille.",
            "bouton": "Nommer",
        },
        ecrire=ecrire,
    )


@reserve("comite", "composer")
def finir(request: HttpRequest, occupation: int) -> HttpResponse:
    """End an occupation."""
    lignes = Occupation.objects.select_related("siege__college__organe__parent", "personne")
    tenue = lignes.filter(pk=occupation, siege__college__organe__in=organes(titulaire(request), "composer")).first()
    if tenue is None:
        raise Introuvable("Cette nomination n’existe pas.", remede="Ouvrez la page du siège.")

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        operations.mettre_fin(titulaire=titulaire(request), occupation=tenue, **saisie)
        return (
            reverse("web:comite_siege", args=[tenue.siege_id]),
            f"{tenue.personne} quitte ce siège le {tenue.au:%d/%m/%Y}.",
        )

    return enregistrer(
        request,
        formulaire=FormulaireFin(request.POST or None, initial={"au": aujourdhui()}),
        gabarit=_GABARIT,
        contexte={
            "chemin": _chemin(tenue.siege, ("Fin de mandat", "")),
            "titre": f"Mettre fin au mandat de {tenue.personne}",
            "chapeau": f"{tenue.get_rang_display().capitalize()} du siège « {tenue.siege.libelle} ».",
            "bouton": "Mettre fin",
        },
        ecrire=ecrire,
    )
