"""Assessments to review: the inbox of the Region and of the peers who were asked."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.socle.horloge import aujourdhui
from portulan.terrain.evaluation import droits, lectures, regles
from portulan.terrain.evaluation.enums import Etat
from portulan.terrain.evaluation.models import Evaluation
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.evaluation_commun import GENRES
from portulan.web.vues.saisie import nom_du_bassin, nom_operateur

A_RELIRE = (Etat.SOUMISE, Etat.EN_REVUE)


@reserve("evaluation", "relire")
def relectures(request: HttpRequest) -> HttpResponse:
    """Submitted assessments first, then what was validated; what disagrees is said."""
    qui = titulaire(request)
    lignes = _lignes(droits.evaluations(qui, "relire"))
    bilans = lectures.bilans(lignes, aujourdhui())
    liste = Liste(
        parametres(request),
        lignes,
        (
            Colonne(
                "structure",
                "Structure",
                lambda e: e.structure.nom,
                lambda e: e.structure.nom,
                entete=True,
                lien=lambda e: reverse("web:revue", args=[e.pk]),
            ),
            Colonne("operateur", "Opérateur", lambda e: nom_operateur(e.structure.operateur)),
            Colonne("bassin", "Bassin", lambda e: nom_du_bassin(e.structure.bassin)),
            Colonne(
                "etat",
                "État",
                lambda e: rendre(badge, e.get_etat_display(), GENRES[e.etat]),
                lambda e: list(Etat).index(Etat(e.etat)),
                lambda e: e.get_etat_display(),
            ),
            Colonne(
                "soumise",
                "Soumise le",
                lambda e: f"{e.soumise_le:%d/%m/%Y}" if e.soumise_le else "",
                lambda e: e.soumise_le,
                lambda e: e.soumise_le,
            ),
            Colonne(
                "couverture",
                "Couverture",
                lambda e: regles.ecrire_part(bilans[e.pk].couverture),
                lambda e: bilans[e.pk].couverture,
                nombre=True,
            ),
            Colonne(
                "ecarts",
                "Écarts ≥ 2",
                lambda e: len(bilans[e.pk].ecarts),
                lambda e: len(bilans[e.pk].ecarts),
                nombre=True,
            ),
            Colonne(
                "relecteurs", "Relecteurs", lambda e: e.nombre_relectures, lambda e: e.nombre_relectures, nombre=True
            ),
        ),
        legende="Évaluations à relire",
        texte=lambda e: f"{e.structure.nom} {e.structure.commune}",
        filtres=(
            Filtre(
                "quoi",
                "Montrer",
                [("a_relire", "à relire"), ("ecarts", "avec un écart"), ("validees", "validées")],
                lambda e, v: _montrer(e, v, bilans),
                defaut="a_relire",
            ),
        ),
        tri="soumise",
        fichier="relectures",
        noms=("évaluation", "évaluations"),
        libelle_recherche="Chercher une structure",
        vide="Aucune évaluation n’attend de relecture.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Relectures", "")),
        "liste": liste,
        "region": peut(qui, "campagne", "conduire"),
        "attente": sum(e.etat in A_RELIRE for e in lignes),
        "sans_relecteur": sum(e.etat in A_RELIRE and not e.nombre_relectures for e in lignes),
    }
    return render(request, "pages/relectures.html", contexte)


def _lignes(evaluations: QuerySet[Evaluation]) -> list[Any]:
    """Those that were submitted; frozen contents stay in the database."""
    soumises = evaluations.exclude(etat=Etat.OUVERTE).defer("contenu").select_related("structure", "campagne")
    return list(soumises.prefetch_related("referentiel").annotate(nombre_relectures=Count("relectures", distinct=True)))


def _montrer(evaluation: Evaluation, quoi: str, bilans: Any) -> bool:
    if quoi == "a_relire":
        return evaluation.etat in A_RELIRE
    if quoi == "ecarts":
        return bool(bilans[evaluation.pk].ecarts)
    return evaluation.etat in {Etat.VALIDEE, Etat.PERIMEE}
