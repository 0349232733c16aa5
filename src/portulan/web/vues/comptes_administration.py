"""Accounts and mails, for those who watch over the installation."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from portulan.comptes import courriels as envois
from portulan.comptes import effacement, invitations, portee, roles, second_facteur
from portulan.comptes.droits import exiger, peut
from portulan.comptes.enums import EtatCourriel, EtatDemande, EtatInvitation, Role
from portulan.comptes.models import Compte, Courriel, Demande, Habilitation, Invitation
from portulan.socle.erreurs import ErreurUtilisateur, Introuvable
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.web.formulaires.comptes import FormulaireInvitation, FormulaireRole, nommer_territoire
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.comptes_equipe import adresse_d_invitation, noms_des_auteurs

_MONTRES = 1000
_GENRES = {EtatCourriel.ENVOYE: "succes", EtatCourriel.ATTENTE: "encours", EtatCourriel.ABANDONNE: "echec"}


@reserve("compte", "voir")
def comptes(request: HttpRequest) -> HttpResponse:
    """Accounts that this person may see; an administrator also invites to roles without an organisation."""
    qui = titulaire(request)
    donnables = portee.roles_donnables(qui, None)
    formulaire = FormulaireInvitation(
        request.POST if request.method == "POST" else None, roles=donnables, region=settings.PORTULAN_REGION
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            invitations.inviter(
                titulaire=qui,
                organisation=None,
                adresse=adresse_d_invitation(request),
                **({"territoire": None} | formulaire.cleaned_data),
            )
        except ErreurUtilisateur as refus:
            formulaire.add_error(None, str(refus))
        else:
            messages.success(request, f"L’invitation part vers {formulaire.cleaned_data['courriel']}.")
            return redirect("web:comptes")
    liste = _liste(request)
    if liste.csv_demande:
        return liste.csv()
    attente = Invitation.objects.filter(organisation=None, etat=EtatInvitation.ENVOYEE) if donnables else ()
    demandes = Demande.objects.filter(organisation=None, etat=EtatDemande.DEPOSEE) if donnables else ()
    contexte = {
        "chemin": (ACCUEIL, ("Mon espace", reverse("web:espace")), ("Comptes", "")),
        "liste": liste,
        "formulaire": formulaire if donnables else None,
        "en_attente": list(attente),
        "maintenant": maintenant(),
        "demandes": list(demandes),
        "organisations": list(portee.organisations(qui, "compte", "inviter")) if demandes else [],
        "tous_les_roles": Role.choices,
    }
    return render(request, "pages/comptes/comptes.html", contexte, status=422 if formulaire.errors else 200)


def _liste(request: HttpRequest) -> Liste:
    jour = aujourdhui()
    tenus: dict[int, list[Habilitation]] = {}
    visibles = portee.comptes(titulaire(request)).annotate(
        muni=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True))
    )
    for h in Habilitation.objects.valides(jour).filter(compte__in=visibles.values("pk")).select_related("organisation"):
        tenus.setdefault(h.compte_id, []).append(h)

    def des_roles(c: Compte) -> str:
        return ", ".join(sorted({h.get_role_display() for h in tenus.get(c.pk, [])})) or "aucun rôle"

    def des_organisations(c: Compte) -> str:
        return ", ".join(sorted({h.organisation.nom for h in tenus.get(c.pk, []) if h.organisation})) or "–"

    return Liste(
        parametres(request),
        list(visibles),
        (
            Colonne(
                "nom",
                "Personne",
                str,
                lambda c: str(c).lower(),
                entete=True,
                lien=lambda c: reverse("web:un_compte", args=[c.pk]),
            ),
            Colonne("courriel", "Courriel", lambda c: c.courriel, lambda c: c.courriel),
            Colonne("roles", "Rôles", des_roles, des_roles),
            Colonne("organisations", "Organisations", des_organisations, des_organisations),
            Colonne("muni", "Second facteur", lambda c: "installé" if c.muni else "–", lambda c: c.muni),
            Colonne("entree", "Dernière connexion", lambda c: _heure(c.last_login), lambda c: c.last_login),
            Colonne("etat", "État", lambda c: "actif" if c.is_active else "désactivé", lambda c: c.is_active),
        ),
        legende="Comptes",
        texte=lambda c: f"{c.nom} {c.courriel} {des_organisations(c)}",
        filtres=(
            Filtre("role", "Rôle", Role.choices, lambda c, v: any(h.role == v for h in tenus.get(c.pk, []))),
            Filtre("etat", "État", [("1", "actifs"), ("0", "désactivés")], lambda c, v: c.is_active == (v == "1")),
        ),
        tri="nom",
        fichier="comptes",
        noms=("compte", "comptes"),
        libelle_recherche="Chercher une personne",
    )


def _heure(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y H:i") if moment else "jamais"


def _compte(request: HttpRequest, numero: int) -> Compte:
    trouve = portee.comptes(titulaire(request)).filter(pk=numero).first()
    if trouve is None:
        raise Introuvable("Ce compte n’existe pas, ou n’est pas des vôtres.", remede="Revenez à la liste des comptes.")
    return trouve


@reserve("compte", "voir")
def un_compte(request: HttpRequest, numero: int) -> HttpResponse:
    """One account: its roles, past ones too, and what may be done; posted, gives a role without organisation."""
    compte = _compte(request, numero)
    qui = titulaire(request)
    donnables = portee.roles_donnables(qui, None) if compte.is_active else ()
    formulaire = FormulaireRole(
        request.POST if request.method == "POST" else None, roles=donnables, region=settings.PORTULAN_REGION
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            choix = {"territoire": None} | formulaire.cleaned_data
            roles.donner(titulaire=qui, compte=compte, organisation=None, **choix)
        except ErreurUtilisateur as refus:
            formulaire.add_error(None, str(refus))
        else:
            messages.success(request, "Le rôle est donné.")
            return redirect("web:un_compte", numero)
    tenues = list(compte.habilitations.select_related("organisation"))
    noms = noms_des_auteurs({h.accordee_par for h in tenues})
    jour = aujourdhui()
    contexte = {
        "chemin": (ACCUEIL, ("Comptes", reverse("web:comptes")), (str(compte), "")),
        "compte": compte,
        "tenues": [
            {
                "role": h,
                "lieu": nommer_territoire(h.niveau, h.territoire),
                "par": noms.get(h.accordee_par, "un compte"),
                "en_cours": h.au is None or h.au >= jour,
                "retirable": h.role in portee.roles_donnables(qui, h.organisation),
            }
            for h in tenues
        ],
        "muni": second_facteur.est_installe(compte),
        "administre": peut(qui, "installation", "agir"),
        "soi_meme": compte.pk == qui.compte,
        "formulaire": formulaire if donnables else None,
    }
    return render(request, "pages/comptes/un_compte.html", contexte, status=422 if formulaire.errors else 200)


@require_POST
@reserve("installation", "agir")
def activer(request: HttpRequest, numero: int) -> HttpResponse:
    """Switch an account off or on."""
    actif = request.POST.get("actif") == "oui"
    roles.activer(titulaire=titulaire(request), compte=_compte(request, numero), actif=actif)
    messages.success(request, "Le compte est réactivé." if actif else "Le compte est désactivé, ses sessions fermées.")
    return redirect("web:un_compte", numero)


@require_POST
@reserve("installation", "agir")
def remettre_second_facteur(request: HttpRequest, numero: int) -> HttpResponse:
    """Remove the second factor of somebody who lost it."""
    qui = titulaire(request)
    exiger(qui, "installation", "agir")
    second_facteur.remettre_a_zero(compte=_compte(request, numero), par=qui.auteur)
    messages.success(request, "Le second facteur est retiré ; la personne est prévenue par courriel.")
    return redirect("web:un_compte", numero)


@require_POST
@reserve("installation", "agir")
def effacer(request: HttpRequest, numero: int) -> HttpResponse:
    """Erase the personal data of an account, asked for by its owner."""
    qui = titulaire(request)
    exiger(qui, "installation", "agir")
    effacement.effacer(compte=_compte(request, numero), par=qui.auteur)
    messages.success(request, "Les données personnelles de ce compte sont effacées.")
    return redirect("web:comptes")


@reserve("installation", "agir")
def courriels(request: HttpRequest) -> HttpResponse:
    """Mails sent, waiting, given up; and every template with an example."""
    liste = Liste(
        parametres(request),
        list(Courriel.objects.defer("texte", "html")[:_MONTRES]),
        (
            Colonne("sujet", "Sujet", lambda c: c.sujet, lambda c: c.sujet, entete=True),
            Colonne("destinataire", "Destinataire", lambda c: c.destinataire, lambda c: c.destinataire),
            Colonne(
                "etat",
                "État",
                lambda c: rendre(badge, c.get_etat_display(), _GENRES[EtatCourriel(c.etat)]),
                lambda c: c.etat,
                lambda c: c.get_etat_display(),
            ),
            Colonne("essais", "Essais", lambda c: c.essais, lambda c: c.essais, nombre=True),
            Colonne("erreur", "Dernière erreur", lambda c: c.erreur or "–"),
            Colonne("cree", "Écrit le", lambda c: _heure(c.cree_le), lambda c: c.cree_le),
        ),
        legende="Courriels",
        texte=lambda c: f"{c.sujet} {c.destinataire} {c.erreur}",
        filtres=(Filtre("etat", "État", EtatCourriel.choices, lambda c, v: c.etat == v),),
        tri="-cree",
        fichier="courriels",
        noms=("courriel", "courriels"),
        libelle_recherche="Chercher un courriel",
        vide="Aucun courriel n’a encore été écrit.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Administrer", reverse("web:region")), ("Courriels", "")),
        "liste": liste,
        "attente": Courriel.objects.filter(etat=EtatCourriel.ATTENTE).count(),
        "abandonnes": Courriel.objects.filter(etat=EtatCourriel.ABANDONNE).count(),
        "gabarits": sorted(envois.GABARITS.values(), key=lambda g: g.nom),
        "en_fichiers": settings.MAILERS["default"]["BACKEND"].endswith("filebased.EmailBackend"),
    }
    return render(request, "pages/comptes/courriels.html", contexte)


@reserve("installation", "agir")
def gabarit(request: HttpRequest, nom: str) -> HttpResponse:
    """A template of mail, filled with its example."""
    declare = envois.GABARITS.get(nom)
    if declare is None:
        raise Introuvable("Ce gabarit n’existe pas.", remede="Revenez à la page des courriels.")
    sujet, texte, _ = envois.ecrire(nom, declare.exemple)
    contexte = {
        "chemin": (ACCUEIL, ("Courriels", reverse("web:courriels")), (sujet, "")),
        "gabarit": declare,
        "sujet": sujet,
        "texte": texte,
    }
    return render(request, "pages/comptes/gabarit.html", contexte)


@require_POST
@reserve("installation", "agir")
def relancer_courriels(request: HttpRequest) -> HttpResponse:
    """Try again, now, what waits and what was given up."""
    for abandonne in Courriel.objects.filter(etat=EtatCourriel.ABANDONNE):
        envois.relancer(abandonne)
    partis = envois.essayer_maintenant()
    messages.success(request, f"Courriels partis : {partis}." if partis else "Aucun courriel n’a pu partir.")
    return redirect("web:courriels")
