"""One structure asked: the answer by a signed link, by a member, by the mission on the phone; what is done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.animation import droits, liens, operations_maj
from portulan.terrain.animation.enums import Canal, Decision, EtatCampagne, Reponse
from portulan.terrain.animation.models import Sollicitation
from portulan.terrain.reseau import horaires
from portulan.terrain.reseau.models import Structure
from portulan.web.formulaires.animation import FormulaireReponse
from portulan.web.identite import reserve, titulaire
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.maj_campagnes import GENRES_REPONSE
from portulan.web.vues.saisie import enregistrer, nom_operateur


@never_cache
def repondre(request: HttpRequest, valeur: str) -> HttpResponse:
    """Answer without an account, by the link of the mail."""
    demande = liens.lire(valeur)
    contexte: dict[str, Any] = {"chemin": (ACCUEIL, ("Votre fiche", "")), "demande": demande, **_fiche(demande)}
    if demande.repondue or demande.campagne.etat(aujourdhui()) not in {EtatCampagne.EN_COURS, EtatCampagne.ECHUE}:
        return render(request, "pages/maj_repondu.html", contexte)

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        operations_maj.repondre_par_lien(
            sollicitation=demande,
            reponse=propre["reponse"],
            proposition=formulaire.proposition,
            remarque=propre["remarque"],
        )
        return request.path, "Merci, votre réponse est enregistrée."

    formulaire = FormulaireReponse(request.POST or None, structure=demande.structure)
    reponse = enregistrer(
        request, formulaire=formulaire, gabarit="pages/maj_repondre.html", contexte=contexte, ecrire=ecrire
    )
    # the address is a key: told to no other site; « no-referrer » would make a browser hide where the form comes from
    reponse["Referrer-Policy"] = "same-origin"
    return reponse


def _fiche(demande: Sollicitation) -> dict[str, Any]:
    structure = demande.structure
    return {
        "structure": structure,
        "fiche": [
            ("Opérateur", nom_operateur(structure.operateur)),
            ("Adresse", _adresse(structure)),
            ("Téléphone", structure.telephone),
            ("Courriel", structure.courriel),
            ("Site", structure.site_web),
            ("Horaires d’accueil", _horaires(structure)),
        ],
        "propositions": [
            (str(Structure._meta.get_field(champ).verbose_name), getattr(structure, champ), valeur)  # noqa: SLF001 (public API of Django)
            for champ, valeur in demande.proposition.items()
        ],
        "genre": GENRES_REPONSE[Reponse(demande.reponse)],
    }


def _horaires(structure: Structure) -> str:
    return " ; ".join(f"{jours} {heures}".strip() for jours, heures in horaires.dire(structure.horaires_accueil))


def _adresse(structure: Structure) -> str:
    lignes = (structure.adresse, structure.complement_adresse, f"{structure.code_postal} {structure.commune}".strip())
    return ", ".join(ligne for ligne in lignes if ligne)


def _visible(request: HttpRequest, cle: int) -> Sollicitation:
    lignes = droits.sollicitations(titulaire(request)).select_related("structure__organisation")
    demande = lignes.filter(pk=cle).first()
    if demande is None:
        raise Introuvable("Cette sollicitation n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste.")
    return demande


@reserve("sollicitation", "voir")
def sollicitation(request: HttpRequest, cle: int) -> HttpResponse:
    """A request: what was asked, what was answered; answer it, or write down an answer given on the phone."""
    qui = titulaire(request)
    demande = _visible(request, cle)
    tient = droits.sollicitations(qui, "repondre").filter(pk=demande.pk).exists()
    conduit = peut(qui, "sollicitation", "lancer")
    ouverte = demande.campagne.etat(aujourdhui()) in {EtatCampagne.EN_COURS, EtatCampagne.ECHUE}

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        operations_maj.repondre(
            titulaire=qui,
            sollicitation=demande,
            reponse=propre["reponse"],
            canal=propre.get("canal") or Canal.COURRIEL,
            proposition=formulaire.proposition,
            remarque=propre["remarque"],
        )
        return reverse("web:maj_campagne", args=[demande.campagne_id]), f"Réponse de {demande.structure} enregistrée."

    formulaire = FormulaireReponse(
        request.POST or None,
        structure=demande.structure,
        canal=conduit,
        initial={"canal": demande.canal_reponse or Canal.TELEPHONE, "remarque": demande.remarque},
    )
    contexte = {
        "chemin": (
            ACCUEIL,
            ("Mise à jour des fiches", reverse("web:maj_campagnes")),
            (demande.campagne.nom, reverse("web:maj_campagne", args=[demande.campagne_id])),
            (demande.structure.nom, ""),
        ),
        "demande": demande,
        "peut_repondre": tient and ouverte,
        "conduit": conduit,
        "canaux": [
            (v, nom) for v, nom in Canal.choices if v != demande.canal and (v != "courriel" or demande.courriel)
        ],
        "a_relire": demande.decision == Decision.A_RELIRE and conduit,
        "ouverte": ouverte,
        **_fiche(demande),
    }
    if request.method == "POST" and not contexte["peut_repondre"]:
        messages.error(request, "Cette campagne ne prend plus de réponse.")
        return redirect("web:maj_sollicitation", demande.pk)
    return enregistrer(
        request, formulaire=formulaire, gabarit="pages/maj_sollicitation.html", contexte=contexte, ecrire=ecrire
    )


@require_POST
@reserve("sollicitation", "lancer")
def decider(request: HttpRequest, cle: int) -> HttpResponse:
    """Write a proposed correction in the record, or put it aside."""
    demande = _visible(request, cle)
    retenir = request.POST.get("suite") == "retenir"
    operations_maj.decider(titulaire=titulaire(request), sollicitation=demande, retenir=retenir)
    messages.success(request, "Reporté sur la fiche." if retenir else "Proposition écartée ; la fiche est inchangée.")
    return redirect("web:maj_sollicitation", demande.pk)


@require_POST
@reserve("sollicitation", "lancer")
def canal(request: HttpRequest, cle: int) -> HttpResponse:
    """Ask by another channel from now on."""
    demande = _visible(request, cle)
    operations_maj.changer_canal(
        titulaire=titulaire(request), sollicitation=demande, canal=request.POST.get("canal", "")
    )
    messages.success(request, "Canal changé.")
    return redirect("web:maj_sollicitation", demande.pk)
