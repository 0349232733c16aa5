"""What several pages show the same way."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portulan.diagnostic.provenance import fictif
from portulan.diagnostic.resultats import Declenchement, Diagnostic, Ligne
from portulan.publication.ecriture import libelle_ventilation
from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import valeur_fr
from portulan.socle.resultat import Calcule
from portulan.socle.territoire import FRANCE, Territoire
from portulan.socle.textes import epurer_ligne
from portulan.web import acces

ACCUEIL = ("Accueil", "/")


def parametres(request: HttpRequest) -> dict[str, str]:
    """Parameters of the address, one value each, without control characters."""
    return {cle: epurer_ligne(request.GET[cle]) for cle in request.GET}


def lien_territoire(territoire: Territoire) -> str:
    """Address of the page of a place; empty for the whole country."""
    if territoire == FRANCE:
        return ""
    return reverse("web:territoire", args=[territoire.niveau.value, territoire.code])


def trier_declenchements(declenchements: Iterable[Declenchement]) -> list[Declenchement]:
    """Heaviest first, then the widest territory, then the farthest from the threshold."""

    def ordre(d: Declenchement) -> tuple[int, int, float]:
        depassement = abs(d.valeur - d.borne) / (abs(d.borne) or 1)
        return -d.gravite.rang, -d.territoire.niveau.rang, -depassement

    return sorted(declenchements, key=ordre)


def montrer_declenchements(declenchements: Iterable[Declenchement], diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """Rules that fired, ready for a template: figure, threshold, origin, place."""
    atlas = acces.atlas(diagnostic.identifiant)
    vues = []
    for d in declenchements:
        declare = acces.indicateurs_par_code().get(d.indicateur)
        unite = declare[0].unite_composante(d.composante) if declare else None
        vues.append(
            {
                "gravite": d.gravite,
                "phrase": d.phrase,
                "lieu": atlas.nom(d.territoire) + (f", {libelle_ventilation(d.ventilation)}" if d.ventilation else ""),
                "lien_lieu": lien_territoire(d.territoire),
                "valeur": valeur_fr(d.valeur, unite) if unite else f"{d.valeur:g}",
                "seuil": f"{d.comparateur} {valeur_fr(d.borne, unite) if unite else f'{d.borne:g}'}",
                "origine": d.origine,
                "reference": d.reference,
                "indicateur": d.indicateur,
                "lien": reverse("web:indicateur", args=[d.indicateur]) if declare else _lien_question(d),
                "question": d.questions[0] if d.questions else "",
                "declenchement": d,
            }
        )
    return vues


def reserves(ligne: Ligne, declare: Indicateur, diagnostic: Diagnostic) -> list[str]:
    """What must be said beside a figure: that it is estimated, that it rests on generated activity."""
    if not isinstance(ligne.resultat, Calcule):
        return []
    mentions = {"valeur estimée": ligne.resultat.estime, "activité fictive": fictif(declare, diagnostic.sources)}
    return [mention for mention, vraie in mentions.items() if vraie]


def _lien_question(d: Declenchement) -> str:
    return reverse("web:question", args=[d.questions[0]]) if d.questions else ""


def nom_et_lien(ligne: Ligne, diagnostic: Diagnostic) -> tuple[str, str]:
    """Name of the place of a result, and its address."""
    return acces.atlas(diagnostic.identifiant).nom(ligne.territoire), lien_territoire(ligne.territoire)
