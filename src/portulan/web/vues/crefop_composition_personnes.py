"""People who sit: kept by the secretariat, invited to have an account, erased when they have left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire
from portulan.comptes.enums import Role
from portulan.comptes.invitations import inviter as envoyer_invitation
from portulan.comptes.portee import roles_donnables
from portulan.crefop.composition import operations
from portulan.crefop.composition.models import Personne, Siege
from portulan.crefop.composition.representation import organisation_du_siege
from portulan.crefop.seance.effacement import effacer_personne
from portulan.socle.erreurs import DonneeInvalide, ErreurUtilisateur, Impossible, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.web.formulaires.crefop_composition import FormulairePersonne
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.comptes_equipe import adresse_d_invitation
from portulan.web.vues.crefop_composition_comite import COMITE
from portulan.web.vues.saisie import enregistrer

PERSONNES = ("Personnes", "/comite/personnes/")


def trouver(cle: int) -> Personne:
    """A person. Raises ``Introuvable``."""
    personne = Personne.objects.filter(pk=cle).first()
    if personne is None:
        raise Introuvable("Cette personne n’existe pas.", remede="Ouvrez la liste des personnes.")
    return personne


@reserve("comite", "composer")
def personnes(request: HttpRequest) -> HttpResponse:
    """People, with the seats they hold today."""
    jour = aujourdhui()
    lignes = list(
        Personne.objects.filter(effacee_le__isnull=True).prefetch_related("occupations__siege__college__organe")
    )
    sieges = {p.pk: [o for o in p.occupations.all() if o.du <= jour and (o.au is None or o.au >= jour)] for p in lignes}
    liste = Liste(
        parametres(request),
        lignes,
        (
            Colonne(
                "nom",
                "Nom",
                lambda p: f"{p.nom} {p.prenom}",
                lambda p: (p.nom.lower(), p.prenom.lower()),
                entete=True,
                lien=lambda p: reverse("web:comite_personne", args=[p.pk]),
            ),
            Colonne("qualite", "Qualité", lambda p: p.qualite, lambda p: p.qualite.lower()),
            Colonne("sieges", "Sièges", lambda p: ", ".join(o.siege.libelle for o in sieges[p.pk]) or "aucun"),
            Colonne("courriel", "Courriel", lambda p: p.courriel),
            Colonne("compte", "Compte", lambda p: "relié" if p.compte_id else "sans compte"),
        ),
        legende="Personnes",
        texte=lambda p: f"{p} {p.qualite} {' '.join(o.siege.libelle for o in sieges[p.pk])}",
        filtres=(
            Filtre(
                "siege",
                "Siège",
                [("oui", "siègent"), ("non", "ne siègent pas")],
                lambda p, v: bool(sieges[p.pk]) == (v == "oui"),
            ),
            Filtre(
                "compte",
                "Compte",
                [("oui", "relié"), ("non", "sans compte")],
                lambda p, v: bool(p.compte_id) == (v == "oui"),
            ),
        ),
        tri="nom",
        par_page=100,
        fichier="personnes",
        noms=("personne", "personnes"),
        libelle_recherche="Nom, qualité ou siège",
        vide="Personne n’est encore enregistré : nommez quelqu’un depuis un siège.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {"chemin": (ACCUEIL, COMITE, ("Personnes", "")), "liste": liste}
    return render(request, "pages/crefop/personnes.html", contexte)


@reserve("comite", "composer")
def personne(request: HttpRequest, personne: int) -> HttpResponse:
    """A person: seats held, account, what can be done."""
    fiche = trouver(personne)
    jour = aujourdhui()
    occupations = list(fiche.occupations.select_related("siege__college__organe", "siege__organisation"))
    tenus = [o.siege for o in occupations if o.du <= jour and (o.au is None or o.au >= jour)]
    contexte = {
        "chemin": (ACCUEIL, COMITE, PERSONNES, (str(fiche), "")),
        "personne": fiche,
        "occupations": occupations,
        "siege": bool(tenus),
        "invitable": bool(tenus) and _peut_inviter(titulaire(request), tenus[0]),
    }
    return render(request, "pages/crefop/personne.html", contexte)


def _peut_inviter(qui: Titulaire, siege: Siege) -> bool:
    """A chair gets its role from the administration: neither party names the chair of the other."""
    return not siege.copreside or Role.PRESIDENCE in roles_donnables(qui, siege.organisation)


@reserve("comite", "composer")
def modifier(request: HttpRequest, personne: int | None = None) -> HttpResponse:
    """Write a person, or correct one."""
    fiche = trouver(personne) if personne is not None else None
    noms = tuple(FormulairePersonne.base_fields)

    def ecrire(saisie: dict[str, Any]) -> tuple[str, str]:
        ecrite = operations.enregistrer_personne(titulaire=titulaire(request), personne=fiche, **saisie)
        return reverse("web:comite_personne", args=[ecrite.pk]), f"La fiche de {ecrite} est enregistrée."

    titre = f"Corriger la fiche de {fiche}" if fiche else "Ajouter une personne"
    return enregistrer(
        request,
        formulaire=FormulairePersonne(
            request.POST or None, initial={n: getattr(fiche, n) for n in noms} if fiche else None
        ),
        gabarit="pages/crefop/formulaire.html",
        contexte={"chemin": (ACCUEIL, COMITE, PERSONNES, (titre, "")), "titre": titre, "bouton": "Enregistrer"},
        ecrire=ecrire,
    )


@require_POST
@reserve("comite", "composer")
def inviter(request: HttpRequest, personne: int) -> HttpResponse:
    """Invite a person to have an account, with the role of its seat."""
    fiche = trouver(personne)
    occupation = fiche.occupations.au_jour(aujourdhui()).select_related("siege__organisation").first()
    try:
        if occupation is None or not fiche.courriel:
            raise DonneeInvalide(
                "Cette personne n’a pas de siège aujourd’hui, ou pas de courriel.", remede="Complétez sa fiche."
            )
        qui, siege = titulaire(request), occupation.siege
        if not _peut_inviter(qui, siege):
            raise Impossible(
                "Le rôle de coprésidence se donne par l’administration.",
                remede="Elle l’invite depuis l’équipe de l’État ou de la Région, avec le courriel de cette fiche.",
            )
        envoyer_invitation(
            titulaire=qui,
            courriel=fiche.courriel,
            role=Role.PRESIDENCE if siege.copreside else Role.MEMBRE,
            organisation=organisation_du_siege(titulaire=qui, siege=siege),
            adresse=adresse_d_invitation(request),
        )
    except ErreurUtilisateur as refus:
        messages.error(request, f"{refus.message} {refus.remede}")
    else:
        messages.success(request, f"Une invitation est envoyée à {fiche}.")
    return redirect("web:comite_personne", fiche.pk)


@require_POST
@reserve("comite", "composer")
def effacer(request: HttpRequest, personne: int) -> HttpResponse:
    """Erase a person's data."""
    effacer_personne(titulaire=titulaire(request), personne=trouver(personne))
    messages.success(request, "Les données de cette personne sont effacées.")
    return redirect("web:comite_personnes")
