"""Once answered: submit, print, take away, and the progress plan."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.socle.erreurs import DonneeInvalide, Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.evaluation import droits, operations, operations_plan, queries, regles
from portulan.terrain.evaluation.enums import Etat, EtatAction
from portulan.terrain.evaluation.lectures import bilan
from portulan.terrain.evaluation.models import ActionProgres, Evaluation
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.evaluation import FormulaireAction
from portulan.web.liste import Colonne, Filtre, Liste, reponse_csv
from portulan.web.saisie import page
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import parametres
from portulan.web.vues.evaluation_commun import (
    GENRES_STATUT,
    chemin,
    choix_criteres,
    garde,
    liens_criteres,
    lire,
    principes,
    reprendre,
)
from portulan.web.vues.evaluation_saisie import montrer_preuve


@garde("soumettre")
def soumettre(request: HttpRequest, evaluation: int) -> HttpResponse:
    """What is missing, what will happen, then the act."""
    qui, lue = lire(request, evaluation, "soumettre")
    if request.method == "POST":
        operations.soumettre(titulaire=qui, evaluation=lue)
        messages.success(request, "L’évaluation est soumise. La Région la relit ; vous verrez ses constats ici.")
        return redirect("web:evaluation", lue.pk)
    resultat = bilan(lue, aujourdhui())
    contexte = {
        "chemin": chemin(lue, ("Soumettre", "")),
        "evaluation": lue,
        "ouverte": lue.etat == Etat.OUVERTE,
        "manques": [
            (quoi, liens_criteres(lue, codes))
            for quoi, codes in operations.manques_avant_soumission(lue).items()
            if codes
        ],
        "a_prouver": liens_criteres(lue, resultat.a_prouver),
        "bloquants": liens_criteres(lue, resultat.bloquants),
        "resultat": resultat,
        "note": regles.ecrire_note(resultat.note),
        "couverture": regles.ecrire_part(resultat.couverture),
        "seuil": regles.ecrire_part(resultat.seuil),
        "statut": resultat.statut.label,
        "genre_statut": GENRES_STATUT[resultat.statut.value],
    }
    return render(request, "pages/evaluation_soumettre.html", contexte)


@garde("voir")
def imprimer(request: HttpRequest, evaluation: int) -> HttpResponse:
    """The whole assessment on one page, for paper."""
    _, lue = lire(request, evaluation)
    resultat = bilan(lue, aujourdhui())
    reponses, preuves = queries.reponses_de(lue), queries.preuves_de(lue)
    constats = queries.constats_de(lue)
    parties = [
        {
            "principe": p,
            "criteres": [
                {
                    "critere": n.critere,
                    "niveau": n,
                    "reponse": reponses[n.critere.code],
                    "constats": constats.get(n.critere.code, ()),
                    "preuves": [montrer_preuve(x, n.critere) for x in preuves.get(n.critere.code, ())],
                }
                for n in resultat.niveaux
                if n.critere.principe == p.code
            ],
        }
        for p in principes(lue)
    ]
    contexte = {
        "chemin": chemin(lue, ("Version à imprimer", "")),
        "evaluation": lue,
        "referentiel": lue.referentiel.referentiel,
        "resultat": resultat,
        "note": regles.ecrire_note(resultat.note),
        "couverture": regles.ecrire_part(resultat.couverture),
        "statut": resultat.statut.label,
        "parties": parties,
    }
    return render(request, "pages/evaluation_imprimer.html", contexte)


@garde("voir")
def exporter(request: HttpRequest, evaluation: int) -> HttpResponse:
    """One row for each criterion, both columns apart."""
    _, lue = lire(request, evaluation)
    resultat = bilan(lue, aujourdhui())
    reponses, preuves, constats = queries.reponses_de(lue), queries.preuves_de(lue), queries.constats_de(lue)
    lignes = []
    for n in resultat.niveaux:
        code = n.critere.code
        reponse = reponses[code]
        lignes.append(
            [
                code,
                n.critere.libelle,
                n.critere.principe,
                "oui" if n.critere.obligatoire else "non",
                n.declare,
                n.constate,
                n.retenu,
                reponse.get_sans_objet_display() if reponse.sans_objet else "",
                reponse.motif,
                reponse.commentaire,
                " | ".join(f"{c.get_regard_display()} : {c.niveau} {c.commentaire}" for c in constats.get(code, ())),
                " | ".join(str(x.preuve) for x in preuves.get(code, ())),
                "oui" if n.prouve else "non",
            ]
        )
    entetes = ["Critère", "Énoncé", "Principe", "Obligatoire", "Niveau déclaré", "Niveau constaté", "Niveau retenu"]
    entetes += ["Sans objet", "Motif", "Commentaire", "Constats", "Preuves", "Preuve valable"]
    return reponse_csv(f"evaluation-{lue.pk}", entetes, lignes)


# --- progress plan --------------------------------------------------------------------------------


@garde("voir")
def plan(request: HttpRequest, evaluation: int) -> HttpResponse:
    """The progress plan of the structure: what is late, what is done, and an action to add."""
    qui, lue = lire(request, evaluation)
    jour = aujourdhui()
    liste = _liste_plan(request, lue, jour)
    if liste.csv_demande:
        return liste.csv()
    modifiable = droits.perimetre(
        qui, "plan", "modifier", Evaluation.objects.filter(pk=lue.pk), droits.EVALUATION
    ).exists()
    formulaire = _formulaire_action(request, lue) if modifiable else None
    if formulaire is not None and request.method == "POST" and formulaire.is_valid():
        try:
            operations_plan.ajouter_action(titulaire=qui, evaluation=lue, **formulaire.cleaned_data)
        except DonneeInvalide as erreur:
            formulaire.add_error(None, str(erreur))
        else:
            messages.success(request, "L’action est ajoutée au plan de progrès.")
            return redirect("web:evaluation_plan", lue.pk)
    contexte = {
        "chemin": chemin(lue, ("Plan de progrès", "")),
        "evaluation": lue,
        "liste": liste,
        "formulaire": formulaire,
        "bas": _a_ameliorer(lue, jour),
    }
    return render(
        request, "pages/evaluation_plan.html", contexte, status=422 if formulaire and formulaire.errors else 200
    )


def _formulaire_action(request: HttpRequest, lue: Evaluation) -> FormulaireAction:
    codes = [c.code for c in lue.referentiel.referentiel.applicables(lue.groupe)]
    donnees = request.POST if request.method == "POST" else reprendre(request)
    initiales = {"critere": request.GET.get("critere", "")}
    return FormulaireAction(donnees, criteres=choix_criteres(lue, codes), initial=initiales)


def _a_ameliorer(lue: Evaluation, jour: date) -> list[Any]:
    """Criteria below the required level that no action treats."""
    traites = set(lue.structure.actions.exclude(etat=EtatAction.ABANDONNEE).values_list("critere", flat=True))
    requis = lue.referentiel.referentiel.seuils.niveau_requis
    return [
        n
        for n in bilan(lue, jour).niveaux
        if n.retenu is not None and n.retenu < requis and n.critere.code not in traites
    ]


_GENRES_ACTION = {"a_faire": "", "en_cours": "encours", "close": "succes", "abandonnee": ""}


def _liste_plan(request: HttpRequest, lue: Evaluation, jour: date) -> Liste:
    def etat(a: ActionProgres) -> Any:
        return (
            rendre(badge, "en retard", "alerte")
            if a.en_retard(jour)
            else rendre(badge, a.get_etat_display(), _GENRES_ACTION[a.etat])
        )

    return Liste(
        parametres(request),
        list(lue.structure.actions.all()),
        (
            Colonne(
                "action",
                "Action",
                lambda a: a.action,
                entete=True,
                lien=lambda a: reverse("web:evaluation_action", args=[lue.pk, a.pk]),
            ),
            Colonne("critere", "Critère", lambda a: a.critere, lambda a: a.critere),
            Colonne("responsable", "Responsable", lambda a: a.responsable, lambda a: a.responsable),
            Colonne(
                "echeance", "Échéance", lambda a: f"{a.echeance:%d/%m/%Y}", lambda a: a.echeance, lambda a: a.echeance
            ),
            Colonne("etat", "État", etat, lambda a: a.etat, lambda a: a.etat),
            Colonne("close_le", "Terminée le", lambda a: a.close_le, csv_seul=True),
        ),
        legende="Actions du plan de progrès",
        texte=lambda a: f"{a.action} {a.critere} {a.responsable}",
        filtres=(Filtre("etat", "État", EtatAction.choices, lambda a, v: a.etat == v),),
        tri="echeance",
        fichier=f"plan-de-progres-{lue.pk}",
        noms=("action", "actions"),
        libelle_recherche="Chercher une action",
        vide="Aucune action pour l’instant.",
    )


@garde("voir")
def action(request: HttpRequest, evaluation: int, action: int) -> HttpResponse:
    """Follow an action: change it, close it."""
    qui, lue = lire(request, evaluation)
    suivie = droits.actions(qui, "modifier").filter(pk=action, structure=lue.structure).first()
    if suivie is None:
        raise Introuvable("Cette action n’existe pas, ou n’est pas pour vous.", remede="Revenez au plan de progrès.")
    formulaire = FormulaireAction(request.POST or None, criteres=(), action=suivie, initial=_initiales(suivie))
    conflit: Opposition | None = None
    if request.method == "POST" and formulaire.is_valid():
        propre = dict(formulaire.cleaned_data)
        texte = propre.pop("action")
        propre["version"] = propre["version"] or 0
        try:
            operations_plan.modifier_action(titulaire=qui, action=suivie, texte=texte, **propre)
        except VersionDepassee as refus:
            conflit = confronter(formulaire, refus, _initiales(refus.actuel))
        except DonneeInvalide as erreur:
            formulaire.add_error(None, str(erreur))
        else:
            messages.success(request, "L’action est enregistrée.")
            return redirect("web:evaluation_plan", lue.pk)
    contexte = {
        "chemin": chemin(lue, ("Plan de progrès", reverse("web:evaluation_plan", args=[lue.pk])), ("Action", "")),
        "evaluation": lue,
        "action": suivie,
        "conflit": conflit,
        "formulaire": formulaire,
    }
    return page(request, "pages/evaluation_action.html", contexte)


def _initiales(action: ActionProgres) -> dict[str, Any]:
    return {n: getattr(action, n) for n in ("version", "action", "responsable", "echeance", "etat", "close_le")}
