"""Assessment campaigns: the list, and a new one."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import perimetre, peut
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.queries import referentiels
from portulan.terrain.evaluation import droits, operations_plan, queries
from portulan.terrain.evaluation.enums import Etat
from portulan.terrain.evaluation.models import Campagne
from portulan.terrain.reseau.models import Structure
from portulan.web.formulaires.campagnes import FormulaireCampagne
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import choix_operateurs, enregistrer, region

CHEMIN = (ACCUEIL, ("Campagnes d’évaluation", "/campagnes/"))


@reserve("campagne", "voir")
def campagnes(request: HttpRequest) -> HttpResponse:
    """Campaigns of the region, the latest first."""
    qui = titulaire(request)
    # counted over what this person may read, as on the page of the campaign
    vues = perimetre(qui, "campagne", "voir", Structure.objects.all(), droits.STRUCTURE)
    siennes = Q(evaluations__structure__in=vues)
    tours = Campagne.objects.filter(region=region()).annotate(
        ouvertes=Count("evaluations", filter=siennes),
        soumises=Count("evaluations", filter=siennes & ~Q(evaluations__etat=Etat.OUVERTE)),
    )
    jour = aujourdhui()
    liste = Liste(
        parametres(request),
        list(tours),
        (
            Colonne(
                "nom",
                "Campagne",
                lambda c: c.nom,
                lambda c: c.nom,
                entete=True,
                lien=lambda c: reverse("web:campagne", args=[c.pk]),
            ),
            Colonne("annee", "Année", lambda c: str(c.annee), lambda c: c.annee, lambda c: c.annee),
            Colonne("etat", "État", lambda c: rendre(badge, *etat_de(c, jour)), brut=lambda c: etat_de(c, jour)[0]),
            Colonne("au", "Fin", lambda c: f"{c.au:%d/%m/%Y}", lambda c: c.au, lambda c: c.au.isoformat()),
            Colonne("ouvertes", "Évaluations", lambda c: c.ouvertes, lambda c: c.ouvertes, nombre=True),
            Colonne("soumises", "Soumises", lambda c: c.soumises, lambda c: c.soumises, nombre=True),
        ),
        legende="Campagnes d’évaluation",
        tri="-annee",
        fichier="campagnes-evaluation",
        noms=("campagne", "campagnes"),
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Campagnes d’évaluation", "")),
        "liste": liste,
        "conduit": peut(qui, "campagne", "conduire"),
        "synthese": peut(qui, "synthese", "voir"),
    }
    return render(request, "pages/campagnes.html", contexte)


def etat_de(campagne: Campagne, jour: date) -> tuple[str, str]:
    """State of a campaign, in words, and the kind of its badge."""
    if campagne.lancee_le is None:
        return "préparée", ""
    return ("terminée", "succes") if jour > campagne.au else ("en cours", "encours")


def get_campagne(cle: int) -> Campagne:
    """A campaign of the region. Raises ``Introuvable``."""
    campagne = Campagne.objects.select_related("referentiel").filter(region=region(), pk=cle).first()
    if campagne is None:
        raise Introuvable("Cette campagne n’existe pas.", remede="Ouvrez la liste des campagnes.")
    return campagne


@reserve("campagne", "conduire")
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Prepare a campaign."""
    publies = {str(r.pk): r for r in referentiels(region())}
    annee = aujourdhui().year

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        propre.pop("version", None)
        campagne = operations_plan.creer_campagne(
            titulaire=titulaire(request),
            region=region(),
            referentiel=publies[propre.pop("referentiel")],
            **propre,
        )
        return reverse("web:campagne", args=[campagne.pk]), "Campagne préparée. Lancez-la quand tout est prêt."

    return enregistrer(
        request,
        formulaire=FormulaireCampagne(
            request.POST or None,
            initial={
                "nom": f"Campagne {annee}",
                "annee": annee,
                "du": aujourdhui(),
                "au": date(annee, 12, 31),
                "seuil": 80,
                "operateurs": list(queries.A_EVALUER),
            },
            referentiels=[(cle, str(r)) for cle, r in publies.items()],
            operateurs=choix_operateurs(),
        ),
        gabarit="pages/animation_saisie.html",
        contexte={
            "chemin": (*CHEMIN, ("Nouvelle campagne", "")),
            "titre": "Nouvelle campagne d’évaluation",
            "chapeau": "Rien n’est demandé à personne avant le lancement.",
            "bouton_enregistrer": "Préparer la campagne",
        },
        ecrire=ecrire,
    )
