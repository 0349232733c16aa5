"""Equal access in one commune: every need, for a public."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.diagnostic.acces_besoins import Acces, heures_de
from portulan.methodes.accessibilite import HYPOTHESES, SEUIL_MINUTES, quantile_pondere
from portulan.socle.erreurs import Introuvable
from portulan.socle.mesure import Unite, nombre_fr
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces as lecture
from portulan.web import egalite as mesures
from portulan.web.vues.commun import ACCUEIL, lien_territoire, parametres
from portulan.web.vues.egalite_liste import EGALITE


def commune(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a commune."""
    voulu = mesures.Demande.lire(parametres(request))
    diagnostic = lecture.courant()
    trouve = mesures.acces_public(diagnostic.identifiant, voulu.public) if diagnostic else None
    if diagnostic is None or trouve is None or code not in trouve.rangs:
        raise Introuvable(
            f"« {code} » n’est pas une commune de l’instantané affiché.",
            remede="Cherchez-la par son nom dans le tableau de l’égalité d’accès.",
        )
    lieu = lecture.atlas(diagnostic.identifiant).lieu(Territoire(Niveau.COMMUNE, code))
    contexte = {
        "chemin": (ACCUEIL, (EGALITE, reverse("web:egalite")), (lieu.nom, "")),
        "demande": voulu,
        "choix": voulu.choix()[1:],
        "lieu": lieu,
        "lien_territoire": lien_territoire(lieu.territoire),
        "diagnostic": diagnostic,
        "besoins": [_besoin(trouve, b, libelle, code) for b, libelle in trouve.preparation.declare.choix_besoins],
        "minutes": mesures.mot_des_minutes(trouve),
        "hypotheses": HYPOTHESES,
        "sources": mesures.sources_de_l_acces(diagnostic),
        "fictif": any(s.fictif for s in mesures.sources_de_l_acces(diagnostic)),
    }
    return render(request, "pages/egalite_commune.html", contexte)


def _besoin(trouve: Acces, code_besoin: str, libelle: str, code: str) -> dict[str, Any]:
    """What a commune has for a need, and the median minutes of the region."""
    b, i = trouve.preparation.declare.rang(code_besoin), trouve.rangs[code]
    m, matrice = trouve.mesures, trouve.preparation.terrain.mesure
    structure, minutes = trouve.structure(b, i), mesures.ou_rien(m.temps[b, i])
    mediane = mesures.ou_rien(quantile_pondere(m.temps[b], trouve.population, 0.5))
    return {
        "code": code_besoin,
        "libelle": libelle,
        "structure": structure,
        "ailleurs": bool(structure) and structure["code_insee"] not in trouve.rangs,
        "minutes": mesures.dire_minutes(minutes, mesure=bool(m.mesure[b, i]), matrice=matrice),
        "loin": minutes is None or minutes > SEUIL_MINUTES,
        "mediane": mesures.dire(mediane, Unite.MINUTES, 0),
        "nombre": int(m.nombre[b, i]),
        "heures": mesures.dire(mesures.ou_rien(heures_de(trouve, b)[i]), Unite.HEURES),
        "inconnus": int(m.horaires_inconnus[b, i]),
        "offre": nombre_fr(float(m.offre_e2sfca[b, i]), 1),
        "distance": int(trouve.a_distance[b, i]),
    }
