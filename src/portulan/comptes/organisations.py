"""Organisations: created, corrected, switched off."""

import re
import unicodedata
from typing import Any

from django.db import IntegrityError, transaction

from portulan.comptes.droits import Champs, Titulaire, exiger, filtre
from portulan.comptes.enums import GenreOrganisation
from portulan.comptes.models import Organisation
from portulan.comptes.portee import ORGANISATION
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Interdit

_LONGUEUR_CODE = 80


def creer_organisation(
    *, titulaire: Titulaire, nom: str, genre: str, region: str, fictif: bool = False, **champs: Any
) -> Organisation:
    """Create an organisation, its code made from its name. Raises ``Interdit``, ``DonneeInvalide``.

    ``champs``: operateur, siren, courriel, entree_le.
    """
    exiger(titulaire, "organisation", "creer")
    if not _couvre(titulaire, region):
        raise Interdit("Cette région n’est pas la vôtre.", remede="Créez l’organisation dans votre région.")
    with transaction.atomic():
        organisation = Organisation(code=_code_libre(nom), nom=nom, genre=genre, region=region, fictif=fictif, **champs)
        _enregistrer(organisation)
        _noter("organisation.creer", organisation, titulaire)
    return organisation


def organisation_representee(*, titulaire: Titulaire, nom: str, region: str, fictif: bool = False) -> Organisation:
    """The organisation that a seat of the committee is named after; written the first time, as a member of it.

    Whoever composes the committee may do it: nobody else knows these names yet.
    """
    with transaction.atomic():
        connue = Organisation.objects.filter(nom__iexact=nom, region=region, active=True).first()
        if connue is not None:
            return connue
        organisation = Organisation(
            code=_code_libre(nom), nom=nom, genre=GenreOrganisation.COMITE, region=region, fictif=fictif
        )
        _enregistrer(organisation)
        _noter("organisation.creer", organisation, titulaire)
    return organisation


def _couvre(titulaire: Titulaire, region: str) -> bool:
    condition = filtre(titulaire, "organisation", "creer", Champs("pk", ORGANISATION.territoire))
    temoin = ("region", region)
    return not condition or temoin in condition.children


def modifier_organisation(*, titulaire: Titulaire, organisation: Organisation, **champs: Any) -> Organisation:
    """Correct an organisation; its code never changes. Raises ``Interdit``, ``DonneeInvalide``."""
    exiger(titulaire, "organisation", "modifier", organisation, ORGANISATION)
    with transaction.atomic():
        trouvee = Organisation.objects.select_for_update().get(pk=organisation.pk)
        changes = sorted(nom for nom, valeur in champs.items() if getattr(trouvee, nom) != valeur)
        if not changes:
            return trouvee
        for nom in changes:
            setattr(trouvee, nom, champs[nom])
        _enregistrer(trouvee)
        _noter("organisation.modifier", trouvee, titulaire, champs=changes)
    return trouvee


def activer_organisation(*, titulaire: Titulaire, organisation: Organisation, active: bool) -> None:
    """Switch an organisation off (no more invitations) or on again; its history stays."""
    exiger(titulaire, "organisation", "modifier", organisation, ORGANISATION)
    exiger(titulaire, "organisation", "creer")
    with transaction.atomic():
        trouvee = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if trouvee.active == active:
            return
        trouvee.active = active
        trouvee.save(update_fields=["active"])
        _noter("organisation.reactiver" if active else "organisation.desactiver", trouvee, titulaire)


def _enregistrer(organisation: Organisation) -> None:
    if organisation.genre == GenreOrganisation.OPERATEUR and not organisation.operateur:
        raise DonneeInvalide("Un opérateur est d’un type.", remede="Choisissez le type d’opérateur.")
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as erreur:
        raise DonneeInvalide(
            f"« {organisation.nom} » existe déjà.", remede="Cherchez-la dans la liste des organisations."
        ) from erreur


def _noter(acte: str, organisation: Organisation, titulaire: Titulaire, **detail: object) -> None:
    noter(
        acte,
        auteur=titulaire.auteur,
        objet_type="organisation",
        objet_id=organisation.code,
        organisation=organisation.code,
        **detail,
    )


def _code_libre(nom: str) -> str:
    plat = unicodedata.normalize("NFKD", nom.replace("’", " ").replace("'", " "))
    base = re.sub("[^a-z0-9]+", "-", "".join(c for c in plat if not unicodedata.combining(c)).lower()).strip("-")
    base = base[: _LONGUEUR_CODE - 4].strip("-") or "organisation"
    pris = set(Organisation.objects.filter(code__startswith=base).values_list("code", flat=True))
    pris.add("nouvelle")  # the address of the form
    if base not in pris:
        return base
    return next(code for rang in range(2, 1000) if (code := f"{base}-{rang}") not in pris)
