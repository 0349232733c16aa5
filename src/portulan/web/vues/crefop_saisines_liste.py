"""« Saisines »: every referral that this person may read, the most urgent first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.models import Organe
from portulan.crefop.dossier.droits import saisines as lisibles
from portulan.crefop.dossier.enums import EtatSaisine, TypeSaisine
from portulan.crefop.dossier.queries import Vue, montrer
from portulan.crefop.dossier.transitions import OUVERTES
from portulan.socle.horloge import aujourdhui
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.crefop_saisines_commun import badge_etat


def saisines(request: HttpRequest) -> HttpResponse:
    """Referrals that this person may read."""
    qui, jour = titulaire(request), aujourdhui()
    lues = lisibles(qui).select_related("organe", "auteur", "avis").prefetch_related("suspensions")
    vues = [montrer(s, jour) for s in lues]
    liste = _liste(parametres(request), vues)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Saisines", "")),
        "liste": liste,
        "ouvertes": sum(v.saisine.etat in OUVERTES for v in vues),
        "retards": sum(v.en_retard for v in vues),
        "peut_deposer": peut(qui, "saisine", "deposer"),
        "organe": Organe.objects.filter(genre=GenreOrgane.PLENIERE).exists(),
        "reserve": peut(qui, "dossier", "instruire") or peut(qui, "saisine", "deposer"),
    }
    return render(request, "pages/crefop/saisines.html", contexte)


def _liste(demande: dict[str, str], vues: list[Vue]) -> Liste:
    return Liste(
        demande,
        vues,
        (
            Colonne(
                "titre",
                "Texte soumis",
                lambda v: v.saisine.titre,
                lambda v: v.saisine.titre,
                entete=True,
                lien=lambda v: reverse("web:saisine", args=[v.saisine.pk]),
            ),
            Colonne("numero", "Numéro", lambda v: v.saisine.numero, lambda v: v.saisine.numero),
            Colonne("objet", "Objet", lambda v: v.saisine.get_type_display(), lambda v: v.saisine.type),
            Colonne("auteur", "Auteur", lambda v: v.saisine.auteur.nom, lambda v: v.saisine.auteur.nom),
            Colonne("recue", "Reçue le", lambda v: f"{v.saisine.recue_le:%d/%m/%Y}", lambda v: v.saisine.recue_le),
            Colonne(
                "etat",
                "État",
                lambda v: badge_etat(v.saisine),
                lambda v: list(EtatSaisine).index(v.saisine.etat),
                lambda v: v.saisine.get_etat_display(),
            ),
            Colonne("attendu", "Ce qui est attendu", _dire_attente),
            Colonne("limite", "Avant le", _dire_limite, lambda v: v.limite, lambda v: _iso(v.limite)),
            Colonne("empreinte", "Empreinte du texte", lambda v: v.saisine.texte_empreinte, csv_seul=True),
            Colonne("adoptee", "Adoptée le", lambda v: _iso(v.saisine.adoptee_le), csv_seul=True),
            Colonne("acte", "Acte", lambda v: v.saisine.adoptee_acte, csv_seul=True),
        ),
        legende="Saisines du comité",
        texte=lambda v: f"{v.saisine.titre} {v.saisine.numero} {v.saisine.auteur.nom} {v.saisine.lettre}",
        filtres=(
            Filtre("etat", "État", EtatSaisine.choices, lambda v, x: v.saisine.etat == x),
            Filtre("objet", "Objet", TypeSaisine.choices, lambda v, x: v.saisine.type == x),
            Filtre("retard", "Retard", [("oui", "en retard")], lambda v, _: v.en_retard),
        ),
        tri="limite",
        fichier="saisines",
        noms=("saisine", "saisines"),
        libelle_recherche="Titre, numéro, auteur ou lettre",
        vide="Aucune saisine ne correspond.",
    )


def _dire_attente(v: Vue) -> str:
    return f"{v.attendu.qui} : {v.attendu.quoi}" if v.attendu else "rien"


def _dire_limite(v: Vue) -> Any:
    if v.limite is None:
        return "–"
    dite = f"{v.limite:%d/%m/%Y}"
    return rendre(badge, f"en retard, {dite}", "alerte") if v.en_retard else dite


def _iso(jour: Any) -> str:
    return jour.isoformat() if jour else ""
