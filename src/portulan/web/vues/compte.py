"""« Mon compte »: who I am here, my roles, my password, my second factor, my sessions, my data."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portulan.comptes import effacement, mots_de_passe, second_facteur, sessions
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, ErreurUtilisateur
from portulan.socle.horloge import aujourdhui
from portulan.web.formulaires.comptes import FormulaireChangerMotDePasse, FormulaireNom, nommer_territoire
from portulan.web.vues.commun import ACCUEIL


@login_required
def compte(request: HttpRequest) -> HttpResponse:
    """My account."""
    moi = request.user
    contexte = {
        "chemin": (ACCUEIL, ("Mon espace", reverse("web:espace")), ("Mon compte", "")),
        "nom": FormulaireNom(initial={"nom": moi.nom}),
        "roles": [
            (h, nommer_territoire(h.niveau, h.territoire))
            for h in moi.habilitations.valides(aujourdhui()).select_related("organisation")
        ],
        "a_un_mot_de_passe": moi.has_usable_password(),
        "installe": second_facteur.est_installe(moi),
        "codes_restants": second_facteur.codes_restants(moi),
        "sessions": list(sessions.ouvertes(moi)),
        "cle": request.session.session_key,
        "externe": settings.PORTULAN_OIDC,
    }
    return render(request, "pages/comptes/compte.html", contexte)


@require_POST
@login_required
def nommer(request: HttpRequest) -> HttpResponse:
    """Change the displayed name."""
    formulaire = FormulaireNom(request.POST)
    if formulaire.is_valid():
        request.user.nom = formulaire.cleaned_data["nom"]
        request.user.save(update_fields=["nom"])
        noter("compte.nommer", auteur=f"compte:{request.user.pk}", objet_type="compte", objet_id=request.user.pk)
        messages.success(request, "Votre nom est changé.")
    else:
        messages.error(request, "Écrivez un nom de 120 caractères au plus.")
    return redirect("web:compte")


@never_cache
@sensitive_post_parameters("actuel", "nouveau", "encore")
@login_required
def mot_de_passe(request: HttpRequest) -> HttpResponse:
    """Change my password; my other sessions close."""
    formulaire = FormulaireChangerMotDePasse(request.POST if request.method == "POST" else None)
    if not request.user.has_usable_password():
        del formulaire.fields["actuel"]
    if request.method == "POST" and formulaire.is_valid():
        try:
            mots_de_passe.changer(
                compte=request.user,
                actuel=formulaire.cleaned_data.get("actuel", ""),
                nouveau=formulaire.cleaned_data["nouveau"],
                session=request.session.session_key,
            )
        except ErreurUtilisateur as refus:
            champ = "nouveau" if isinstance(refus, DonneeInvalide) else "actuel"
            formulaire.add_error(champ if champ in formulaire.fields else None, str(refus))
        else:
            avant = request.session.session_key
            update_session_auth_hash(request, request.user)
            sessions.changer_de_cle(avant, request.session.session_key)
            messages.success(request, "Votre mot de passe est changé, vos autres sessions sont fermées.")
            return redirect("web:compte")
    contexte = {
        "chemin": (ACCUEIL, ("Mon compte", reverse("web:compte")), ("Mot de passe", "")),
        "formulaire": formulaire,
        "titre": "Changer mon mot de passe",
        "chapeau": "Vos autres sessions seront fermées.",
        "bouton": "Changer mon mot de passe",
    }
    return render(request, "pages/comptes/formulaire.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
@login_required
def fermer_sessions(request: HttpRequest) -> HttpResponse:
    """Close my other sessions."""
    fermees = sessions.fermer(compte=request.user, sauf=request.session.session_key)
    messages.success(
        request, "Vos autres sessions sont fermées." if fermees else "Aucune autre session n’était ouverte."
    )
    return redirect("web:compte")


@never_cache
@login_required
def donnees(request: HttpRequest) -> HttpResponse:
    """My data, in a file."""
    reponse = JsonResponse(effacement.exporter(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    reponse["Content-Disposition"] = 'attachment; filename="mes-donnees-portulan.json"'
    return reponse


@require_POST
@login_required
def effacer(request: HttpRequest) -> HttpResponse:
    """Erase my account: its address is typed to confirm."""
    if request.POST.get("courriel", "").strip().lower() != request.user.courriel.lower():
        messages.error(request, "Rien n’est effacé : écrivez exactement le courriel de votre compte.")
        return redirect("web:compte")
    effacement.effacer(compte=request.user, par=f"compte:{request.user.pk}")
    logout(request)
    messages.success(request, "Votre compte et vos données personnelles sont effacés.")
    return redirect("web:accueil")
