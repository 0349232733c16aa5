"""Links received by mail: accept an invitation, choose a password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portulan.comptes import freins, invitations, mots_de_passe, roles
from portulan.comptes.enums import EtatInvitation
from portulan.comptes.operations import noter_entree
from portulan.crefop.composition.operations import relier
from portulan.socle.erreurs import DonneeInvalide, Interdit
from portulan.web.formulaires.comptes import (
    FormulaireAccepter,
    FormulaireCourriel,
    FormulaireNouveauMotDePasse,
    FormulaireRattachement,
    nommer_territoire,
)
from portulan.web.vues.commun import ACCUEIL
from portulan.web.vues.comptes_equipe import adresse_publique
from portulan.web.vues.connexion import MOTEUR


@never_cache
@sensitive_post_parameters("nouveau", "encore")
def invitation(request: HttpRequest, valeur: str) -> HttpResponse:
    """Accept an invitation with the account of the session, or by creating one. Opening the page accepts nothing."""
    offre = invitations.lire(valeur)
    if offre.etat == EtatInvitation.ACCEPTEE:
        return _deja_acceptee(request)
    formulaire = FormulaireAccepter(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.user.is_authenticated:
        invitations.accepter(valeur=valeur, compte=request.user)
        relier(compte=request.user)
        return _bienvenue(request)
    if request.method == "POST" and formulaire.is_valid():
        try:
            compte = invitations.accepter_en_creant(
                valeur=valeur, nom=formulaire.cleaned_data["nom"], mot_de_passe=formulaire.cleaned_data["nouveau"]
            )
        except DonneeInvalide as refus:
            formulaire.add_error(None, str(refus))
        else:
            relier(compte=compte)
            noter_entree(compte=compte, par="invitation")
            login(request, compte, backend=MOTEUR)
            return _bienvenue(request)
    contexte = {
        "chemin": (ACCUEIL, ("Invitation", "")),
        "offre": offre,
        "lieu": nommer_territoire(offre.niveau, offre.territoire),
        "formulaire": formulaire,
        "connexion": f"{reverse('web:connexion')}?next={request.path}",
        "externe": settings.PORTULAN_OIDC,
    }
    return render(request, "pages/comptes/invitation.html", contexte, status=422 if formulaire.errors else 200)


def _deja_acceptee(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("web:espace")
    raise Interdit("Cette invitation a déjà servi.", remede="Connectez-vous avec le compte qui l’a acceptée.")


def _bienvenue(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Bienvenue : votre rôle est en place. Voici votre espace.")
    return redirect("web:espace")


def oublie(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a password: the same answer whether the address has an account or not."""
    formulaire = FormulaireCourriel(request.POST if request.method == "POST" else None)
    chemin = (ACCUEIL, ("Connexion", reverse("web:connexion")), ("Mot de passe oublié", ""))
    if request.method == "POST" and formulaire.is_valid():
        if freins.prendre(freins.places("oubli-ip", request.META.get("REMOTE_ADDR", ""), 20), 3600):
            base = adresse_publique(request)
            mots_de_passe.demander(
                courriel=formulaire.cleaned_data["courriel"],
                adresse=lambda reference, jeton: base + reverse("web:nouveau_mot_de_passe", args=[reference, jeton]),
            )
        return render(request, "pages/comptes/oublie_fait.html", {"chemin": chemin})
    contexte = {"chemin": chemin, "formulaire": formulaire}
    return render(request, "pages/comptes/oublie.html", contexte, status=422 if formulaire.errors else 200)


@never_cache
@sensitive_post_parameters("nouveau", "encore")
def nouveau(request: HttpRequest, reference: str, jeton: str) -> HttpResponse:
    """Choose a password with the link of a mail."""
    compte = mots_de_passe.compte_du_lien(reference, jeton)
    formulaire = FormulaireNouveauMotDePasse(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            mots_de_passe.choisir(reference=reference, jeton=jeton, mot_de_passe=formulaire.cleaned_data["nouveau"])
        except DonneeInvalide as refus:
            formulaire.add_error("nouveau", str(refus))
        else:
            messages.success(request, "Votre mot de passe est changé. Connectez-vous.")
            return redirect("web:connexion")
    contexte = {
        "chemin": (ACCUEIL, ("Connexion", reverse("web:connexion")), ("Nouveau mot de passe", "")),
        "formulaire": formulaire,
        "titre": "Choisir un nouveau mot de passe",
        "chapeau": f"Pour le compte {compte.courriel}.",
        "bouton": "Changer mon mot de passe",
    }
    return render(request, "pages/comptes/formulaire.html", contexte, status=422 if formulaire.errors else 200)


@login_required
def rattachement(request: HttpRequest) -> HttpResponse:
    """Ask to join an organisation."""
    region = settings.PORTULAN_REGION
    formulaire = FormulaireRattachement(request.POST if request.method == "POST" else None, region=region)
    if request.method == "POST" and formulaire.is_valid():
        roles.demander_rattachement(compte=request.user, **formulaire.cleaned_data)
        messages.success(request, "Votre demande est déposée ; un courriel vous dira la réponse.")
        return redirect("web:espace")
    contexte = {
        "chemin": (ACCUEIL, ("Mon espace", reverse("web:espace")), ("Rejoindre mon organisation", "")),
        "formulaire": formulaire,
        "titre": "Rejoindre mon organisation",
        "chapeau": "Le responsable de l’organisation, ou la mission SPRO, confirmera et vous donnera un rôle.",
        "bouton": "Envoyer ma demande",
    }
    return render(request, "pages/comptes/formulaire.html", contexte, status=422 if formulaire.errors else 200)
