"""Update campaigns of the directory: the list, a new one, who is asked, who answered, reminders, closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.animation import droits, operations_maj, queries
from portulan.terrain.animation.enums import Canal, Decision, EtatCampagne, Reponse
from portulan.terrain.animation.models import CampagneMiseAJour, Sollicitation
from portulan.travaux.operations import demander
from portulan.web.formulaires.animation import FormulaireCampagneMaj
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import (
    choix_bassins,
    choix_operateurs,
    enregistrer,
    nom_du_bassin,
    nom_operateur,
    region,
)

GENRES_CAMPAGNE = {
    EtatCampagne.EN_COURS: "encours",
    EtatCampagne.ECHUE: "attention",
    EtatCampagne.CLOSE: "succes",
    EtatCampagne.PREPAREE: "",
}
GENRES_REPONSE = {
    Reponse.CONFIRMEE: "succes",
    Reponse.CORRIGEE: "info",
    Reponse.FERMEE: "attention",
    Reponse.ATTENTE: "encours",
    Reponse.SANS_REPONSE: "alerte",
}


@reserve("sollicitation", "voir")
def campagnes(request: HttpRequest) -> HttpResponse:
    """Campaigns of the region, and the requests that this person may answer."""
    qui = titulaire(request)
    conduit = peut(qui, "sollicitation", "lancer")
    visibles = droits.sollicitations(qui)
    tours = queries.campagnes(region())
    if not conduit:
        tours = tours.filter(sollicitations__in=visibles).distinct()
    jour = aujourdhui()
    liste = Liste(
        parametres(request),
        list(tours),
        (
            Colonne("nom", "Campagne", lambda c: c.nom, lambda c: c.nom, entete=True, lien=_lien_campagne),
            Colonne("etat", "État", lambda c: _badge_etat(c, jour), brut=lambda c: c.etat(jour).label),
            Colonne("du", "Début", lambda c: f"{c.du:%d/%m/%Y}", lambda c: c.du, lambda c: c.du.isoformat()),
            Colonne("au", "Réponse attendue", lambda c: f"{c.au:%d/%m/%Y}", lambda c: c.au, lambda c: c.au.isoformat()),
            *(_colonnes_de_conduite() if conduit else ()),
        ),
        legende="Campagnes de mise à jour",
        fichier="campagnes-mise-a-jour",
        noms=("campagne", "campagnes"),
        tri="-du",
    )
    mienne = liste_sollicitations(
        request, visibles.filter(reponse=Reponse.ATTENTE, campagne__close_le__isnull=True), prefixe="s-"
    )
    for demandee in (liste, mienne):
        if demandee.csv_demande:
            return demandee.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Mise à jour des fiches", "")),
        "liste": liste,
        "conduit": conduit,
        "miennes": mienne if peut(qui, "sollicitation", "repondre") and not conduit else None,
        "a_relire": visibles.filter(decision=Decision.A_RELIRE).count() if conduit else 0,
    }
    return render(request, "pages/maj_campagnes.html", contexte)


def _colonnes_de_conduite() -> tuple[Colonne, ...]:
    return (
        Colonne("demandees", "Sollicitées", lambda c: c.demandees, lambda c: c.demandees, nombre=True),
        Colonne("repondues", "Ont répondu", lambda c: c.repondues, lambda c: c.repondues, nombre=True),
        Colonne("a_relire", "À relire", lambda c: c.a_relire, lambda c: c.a_relire, nombre=True),
    )


def _lien_campagne(campagne: CampagneMiseAJour) -> str:
    return reverse("web:maj_campagne", args=[campagne.pk])


def _badge_etat(campagne: CampagneMiseAJour, jour: Any) -> Any:
    etat = campagne.etat(jour)
    return rendre(badge, etat.label, GENRES_CAMPAGNE[etat])


@reserve("sollicitation", "lancer")
def preparer(request: HttpRequest) -> HttpResponse:
    """Write down a campaign."""

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        propre.pop("version", None)
        campagne = operations_maj.preparer(titulaire=titulaire(request), region=region(), **propre)
        return reverse("web:maj_lancer", args=[campagne.pk]), "Campagne préparée. Choisissez qui solliciter."

    return enregistrer(
        request,
        formulaire=FormulaireCampagneMaj(request.POST or None, initial=FormulaireCampagneMaj.initiales()),
        gabarit="pages/maj_preparer.html",
        contexte={"chemin": (*_chemin(), ("Nouvelle campagne", ""))},
        ecrire=ecrire,
    )


def _chemin() -> tuple[tuple[str, str], ...]:
    return ACCUEIL, ("Mise à jour des fiches", reverse("web:maj_campagnes"))


def _menee(request: HttpRequest, cle: int) -> CampagneMiseAJour:
    """A campaign that this person may lead."""
    tour = queries.get_campagne(region(), cle)
    if not droits.campagnes_menees(titulaire(request)).filter(pk=tour.pk).exists():
        raise Introuvable("Cette campagne n’existe pas, ou n’est pas de votre territoire.", remede="Ouvrez la liste.")
    return tour


@reserve("sollicitation", "lancer")
def lancer(request: HttpRequest, cle: int) -> HttpResponse:
    """Choose operators and bassins, see who would be asked, ask."""
    qui = titulaire(request)
    campagne = _menee(request, cle)
    demande = request.POST if request.method == "POST" else request.GET
    operateurs = _choisis(demande.getlist("operateurs"), choix_operateurs())
    bassins = _choisis(demande.getlist("bassins"), choix_bassins())
    if request.method == "POST":
        nombre = operations_maj.lancer(titulaire=qui, campagne=campagne, operateurs=operateurs, bassins=bassins)
        if nombre:
            parametres_du_travail = {"campagne": campagne.pk}
            demander(
                genre="solliciter",
                libelle=f"Écrire aux structures : {campagne.nom}"[:200],
                parametres=parametres_du_travail,
                demande_par=qui.auteur,
            )
            messages.success(request, f"{nombre} structures sollicitées. Les courriels partent dans la minute.")
        else:
            messages.info(request, "Toutes ces structures étaient déjà sollicitées : rien n’a été envoyé deux fois.")
        return redirect("web:maj_campagne", campagne.pk)
    structures = list(operations_maj.concernees(qui, campagne, operateurs, bassins))
    par_courriel = sum(bool(operations_maj.courriel_de(s)) for s in structures)
    contexte = {
        "chemin": (*_chemin(), (campagne.nom, _lien_campagne(campagne)), ("Qui solliciter", "")),
        "campagne": campagne,
        "operateurs": [(c, nom, c in operateurs) for c, nom in choix_operateurs()],
        "bassins": [(c, nom, c in bassins) for c, nom in choix_bassins()],
        "choisis": [("operateurs", c) for c in operateurs] + [("bassins", c) for c in bassins],
        "nombre": len(structures),
        "par_courriel": par_courriel,
        "par_telephone": len(structures) - par_courriel,
        "liste": _apercu(request, structures, {"operateurs": operateurs, "bassins": bassins}),
    }
    if contexte["liste"].csv_demande:
        return contexte["liste"].csv()
    return render(request, "pages/maj_lancer.html", contexte)


def _choisis(recus: list[str], choix: list[tuple[str, str]]) -> list[str]:
    """Codes asked for, whether one by one (a form) or together (a link of the list)."""
    demandes = {code for valeur in recus for code in valeur.split(",")}
    return [code for code, _ in choix if code in demandes]


def _apercu(request: HttpRequest, structures: list[Any], choisis: dict[str, list[str]]) -> Liste:
    valeurs = parametres(request) | {cle: ",".join(codes) for cle, codes in choisis.items()}
    return Liste(
        valeurs,
        structures,
        (
            Colonne("nom", "Structure", lambda s: s.nom, lambda s: s.nom, entete=True),
            Colonne("operateur", "Opérateur", lambda s: nom_operateur(s.operateur)),
            Colonne("bassin", "Bassin", lambda s: nom_du_bassin(s.bassin)),
            Colonne("courriel", "Sollicitée par", lambda s: operations_maj.courriel_de(s) or "téléphone"),
            Colonne("telephone", "Téléphone", lambda s: s.telephone, csv_seul=True),
            Colonne(
                "verifiee",
                "Vérifiée le",
                lambda s: f"{s.verifiee_le:%d/%m/%Y}" if s.verifiee_le else "jamais",
                brut=lambda s: s.verifiee_le,
            ),
        ),
        legende="Structures qui seraient sollicitées",
        conserves=("operateurs", "bassins"),
        par_page=20,
        fichier="structures-a-solliciter",
        noms=("structure", "structures"),
        vide="Aucune structure ouverte de ce choix n’attend d’être sollicitée.",
    )


@reserve("sollicitation", "voir")
def campagne(request: HttpRequest, cle: int) -> HttpResponse:
    """Follow-up of a campaign: progress by operator and by bassin, every structure, who is late."""
    qui = titulaire(request)
    tour = queries.get_campagne(region(), cle)
    demandes = list(droits.sollicitations(qui).filter(campagne=tour))
    jour = aujourdhui()
    etat = tour.etat(jour)
    suivi = liste_sollicitations(request, demandes)
    progressions = {
        "operateur": _progression(
            request, queries.avancements(demandes, "operateur"), nom_operateur, "o-", "opérateur"
        ),
        "bassin": _progression(request, queries.avancements(demandes, "bassin"), nom_du_bassin, "b-", "bassin"),
    }
    for liste in (suivi, *progressions.values()):
        if liste.csv_demande:
            return liste.csv()
    total = queries.avancement("", _compter(demandes))
    contexte = {
        "chemin": (*_chemin(), (tour.nom, "")),
        "campagne": tour,
        "etat": etat,
        "genre": GENRES_CAMPAGNE[etat],
        "total": total,
        "conduit": peut(qui, "sollicitation", "lancer"),
        "ouverte": etat in {EtatCampagne.EN_COURS, EtatCampagne.ECHUE},
        "a_relire": sum(d.decision == Decision.A_RELIRE for d in demandes),
        "a_appeler": sum(d.reponse == Reponse.ATTENTE and d.canal != Canal.COURRIEL for d in demandes),
        "a_envoyer": sum(d.canal == Canal.COURRIEL and d.envoyee_le is None for d in demandes),
        "liste": suivi,
        "progressions": progressions,
    }
    return render(request, "pages/maj_campagne.html", contexte)


def _compter(demandes: list[Sollicitation]) -> dict[str, int]:
    comptes: dict[str, int] = {}
    for demande in demandes:
        comptes[demande.reponse] = comptes.get(demande.reponse, 0) + 1
    return comptes


def _progression(request: HttpRequest, lignes: list[Any], nommer: Any, prefixe: str, titre: str) -> Liste:
    return Liste(
        parametres(request),
        lignes,
        (
            Colonne("nom", titre.capitalize(), lambda a: nommer(a.cle), lambda a: nommer(a.cle).lower(), entete=True),
            Colonne("demandees", "Sollicitées", lambda a: a.demandees, lambda a: a.demandees, nombre=True),
            Colonne("part", "Ont répondu", lambda a: f"{a.repondues} ({a.part} %)", lambda a: a.part, nombre=True),
            Colonne("confirmees", "Rien n’a changé", lambda a: a.confirmees, lambda a: a.confirmees, nombre=True),
            Colonne("corrigees", "À corriger", lambda a: a.corrigees, lambda a: a.corrigees, nombre=True),
            Colonne("fermees", "Fermées", lambda a: a.fermees, lambda a: a.fermees, nombre=True),
            Colonne("muettes", "Sans réponse", lambda a: a.muettes, lambda a: a.muettes, nombre=True),
        ),
        legende=f"Réponses par {titre}",
        tri="-muettes",
        prefixe=prefixe,
        ancre=f"par-{titre}".replace("é", "e"),
        fichier=f"campagne-par-{titre}".replace("é", "e"),
        noms=(titre, f"{titre}s"),
        par_page=12,
    )


def liste_sollicitations(request: HttpRequest, demandes: Any, prefixe: str = "") -> Liste:
    """Requests, with their answer and who must act."""
    bassins = {d.structure.bassin for d in demandes}
    operateurs = {d.structure.operateur for d in demandes}
    return Liste(
        parametres(request),
        list(demandes),
        (
            Colonne(
                "nom",
                "Structure",
                lambda d: d.structure.nom,
                lambda d: d.structure.nom,
                entete=True,
                lien=lambda d: reverse("web:maj_sollicitation", args=[d.pk]),
            ),
            Colonne("operateur", "Opérateur", lambda d: nom_operateur(d.structure.operateur)),
            Colonne("bassin", "Bassin", lambda d: nom_du_bassin(d.structure.bassin)),
            Colonne("canal", "Canal", lambda d: d.get_canal_display(), lambda d: d.canal),
            Colonne("courriel", "Courriel", lambda d: d.courriel, csv_seul=True),
            Colonne("telephone", "Téléphone", lambda d: d.structure.telephone, csv_seul=True),
            Colonne(
                "demandee",
                "Demandée le",
                lambda d: f"{d.demandee_le:%d/%m/%Y}",
                lambda d: d.demandee_le,
                lambda d: d.demandee_le.isoformat(),
            ),
            Colonne("relances", "Rappels", lambda d: d.relances, lambda d: d.relances, nombre=True),
            Colonne(
                "reponse",
                "Réponse",
                lambda d: rendre(badge, d.get_reponse_display(), GENRES_REPONSE[Reponse(d.reponse)]),
                lambda d: d.reponse,
                lambda d: d.get_reponse_display(),
            ),
            Colonne(
                "repondu",
                "Répondu le",
                lambda d: f"{d.repondu_le:%d/%m/%Y}" if d.repondu_le else "",
                lambda d: d.repondu_le,
                lambda d: d.repondu_le,
            ),
            Colonne(
                "suite",
                "Suite",
                lambda d: d.get_decision_display() if d.decision != Decision.AUCUNE else "",
                lambda d: d.decision,
            ),
            Colonne("remarque", "Remarque", lambda d: d.remarque, csv_seul=True),
        ),
        legende="Structures sollicitées",
        texte=lambda d: f"{d.structure.nom} {d.structure.commune}",
        filtres=(
            Filtre("reponse", "Réponse", Reponse.choices, lambda d, v: d.reponse == v),
            Filtre("suite", "Suite", Decision.choices[1:], lambda d, v: d.decision == v),
            Filtre("canal", "Canal", Canal.choices, lambda d, v: d.canal == v),
            Filtre(
                "operateur",
                "Opérateur",
                [c for c in choix_operateurs() if c[0] in operateurs],
                lambda d, v: d.structure.operateur == v,
            ),
            Filtre(
                "bassin",
                "Bassin",
                [c for c in choix_bassins() if c[0] in bassins],
                lambda d, v: d.structure.bassin == v,
            ),
        ),
        tri="nom",
        prefixe=prefixe,
        ancre="attendues" if prefixe else "liste",
        fichier="structures-sollicitees",
        noms=("structure", "structures"),
        libelle_recherche="Chercher une structure ou une commune",
        par_page=25,
        vide="Aucune structure ne correspond.",
    )


@require_POST
@reserve("sollicitation", "lancer")
def relancer(request: HttpRequest, cle: int) -> HttpResponse:
    """Remind by mail all those that did not answer (once a day at most)."""
    tour = _menee(request, cle)
    return _relancer(request, titulaire(request), tour)


def _relancer(request: HttpRequest, qui: Titulaire, tour: CampagneMiseAJour) -> HttpResponse:
    _, nouveau = demander(
        genre="relancer_sollicitations",
        libelle=f"Rappeler : {tour.nom}"[:200],
        parametres={"campagne": tour.pk, "toutes": True},
        demande_par=qui.auteur,
    )
    if nouveau:
        messages.success(request, "Les rappels partent dans la minute ; personne n’en reçoit deux le même jour.")
    else:
        messages.info(request, "Des rappels étaient déjà en train de partir.")
    return redirect("web:maj_campagne", tour.pk)


@require_POST
@reserve("sollicitation", "lancer")
def clore(request: HttpRequest, cle: int) -> HttpResponse:
    """Close a campaign."""
    tour = _menee(request, cle)
    muettes = operations_maj.clore(titulaire=titulaire(request), campagne=tour)
    messages.success(request, f"Campagne close ; sans réponse : {muettes}.")
    return redirect("web:maj_campagne", tour.pk)
