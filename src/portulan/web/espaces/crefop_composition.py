"""What the composition of the committee asks: to be created, then its vacant seats and its ending terms."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.models import Occupation, Organe
from portulan.crefop.composition.queries import arrete_au
from portulan.crefop.composition.regles import ALERTE_FIN
from portulan.socle.horloge import aujourdhui
from portulan.web.espaces import Tache


def taches(titulaire: Titulaire) -> list[Tache]:
    """Tasks of the secretariat."""
    if not peut(titulaire, "comite", "composer"):
        return []
    organe = Organe.objects.filter(genre=GenreOrgane.PLENIERE, region=settings.PORTULAN_REGION).first()
    if organe is None:
        return [
            Tache(
                "Composer le comité",
                reverse("web:comite_composer"),
                "Les collèges et les sièges du Code du travail sont proposés.",
                genre="attention",
            )
        ]
    jour = aujourdhui()
    return [*_voix_a_fixer(organe, jour), *_mandats(organe, jour)]


def _voix_a_fixer(pleniere: Organe, jour: date) -> list[Tache]:
    emploi = pleniere.organes.filter(genre=GenreOrgane.EMPLOI).first()
    if emploi is None or arrete_au(emploi, jour) is not None:
        return []
    lien = reverse("web:comite_voix_arreter", args=[emploi.code])
    return [Tache("Fixer les voix du comité régional pour l’emploi", lien, emploi.nom, genre="attention")]


def _mandats(organe: Organe, jour: date) -> list[Tache]:
    proches = Occupation.objects.filter(siege__college__organe=organe).au_jour(jour).filter(au__lte=jour + ALERTE_FIN)
    premiere = proches.order_by("au").first()
    if premiere is None:
        return []
    nombre = proches.count()
    quoi = "Un mandat prend fin" if nombre == 1 else f"{nombre} mandats prennent fin"
    return [Tache(f"{quoi} dans les trois mois", reverse("web:comite"), echeance=premiere.au, genre="attention")]
