"""Teams: who holds which role in an organisation; invite, change, withdraw; the organisation itself."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes import invitations, portee, roles
from portulan.comptes.droits import peut
from portulan.comptes.enums import EtatDemande, EtatInvitation, GenreOrganisation
from portulan.comptes.models import Compte, Demande, Habilitation, Invitation, Organisation
from portulan.comptes.organisations import activer_organisation, creer_organisation, modifier_organisation
from portulan.socle.erreurs import ErreurUtilisateur, Introuvable
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.operateurs import operateur
from portulan.web.formulaires.comptes import (
    FormulaireInvitation,
    FormulaireOrganisation,
    FormulaireRole,
    nommer_territoire,
)
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.commun import ACCUEIL, parametres


def adresse_publique(request: HttpRequest) -> str:
    """Start of the links written in mails: the declared address, else the one that was asked for (a known host)."""
    return settings.PORTULAN_ADRESSE or f"{request.scheme}://{request.get_host()}"


def adresse_d_invitation(request: HttpRequest) -> Callable[[str], str]:
    """Full address of the link of an invitation."""
    return lambda valeur: adresse_publique(request) + reverse("web:invitation", args=[valeur])


def _organisation(request: HttpRequest, code: str) -> Organisation:
    qui = titulaire(request)
    visibles = portee.organisations(qui, "compte", "voir")
    organisation = visibles.filter(code=code).first()
    if organisation is None:
        raise Introuvable(
            "Cette organisation n’existe pas, ou n’est pas la vôtre.", remede="Ouvrez la liste des organisations."
        )
    return organisation


@reserve("compte", "voir")
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations whose team this person may see."""
    lignes = portee.organisations(titulaire(request), "compte", "voir")
    if (
        request.GET.get("format") != "csv"
        and lignes.count() == 1
        and not peut(titulaire(request), "organisation", "creer")
    ):
        return redirect("web:equipe", lignes.get().code)
    liste = _liste_organisations(request, lignes)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Mon espace", reverse("web:espace")), ("Équipes", "")),
        "liste": liste,
        "peut_creer": peut(titulaire(request), "organisation", "creer"),
    }
    return render(request, "pages/comptes/organisations.html", contexte)


def _liste_organisations(request: HttpRequest, lignes: QuerySet[Organisation]) -> Liste:
    membres: dict[int | None, int] = {}
    for cle in Habilitation.objects.valides(aujourdhui()).values_list("organisation", flat=True):
        membres[cle] = membres.get(cle, 0) + 1
    return Liste(
        parametres(request),
        list(lignes),
        (
            Colonne(
                "nom",
                "Organisation",
                lambda o: o.nom,
                lambda o: o.nom.lower(),
                entete=True,
                lien=lambda o: reverse("web:equipe", args=[o.code]),
            ),
            Colonne("genre", "Genre", lambda o: o.get_genre_display(), lambda o: o.genre),
            Colonne("operateur", "Type", _type, lambda o: o.operateur),
            Colonne(
                "roles", "Rôles tenus", lambda o: membres.get(o.pk, 0), lambda o: membres.get(o.pk, 0), nombre=True
            ),
            Colonne("active", "État", lambda o: "active" if o.active else "inactive", lambda o: o.active),
            Colonne("code", "Code", lambda o: o.code, csv_seul=True),
            Colonne("siren", "SIREN", lambda o: o.siren, csv_seul=True),
            Colonne("fictif", "Fictive", lambda o: "oui" if o.fictif else "non", csv_seul=True),
        ),
        legende="Organisations",
        texte=lambda o: f"{o.nom} {o.code} {o.siren} {_type(o)}",
        filtres=(
            Filtre("genre", "Genre", GenreOrganisation.choices, lambda o, v: o.genre == v),
            Filtre("etat", "État", [("1", "actives"), ("0", "inactives")], lambda o, v: o.active == (v == "1")),
        ),
        tri="nom",
        fichier="organisations",
        noms=("organisation", "organisations"),
        libelle_recherche="Chercher une organisation",
    )


def _type(organisation: Organisation) -> str:
    return operateur(organisation.operateur).nom if organisation.operateur else "–"


@reserve("organisation", "creer")
def nouvelle_organisation(request: HttpRequest) -> HttpResponse:
    """Create an organisation."""
    formulaire = FormulaireOrganisation(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            creee = creer_organisation(
                titulaire=titulaire(request),
                region=settings.PORTULAN_REGION,
                fictif=settings.PORTULAN_MAISON.est_demonstration,
                **formulaire.cleaned_data,
            )
        except ErreurUtilisateur as refus:
            formulaire.add_error(None, str(refus))
        else:
            messages.success(
                request, f"L’organisation « {creee.nom} » est créée. Invitez maintenant les personnes qui y agissent."
            )
            return redirect("web:equipe", creee.code)
    contexte = {
        "chemin": (ACCUEIL, ("Équipes", reverse("web:equipes")), ("Nouvelle organisation", "")),
        "formulaire": formulaire,
        "titre": "Nouvelle organisation",
        "bouton": "Créer l’organisation",
    }
    return render(request, "pages/comptes/formulaire.html", contexte, status=422 if formulaire.errors else 200)


@reserve("organisation", "modifier")
def modifier(request: HttpRequest, code: str) -> HttpResponse:
    """Correct an organisation."""
    organisation = _organisation(request, code)
    initial = {n: getattr(organisation, n) for n in ("nom", "genre", "operateur", "siren", "courriel")}
    formulaire = FormulaireOrganisation(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and formulaire.is_valid():
        try:
            modifier_organisation(titulaire=titulaire(request), organisation=organisation, **formulaire.cleaned_data)
        except ErreurUtilisateur as refus:
            formulaire.add_error(None, str(refus))
        else:
            messages.success(request, "L’organisation est corrigée.")
            return redirect("web:equipe", code)
    contexte = {
        "chemin": (
            ACCUEIL,
            ("Équipes", reverse("web:equipes")),
            (organisation.nom, reverse("web:equipe", args=[code])),
            ("Corriger", ""),
        ),
        "formulaire": formulaire,
        "titre": f"Corriger {organisation.nom}",
        "bouton": "Enregistrer",
    }
    return render(request, "pages/comptes/formulaire.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
@reserve("organisation", "creer")
def activer(request: HttpRequest, code: str) -> HttpResponse:
    """Switch an organisation off or on."""
    active = request.POST.get("active") == "oui"
    activer_organisation(titulaire=titulaire(request), organisation=_organisation(request, code), active=active)
    messages.success(request, "L’organisation est réactivée." if active else "L’organisation est désactivée.")
    return redirect("web:equipe", code)


@reserve("compte", "voir")
def equipe(request: HttpRequest, code: str) -> HttpResponse:
    """The team of an organisation; posted, its form invites someone."""
    organisation = _organisation(request, code)
    qui = titulaire(request)
    donnables = portee.roles_donnables(qui, organisation) if organisation.active else ()
    region = organisation.region or settings.PORTULAN_REGION
    formulaire = FormulaireInvitation(
        request.POST if request.method == "POST" else None, roles=donnables, region=region
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            invitations.inviter(
                titulaire=qui,
                organisation=organisation,
                adresse=adresse_d_invitation(request),
                **({"territoire": None} | formulaire.cleaned_data),
            )
        except ErreurUtilisateur as refus:
            formulaire.add_error(None, str(refus))
        else:
            messages.success(request, f"L’invitation part vers {formulaire.cleaned_data['courriel']}.")
            return redirect("web:equipe", code)
    liste = _liste_membres(request, organisation)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Équipes", reverse("web:equipes")), (organisation.nom, "")),
        "organisation": organisation,
        "liste": liste,
        "formulaire": formulaire if donnables else None,
        "membres": _gerables(organisation, donnables),
        "en_attente": _invitations(organisation),
        "maintenant": maintenant(),
        "demandes": list(
            Demande.objects.filter(organisation=organisation, etat=EtatDemande.DEPOSEE).select_related("compte")
        ),
        "roles": [(r.value, r.label) for r in donnables],
        "peut_modifier": portee.organisations(qui).filter(pk=organisation.pk).exists(),
        "peut_desactiver": peut(qui, "organisation", "creer"),
    }
    return render(request, "pages/comptes/equipe.html", contexte, status=422 if formulaire.errors else 200)


def _invitations(organisation: Organisation) -> list[Invitation]:
    return list(Invitation.objects.filter(organisation=organisation, etat=EtatInvitation.ENVOYEE))


def _gerables(organisation: Organisation, donnables: tuple[Any, ...]) -> list[Habilitation]:
    tenues = Habilitation.objects.valides(aujourdhui()).filter(organisation=organisation, role__in=donnables)
    return list(tenues.select_related("compte"))


def noms_des_auteurs(auteurs: set[str]) -> dict[str, str]:
    """How to show who gave a role: an account by its name, the rest as what it is."""
    cles = [int(a.removeprefix("compte:")) for a in auteurs if a.startswith("compte:")]
    noms = {f"compte:{c.pk}": str(c) for c in Compte.objects.filter(pk__in=cles)}
    return noms | {"systeme": "Portulan", "cli": "l’installation"}


def _liste_membres(request: HttpRequest, organisation: Organisation) -> Liste:
    tenues = list(Habilitation.objects.filter(organisation=organisation).select_related("compte"))
    noms = noms_des_auteurs({h.accordee_par for h in tenues})
    jour = aujourdhui()

    def etat(h: Habilitation) -> str:
        if not h.compte.is_active:
            return "compte désactivé"
        if h.au is not None and h.au < jour:
            return "terminé"
        return "à venir" if h.du > jour else "en cours"

    return Liste(
        parametres(request),
        tenues,
        (
            Colonne("nom", "Personne", lambda h: str(h.compte), lambda h: str(h.compte).lower(), entete=True),
            Colonne("courriel", "Courriel", lambda h: h.compte.courriel, lambda h: h.compte.courriel),
            Colonne("role", "Rôle", lambda h: h.get_role_display(), lambda h: h.role),
            Colonne("lieu", "Territoire", lambda h: nommer_territoire(h.niveau, h.territoire) or "–"),
            Colonne("du", "Depuis", lambda h: f"{h.du:%d/%m/%Y}", lambda h: h.du),
            Colonne("au", "Jusqu’au", lambda h: f"{h.au:%d/%m/%Y}" if h.au else "–", lambda h: h.au),
            Colonne("par", "Donné par", lambda h: noms.get(h.accordee_par, "un compte")),
            Colonne("etat", "État", etat, etat),
        ),
        legende=f"Rôles tenus – {organisation.nom}",
        texte=lambda h: f"{h.compte} {h.compte.courriel} {h.get_role_display()}",
        filtres=(
            Filtre(
                "etat",
                "État",
                [(e, e) for e in ("en cours", "à venir", "terminé", "compte désactivé")],
                lambda h, v: etat(h) == v,
                defaut="en cours" if any(etat(h) == "en cours" for h in tenues) else "",
            ),
        ),
        tri="nom",
        fichier=f"equipe-{organisation.code}",
        noms=("rôle", "rôles"),
        libelle_recherche="Chercher une personne",
        vide="Personne ne tient de rôle ici. Invitez la première personne ci-dessous.",
    )


def _suite(request: HttpRequest, organisation: Organisation | None) -> HttpResponse:
    return redirect("web:equipe", organisation.code) if organisation else redirect("web:comptes")


@require_POST
@reserve("compte", "inviter")
def retirer_role(request: HttpRequest, numero: int) -> HttpResponse:
    """Take a role back."""
    tenue = Habilitation.objects.select_related("organisation").filter(pk=numero).first()
    if tenue is None:
        messages.info(request, "Ce rôle était déjà retiré.")
        return redirect("web:equipes")
    roles.retirer(titulaire=titulaire(request), habilitation=tenue)
    messages.success(request, "Le rôle est retiré, avec effet immédiat.")
    return _suite(request, tenue.organisation)


@require_POST
@reserve("compte", "inviter")
def changer_role(request: HttpRequest, numero: int) -> HttpResponse:
    """Replace a role by another of the same organisation."""
    tenue = Habilitation.objects.select_related("organisation", "compte").filter(pk=numero).first()
    if tenue is None:
        raise Introuvable("Ce rôle n’existe plus.", remede="Revenez à l’équipe.")
    donnables = portee.roles_donnables(titulaire(request), tenue.organisation)
    if not donnables:
        raise Introuvable("Ce rôle n’existe plus, ou n’est pas à vous de changer.", remede="Revenez à l’équipe.")
    region = tenue.organisation.region if tenue.organisation else settings.PORTULAN_REGION
    formulaire = FormulaireRole(
        request.POST or None,
        roles=donnables,
        region=region,
        initial={"role": tenue.role, "territoire": f"{tenue.niveau}:{tenue.territoire}" if tenue.niveau else ""},
    )
    if formulaire.is_valid():
        roles.changer(
            titulaire=titulaire(request), habilitation=tenue, **({"territoire": None} | formulaire.cleaned_data)
        )
        messages.success(request, "Le rôle est changé.")
    else:
        messages.error(request, "Ce rôle n’est pas de ceux que vous pouvez donner ici.")
    return _suite(request, tenue.organisation)


def _invitation(numero: int) -> Invitation:
    trouvee = Invitation.objects.select_related("organisation").filter(pk=numero).first()
    if trouvee is None:
        raise Introuvable("Cette invitation n’existe plus.", remede="Revenez à l’équipe.")
    return trouvee


@require_POST
@reserve("compte", "inviter")
def renvoyer(request: HttpRequest, numero: int) -> HttpResponse:
    """Send an invitation again."""
    invitation = _invitation(numero)
    invitations.renvoyer(titulaire=titulaire(request), invitation=invitation, adresse=adresse_d_invitation(request))
    messages.success(request, "Une nouvelle invitation part ; le lien précédent ne vaut plus.")
    return _suite(request, invitation.organisation)


@require_POST
@reserve("compte", "inviter")
def revoquer(request: HttpRequest, numero: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _invitation(numero)
    invitations.revoquer(titulaire=titulaire(request), invitation=invitation)
    messages.success(request, "L’invitation est révoquée : son lien ne vaut plus.")
    return _suite(request, invitation.organisation)


@require_POST
@reserve("compte", "inviter")
def decider(request: HttpRequest, numero: int) -> HttpResponse:
    """Accept or refuse a request to join."""
    demande = Demande.objects.select_related("organisation", "compte").filter(pk=numero).first()
    if demande is None:
        raise Introuvable("Cette demande n’existe plus.", remede="Revenez à l’équipe.")
    organisation = demande.organisation
    if code := request.POST.get("organisation", ""):
        organisation = _organisation(request, code)
    formulaire = FormulaireRole(
        request.POST,
        roles=portee.roles_donnables(titulaire(request), organisation),
        region=(organisation.region if organisation else "") or settings.PORTULAN_REGION,
    )
    accepter = request.POST.get("decision") == "accepter"
    if accepter and not formulaire.is_valid():
        messages.error(request, "Choisissez l’organisation et un rôle que vous pouvez y donner.")
        return _suite(request, demande.organisation)
    choix = {"territoire": None, "role": ""} | (formulaire.cleaned_data if accepter else {})
    roles.decider_demande(
        titulaire=titulaire(request), demande=demande, accepter=accepter, organisation=organisation, **choix
    )
    messages.success(request, "La demande est acceptée." if accepter else "La demande est refusée.")
    return _suite(request, demande.organisation)
