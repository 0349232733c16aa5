"""Writing what a structure offers, and when it does not receive as usual."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, exiger
from portulan.socle.erreurs import DonneeInvalide, Impossible, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.reseau import disponibilites, operations
from portulan.terrain.reseau.droits import SERVICE, STRUCTURE, services
from portulan.terrain.reseau.droits import disponibilites as lisibles
from portulan.terrain.reseau.enums import EtatService
from portulan.terrain.reseau.models import Service, Structure
from portulan.web import saisie
from portulan.web.formulaires.reseau_fiche import initiales
from portulan.web.formulaires.reseau_services import FormulaireDisponibilite, FormulaireService
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.reseau_edition import a_modifier, fil, lien, saisir_horaires
from portulan.web.vues.reseau_structure import une_structure

CHAMPS = (
    *("nom", "type", "description", "publics", "publics_precisions", "thematiques", "frais", "frais_precisions"),
    *("modes_accueil", "modes_mobilisation", "mobilisable_par", "lien_mobilisation", "mobilisation_precisions"),
    *("conditions_acces", "zone_eligibilite", "contact_nom_prenom", "telephone", "courriel"),
    *("volume_horaire_hebdomadaire", "nombre_semaines"),
)


def _un_service(qui: Titulaire, identifiant: int) -> Service:
    """A service that this person may change."""
    trouve = services(qui).select_related("structure", "structure__organisation").filter(pk=identifiant).first()
    if trouve is None:
        raise Introuvable("Ce service n’est pas dans le réseau, ou n’y est plus.", remede="Ouvrez sa structure.")
    exiger(qui, "service", "modifier", trouve, SERVICE)
    return trouve


@reserve("service", "modifier")
def creer(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Describe a service, from nothing or from another of the same structure (``?copie=``)."""
    qui, fiche = a_modifier(request, identifiant)
    formulaire = FormulaireService(request.POST or None, initial=_modele(qui, fiche, request.GET.get("copie", "")))
    if request.method == "POST" and formulaire.is_valid():
        cree, _ = saisie.tenter(
            formulaire,
            lambda: operations.creer_service(
                titulaire=qui, structure=fiche, valeurs=formulaire.valeurs(), jeton=saisie.jeton_recu(request)
            ),
        )
        if cree is not None:
            messages.success(request, f"Le service « {cree.nom} » est ajouté.")
            return redirect(f"{lien(fiche)}#service-{cree.pk}")
    contexte = {
        "chemin": fil(fiche, "Ajouter un service"),
        "titre": "Ajouter un service",
        "sous_titre": fiche.nom,
        "formulaire": formulaire,
        "jeton": saisie.jeton_recu(request) if request.method == "POST" else saisie.jeton(),
        "retour": lien(fiche),
        "action": "Ajouter le service",
    }
    return saisie.page(request, "pages/reseau_formulaire.html", contexte)


def _modele(qui: Titulaire, fiche: Structure, copie: str) -> dict[str, Any]:
    """First values of a copy: its name says so, so that two services do not bear the same."""
    modele = services(qui).filter(structure=fiche, pk=saisie.entier_recu(copie)).first()
    if modele is None:
        return {}
    return initiales(modele, CHAMPS) | {"nom": f"{modele.nom} (copie)"[:150]}


@reserve("service", "modifier")
def modifier(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Change a service."""
    qui = titulaire(request)
    service = _un_service(qui, identifiant)
    formulaire = FormulaireService(request.POST or None, initial=initiales(service, CHAMPS))
    conflit = None
    if request.method == "POST" and formulaire.is_valid():
        ecrit, conflit = saisie.tenter(
            formulaire,
            lambda: operations.modifier_service(
                titulaire=qui, service=service, version=saisie.version_recue(request), valeurs=formulaire.valeurs()
            ),
            lambda relu: initiales(relu, CHAMPS),
        )
        if ecrit is not None:
            messages.success(request, f"Le service « {ecrit.nom} » est enregistré.")
            return redirect(f"{lien(service.structure)}#service-{service.pk}")
    contexte = {
        "chemin": fil(service.structure, "Modifier un service"),
        "titre": "Modifier un service",
        "sous_titre": f"{service.nom}, {service.structure.nom}",
        "formulaire": formulaire,
        "version": saisie.version_montree(request, service, conflit),
        "conflit": conflit,
        "retour": lien(service.structure),
        "action": "Enregistrer",
    }
    return saisie.page(request, "pages/reseau_formulaire.html", contexte)


@reserve("service", "modifier")
def horaires(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Hours of a service when they are not those of its structure."""
    qui = titulaire(request)
    service = _un_service(qui, identifiant)

    def ecrire(version: int, texte: str) -> Any:
        return operations.modifier_service(
            titulaire=qui, service=service, version=version, valeurs={"horaires_accueil": texte}
        )

    return saisir_horaires(request, service.structure, service, ecrire)


@require_POST
@reserve("service", "modifier")
def retirer(request: HttpRequest, identifiant: int) -> HttpResponse:
    """No longer offered; its record stays, and can come back."""
    return _passer(request, identifiant, EtatService.FERME, "Le service « {} » est retiré.")


@require_POST
@reserve("service", "modifier")
def remettre(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Offered again."""
    return _passer(request, identifiant, EtatService.OUVERT, "Le service « {} » est de nouveau proposé.")


def _passer(request: HttpRequest, identifiant: int, vers: EtatService, phrase: str) -> HttpResponse:
    qui = titulaire(request)
    service = _un_service(qui, identifiant)
    if service.etat != vers:  # sent twice, it is done once
        operation = operations.fermer_service if vers == EtatService.FERME else operations.rouvrir_service
        operation(titulaire=qui, service=service, version=service.version)
    messages.success(request, phrase.format(service.nom))
    return redirect(lien(service.structure))


# --- availability ---------------------------------------------------------------------------------


@reserve("disponibilite", "modifier")
def disponibilite(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Say that a structure is closed, full or short of someone for some time."""
    qui = titulaire(request)
    fiche = une_structure(qui, identifiant)
    exiger(qui, "disponibilite", "modifier", fiche, STRUCTURE)
    formulaire = FormulaireDisponibilite(
        request.POST or None,
        services=fiche.services.filter(etat=EtatService.OUVERT),
        initial={"du": aujourdhui(), "genre": request.GET.get("genre", "")},
    )
    if request.method == "POST" and formulaire.is_valid():
        propres = formulaire.cleaned_data
        try:
            disponibilites.declarer_disponibilite(titulaire=qui, structure=fiche, **propres)
        except (DonneeInvalide, Impossible) as erreur:
            formulaire.add_error(None, f"{erreur.message} {erreur.remede}")
        else:
            messages.success(request, "C’est dit : le public le voit sur la fiche.")
            return redirect(lien(fiche))
    contexte = {
        "chemin": fil(fiche, "Indisponibilités"),
        "structure": fiche,
        "formulaire": formulaire,
        "periodes": fiche.disponibilites.filter(au__gte=aujourdhui()).select_related("service"),
    }
    return saisie.page(request, "pages/reseau_disponibilite.html", contexte)


@require_POST
@reserve("disponibilite", "modifier")
def lever(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Receive as usual again. Sent twice, the second finds nothing to take back and says so."""
    qui = titulaire(request)
    dite = lisibles(qui).select_related("structure", "structure__organisation").filter(pk=identifiant).first()
    if dite is None:
        raise Introuvable("Cette indisponibilité a déjà été levée.", remede="Ouvrez la fiche de la structure.")
    fiche = dite.structure
    disponibilites.retirer_disponibilite(titulaire=qui, disponibilite=dite)
    messages.success(request, "L’indisponibilité est levée.")
    return redirect(lien(fiche))
