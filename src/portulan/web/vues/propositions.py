"""What the routing proposes, ready for a template: the same for every door and for the printed trace."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from portulan.methodes.aiguillage import Ecarte, Proposition, Raison, Reponse
from portulan.methodes.aiguillage_textes import ELARGISSEMENTS, dire, dire_trajet
from portulan.socle import geographie
from portulan.socle.horloge import aujourdhui
from portulan.terrain.reseau import horaires
from portulan.terrain.reseau.disponibilites import disponibilites_du_jour
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.vocabulaire import libelle
from portulan.web import reseau_mots as mots
from portulan.web.vues.reseau_liste import local
from portulan.web.vues.reseau_structure import adresse

_GENRES = {"langue": "langues", "norme": "labels"}


@dataclass(frozen=True, slots=True)
class Montree:
    """A proposal as it is shown. ``ouverture``: a sentence; ``ouverte``: None when the hours are unknown."""

    proposition: Proposition
    structure: Structure
    service: Service | None
    raisons: tuple[str, ...]
    trajet: str
    ouverture: str
    ouverte: bool | None
    horaires: tuple[tuple[str, str], ...]
    adresse: tuple[str, ...]
    telephone: str
    courriel: str
    operateur: str
    accessibilite: str
    elargie: str
    lien_site: str
    position: tuple[float, float] | None

    @property
    def rang(self) -> int:
        """Its rank, as the map and the list number it."""
        return self.proposition.rang


def nommer(genre: str, code: str) -> str:
    """Words of a code that a reason holds: a language, a quality norm, a zone."""
    if genre in _GENRES:
        return libelle(_GENRES[genre], code)
    return mots.nom_de_zone(code)


def phrase(raison: Raison) -> str:
    """A reason in words."""
    return dire(raison, nommer)


def montrer(reponse: Reponse, besoin: str = "") -> list[Montree]:
    """Proposals whose structure is still in the network, in order. ``besoin``: counted with the link to a site."""
    structures, services = _fiches(reponse.propositions)
    dites = disponibilites_du_jour([s.pk for s in structures.values()], aujourdhui())
    return [
        _montree(p, structures[p.structure], services.get(p.service), dites.get(structures[p.structure].pk), besoin)
        for p in reponse.propositions
        if p.structure in structures
    ]


def _fiches(propositions: Iterable[Proposition]) -> tuple[dict[str, Structure], dict[str, Service]]:
    services: dict[str, Service] = {}
    for service in _par_identifiant(Service.objects.select_related("structure"), (p.service for p in propositions)):
        services[service.identifiant] = service
    structures: dict[str, Structure] = {s.structure.identifiant: s.structure for s in services.values()}
    return structures, services


def _par_identifiant(lignes: Any, identifiants: Iterable[str]) -> Iterable[Any]:
    voulus = set(identifiants)
    return [x for x in lignes.filter(id_source__in=[i.partition("--")[2] for i in voulus]) if x.identifiant in voulus]


def _montree(p: Proposition, structure: Structure, service: Service | None, dite: Any, besoin: str) -> Montree:
    propres = (service.horaires_accueil if service else "") or structure.horaires_accueil
    etat = horaires.maintenant(propres, local(structure))
    ouverte, ouverture = etat.ouvert, capfirst(etat.phrase) or "Horaires non communiqués"
    if dite is not None:
        ouverte, ouverture = False, dite.phrase
    site = f"{reverse('web:trouver_site', args=[structure.pk])}?besoin={besoin}" if structure.site_web else ""
    return Montree(
        proposition=p,
        structure=structure,
        service=service,
        raisons=tuple(phrase(r) for r in p.raisons),
        trajet=dire_trajet(p),
        ouverture=ouverture,
        ouverte=ouverte,
        horaires=tuple(horaires.dire(propres)) if propres else (),
        adresse=tuple(adresse(structure)),
        telephone=(service.telephone if service else "") or structure.telephone,
        courriel=(service.courriel if service else "") or structure.courriel,
        operateur=mots.nom_operateur(structure.operateur),
        accessibilite=structure.accessibilite_lieu,
        elargie=ELARGISSEMENTS.get(p.elargie, ""),
        lien_site=site,
        position=_position(structure),
    )


def _position(structure: Structure) -> tuple[float, float] | None:
    if structure.longitude is not None and structure.latitude is not None:
        return structure.longitude, structure.latitude
    commune = geographie.commune(structure.code_insee)
    return (commune["longitude"], commune["latitude"]) if commune and commune["longitude"] is not None else None


def montrer_ecartes(ecartes: Iterable[Ecarte]) -> list[tuple[str, str]]:
    """(name, why) of who could have answered and was discarded."""
    return [(e.nom, phrase(e.raison)) for e in ecartes]
