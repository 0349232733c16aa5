"""My assessments: where each one stands, what is missing, by when; and opening one."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.operateurs import operateur
from portulan.terrain.evaluation import droits, operations
from portulan.terrain.evaluation.enums import EN_COURS, Etat
from portulan.terrain.evaluation.models import Campagne, Evaluation
from portulan.terrain.evaluation.queries import avancement, avec_tout, derniere
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.saisie import entier_recu
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.evaluation_commun import GENRES, garde


@garde("voir")
def evaluations(request: HttpRequest) -> HttpResponse:
    """Assessments this person may see, those under way first."""
    qui = titulaire(request)
    lignes = list(avancement(avec_tout(droits.evaluations(qui))))
    liste = _liste(request, lignes)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Évaluations", "")),
        "liste": liste,
        "a_ouvrir": list(ouvrables(qui)[:60]),
        "confiees": [e for e in lignes if e.etat == Etat.OUVERTE and e.pk in _confiees(qui)],
    }
    return render(request, "pages/evaluations.html", contexte)


def ouvrables(qui: Titulaire) -> Any:
    """Structures for which this person may open an assessment now."""
    siennes = droits.structures_a_evaluer_par(qui).filter(etat=EtatStructure.OUVERTE)
    return siennes.exclude(Q(evaluations__etat__in=EN_COURS)).order_by("nom", "pk")


def _confiees(qui: Titulaire) -> set[int]:
    return set(Evaluation.objects.filter(reponses__confiee_a=qui.compte).values_list("pk", flat=True))


def _liste(request: HttpRequest, lignes: list[Evaluation]) -> Liste:
    etats = [(e.value, e.label.capitalize()) for e in Etat]
    return Liste(
        parametres(request),
        sorted(lignes, key=lambda e: (e.etat not in EN_COURS, e.structure.nom)),
        (
            Colonne(
                "structure",
                "Structure",
                lambda e: e.structure.nom,
                lambda e: e.structure.nom,
                entete=True,
                lien=lambda e: reverse("web:evaluation", args=[e.pk]),
            ),
            Colonne("commune", "Commune", lambda e: e.structure.commune, lambda e: e.structure.commune),
            Colonne(
                "etat",
                "État",
                lambda e: rendre(badge, e.get_etat_display(), GENRES[e.etat]),
                lambda e: list(Etat).index(Etat(e.etat)),
                lambda e: e.etat,
            ),
            Colonne(
                "avancement",
                "Critères répondus",
                lambda e: f"{e.repondus} sur {e.criteres}",
                lambda e: e.repondus / e.criteres if e.criteres else 0,
                lambda e: e.repondus,
                nombre=True,
            ),
            Colonne("criteres", "Critères", lambda e: e.criteres, csv_seul=True),
            Colonne(
                "echeance",
                "À rendre avant le",
                lambda e: f"{e.echeance:%d/%m/%Y}" if e.echeance and e.etat == Etat.OUVERTE else "",
                lambda e: e.echeance,
                lambda e: e.echeance,
            ),
            Colonne("campagne", "Campagne", lambda e: e.campagne.nom if e.campagne else "", csv_seul=True),
            Colonne("operateur", "Opérateur", lambda e: operateur(e.structure.operateur).nom, csv_seul=True),
            Colonne("validee", "Validée le", lambda e: e.validee_le, csv_seul=True),
        ),
        legende="Évaluations",
        texte=lambda e: f"{e.structure.nom} {e.structure.commune}",
        filtres=(Filtre("etat", "État", etats, lambda e, v: e.etat == v),),
        fichier="evaluations",
        noms=("évaluation", "évaluations"),
        libelle_recherche="Chercher une structure",
        vide="Aucune évaluation ne correspond. Effacez la recherche, ou ouvrez une évaluation ci-dessous.",
    )


@require_POST
@garde("soumettre")
def ouvrir(request: HttpRequest) -> HttpResponse:
    """Open an assessment; the former one of the same structure is taken as a start, to confirm."""
    qui = titulaire(request)
    structure = Structure.objects.filter(pk=entier_recu(request.POST.get("structure"))).first()
    if structure is None or not droits.structures_a_evaluer_par(qui).filter(pk=structure.pk).exists():
        raise Introuvable("Cette structure n’existe pas, ou n’est pas à vous.", remede="Choisissez-la dans la liste.")
    deja = operations.en_cours(structure)
    if deja is not None:
        return redirect("web:evaluation", deja.pk)
    ancienne = derniere(structure) if request.POST.get("reprendre") else None
    evaluation = operations.ouvrir(
        titulaire=qui, structure=structure, campagne=_campagne(structure), reprendre_de=ancienne
    )
    messages.success(request, "L’évaluation est ouverte : chaque réponse s’enregistre au fur et à mesure.")
    return redirect("web:evaluation", evaluation.pk)


def _campagne(structure: Structure) -> Campagne | None:
    """The campaign that asks this structure now."""
    jour = aujourdhui()
    lancees = Campagne.objects.filter(region=structure.region, lancee_le__isnull=False, du__lte=jour, au__gte=jour)
    return next((c for c in lancees if structure.operateur in c.operateurs), None)
