"""What the committee reads: distribution of the statuses, coverage, what is not assessed; nobody is named."""

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portulan.comptes.droits import perimetre
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.queries import referentiel_en_vigueur
from portulan.terrain.evaluation import droits, queries, regles, synthese
from portulan.terrain.evaluation.enums import Statut
from portulan.terrain.evaluation.synthese import Ligne, Repartition
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Liste
from portulan.web.vues.campagne_liste import CHEMIN
from portulan.web.vues.campagne_page import colonnes_faibles
from portulan.web.vues.commun import parametres
from portulan.web.vues.revue_page import GENRES_STATUT
from portulan.web.vues.saisie import nom_du_bassin, nom_operateur, region


@reserve("synthese", "voir")
def vue_synthese(request: HttpRequest) -> HttpResponse:
    """Live results of every structure to assess; frozen ones for the past campaigns."""
    qui = titulaire(request)
    jour = aujourdhui()
    structures = perimetre(qui, "synthese", "voir", queries.structures_a_evaluer(region()), droits.STRUCTURE)
    rangees = synthese.lignes(structures, queries.tenues(jour).filter(structure__region=region()), jour)
    referentiel = referentiel_en_vigueur(region(), jour).referentiel
    minimum = referentiel.seuils.couverture_minimale
    total = synthese.repartition(rangees)
    croisement = synthese.croisement(rangees)
    listes = {
        "par_operateur": _groupes(request, rangees, "opérateur", minimum),
        "par_bassin": _groupes(request, rangees, "bassin", minimum),
        "faibles": _faibles(request, rangees, referentiel),
        "evolution": _evolution(request),
    }
    for liste in listes.values():
        if liste.csv_demande:
            return liste.csv()
    contexte = {
        "chemin": (*CHEMIN, ("Synthèse pour le CREFOP", "")),
        "total": total,
        "statuts": [_statut(total, s) for s in Statut],
        "couverture": regles.ecrire_part(total.couverture),
        "part_conforme": regles.ecrire_part(total.part_conforme) if total.part_conforme is not None else "",
        "note": regles.ecrire_note(total.note),
        "comparable": total.comparable(minimum),
        "minimum": regles.ecrire_part(minimum),
        "requis": referentiel.seuils.niveau_requis,
        "ecart": referentiel.seuils.ecart_de_revue,
        "croisement": croisement,
        "part_ecart": regles.ecrire_part(Fraction(croisement.en_ecart, croisement.croisees))
        if croisement.croisees
        else "",
        "jour": jour,
        **listes,
    }
    return render(request, "pages/synthese.html", contexte)


def _statut(total: Repartition, statut: Statut) -> dict[str, Any]:
    nombre = total.comptes.get(statut, 0)
    return {
        "statut": statut,
        "genre": GENRES_STATUT[statut],
        "nombre": nombre,
        "part": round(100 * nombre / total.total) if total.total else 0,
    }


def _groupes(request: HttpRequest, rangees: list[Ligne], titre: str, minimum: Fraction) -> Liste:
    """Groups in the order of their names: they are ranked only among those assessed enough."""
    champ = "operateur" if titre == "opérateur" else "bassin"
    nommer = nom_operateur if champ == "operateur" else nom_du_bassin

    def compte(statut: Statut, libelle: str) -> Colonne:
        def lire(r: Repartition) -> int:
            return r.comptes.get(statut, 0)

        return Colonne(statut.value, libelle, lire, lire, nombre=True)

    def part(r: Repartition) -> str:
        if not r.comparable(minimum) or r.part_conforme is None:
            return "couverture insuffisante"
        return regles.ecrire_part(r.part_conforme)

    return Liste(
        parametres(request),
        synthese.repartitions(rangees, lambda x: getattr(x.structure, champ)),
        (
            Colonne("nom", titre.capitalize(), lambda r: nommer(r.cle), lambda r: nommer(r.cle).lower(), entete=True),
            Colonne("total", "Structures", lambda r: r.total, lambda r: r.total, nombre=True),
            compte(Statut.CONFORME, "Conformes"),
            compte(Statut.AVEC_PLAN, "Avec plan"),
            compte(Statut.NON_CONFORME, "Non conformes"),
            compte(Statut.NON_EVALUE, "Non évaluées"),
            Colonne(
                "couverture",
                "Couverture",
                lambda r: regles.ecrire_part(r.couverture),
                lambda r: r.couverture,
                lambda r: float(r.couverture),
                nombre=True,
            ),
            Colonne(
                "part",
                "Part conforme",
                part,
                lambda r: r.part_conforme if r.comparable(minimum) else None,
                nombre=True,
            ),
        ),
        legende=f"Statuts par {titre}",
        tri="nom",
        prefixe="o-" if champ == "operateur" else "b-",
        ancre=f"par-{champ}",
        fichier=f"synthese-par-{champ}",
        noms=(titre, f"{titre}s"),
        par_page=25,
    )


def _faibles(request: HttpRequest, rangees: list[Ligne], referentiel: Any) -> Liste:
    return Liste(
        parametres(request),
        [c for c in synthese.criteres_faibles(rangees, referentiel) if c.evaluees],
        colonnes_faibles(),
        legende=f"Critères sous le niveau {referentiel.seuils.niveau_requis}, du plus au moins fréquent",
        tri="-part",
        prefixe="c-",
        ancre="criteres",
        fichier="synthese-criteres",
        noms=("critère", "critères"),
        par_page=10,
    )


def _evolution(request: HttpRequest) -> Liste:
    """Past campaigns as they were frozen: nothing that came later changes them."""

    def compte(statut: Statut, libelle: str) -> Colonne:
        return Colonne(statut.value, libelle, lambda x: x[1][statut.value], lambda x: x[1][statut.value], nombre=True)

    def part(x: Any) -> Fraction | None:
        conformes = x[1][Statut.CONFORME.value] + x[1][Statut.AVEC_PLAN.value]
        evaluees = sum(x[1].values()) - x[1][Statut.NON_EVALUE.value]
        return Fraction(conformes, evaluees) if evaluees else None

    return Liste(
        parametres(request),
        synthese.evolution(region()),
        (
            Colonne("nom", "Campagne", lambda x: x[0].nom, lambda x: (x[0].annee, x[0].nom), entete=True),
            Colonne("validees", "Validées", lambda x: sum(x[1].values()), lambda x: sum(x[1].values()), nombre=True),
            compte(Statut.CONFORME, "Conformes"),
            compte(Statut.AVEC_PLAN, "Avec plan"),
            compte(Statut.NON_CONFORME, "Non conformes"),
            compte(Statut.NON_EVALUE, "Non évaluées"),
            Colonne("en_cours", "En cours", lambda x: x[2], lambda x: x[2], nombre=True),
            Colonne(
                "part",
                "Part conforme",
                lambda x: regles.ecrire_part(p) if (p := part(x)) is not None else "–",
                part,
                lambda x: float(p) if (p := part(x)) is not None else None,
                nombre=True,
            ),
        ),
        legende="D’une campagne à l’autre (résultats figés à la validation)",
        tri="nom",
        prefixe="e-",
        ancre="evolution",
        fichier="synthese-evolution",
        noms=("campagne", "campagnes"),
    )
