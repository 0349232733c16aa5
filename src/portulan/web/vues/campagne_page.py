"""One assessment campaign: how far each group is, what blocks, and the acts of who leads it."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, perimetre, peut
from portulan.socle.erreurs import DonneeInvalide, Impossible, Introuvable, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.socle.mesure import nombre_fr
from portulan.terrain.evaluation import droits, operations_campagne, operations_plan, queries, synthese
from portulan.terrain.evaluation.enums import Etat
from portulan.terrain.evaluation.models import Campagne
from portulan.terrain.evaluation.rappels import rappeler_campagne
from portulan.terrain.evaluation.synthese import Ligne
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.campagnes import FormulaireFin
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.campagne_liste import CHEMIN, etat_de, get_campagne
from portulan.web.vues.commun import parametres
from portulan.web.vues.evaluation_commun import GENRES
from portulan.web.vues.saisie import choix_bassins, choix_operateurs, nom_du_bassin, nom_operateur


def structures_visibles(qui: Titulaire, campagne: Campagne) -> list[Any]:
    """Structures asked that this person may follow: its organisation's, its territory's, all of them."""
    demandees = queries.structures_de_la_campagne(campagne)
    return list(perimetre(qui, "campagne", "voir", demandees, droits.STRUCTURE).order_by("nom", "pk"))


def lignes_de(qui: Titulaire, campagne: Campagne) -> list[Ligne]:
    """A line for each structure asked that this person may follow."""
    evaluations = campagne.evaluations.all()
    return synthese.lignes(structures_visibles(qui, campagne), evaluations, aujourdhui())


@reserve("campagne", "voir")
def campagne(request: HttpRequest, cle: int) -> HttpResponse:
    """How far a campaign is: by operator, by bassin, structure by structure; what blocks."""
    return _montrer(request, get_campagne(cle))


def _montrer(
    request: HttpRequest, tour: Campagne, fin: FormulaireFin | None = None, conflit: Opposition | None = None
) -> HttpResponse:
    """The page; after a refusal, with the form of its end as it was typed."""
    qui = titulaire(request)
    rangees = lignes_de(qui, tour)
    nommees = peut(qui, "evaluation", "voir")
    jour = aujourdhui()
    total = synthese.avancement([x.evaluation.etat if x.evaluation else "" for x in rangees])
    par_operateur = _progression(request, rangees, "o-", "opérateur")
    par_bassin = _progression(request, rangees, "b-", "bassin")
    faibles = _faibles(request, rangees, tour)
    suivi = _suivi(request, rangees, jour) if nommees else None
    for liste in (par_operateur, par_bassin, faibles, suivi):
        if liste and liste.csv_demande:
            return liste.csv()
    etat, genre = etat_de(tour, jour)
    conduit = peut(qui, "campagne", "conduire")
    contexte = {
        "chemin": (*CHEMIN, (tour.nom, "")),
        "campagne": tour,
        "etat": etat,
        "genre": genre,
        "total": total,
        "en_retard": sum(_en_retard(x, jour) for x in rangees),
        "perimees": len(synthese.preuves_perimees(rangees, jour)) if nommees else None,
        "sans_organisation": sum(x.structure.organisation_id is None for x in rangees),
        "par_operateur": par_operateur,
        "par_bassin": par_bassin,
        "faibles": faibles,
        "suivi": suivi,
        "conduit": conduit,
        "nommees": nommees,
        "fin": fin or FormulaireFin(initial={"au": tour.au, "version": tour.version}),
        "conflit": conflit,
    }
    return render(request, "pages/campagne.html", contexte, status=409 if conflit else 200)


def _en_retard(ligne: Ligne, jour: date) -> bool:
    e = ligne.evaluation
    return e is not None and e.etat == Etat.OUVERTE and e.echeance is not None and e.echeance < jour


def _progression(request: HttpRequest, rangees: list[Ligne], prefixe: str, titre: str) -> Liste:
    nommer = nom_operateur if titre == "opérateur" else nom_du_bassin
    champ = "operateur" if titre == "opérateur" else "bassin"
    return Liste(
        parametres(request),
        synthese.avancements(rangees, lambda x: getattr(x.structure, champ)),
        (
            Colonne("nom", titre.capitalize(), lambda a: nommer(a.cle), lambda a: nommer(a.cle).lower(), entete=True),
            Colonne("demandees", "Structures", lambda a: a.demandees, lambda a: a.demandees, nombre=True),
            Colonne("absentes", "Pas ouvertes", lambda a: a.a_commencer, lambda a: a.a_commencer, nombre=True),
            Colonne("ouvertes", "En saisie", lambda a: a.ouvertes, lambda a: a.ouvertes, nombre=True),
            Colonne("soumises", "En relecture", lambda a: a.soumises, lambda a: a.soumises, nombre=True),
            Colonne("validees", "Validées", lambda a: a.validees, lambda a: a.validees, nombre=True),
            Colonne("part", "Soumises ou validées", lambda a: f"{a.part}\u202f%", lambda a: a.part, nombre=True),
        ),
        legende=f"Avancement par {titre}",
        tri="part",
        prefixe=prefixe,
        ancre="par-operateur" if champ == "operateur" else "par-bassin",
        fichier=f"campagne-par-{champ}",
        noms=(titre, f"{titre}s"),
        par_page=12,
    )


def _faibles(request: HttpRequest, rangees: list[Ligne], tour: Campagne) -> Liste:
    referentiel = tour.referentiel.referentiel
    return Liste(
        parametres(request),
        [c for c in synthese.criteres_faibles(rangees, referentiel) if c.evaluees],
        colonnes_faibles(),
        legende=f"Critères les plus souvent sous le niveau {referentiel.seuils.niveau_requis}",
        tri="-part",
        prefixe="c-",
        ancre="criteres",
        fichier="criteres-faibles",
        noms=("critère", "critères"),
        par_page=10,
    )


def colonnes_faibles() -> tuple[Colonne, ...]:
    """Columns of the weak criteria."""
    return (
        Colonne("critere", "Critère", lambda c: f"{c.critere.code} {c.critere.libelle}", entete=True),
        Colonne(
            "obligatoire",
            "Obligatoire",
            lambda c: "oui" if c.critere.obligatoire else "non",
            lambda c: not c.critere.obligatoire,
        ),
        Colonne("faibles", "Sous le niveau requis", lambda c: c.faibles, lambda c: c.faibles, nombre=True),
        Colonne("evaluees", "Structures évaluées", lambda c: c.evaluees, lambda c: c.evaluees, nombre=True),
        Colonne(
            "part",
            "Part",
            lambda c: f"{round(100 * c.part)}\u202f%",
            lambda c: c.part,
            lambda c: float(c.part),
            nombre=True,
        ),
    )


def _suivi(request: HttpRequest, rangees: list[Ligne], jour: date) -> Liste:
    presents = {x.structure.operateur for x in rangees}
    bassins = {x.structure.bassin for x in rangees}
    return Liste(
        parametres(request),
        rangees,
        (
            Colonne(
                "nom",
                "Structure",
                lambda x: x.structure.nom,
                lambda x: x.structure.nom,
                entete=True,
                lien=lambda x: reverse("web:revue", args=[x.evaluation.pk]) if x.evaluation else "",
            ),
            Colonne("operateur", "Opérateur", lambda x: nom_operateur(x.structure.operateur)),
            Colonne("bassin", "Bassin", lambda x: nom_du_bassin(x.structure.bassin)),
            Colonne("etat", "État", _badge_etat, _rang_etat, lambda x: _etat(x)[0]),
            Colonne(
                "echeance",
                "Échéance",
                lambda x: _echeance(x, jour),
                lambda x: x.evaluation.echeance if x.evaluation else None,
                lambda x: x.evaluation.echeance if x.evaluation else None,
            ),
            Colonne(
                "bloquants",
                "Obligatoires bas",
                lambda x: len(x.bilan.bloquants) if x.bilan else "",
                lambda x: len(x.bilan.bloquants) if x.bilan else None,
                nombre=True,
            ),
            Colonne(
                "ecarts",
                "Écarts ≥ 2",
                lambda x: len(x.bilan.ecarts) if x.bilan else "",
                lambda x: len(x.bilan.ecarts) if x.bilan else None,
                nombre=True,
            ),
        ),
        legende="Structures de la campagne",
        texte=lambda x: f"{x.structure.nom} {x.structure.commune}",
        filtres=(
            Filtre(
                "etat",
                "État",
                [*Etat.choices, ("absente", "pas ouverte"), ("retard", "en retard")],
                lambda x, v: _garder_etat(x, v, jour),
            ),
            Filtre(
                "operateur",
                "Opérateur",
                [c for c in choix_operateurs() if c[0] in presents],
                lambda x, v: x.structure.operateur == v,
            ),
            Filtre(
                "bassin",
                "Bassin",
                [c for c in choix_bassins() if c[0] in bassins],
                lambda x, v: x.structure.bassin == v,
            ),
        ),
        tri="nom",
        fichier="structures-de-la-campagne",
        noms=("structure", "structures"),
        libelle_recherche="Chercher une structure",
        par_page=25,
    )


def _garder_etat(ligne: Ligne, valeur: str, jour: date) -> bool:
    if valeur == "retard":
        return _en_retard(ligne, jour)
    if valeur == "absente":
        return ligne.evaluation is None
    return ligne.evaluation is not None and ligne.evaluation.etat == valeur


def _etat(ligne: Ligne) -> tuple[str, str]:
    if ligne.evaluation is None:
        return "pas ouverte", ""
    return ligne.evaluation.get_etat_display(), GENRES[ligne.evaluation.etat]


def _badge_etat(ligne: Ligne) -> Any:
    return rendre(badge, *_etat(ligne))


def _rang_etat(ligne: Ligne) -> int:
    return list(Etat).index(Etat(ligne.evaluation.etat)) if ligne.evaluation else -1


def _echeance(ligne: Ligne, jour: date) -> str:
    if ligne.evaluation is None or ligne.evaluation.echeance is None:
        return ""
    retard = " (dépassée)" if _en_retard(ligne, jour) else ""
    return f"{ligne.evaluation.echeance:%d/%m/%Y}{retard}"


def _conduite(request: HttpRequest, cle: int) -> Campagne:
    """A campaign that this person may lead."""
    trouvee = droits.campagnes(titulaire(request), "conduire").filter(pk=cle).first()
    if trouvee is None:
        raise Introuvable("Cette campagne n’existe pas, ou n’est pas de votre territoire.", remede="Ouvrez la liste.")
    return trouvee


@require_POST
@reserve("campagne", "conduire")
def lancer(request: HttpRequest, cle: int) -> HttpResponse:
    """Open an assessment for each structure asked."""
    ouvertes = operations_plan.lancer_campagne(titulaire=titulaire(request), campagne=_conduite(request, cle))
    messages.success(request, f"Campagne lancée. Évaluations ouvertes : {ouvertes}.")
    return redirect("web:campagne", cle)


@require_POST
@reserve("campagne", "conduire")
def changer_fin(request: HttpRequest, cle: int) -> HttpResponse:
    """Give more time, or close early."""
    tour = _conduite(request, cle)
    formulaire = FormulaireFin(request.POST)
    if not formulaire.is_valid() or formulaire.cleaned_data["version"] is None:
        messages.error(request, "Cette date n’est pas une date : choisissez-la dans le calendrier.")
        return redirect("web:campagne", cle)
    try:
        operations_campagne.changer_fin(
            titulaire=titulaire(request),
            campagne=tour,
            au=formulaire.cleaned_data["au"],
            version=formulaire.cleaned_data["version"],
        )
    except VersionDepassee as refus:
        vu = confronter(formulaire, refus, {"au": refus.actuel.au})
        return _montrer(request, refus.actuel, formulaire, replace(vu, abandon=reverse("web:campagne", args=[cle])))
    except (DonneeInvalide, Impossible) as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "Fin de la campagne changée ; les évaluations ouvertes suivent.")
    return redirect("web:campagne", cle)


@require_POST
@reserve("campagne", "conduire")
def rappeler(request: HttpRequest, cle: int) -> HttpResponse:
    """Remind by mail those who have an assessment to submit (once a day at most)."""
    try:
        nombre = rappeler_campagne(titulaire=titulaire(request), campagne=_conduite(request, cle))
    except Impossible as erreur:
        messages.error(request, str(erreur))
        return redirect("web:campagne", cle)
    if nombre:
        messages.success(request, f"Rappel envoyé à {nombre_fr(nombre)} personne{'s' if nombre > 1 else ''}.")
    else:
        messages.info(request, "Personne à rappeler aujourd’hui : c’est déjà fait, ou aucun compte n’est concerné.")
    return redirect("web:campagne", cle)
