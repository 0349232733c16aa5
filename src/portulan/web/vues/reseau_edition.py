"""Writing the record of a structure: create, change, hours, check, close, open again, attach."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.socle.erreurs import VersionDepassee
from portulan.terrain.reseau import horaires, operations
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Service, Structure
from portulan.web import acces, saisie
from portulan.web.conflit import Difference, Opposition, opposer
from portulan.web.formulaires.horaires import FormulaireHoraires
from portulan.web.formulaires.reseau import (
    FormulaireFermeture,
    FormulaireRattachement,
    FormulaireStructure,
)
from portulan.web.formulaires.reseau_fiche import initiales
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.reseau_structure import RESEAU, une_structure

CHAMPS = (
    *("nom", "operateur", "description", "siret", "code_insee", "code_postal", "adresse", "complement_adresse"),
    *("telephone", "courriel", "site_web", "accessibilite_lieu", "reseaux_porteurs"),
)


def a_modifier(request: HttpRequest, identifiant: int, verbe: str = "modifier") -> tuple[Titulaire, Structure]:
    """Who asks, and the structure on which they may do this."""
    qui = titulaire(request)
    fiche = une_structure(qui, identifiant)
    exiger(qui, "structure", verbe, fiche, STRUCTURE)
    return qui, fiche


def fil(fiche: Structure, page: str) -> tuple[tuple[str, str], ...]:
    """Where a page of a structure is."""
    return ACCUEIL, RESEAU, (fiche.nom, lien(fiche)), (page, "")


def lien(fiche: Structure) -> str:
    """Address of the page of a structure."""
    return reverse("web:structure", args=[fiche.pk])


def _organisations(qui: Titulaire) -> QuerySet[Organisation]:
    """Organisations in the name of which this person may create a structure."""
    toutes = Organisation.objects.filter(active=True)
    if qui.tient(Role.MISSION_SPRO):
        return toutes.filter(region__in=("", acces.region().code))
    return toutes.filter(pk__in=qui.organisations)


@reserve("structure", "creer")
def creer(request: HttpRequest) -> HttpResponse:
    """A new structure, from nothing."""
    qui = titulaire(request)
    organisations = _organisations(qui)
    propre = None if qui.tient(Role.MISSION_SPRO) else organisations.first()
    debut = {"organisation": propre, "operateur": propre.operateur if propre else ""}
    formulaire = FormulaireStructure(request.POST or None, organisations=organisations, initial=debut)
    if propre is not None:
        formulaire.fields["organisation"].required = True
    if request.method == "POST" and formulaire.is_valid():
        creee, _ = saisie.tenter(
            formulaire,
            lambda: operations.creer_structure(
                titulaire=qui,
                valeurs=formulaire.valeurs(),
                organisation=formulaire.cleaned_data["organisation"],
                jeton=saisie.jeton_recu(request),
            ),
        )
        if creee is not None:
            messages.success(request, "La fiche est créée. Ajoutez maintenant ses horaires et ce qu’elle propose.")
            return redirect(lien(creee))
    contexte = {
        "chemin": (ACCUEIL, RESEAU, ("Ajouter une structure", "")),
        "titre": "Ajouter une structure",
        "formulaire": formulaire,
        "jeton": saisie.jeton_recu(request) if request.method == "POST" else saisie.jeton(),
        "retour": reverse("web:reseau"),
        "action": "Créer la fiche",
    }
    return saisie.page(request, "pages/reseau_formulaire.html", contexte)


@reserve("structure", "modifier")
def modifier(request: HttpRequest, identifiant: int) -> HttpResponse:
    """What a structure is, where, how to reach it."""
    qui, fiche = a_modifier(request, identifiant)
    formulaire = FormulaireStructure(request.POST or None, initial=_initiales(fiche))
    conflit: Opposition | None = None
    if request.method == "POST" and formulaire.is_valid():
        ecrite, conflit = saisie.tenter(
            formulaire,
            lambda: operations.modifier_structure(
                titulaire=qui, structure=fiche, version=saisie.version_recue(request), valeurs=formulaire.valeurs()
            ),
            _initiales,
        )
        if ecrite is not None:
            messages.success(request, "La fiche est enregistrée.")
            return redirect(lien(ecrite))
    contexte = {
        "chemin": fil(fiche, "Modifier"),
        "titre": "Modifier la fiche",
        "sous_titre": fiche.nom,
        "formulaire": formulaire,
        "version": saisie.version_montree(request, fiche, conflit),
        "conflit": conflit,
        "retour": lien(fiche),
        "action": "Enregistrer",
    }
    return saisie.page(request, "pages/reseau_formulaire.html", contexte)


def _initiales(fiche: Structure) -> dict[str, Any]:
    lieu = f"{fiche.commune} ({fiche.code_insee})" if fiche.code_insee else fiche.commune
    return initiales(fiche, CHAMPS) | {"lieu": lieu}


@reserve("structure", "modifier")
def horaires_de_la_structure(request: HttpRequest, identifiant: int) -> HttpResponse:
    """When a structure receives."""
    qui, fiche = a_modifier(request, identifiant)

    def ecrire(version: int, texte: str) -> Any:
        return operations.modifier_structure(
            titulaire=qui, structure=fiche, version=version, valeurs={"horaires_accueil": texte}
        )

    return saisir_horaires(request, fiche, fiche, ecrire)


def saisir_horaires(request: HttpRequest, fiche: Structure, objet: Structure | Service, ecrire: Any) -> HttpResponse:
    """The week grid, for a structure or for one of its services."""
    conflit: Opposition | None = None
    if request.method == "POST":
        formulaire = FormulaireHoraires(request.POST, avant=objet.horaires_accueil)
        if "copier" in request.POST:
            formulaire = formulaire.copier(request.POST["copier"])
        elif formulaire.is_valid():
            saisis = formulaire.cleaned_data["horaires"]
            try:
                ecrite, _ = saisie.tenter(formulaire, lambda: ecrire(saisie.version_recue(request), saisis))
            except VersionDepassee as refus:
                semaine = Difference("Horaires", _lisibles(refus.actuel.horaires_accueil), _lisibles(saisis))
                ecrite, conflit = None, opposer(refus, [semaine])
            if ecrite is not None:
                messages.success(request, "Les horaires sont enregistrés.")
                return redirect(lien(fiche))
    else:
        formulaire = FormulaireHoraires.ouvrir(objet.horaires_accueil)
    contexte = {
        "chemin": fil(fiche, "Horaires"),
        "structure": fiche,
        "objet": objet,
        "formulaire": formulaire,
        "version": saisie.version_montree(request, objet, conflit),
        "conflit": conflit,
        "retour": lien(fiche),
    }
    return saisie.page(request, "pages/reseau_horaires.html", contexte)


def _lisibles(texte: str) -> str:
    """Hours as the page of the structure says them, a line for each run of days."""
    return "\n".join(f"{jours} : {heures}" for jours, heures in horaires.dire(texte))


@require_POST
@reserve("structure", "modifier")
def verifier(request: HttpRequest, identifiant: int) -> HttpResponse:
    """« Nothing changed »: the record is right today."""
    qui, fiche = a_modifier(request, identifiant)
    operations.verifier_structure(titulaire=qui, structure=fiche)
    messages.success(request, "Merci : la fiche est vérifiée à la date du jour.")
    return redirect(lien(fiche))


@reserve("structure", "fermer")
def fermer(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Close for good: says what it does, then asks."""
    qui, fiche = a_modifier(request, identifiant, "fermer")
    formulaire = FormulaireFermeture(request.POST or None)
    conflit: Opposition | None = None
    if request.method == "POST" and (fiche.etat == EtatStructure.FERMEE or formulaire.is_valid()):
        if fiche.etat == EtatStructure.OUVERTE:  # sent twice, it is closed once
            _, conflit = saisie.tenter(
                formulaire,
                lambda: operations.fermer_structure(
                    titulaire=qui,
                    structure=fiche,
                    version=saisie.version_recue(request),
                    motif=formulaire.cleaned_data["motif"],
                ),
                lambda _: formulaire.cleaned_data,  # the reason is nowhere yet: only the record changed
            )
        if conflit is None and not formulaire.errors:
            messages.success(request, "La structure est fermée. Elle n’apparaît plus dans les recherches du public.")
            return redirect(lien(fiche))
    contexte = {
        "chemin": fil(fiche, "Fermer"),
        "structure": fiche,
        "formulaire": formulaire,
        "version": saisie.version_montree(request, fiche, conflit),
        "conflit": conflit,
        "services": fiche.services.count(),
    }
    return saisie.page(request, "pages/reseau_fermer.html", contexte)


@require_POST
@reserve("structure", "fermer")
def rouvrir(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Open again."""
    qui, fiche = a_modifier(request, identifiant, "fermer")
    if fiche.etat == EtatStructure.FERMEE:
        operations.rouvrir_structure(titulaire=qui, structure=fiche, version=fiche.version)
    messages.success(request, "La structure est de nouveau ouverte : vérifiez ses horaires et ses services.")
    return redirect(lien(fiche))


@reserve("structure", "rattacher")
def rattacher(request: HttpRequest, identifiant: int) -> HttpResponse:
    """On which organisation a structure depends: it moves the rights."""
    qui, fiche = a_modifier(request, identifiant, "rattacher")
    organisations = _organisations(qui)
    conflit: Opposition | None = None
    formulaire = FormulaireRattachement(
        request.POST or None, organisations=organisations, initial={"organisation": fiche.organisation_id}
    )
    if request.method == "POST" and formulaire.is_valid():
        ecrite, conflit = saisie.tenter(
            formulaire,
            lambda: operations.rattacher_organisation(
                titulaire=qui,
                structure=fiche,
                version=saisie.version_recue(request),
                organisation=formulaire.cleaned_data["organisation"],
            ),
            lambda relue: {"organisation": relue.organisation_id},
        )
        if ecrite is not None:
            messages.success(request, "Le rattachement est enregistré.")
            return redirect(lien(ecrite))
    contexte = {
        "chemin": fil(fiche, "Rattacher"),
        "structure": fiche,
        "formulaire": formulaire,
        "version": saisie.version_montree(request, fiche, conflit),
        "conflit": conflit,
    }
    return saisie.page(request, "pages/reseau_rattacher.html", contexte)
