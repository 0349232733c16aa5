"""Availability of the places: written and read apart from their permanent data."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.textes import nettoyer
from portulan.terrain.reseau import regles
from portulan.terrain.reseau.droits import DISPONIBILITE, STRUCTURE
from portulan.terrain.reseau.enums import GenreDisponibilite
from portulan.terrain.reseau.models import Disponibilite, Service, Structure
from portulan.terrain.reseau.regles import DisponibiliteDuJour

_MOTIF_MAX = 300


def declarer_disponibilite(
    *,
    titulaire: Titulaire,
    structure: Structure,
    genre: str,
    du: date,
    au: date,
    motif: str = "",
    service: Service | None = None,
) -> Disponibilite:
    """Say that a place (or one of its services) does not receive as usual. The same one twice is one.

    Raises ``DonneeInvalide`` (dates, kind, text), ``Impossible`` when another of the same kind overlaps.
    """
    exiger(titulaire, "disponibilite", "modifier", structure, STRUCTURE)
    motif = _controler(genre, du, au, motif)
    if service is not None and service.structure_id != structure.pk:
        raise DonneeInvalide("Ce service n’est pas de cette structure.", remede="Choisissez un de ses services.")
    with transaction.atomic():
        structure = Structure.objects.select_for_update().get(pk=structure.pk)
        regles.verifier_modifiable(structure)
        for autre in _recouvrantes(structure, service, genre, du, au):
            if (autre.du, autre.au, autre.motif) == (du, au, motif):
                return autre
            raise _deja_dite(autre)
        creee = Disponibilite.objects.create(
            structure=structure,
            service=service,
            genre=genre,
            du=du,
            au=au,
            motif=motif,
            saisie_par=titulaire.auteur,
            fictif=structure.fictif or settings.PORTULAN_MAISON.est_demonstration,
        )
        _noter("reseau.disponibilite.declarer", titulaire, creee)
    return creee


def modifier_disponibilite(
    *, titulaire: Titulaire, disponibilite: Disponibilite, version: int, du: date, au: date, motif: str = ""
) -> Disponibilite:
    """Change the dates or the reason. Raises as ``declarer_disponibilite``, and ``VersionDepassee``."""
    exiger(titulaire, "disponibilite", "modifier", disponibilite, DISPONIBILITE)
    motif = _controler(disponibilite.genre, du, au, motif)
    with transaction.atomic():
        Structure.objects.select_for_update().get(pk=disponibilite.structure_id)
        relue = Disponibilite.objects.select_related("structure", "service").get(pk=disponibilite.pk)
        regles.verifier_version(relue, version)
        for autre in _recouvrantes(relue.structure, relue.service, relue.genre, du, au):
            if autre.pk != relue.pk:
                raise _deja_dite(autre)
        relue.du, relue.au, relue.motif, relue.version = du, au, motif, relue.version + 1
        relue.save()
        _noter("reseau.disponibilite.modifier", titulaire, relue)
    return relue


def retirer_disponibilite(*, titulaire: Titulaire, disponibilite: Disponibilite) -> None:
    """Take back what was said: the place receives as usual again."""
    exiger(titulaire, "disponibilite", "modifier", disponibilite, DISPONIBILITE)
    with transaction.atomic():
        _noter("reseau.disponibilite.retirer", titulaire, disponibilite)
        disponibilite.delete()


def disponibilite_du_jour(structure: Structure, jour: date) -> DisponibiliteDuJour | None:
    """What is told of a place on a day (its services apart); None when it receives as usual."""
    return disponibilites_du_jour((structure.pk,), jour).get(structure.pk)


def disponibilites_du_jour(structures: Iterable[int], jour: date) -> Mapping[int, DisponibiliteDuJour]:
    """Same for many places (by their keys), in one query; those that receive as usual are left out."""
    par_structure: dict[int, list[Disponibilite]] = {}
    tenues = Disponibilite.objects.filter(
        structure__in=list(structures), service__isnull=True, du__lte=jour, au__gte=jour
    )
    for disponibilite in tenues:
        par_structure.setdefault(disponibilite.structure_id, []).append(disponibilite)
    return {cle: dite for cle, lot in par_structure.items() if (dite := regles.du_jour(lot, jour))}


def _controler(genre: str, du: date, au: date, motif: str) -> str:
    if genre not in GenreDisponibilite.values:
        raise DonneeInvalide(
            f"« {genre} » n’est pas une sorte d’indisponibilité.",
            remede=f"Choisissez parmi : {', '.join(GenreDisponibilite.values)}.",
        )
    regles.verifier_dates(du, au)
    motif = nettoyer(motif)
    if len(motif) > _MOTIF_MAX:
        raise DonneeInvalide(
            f"Le motif compte {len(motif)} caractères, {_MOTIF_MAX} au plus sont admis.", remede="Raccourcissez-le."
        )
    return motif


def _recouvrantes(
    structure: Structure, service: Service | None, genre: str, du: date, au: date
) -> Iterable[Disponibilite]:
    return Disponibilite.objects.filter(structure=structure, service=service, genre=genre, du__lte=au, au__gte=du)


def _deja_dite(autre: Disponibilite) -> Impossible:
    return Impossible(
        f"Cette période recouvre une autre déjà déclarée : {autre}.",
        remede="Modifiez celle-ci, ou choisissez d’autres dates.",
    )


def _noter(acte: str, titulaire: Titulaire, disponibilite: Disponibilite) -> None:
    structure = disponibilite.structure
    noter(
        acte,
        auteur=titulaire.auteur,
        objet_type="structure",
        objet_id=structure.identifiant,
        organisation=structure.organisation.code if structure.organisation else "",
        genre=disponibilite.genre,
        du=disponibilite.du.isoformat(),
        au=disponibilite.au.isoformat(),
    )
