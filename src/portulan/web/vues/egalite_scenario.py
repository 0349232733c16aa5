"""What if: where k new permanences would gain most people, before and after, and the proof that nothing does better."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from portulan.comptes.droits import exiger, peut
from portulan.diagnostic.acces_besoins import Acces
from portulan.diagnostic.resultats import Diagnostic
from portulan.diagnostic.scenarios import Critere, Scenario, decrire
from portulan.journal.operations import noter
from portulan.methodes.implantation import K_MAXIMUM, PLAFOND_MINUTES
from portulan.publication.cartes import Lieu
from portulan.socle.erreurs import Introuvable
from portulan.socle.mesure import Unite, nombre_fr
from portulan.socle.territoire import Niveau, Territoire
from portulan.travaux.models import Etat
from portulan.travaux.operations import demander
from portulan.travaux.queries import dernier_travail
from portulan.web import acces as lecture
from portulan.web import egalite as mesures
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Liste
from portulan.web.reprise import vers_la_connexion
from portulan.web.vues.colonnes import colonne_population, colonnes_du_lieu, filtres_du_lieu
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.dossiers import version_du_style
from portulan.web.vues.egalite_liste import EGALITE

K_PAR_DEFAUT = 5
TRAVAIL = "implantation"


def _lire(demande: dict[str, str]) -> tuple[mesures.Demande, Critere, int]:
    critere = demande.get("critere", "")
    k = demande.get("k", "")
    return (
        mesures.Demande.lire(demande),
        Critere(critere) if critere in set(Critere) else Critere.COUVERTURE,
        min(max(int(k), 1), K_MAXIMUM) if k.isascii() and k.isdigit() and len(k) < 4 else K_PAR_DEFAUT,  # noqa: PLR2004
    )


def _travail(diagnostic: Diagnostic, voulu: mesures.Demande, critere: Critere, k: int) -> dict[str, Any]:
    return {
        "instantane": diagnostic.identifiant,
        "public": voulu.public,
        "besoin": voulu.besoin,
        "critere": critere.value,
        "k": k,
    }


def scenario(request: HttpRequest) -> HttpResponse:
    """The page of a question: need, public, criterion, how many."""
    demande = parametres(request)
    voulu, critere, k = _lire(demande)
    diagnostic = lecture.courant()
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, (EGALITE, reverse("web:egalite")), ("Nouvelles permanences", "")),
        "demande": voulu,
        "critere": critere,
        "k": k,
        "k_maximum": K_MAXIMUM,
        "diagnostic": diagnostic,
    }
    trouve = mesures.acces_public(diagnostic.identifiant, voulu.public) if diagnostic else None
    if diagnostic is None or trouve is None:
        return render(request, "pages/egalite_scenario.html", contexte)
    liste = _une_de_plus(demande, voulu, diagnostic)
    if liste.csv_demande:
        return liste.csv()
    imagine = mesures.scenario_de(diagnostic.identifiant, voulu.public, voulu.besoin, critere, k)
    travail = dernier_travail(TRAVAIL, _travail(diagnostic, voulu, critere, k))
    preuve = travail.resultat if travail and travail.etat == Etat.TERMINE else None
    if preuve and preuve["gain"] > imagine.gain * (1 + 1e-9):
        sites = tuple(trouve.rangs[c] for c in preuve["sites"])
        imagine = decrire(trouve, voulu.rang, critere, sites)
    contexte |= {
        "choix": [
            *voulu.choix(),
            mesures.choix("critere", "Chercher", [(c.value, c.libelle) for c in Critere], critere.value),
        ],
        "liste": liste,
        "scenario": imagine,
        "style": version_du_style(),
        "minutes": mesures.mot_des_minutes(trouve),
        "sources": mesures.sources_de_l_acces(diagnostic),
        "fictif": any(s.fictif for s in mesures.sources_de_l_acces(diagnostic)),
        "preuve": _dire_preuve(preuve, critere, voulu) if preuve else None,
        "travail": travail if preuve is None else None,
        "peut_prouver": peut(titulaire(request), TRAVAIL, "prouver"),
        "plafond": nombre_fr(PLAFOND_MINUTES),
        **_resultat(diagnostic, trouve, voulu, imagine),
    }
    return render(request, "pages/egalite_scenario.html", contexte)


def _dire_gain(gain: float, critere: Critere, voulu: mesures.Demande) -> str:
    if critere is Critere.COUVERTURE:
        return f"{nombre_fr(gain)} {voulu.habitants}"
    return f"{nombre_fr(gain)} minutes × {voulu.habitants}"


def _dire_preuve(preuve: dict[str, Any], critere: Critere, voulu: mesures.Demande) -> dict[str, Any]:
    return {
        "optimal": preuve["optimal"],
        "gain": _dire_gain(preuve["gain"], critere, voulu),
        "borne": _dire_gain(preuve["borne"], critere, voulu),
        "ecart": mesures.dire(preuve["ecart"] * 100, Unite.POURCENT, 2),
        "candidats": preuve["candidats"],
    }


def _resultat(diagnostic: Diagnostic, trouve: Acces, voulu: mesures.Demande, imagine: Scenario) -> dict[str, Any]:
    dire, communes = mesures.dire, trouve.preparation.terrain.communes
    seuls = mesures.gains_d_une_de_plus(diagnostic.identifiant, voulu.public)[voulu.rang]
    avant, apres = imagine.avant, imagine.apres
    lieux = tuple(
        Lieu(communes[i]["longitude"], communes[i]["latitude"], communes[i]["nom"], "nouvelle permanence")
        for i in imagine.sites
        if communes[i]["longitude"] is not None
    )
    atlas = lecture.atlas(diagnostic.identifiant)
    return {
        "gain": _dire_gain(imagine.gain, imagine.critere, voulu),
        "sites": [
            {
                "nom": communes[i]["nom"],
                "code": communes[i]["code_insee"],
                "departement": atlas.nom(Territoire(Niveau.DEPARTEMENT, communes[i]["departement"])),
                "population": communes[i]["population"],
                "seule": nombre_fr(float(seuls[i])),
            }
            for i in imagine.sites
        ],
        "lignes": [
            ("Population à plus de trente minutes", *(dire(r.part_eloignee, Unite.POURCENT) for r in (avant, apres))),
            ("Habitants à plus de trente minutes", *(nombre_fr(r.eloignee) for r in (avant, apres))),
            ("Communes à plus de trente minutes", *(nombre_fr(r.communes_eloignees) for r in (avant, apres))),
            ("Temps médian", *(dire(r.mediane, Unite.MINUTES) for r in (avant, apres))),
            ("Neuvième décile", *(dire(r.p90, Unite.MINUTES) for r in (avant, apres))),
        ],
        "carte_avant": mesures.carte_de_minutes(
            diagnostic, f"Avant ({voulu.titre})", imagine.temps_avant, trouve.rangs
        ),
        "carte_apres": mesures.carte_de_minutes(
            diagnostic, f"Après ({voulu.titre})", imagine.temps_apres, trouve.rangs, lieux
        ),
        "source_carte": f"Portulan, instantané {diagnostic.identifiant}. {mesures.mot_des_minutes(trouve)}",
    }


def _une_de_plus(demande: dict[str, str], voulu: mesures.Demande, diagnostic: Diagnostic) -> Liste:
    """One more permanence, tried in each commune."""
    gains = mesures.gains_d_une_de_plus(diagnostic.identifiant, voulu.public)[voulu.rang]
    lignes = mesures.lignes_acces(diagnostic.identifiant, voulu.public, voulu.besoin)

    def gain(ligne: mesures.LigneAcces) -> float:
        return float(gains[ligne.rang])

    return Liste(
        demande,
        lignes,
        (
            *colonnes_du_lieu(Niveau.COMMUNE),
            colonne_population(),
            Colonne("gain", "Habitants gagnés", lambda x: nombre_fr(gain(x)), gain, gain, nombre=True),
        ),
        legende=f"Une permanence de plus dans chaque commune : {voulu.titre}",
        texte=lambda x: f"{x.nom} {x.territoire.code} {' '.join(x.lieu.codes_postaux)}",
        filtres=filtres_du_lieu(Niveau.COMMUNE, lecture.atlas(diagnostic.identifiant)),
        tri="-gain",
        par_page=20,
        fichier=f"une-permanence-de-plus-{voulu.besoin}-{voulu.public}-{diagnostic.identifiant}",
        conserves=("besoin", "public", "critere", "k"),
        noms=("commune", "communes"),
        libelle_recherche="Nom, code ou code postal",
    )


@require_POST
def prouver(request: HttpRequest) -> HttpResponse:
    """Ask for the proof: a job, whose bound and gap come on the page of the question."""
    if not request.user.is_authenticated:
        return vers_la_connexion(request)
    exiger(titulaire(request), TRAVAIL, "prouver")
    voulu, critere, k = _lire({cle: request.POST[cle] for cle in request.POST})
    diagnostic = lecture.courant()
    if diagnostic is None:
        raise Introuvable(
            "Aucun instantané n’est diagnostiqué : il n’y a rien à prouver.",
            remede="Figez et diagnostiquez des données, puis posez de nouveau la question.",
        )
    travail, nouveau = demander(
        genre=TRAVAIL,
        libelle=f"Prouver {k} permanences : {voulu.titre}"[:200],
        parametres=_travail(diagnostic, voulu, critere, k),
        demande_par=f"compte:{request.user.pk}",
    )
    if nouveau:
        noter(f"travail.{TRAVAIL}", auteur=f"compte:{request.user.pk}", objet_type="travail", objet_id=travail.pk)
        messages.success(request, "La preuve est demandée : elle prend une minute environ, puis s’affiche ici.")
    else:
        messages.info(request, "Cette preuve était déjà demandée : voici où elle en est.")
    question = {"besoin": voulu.besoin, "public": voulu.public, "critere": critere.value, "k": k}
    return redirect(f"{reverse('web:egalite_scenario')}?{urlencode(question)}#preuve")
