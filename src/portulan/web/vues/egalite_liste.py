"""Equal access: one need, one public, every commune; figures of inequality, and what is wrong in the fewest words."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.diagnostic.acces_besoins import Acces, ecarts_de, resume_de
from portulan.diagnostic.anomalies import Anomalie, anomalies
from portulan.diagnostic.indicateurs.zones import ZONES
from portulan.diagnostic.resultats import Diagnostic
from portulan.diagnostic.tables import mois_avant
from portulan.methodes.accessibilite import HYPOTHESES, SEUIL_MINUTES
from portulan.socle.mesure import Unite, nombre_fr
from portulan.socle.territoire import Niveau
from portulan.web import acces as lecture
from portulan.web import egalite as mesures
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.ods import reponse_ods
from portulan.web.vues.colonnes import colonne_population, colonnes_du_lieu, filtres_du_lieu
from portulan.web.vues.commun import ACCUEIL, lien_territoire, parametres
from portulan.web.vues.dossiers import version_du_style

EGALITE = "Égalité d’accès"
CHOIX_MESURES = (
    ("minutes", "Minutes jusqu’à la structure la plus proche"),
    ("nombre", "Structures à moins de trente minutes"),
    ("heures", "Heures d’ouverture atteignables par semaine"),
    ("offre", "Offre accessible par habitant"),
)
UNITES_MONTREES = 20
_ETATS = (
    ("loin", "à plus de trente minutes"),
    ("proche", "à moins de trente minutes"),
    ("distance", "à distance seulement"),
)

_DEUX_ETAPES = (
    "par la méthode des bassins flottants en deux étapes : la capacité de chaque structure est partagée entre les "
    "habitants qui l’atteignent, puis chaque commune additionne les parts des structures à sa portée. Poids 1 jusqu’à "
    "dix minutes, 0,68 jusqu’à vingt, 0,22 jusqu’à trente (Luo et Qi, 2009). La capacité est celle que les services "
    "déclarent si tous la déclarent, sinon 1 par structure."
)


def egalite(request: HttpRequest) -> HttpResponse:
    """The page of a need and a public."""
    demande = parametres(request)
    voulu = mesures.Demande.lire(demande)
    diagnostic = lecture.courant()
    contexte: dict[str, Any] = {"chemin": (ACCUEIL, (EGALITE, "")), "demande": voulu, "diagnostic": diagnostic}
    trouve = mesures.acces_public(diagnostic.identifiant, voulu.public) if diagnostic else None
    if diagnostic is None or trouve is None:
        return render(request, "pages/egalite.html", contexte)
    mesure = demande.get("mesure", "")
    mesure = mesure if mesure in dict(CHOIX_MESURES) else CHOIX_MESURES[0][0]
    liste = _liste(demande, trouve, voulu, diagnostic)
    if demande.get("format") == "csv":
        return liste.csv()
    if demande.get("format") == "ods":
        entetes = [c.titre for c in liste.colonnes]
        return reponse_ods(
            liste.fichier, entetes, [[(c.brut or c.rendu)(x) for c in liste.colonnes] for x in liste.retenues]
        )
    contexte |= {
        "choix": [*voulu.choix(), mesures.choix("mesure", "Carte", CHOIX_MESURES, mesure)],
        "liste": liste,
        "lien_ods": liste.lien(format="ods"),
        "aptes": trouve.aptes(voulu.rang),
        "sources": mesures.sources_de_l_acces(diagnostic),
        "fictif": any(s.fictif for s in mesures.sources_de_l_acces(diagnostic)),
        "minutes": mesures.mot_des_minutes(trouve),
        "distance": int((trouve.a_distance[voulu.rang] > 0).sum()),
        "style": version_du_style(),
        "definitions": _definitions(trouve, voulu),
    }
    if contexte["aptes"]:
        contexte |= _chiffres(trouve, voulu) | {
            "carte": _carte(diagnostic, trouve, voulu, mesure),
            "titre_carte": f"{dict(CHOIX_MESURES)[mesure]} ({voulu.titre})",
            "source_carte": f"Portulan, instantané {diagnostic.identifiant}. {contexte['minutes']}",
            "anomalies": _anomalies(diagnostic, trouve, voulu),
        }
    return render(request, "pages/egalite.html", contexte)


def _chiffres(trouve: Acces, voulu: mesures.Demande) -> dict[str, Any]:
    resume = resume_de(trouve, voulu.rang)
    dire = mesures.dire
    gini = dire(resume.gini_heures, Unite.NOMBRE, 2)
    horaires = 100 * resume.population_horaires / resume.population if resume.population else None
    return {
        "chiffres": [
            (
                dire(resume.part_eloignee, Unite.POURCENT),
                "de la population à plus de trente minutes",
                f"{nombre_fr(resume.eloignee)} {voulu.habitants}, {nombre_fr(resume.communes_eloignees)} communes",
            ),
            (dire(resume.mediane, Unite.MINUTES), "temps médian", "un habitant sur deux est plus près"),
            (
                dire(resume.p90, Unite.MINUTES),
                "neuvième décile",
                f"{dire(resume.rapport, Unite.RATIO)} fois la médiane" if resume.rapport == resume.rapport else "",
            ),
            (
                dire(resume.heures, Unite.HEURES),
                "atteignables par semaine, en moyenne",
                f"indice de Gini {gini} ; horaires connus pour {dire(horaires, Unite.POURCENT, 0)} de la population",
            ),
            (
                dire(resume.gini_offre, Unite.NOMBRE, 2),
                "indice de Gini de l’offre",
                "0 : même offre partout ; 1 : tout au même endroit",
            ),
        ],
        "zones": [
            (
                ZONES.get(e.zone, e.zone),
                *(dire(v, Unite.POURCENT) for v in (e.part_zone, e.part_reste)),
                e.population,
                dire(e.ecart, Unite.POINTS),
            )
            for e in ecarts_de(trouve, voulu.rang)
        ],
    }


def _carte(diagnostic: Diagnostic, trouve: Acces, voulu: mesures.Demande, mesure: str) -> str:
    titre = f"{dict(CHOIX_MESURES)[mesure]} ({voulu.titre})"
    if mesure == "minutes":
        return mesures.carte_de_minutes(diagnostic, titre, trouve.mesures.temps[voulu.rang], trouve.rangs)
    lignes = mesures.lignes_acces(diagnostic.identifiant, voulu.public, voulu.besoin)
    unite = Unite.HEURES if mesure == "heures" else Unite.NOMBRE
    valeurs = tuple((x.territoire.code, getattr(x, mesure)) for x in lignes)
    legende = _unite_de_l_offre(trouve, voulu) if mesure == "offre" else ""
    return mesures.dessiner(diagnostic, titre, valeurs, unite, legende=legende or dict(CHOIX_MESURES)[mesure])


def _unite_de_l_offre(trouve: Acces, voulu: mesures.Demande) -> str:
    quoi = "personnes reçues par mois" if trouve.en_personnes[voulu.rang] else "structures"
    return f"{quoi} pour 100 000 habitants"


def _anomalies(diagnostic: Diagnostic, trouve: Acces, voulu: mesures.Demande) -> list[dict[str, Any]]:
    limite = mois_avant(diagnostic.date, 6)
    return [_montrer(a, diagnostic) for a in anomalies(trouve, voulu.rang, limite)]


def _montrer(anomalie: Anomalie, diagnostic: Diagnostic) -> dict[str, Any]:
    atlas = lecture.atlas(diagnostic.identifiant)
    par_niveau: dict[Niveau, list[tuple[str, str]]] = {}
    for t in anomalie.unites:
        par_niveau.setdefault(t.niveau, []).append((atlas.nom(t), lien_territoire(t) if t in atlas.lieux else ""))
    return {
        "anomalie": anomalie,
        "niveaux": [
            (n.libelle if len(u) == 1 else n.pluriel, len(u), u[:UNITES_MONTREES], u[UNITES_MONTREES:])
            for n, u in par_niveau.items()
        ],
        "structures": anomalie.structures[:UNITES_MONTREES],
    }


def _liste(demande: dict[str, str], trouve: Acces, voulu: mesures.Demande, diagnostic: Diagnostic) -> Liste:
    matrice, dire = trouve.preparation.terrain.mesure, mesures.dire
    suite = f"?besoin={voulu.besoin}&public={voulu.public}"
    lieu = colonnes_du_lieu(Niveau.COMMUNE)
    nom = Colonne(
        "nom",
        "Commune",
        lambda x: x.nom,
        lambda x: x.nom,
        entete=True,
        lien=lambda x: reverse("web:egalite_commune", args=[x.territoire.code]) + suite,
    )
    colonnes = (
        nom,
        replace(lieu[1], csv_seul=True),
        *lieu[2:],
        colonne_population(),
        Colonne(
            "minutes",
            "Minutes" if matrice else "Minutes (estimées)",
            lambda x: mesures.dire_minutes(x.minutes, mesure=x.mesure, matrice=matrice),
            lambda x: x.minutes,
            lambda x: x.minutes,
            nombre=True,
        ),
        Colonne("structure", "La plus proche", lambda x: x.structure or "personne", lambda x: x.structure),
        Colonne(
            "nombre",
            "À 30 min",
            lambda x: nombre_fr(x.nombre),
            lambda x: x.nombre,
            lambda x: x.nombre,
            nombre=True,
        ),
        Colonne(
            "heures",
            "Heures",
            lambda x: dire(x.heures, Unite.HEURES),
            lambda x: x.heures,
            lambda x: x.heures,
            nombre=True,
        ),
        Colonne(
            "offre",
            "Offre",
            lambda x: nombre_fr(x.offre, 1),
            lambda x: x.offre,
            lambda x: x.offre,
            nombre=True,
        ),
        Colonne(
            "distance",
            "À distance",
            lambda x: nombre_fr(x.a_distance),
            lambda x: x.a_distance,
            lambda x: x.a_distance,
            nombre=True,
        ),
        Colonne("offre_simple", "Offre par habitant, 2SFCA sans paliers", lambda x: x.offre_simple, csv_seul=True),
        Colonne("inconnus", "Structures aux horaires inconnus", lambda x: x.horaires_inconnus, csv_seul=True),
        Colonne("origine", "Origine des minutes", lambda x: "matrice" if x.mesure else "estimation", csv_seul=True),
    )
    return Liste(
        demande,
        mesures.lignes_acces(diagnostic.identifiant, voulu.public, voulu.besoin),
        colonnes,
        legende=f"Accès par commune : {voulu.titre}",
        texte=lambda x: f"{x.nom} {x.territoire.code} {' '.join(x.lieu.codes_postaux)}",
        filtres=(
            *filtres_du_lieu(Niveau.COMMUNE, lecture.atlas(diagnostic.identifiant)),
            Filtre("etat", "Accès", _ETATS, _garde),
        ),
        tri="-minutes",
        fichier=f"egalite-acces-{voulu.besoin}-{voulu.public}-{diagnostic.identifiant}",
        conserves=("besoin", "public", "mesure"),
        noms=("commune", "communes"),
        libelle_recherche="Nom, code ou code postal",
        vide="Aucune commune ne porte ce nom ou ce code.",
    )


def _garde(ligne: mesures.LigneAcces, etat: str) -> bool:
    loin = ligne.minutes is None or ligne.minutes > SEUIL_MINUTES
    return {"loin": loin, "proche": not loin, "distance": ligne.nombre == 0 and ligne.a_distance > 0}[etat]


def _definitions(trouve: Acces, voulu: mesures.Demande) -> list[tuple[str, str]]:
    declare = trouve.preparation.declare
    retenus = [
        b for b in declare.besoins if voulu.besoin in {b.code, "tous"} and (b.orientation or voulu.besoin == b.code)
    ]
    mission = trouve.par_mission(voulu.rang)
    apte = (
        "structure ouverte dont un service, en présence, couvre le besoin, reçoit le public et comprend la "
        "commune dans sa zone. Une structure sans service déclaré est tenue pour apte à ce que la loi confie à son "
        f"réseau ({nombre_fr(mission)} ici)."
    )
    return [
        ("Besoin", ", ".join(t for b in retenus for t in b.thematiques) + " (thématiques data·inclusion)"),
        ("Population de référence", voulu.habitants),
        ("Structure apte", apte),
        (
            "Temps",
            HYPOTHESES if not trouve.preparation.terrain.mesure else f"{mesures.mot_des_minutes(trouve)} {HYPOTHESES}",
        ),
        (
            "Heures atteignables",
            "heures de la semaine où l’une au moins des structures aptes à moins de trente minutes est ouverte.",
        ),
        (
            "Offre par habitant",
            f"{_unite_de_l_offre(trouve, voulu)}, {_DEUX_ETAPES}",
        ),
        ("À distance", "services rendus à distance, ouverts au public et dont la zone comprend la commune."),
        ("Régions voisines", "leurs structures connues comptent."),
    ]
