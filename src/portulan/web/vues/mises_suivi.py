"""What the Region follows: who may be lost, promises kept, the survey; who takes up what nobody answered."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import perimetre, peut
from portulan.socle.dates import date_fr
from portulan.socle.horloge import aujourdhui
from portulan.socle.mesure import nombre_fr
from portulan.terrain.accueil import mots
from portulan.terrain.accueil import suivi as lectures
from portulan.terrain.accueil.delais import Depart, Unite, bareme
from portulan.terrain.accueil.enums import Etape
from portulan.terrain.accueil.models import DernierRecours
from portulan.terrain.accueil.operations_mise import designer
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.formulaires.mises import FormulaireDernierRecours
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import choix_bassins, enregistrer, nom_du_bassin

_RAISONS = ("sans responsable", "à reprendre", "sans réponse", "jamais orienté")
_PEU = 5  # below, a share would speak of somebody
_ECHEANCES = {
    "relance": ("Rappels à la structure", "jours ouvrés après l’envoi"),
    "expiration": ("Sans réponse, la personne est orientée ailleurs", "jours ouvrés"),
    "etude": ("« À l’étude » prolonge la réponse, une seule fois, de", "jours ouvrés"),
    "dernier_recours": ("Le responsable de dernier recours reprend la demande", "jours ouvrés après le premier envoi"),
    "conservation_mois": ("Identité effacée après le dernier échange", "mois"),
    "lien_jours": ("Un lien de réponse vaut", "jours"),
    "enquete": ("Question posée à la personne après la fin", "jours ouvrés"),
}


@reserve("accueil", "mesurer")
def suivi(request: HttpRequest) -> HttpResponse:
    """Who may be lost, and what was promised: without any identity."""
    qui, jour = titulaire(request), aujourdhui()
    perdus = lectures.en_souffrance(qui, jour)
    liste = _liste(parametres(request), perdus)
    if liste.csv_demande:
        return liste.csv()
    du, au = lectures.periode(jour)
    reponses = lectures.enquete(qui, du, au)
    contexte = {
        "chemin": (ACCUEIL, ("Suivi de l’accueil", "")),
        "liste": liste,
        "chiffres": [(raison, sum(r == raison for _, r in perdus)) for raison in _RAISONS],
        "promesses": [(t, _part(t.part, t.echues)) for t in lectures.promesses_tenues(qui, du, au)],
        "enquete": reponses,
        "taux": _part(reponses.taux, reponses.envoyees),
        "note": _mesure(reponses.note) if reponses.reponses >= _PEU else "non calculable",
        "du": du,
        "au": au,
        "peu": _PEU,
        "regle": peut(qui, "accueil", "regler"),
    }
    return render(request, "pages/accueil_suivi.html", contexte)


def _part(part: float | None, effectif: int) -> str:
    return f"{nombre_fr(part, 0)} %" if part is not None and effectif >= _PEU else "non calculable"


def _mesure(note: float | None) -> str:
    return "non calculable" if note is None else f"{nombre_fr(note, 1)} sur 5"


def _dire_raison(ligne: Any) -> Any:
    return rendre(badge, ligne[1], "alerte" if ligne[1] == _RAISONS[0] else "attention")


def _liste(demande: dict[str, str], lignes: list[Any]) -> Liste:
    def besoin(ligne: Any) -> str:
        return mots.dire("thematiques", ligne[0].thematique)

    return Liste(
        demande,
        lignes,
        (
            Colonne("numero", "Demande", lambda x: x[0].demande.numero, lambda x: x[0].demande_id, entete=True),
            Colonne("besoin", "Besoin", besoin, besoin),
            Colonne("bassin", "Bassin", lambda x: nom_du_bassin(x[0].demande.bassin) or "non dit",
                    lambda x: x[0].demande.bassin),
            Colonne("recue", "Reçue le", lambda x: date_fr(x[0].demande.recue_le.date()),
                    lambda x: x[0].demande.recue_le, lambda x: x[0].demande.recue_le.date().isoformat()),
            Colonne("raison", "Pourquoi", _dire_raison,
                    lambda x: _RAISONS.index(x[1]), lambda x: x[1]),
            Colonne("responsable", "Responsable", lambda x: x[0].responsable.nom if x[0].responsable else "personne"),
        ),
        legende="Personnes qui peuvent être perdues",
        texte=lambda x: f"{x[0].demande.numero} {besoin(x)}",
        filtres=(
            Filtre("raison", "Pourquoi", [(r, r) for r in _RAISONS], lambda x, v: x[1] == v),
            Filtre("bassin", "Bassin", choix_bassins(), lambda x, v: x[0].demande.bassin == v),
        ),
        tri="recue",
        fichier="suivi-accueil",
        noms=("besoin", "besoins"),
        libelle_recherche="Numéro ou besoin",
        vide="Personne n’est en attente au-delà des délais promis.",
    )  # fmt: skip


@reserve("accueil", "regler")
def dernier_recours(request: HttpRequest) -> HttpResponse:
    """Designate who takes up what nobody answered, bassin by bassin."""
    qui = titulaire(request)
    permises = perimetre(qui, "accueil", "regler", Structure.objects.filter(etat=EtatStructure.OUVERTE), STRUCTURE)
    noms = [(str(s.pk), f"{s.nom}, {s.commune}") for s in permises.order_by("nom", "pk")]

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        choisie = permises.filter(pk=propre["structure"]).first() if propre["structure"] else None
        designer(titulaire=qui, bassin=propre["bassin"], structure=choisie)
        return reverse("web:dernier_recours"), "Désignation enregistrée."

    designees = DernierRecours.objects.filter(region=settings.PORTULAN_REGION).select_related("structure")
    contexte: dict[str, Any] = {
        "chemin": (ACCUEIL, ("Suivi de l’accueil", reverse("web:accueil_suivi")), ("Dernier recours", "")),
        "designees": [(nom_du_bassin(d.bassin) or "Partout ailleurs", d) for d in designees],
    }
    formulaire = FormulaireDernierRecours(request.POST or None, bassins=choix_bassins(), structures=noms)
    return enregistrer(
        request, formulaire=formulaire, gabarit="pages/dernier_recours.html", contexte=contexte, ecrire=ecrire
    )


def promesses(request: HttpRequest) -> HttpResponse:
    """The promises in force, with where each delay comes from."""
    regles = bareme(settings.PORTULAN_REGION, aujourdhui())
    unites = {Unite.OUVRES: "jours ouvrés", Unite.CALENDAIRES: "jours"}
    departs = {Depart.EMISSION: "après l’envoi de la demande", Depart.ACCEPTATION: "après l’accord de la structure"}
    contexte = {
        "chemin": (ACCUEIL, ("Promesses", "")),
        "promesses": [
            (Etape(r.etape).label, f"{r.nombre} {unites[r.unite]} {departs[r.depart]}", r)
            for r in regles.promesses.values()
        ],
        "echeances": [
            (_ECHEANCES[e.code][0], f"{_dire_jours(e.jours)} {_ECHEANCES[e.code][1]}", e)
            for e in regles.echeances.values()
        ],
    }
    return render(request, "pages/promesses.html", contexte)


def _dire_jours(jours: tuple[int, ...]) -> str:
    dits = [str(n) for n in jours]
    return " et ".join([", ".join(dits[:-1]), dits[-1]] if len(dits) > 1 else dits)
