"""What the Region follows: who may be lost, promises kept, the survey; who takes up what nobody answered."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import perimetre, peut
from portulan.socle.dates import date_fr
from portulan.socle.horloge import aujourdhui
from portulan.socle.mesure import nombre_fr
from portulan.socle.textes import normaliser
from portulan.terrain.accueil import mots
from portulan.terrain.accueil import suivi as lectures
from portulan.terrain.accueil.delais import Depart, Unite, bareme
from portulan.terrain.accueil.enums import Etape
from portulan.terrain.accueil.models import Besoin, DernierRecours
from portulan.terrain.accueil.operations_mise import designer
from portulan.terrain.accueil.suivi import Souffrance
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.formulaires.mises import FormulaireDernierRecours
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre
from portulan.web.liste_requete import ListeRequete, numero_cherche
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import choix_bassins, enregistrer, nom_du_bassin

_PEU = 5  # below, a share would speak of somebody
_ECHEANCES = {
    "relance": ("Rappels à la structure", "jours ouvrés après l’envoi"),
    "expiration": ("Sans réponse, la personne est orientée ailleurs", "jours ouvrés"),
    "etude": ("« À l’étude » prolonge la réponse, une seule fois, de", "jours ouvrés"),
    "dernier_recours": ("Le responsable de dernier recours reprend la demande", "jours ouvrés après le premier envoi"),
    "conservation_mois": ("Identité effacée après le dernier échange", "mois"),
    "lien_jours": ("Un lien de réponse vaut", "jours"),
    "passation_jours": ("Qui suivait la personne peut encore lire sa demande pendant", "jours après l’avoir confiée"),
    "enquete": ("Question posée à la personne après la fin", "jours ouvrés"),
}


@reserve("accueil", "mesurer")
def suivi(request: HttpRequest) -> HttpResponse:
    """Who may be lost, and what was promised: without any identity."""
    qui, jour = titulaire(request), aujourdhui()
    perdus = lectures.en_souffrance(qui, jour)
    par_raison = dict(perdus.order_by().values_list("raison").annotate(nombre=Count("pk")))
    liste = _liste(parametres(request), perdus)
    if liste.csv_demande:
        return liste.csv()
    du, au = lectures.periode(jour)
    reponses = lectures.enquete(qui, du, au)
    contexte = {
        "chemin": (ACCUEIL, ("Suivi de l’accueil", "")),
        "liste": liste,
        "chiffres": [(raison, par_raison.get(raison, 0)) for raison in Souffrance],
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


def _dire_raison(besoin: Any) -> Any:
    return rendre(badge, besoin.raison, "alerte" if besoin.raison == Souffrance.SANS_RESPONSABLE else "attention")


def _chercher(lignes: QuerySet[Besoin], cherches: Sequence[str]) -> QuerySet[Besoin]:
    """By number (« D-000042 », « 42 »), or by words of the need."""
    numero = numero_cherche(cherches, "d")
    if numero is not None:
        return lignes.filter(demande=numero)
    codes = lignes.order_by().values_list("thematique", flat=True).distinct()
    dits = {code: normaliser(mots.dire("thematiques", code)) for code in codes}
    return lignes.filter(thematique__in=[code for code, dit in dits.items() if all(mot in dit for mot in cherches)])


def _liste(demande: dict[str, str], lignes: QuerySet[Besoin]) -> ListeRequete:
    return ListeRequete(
        demande,
        lignes,  # type: ignore[arg-type]
        (
            Colonne("numero", "Demande", lambda b: b.demande.numero, entete=True, champs=("demande",)),
            Colonne("besoin", "Besoin", lambda b: mots.dire("thematiques", b.thematique), champs=("thematique",)),
            Colonne("bassin", "Bassin", lambda b: nom_du_bassin(b.demande.bassin) or "non dit",
                    champs=("demande__bassin",)),
            Colonne("recue", "Reçue le", lambda b: date_fr(b.demande.recue_le.date()),
                    brut=lambda b: b.demande.recue_le.date().isoformat(), champs=("demande__recue_le",)),
            Colonne("raison", "Pourquoi", _dire_raison, brut=lambda b: b.raison, champs=("raison",)),
            Colonne("responsable", "Responsable", lambda b: b.responsable.nom if b.responsable else "personne"),
        ),
        legende="Personnes qui peuvent être perdues",
        chercher=_chercher,
        filtres=(
            Filtre("raison", "Pourquoi", [(r, r) for r in Souffrance], lambda q, v: q.filter(raison=v)),
            Filtre("bassin", "Bassin", choix_bassins(), lambda q, v: q.filter(demande__bassin=v)),
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
