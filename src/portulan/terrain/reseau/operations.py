"""Writes on structures and services: keyword-only, atomic, journaled, held to the rights table.

A double submit does nothing twice: a creation carries the ``jeton`` of its form, a modification the ``version`` read.
"""

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Organisation
from portulan.journal.operations import noter
from portulan.socle import geographie
from portulan.socle.horloge import aujourdhui
from portulan.socle.textes import nettoyer
from portulan.sources import lieux
from portulan.terrain.reseau import regles, saisie
from portulan.terrain.reseau.droits import SERVICE, STRUCTURE
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.territoire import rattachement

if TYPE_CHECKING:
    from django.db.models import Model

SOURCE_LOCALE = "portulan"


def creer_structure(
    *, titulaire: Titulaire, valeurs: Mapping[str, Any], organisation: Organisation | None = None, jeton: str = ""
) -> Structure:
    """Create a structure. ``jeton``: the same one twice gives the structure already there.

    Raises ``ChampsInvalides`` (with the message of each field), ``Interdit``.
    """
    deja = _deja(Structure, jeton)
    if deja is not None:
        return deja
    propres = saisie.preparer("structure", valeurs, creation=True)
    with transaction.atomic():
        structure = Structure(
            source=SOURCE_LOCALE,
            id_source=jeton or secrets.token_hex(8),
            organisation=organisation,
            date_maj=aujourdhui(),
            fictif=settings.PORTULAN_MAISON.est_demonstration,
        )
        _ecrire(structure, propres)
        _situer(structure)
        structure.save()
        exiger(titulaire, "structure", "creer", structure, STRUCTURE)
        _noter("reseau.structure.creer", titulaire, structure)
    return structure


def modifier_structure(
    *, titulaire: Titulaire, structure: Structure, version: int, valeurs: Mapping[str, Any]
) -> Structure:
    """Write fields of a structure read at ``version``; nothing is written when nothing changes.

    Raises ``ChampsInvalides``, ``Interdit``, ``VersionDepassee`` (somebody wrote in between).
    """
    exiger(titulaire, "structure", "modifier", structure, STRUCTURE)
    propres = saisie.preparer("structure", valeurs, creation=False)
    with transaction.atomic():
        structure = Structure.objects.select_for_update().get(pk=structure.pk)
        regles.verifier_modifiable(structure)
        regles.verifier_version(structure, version)
        changes = _ecrire(structure, propres)
        if changes:
            if {"code_insee", "longitude", "latitude"} & changes:
                _situer(structure)
            _enregistrer("reseau.structure.modifier", titulaire, structure, changes)
            exiger(titulaire, "structure", "modifier", structure, STRUCTURE)
    return structure


def fermer_structure(*, titulaire: Titulaire, structure: Structure, version: int, motif: str = "") -> Structure:
    """Close a place for good: it leaves lists, exports and the snapshot; its record stays. Raises ``Impossible``."""
    return _passer_structure(titulaire, structure, version, EtatStructure.FERMEE, motif)


def rouvrir_structure(*, titulaire: Titulaire, structure: Structure, version: int) -> Structure:
    """Open again a closed place. Raises ``Impossible`` for a merged record."""
    regles.verifier_modifiable(structure)
    return _passer_structure(titulaire, structure, version, EtatStructure.OUVERTE, "")


def _passer_structure(
    titulaire: Titulaire, structure: Structure, version: int, vers: EtatStructure, motif: str
) -> Structure:
    exiger(titulaire, "structure", "fermer", structure, STRUCTURE)
    motif = nettoyer(motif)[:300]
    with transaction.atomic():
        structure = Structure.objects.select_for_update().get(pk=structure.pk)
        regles.verifier_modifiable(structure)
        regles.verifier_passage(structure, vers)
        regles.verifier_version(structure, version)
        structure.etat = vers
        structure.fermee_le = aujourdhui() if vers == EtatStructure.FERMEE else None
        acte = "reseau.structure.fermer" if vers == EtatStructure.FERMEE else "reseau.structure.rouvrir"
        _enregistrer(acte, titulaire, structure, {"etat"}, motif=motif)
    return structure


def verifier_structure(*, titulaire: Titulaire, structure: Structure) -> Structure:
    """Say that a record was read again today and is right, by the role of whoever says it."""
    exiger(titulaire, "structure", "modifier", structure, STRUCTURE)
    with transaction.atomic():
        structure = Structure.objects.select_for_update().get(pk=structure.pk)
        regles.verifier_modifiable(structure)
        structure.verifiee_le, structure.verifiee_par = aujourdhui(), _role(titulaire, structure)
        structure.date_maj = aujourdhui()
        structure.save(update_fields=["verifiee_le", "verifiee_par", "date_maj"])
        _noter("reseau.structure.verifier", titulaire, structure, role=structure.verifiee_par)
    return structure


def _role(titulaire: Titulaire, structure: Structure) -> str:
    """The role in the name of which a record is verified: for its own organisation first."""
    propres = [a for a in titulaire.acces if a.organisation == structure.organisation_id]
    return (propres or list(titulaire.acces))[0].role.label


def rattacher_organisation(
    *, titulaire: Titulaire, structure: Structure, version: int, organisation: Organisation | None
) -> Structure:
    """Say on which organisation a place depends. Only who has the territory may: it moves rights.

    Raises ``Interdit``, ``Impossible`` when the kinds of operator differ.
    """
    exiger(titulaire, "structure", "rattacher", structure, STRUCTURE)
    with transaction.atomic():
        structure = Structure.objects.select_for_update().get(pk=structure.pk)
        regles.verifier_modifiable(structure)
        regles.verifier_version(structure, version)
        if structure.organisation_id == (organisation.pk if organisation else None):
            return structure
        avant = structure.organisation.code if structure.organisation else ""
        structure.organisation = organisation
        _enregistrer("reseau.structure.rattacher", titulaire, structure, {"organisation"}, avant=avant)
    return structure


def creer_service(
    *, titulaire: Titulaire, structure: Structure, valeurs: Mapping[str, Any], jeton: str = ""
) -> Service:
    """Add a service to a structure. Raises ``ChampsInvalides``, ``Interdit``, ``Impossible`` (merged or closed)."""
    exiger(titulaire, "structure", "modifier", structure, STRUCTURE)
    deja = _deja(Service, jeton)
    if deja is not None:
        return deja
    propres = saisie.preparer("service", valeurs, creation=True)
    with transaction.atomic():
        structure = Structure.objects.select_for_update().get(pk=structure.pk)
        regles.verifier_modifiable(structure)
        service = Service(
            structure=structure,
            source=SOURCE_LOCALE,
            id_source=jeton or secrets.token_hex(8),
            date_maj=aujourdhui(),
            fictif=structure.fictif,
        )
        _ecrire(service, propres)
        service.save()
        _noter("reseau.service.creer", titulaire, service)
    return service


def modifier_service(*, titulaire: Titulaire, service: Service, version: int, valeurs: Mapping[str, Any]) -> Service:
    """Write fields of a service read at ``version``. Raises as ``modifier_structure``."""
    exiger(titulaire, "service", "modifier", service, SERVICE)
    propres = saisie.preparer("service", valeurs, creation=False)
    with transaction.atomic():
        service = _verrouiller_service(service)
        regles.verifier_version(service, version)
        changes = _ecrire(service, propres)
        if changes:
            _enregistrer("reseau.service.modifier", titulaire, service, changes)
    return service


def fermer_service(*, titulaire: Titulaire, service: Service, version: int) -> Service:
    """Say that a service is no longer offered. Raises ``Impossible``."""
    return _passer_service(titulaire, service, version, EtatService.FERME)


def rouvrir_service(*, titulaire: Titulaire, service: Service, version: int) -> Service:
    """Offer a service again. Raises ``Impossible``."""
    return _passer_service(titulaire, service, version, EtatService.OUVERT)


def _passer_service(titulaire: Titulaire, service: Service, version: int, vers: EtatService) -> Service:
    exiger(titulaire, "service", "modifier", service, SERVICE)
    with transaction.atomic():
        service = _verrouiller_service(service)
        regles.verifier_passage(service, vers)
        regles.verifier_version(service, version)
        service.etat = vers
        service.fermee_le = aujourdhui() if vers == EtatService.FERME else None
        acte = "reseau.service.fermer" if vers == EtatService.FERME else "reseau.service.rouvrir"
        _enregistrer(acte, titulaire, service, {"etat"})
    return service


def _verrouiller_service(service: Service) -> Service:
    service = Service.objects.select_for_update(of=("self",)).select_related("structure").get(pk=service.pk)
    regles.verifier_modifiable(service.structure)
    return service


def _deja[M: Structure | Service](modele: type[M], jeton: str) -> M | None:
    """What this form already created."""
    if not jeton:
        return None
    return modele.objects.filter(source=SOURCE_LOCALE, id_source=jeton).first()


def _ecrire(fiche: Structure | Service, propres: Mapping[str, Any]) -> set[str]:
    """Set the fields and say which ones changed."""
    changes = {nom for nom, valeur in propres.items() if getattr(fiche, nom) != valeur}
    for nom in changes:
        setattr(fiche, nom, propres[nom])
    return changes


def _situer(structure: Structure) -> None:
    """Territories, name of the commune and point follow the commune and the address."""
    territoires = rattachement(structure.code_insee)
    if territoires["region"] != settings.PORTULAN_REGION:
        hors = "Cette commune n’est pas dans la région de cette installation : le réseau s’arrête à ses limites."
        raise saisie.ChampsInvalides({"code_insee": hors})
    for nom, valeur in territoires.items():
        setattr(structure, nom, valeur)
    structure.commune = str((geographie.commune(structure.code_insee) or {}).get("nom") or structure.commune)
    if structure.longitude is None or structure.latitude is None:
        structure.longitude, structure.latitude = lieux.point(structure.code_insee)
        structure.precision_geo = "mairie"
    else:
        structure.precision_geo = "adresse"


def _enregistrer(acte: str, titulaire: Titulaire, fiche: Structure | Service, changes: set[str], **detail: Any) -> None:
    fiche.version += 1
    fiche.date_maj = aujourdhui()
    fiche.save()
    _noter(acte, titulaire, fiche, champs=sorted(changes), **detail)


def _noter(acte: str, titulaire: Titulaire, fiche: "Model", **detail: Any) -> None:
    structure = fiche.structure if isinstance(fiche, Service) else fiche
    assert isinstance(structure, Structure)
    noter(
        acte,
        auteur=titulaire.auteur,
        objet_type="service" if isinstance(fiche, Service) else "structure",
        objet_id=fiche.identifiant if isinstance(fiche, Service) else structure.identifiant,
        organisation=structure.organisation.code if structure.organisation else "",
        **detail,
    )
