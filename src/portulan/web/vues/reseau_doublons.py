"""Two records of one place: the list, a pair side by side, merge field by field, undo; conflicts with a source."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, exiger, peut
from portulan.socle.erreurs import VersionDepassee
from portulan.socle.mesure import nombre_fr
from portulan.terrain.reseau import conflits as conflits_reseau
from portulan.terrain.reseau import doublons as operations
from portulan.terrain.reseau.droits import rapprochements, structures
from portulan.terrain.reseau.enums import ChoixConflit, EtatRapprochement
from portulan.terrain.reseau.models import Conflit, Rapprochement, Structure
from portulan.terrain.reseau.saisie import libelle
from portulan.web import reseau_mots as mots
from portulan.web.conflit import Opposition, opposer
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre
from portulan.web.liste_requete import ListeRequete
from portulan.web.saisie import entier_recu
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres

_BADGES = {
    EtatRapprochement.PROPOSE: "attention",
    EtatRapprochement.FUSIONNE: "succes",
    EtatRapprochement.DISTINCT: "",
    EtatRapprochement.ANNULE: "",
}


def _etat(paire: Rapprochement) -> SafeString:
    return rendre(badge, paire.get_etat_display(), _BADGES[EtatRapprochement(paire.etat)])


@reserve("doublon", "voir")
def doublons(request: HttpRequest) -> HttpResponse:
    """Pairs of records to examine, and those already decided."""
    qui = titulaire(request)
    liste = ListeRequete(
        parametres(request),
        operations.a_examiner(rapprochements(qui)),  # type: ignore[arg-type]
        (
            Colonne("a", "Première fiche", lambda r: r.a.nom, entete=True, lien=_lien, champs=("a__nom",)),
            Colonne("b", "Seconde fiche", lambda r: r.b.nom, champs=("b__nom",)),
            Colonne("commune", "Commune", lambda r: r.a.commune, champs=("a__commune",)),
            Colonne("score", "Ressemblance", lambda r: f"{r.score} sur 100", champs=("score",), nombre=True),
            Colonne("raisons", "Pourquoi", lambda r: ", ".join(r.raisons)),
            Colonne("etat", "État", _etat, brut=lambda r: r.etat),
        ),
        legende="Fiches qui se ressemblent",
        filtres=(
            Filtre("etat", "État", EtatRapprochement.choices, lambda q, v: q.filter(etat=v), EtatRapprochement.PROPOSE),
        ),
        mots=("a__nom", "b__nom", "a__commune"),
        tri="-score",
        fichier="doublons",
        noms=("paire", "paires"),
        vide="Aucune paire dans cet état.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Réseau", reverse("web:reseau")), ("Doublons", "")),
        "liste": liste,
        "peut_decider": peut(qui, "doublon", "decider"),
    }
    return render(request, "pages/reseau_doublons.html", contexte)


def _lien(rapprochement: Rapprochement) -> str:
    return reverse("web:doublon", args=[rapprochement.pk])


@require_POST
@reserve("doublon", "decider")
def chercher(request: HttpRequest) -> HttpResponse:
    """Compare every record of the region again."""
    exiger(titulaire(request), "doublon", "decider")
    nombre = operations.proposer(region=settings.PORTULAN_REGION)
    messages.success(request, f"Recherche faite : {nombre_fr(nombre)} paires à examiner.")
    return redirect("web:doublons")


@reserve("doublon", "voir")
def doublon(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Two records side by side; POST decides."""
    qui = titulaire(request)
    visibles = rapprochements(qui).select_related("a__organisation", "b__organisation", "gardee")
    paire = get_object_or_404(visibles, pk=identifiant)
    if request.method == "POST":
        return _decider(request, qui, paire)
    return _page(request, qui, paire)


def _page(
    request: HttpRequest, qui: Titulaire, paire: Rapprochement, conflit: Opposition | None = None
) -> HttpResponse:
    """Both records; after a conflict, as they are now, with what had been chosen."""
    fiches = [_resume(paire.a, qui), _resume(paire.b, qui)]
    contexte = {
        "chemin": (
            ACCUEIL,
            ("Réseau", reverse("web:reseau")),
            ("Doublons", reverse("web:doublons")),
            (f"{paire.a.nom} / {paire.b.nom}", ""),
        ),
        "paire": paire,
        "badge_etat": _etat(paire),
        "fiches": fiches,
        "a_garder": entier_recu(request.POST.get("gardee"))
        or max(fiches, key=lambda f: f["attachees"])["structure"].pk,
        "champs": _champs(request, paire),
        "conflit": conflit,
        "peut_decider": peut(qui, "doublon", "decider"),
        "suivante": operations.a_examiner(rapprochements(qui, "decider"))
        .filter(etat=EtatRapprochement.PROPOSE)
        .exclude(pk=paire.pk)
        .first(),
    }
    return render(request, "pages/reseau_doublon.html", contexte, status=409 if conflit else 200)


def _resume(structure: Structure, qui: Titulaire) -> dict[str, Any]:
    return {
        "structure": structure,
        "services": structure.services.count(),
        "lien": reverse("web:structure", args=[structure.pk])
        if structures(qui).filter(pk=structure.pk).exists()
        else "",
        "attachees": operations.pieces_attachees(structure),
    }


def _champs(request: HttpRequest, paire: Rapprochement) -> list[dict[str, Any]]:
    """Fields that differ, as the form offers them: what was chosen, else the first record that says something."""
    lignes = []
    for nom in operations.champs_a_choisir():
        a, b = getattr(paire.a, nom), getattr(paire.b, nom)
        if a != b:
            choisi = entier_recu(request.POST.get(f"choix-{nom}"))
            retenu = choisi or (paire.a_id if a not in ("", None, [], {}) else paire.b_id)
            lignes.append(
                {
                    "nom": nom,
                    "libelle": _titre(nom),
                    "a": _montrer(paire.a, nom),
                    "b": _montrer(paire.b, nom),
                    "retenu": retenu,
                }
            )
    return lignes


def _titre(nom: str) -> str:
    autres = {"organisation_id": "organisation", "verifiee_le": "vérifiée le", "longitude": "point sur la carte"}
    return autres.get(nom) or libelle(nom)


def _montrer(structure: Structure, nom: str) -> str:
    valeur = getattr(structure, nom)
    if nom == "organisation_id":
        return structure.organisation.nom if structure.organisation else ""
    if nom == "operateur":
        return mots.nom_operateur(valeur)
    if nom == "longitude":
        return "adresse exacte" if structure.precision_geo == "adresse" else "mairie de la commune"
    if nom == "code_insee":
        return f"{structure.commune} ({valeur})"
    if isinstance(valeur, dict):
        return " ; ".join(f"{libelle('spro:' + n)} : {_texte(v)}" for n, v in valeur.items())
    return _texte(valeur)


def _texte(valeur: Any) -> str:
    return ", ".join(map(str, valeur)) if isinstance(valeur, list) else "" if valeur is None else str(valeur)


def _decider(request: HttpRequest, qui: Titulaire, paire: Rapprochement) -> HttpResponse:
    acte = request.POST.get("acte", "")
    if acte == "fusionner":
        gardee = paire.b if request.POST.get("gardee") == str(paire.b_id) else paire.a
        try:
            operations.fusionner(
                titulaire=qui,
                rapprochement=paire,
                gardee=gardee,
                choix={n: entier_recu(request.POST.get(f"choix-{n}")) or 0 for n in operations.champs_a_choisir()},
                versions={s.pk: entier_recu(request.POST.get(f"version-{s.pk}")) or 0 for s in (paire.a, paire.b)},
            )
        except VersionDepassee as refus:
            return _page(request, qui, paire, opposer(refus, ()))
        messages.success(request, "Les deux fiches n’en font plus qu’une. Vous pouvez annuler cette fusion.")
    elif acte == "distinguer":
        operations.distinguer(titulaire=qui, rapprochement=paire)
        messages.success(request, "C’est noté : ces deux fiches ne seront plus rapprochées.")
    elif acte == "annuler":
        operations.annuler_fusion(titulaire=qui, rapprochement=paire)
        messages.success(request, "La fusion est annulée : les deux fiches sont de nouveau distinctes.")
    else:
        messages.error(request, "Choisissez ce que vous décidez de ces deux fiches.")
    return redirect("web:doublon", paire.pk)


@reserve("structure", "modifier")
def conflits(request: HttpRequest) -> HttpResponse:
    """Fields where a source contradicts what was written by hand."""
    liste = (
        Conflit.objects.filter(choix=ChoixConflit.A_FAIRE, structure__in=structures(titulaire(request), "modifier"))
        .select_related("structure", "service", "importation")
        .order_by("structure__nom", "pk")
    )
    contexte = {
        "chemin": (ACCUEIL, ("Réseau", reverse("web:reseau")), ("Valeurs à départager", "")),
        "conflits": [
            {
                "conflit": c,
                "libelle": libelle(c.champ),
                "ici": _texte(c.valeur) or "rien",
                "source": _texte(c.valeur_source) or "rien",
            }
            for c in liste[:200]
        ],
        "total": liste.count(),
    }
    return render(request, "pages/reseau_conflits.html", contexte)


@require_POST
@reserve("structure", "modifier")
def trancher(request: HttpRequest, identifiant: int) -> HttpResponse:
    """Keep our value, or take that of the source."""
    conflit = get_object_or_404(Conflit.objects.select_related("structure"), pk=identifiant)
    conflits_reseau.trancher(titulaire=titulaire(request), conflit=conflit, choix=request.POST.get("choix", ""))
    messages.success(request, "Votre choix est gardé.")
    return redirect("web:reseau_conflits")
