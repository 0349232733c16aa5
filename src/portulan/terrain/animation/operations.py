"""Writes of the life of the network: meetings and who came, protocols, declared means."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Model

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Organisation
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.socle.operateurs import operateur
from portulan.socle.pdf import est_actif
from portulan.terrain.animation import droits
from portulan.terrain.animation.models import (
    DeclarationMoyens,
    Participation,
    Protocole,
    ProtocoleBassin,
    Rencontre,
)
from portulan.terrain.reseau.territoire import bassins

TAILLE_MAXIMALE = 10_000_000  # bytes of a signed protocol


def tenir_rencontre(
    *,
    titulaire: Titulaire,
    region: str,
    bassin: str,
    date: date,
    objet: str,
    lieu: str,
    compte_rendu: str,
    organisations: Iterable[Organisation],
    rencontre: Rencontre | None = None,
    version: int | None = None,
) -> Rencontre:
    """Create a meeting, or change one (those no longer convened are removed, who came is kept)."""
    exiger(titulaire, "rencontre", "saisir", rencontre, droits.RENCONTRE if rencontre else None)
    tenue = _lire(Rencontre, rencontre, version) or Rencontre(fictif=settings.PORTULAN_MAISON.est_demonstration)
    saisis = {"date": date, "objet": objet.strip(), "lieu": lieu.strip(), "compte_rendu": compte_rendu.strip()}
    for nom, valeur in (saisis | _bassin(region, bassin)).items():
        setattr(tenue, nom, valeur)
    convies = list(organisations)
    if not convies:
        raise DonneeInvalide("Aucune organisation n’est conviée.", remede="Choisissez au moins une organisation.")
    try:
        with transaction.atomic():
            _ecrire(tenue)
            # The row as written must be within reach too: nobody moves a meeting out of its own territory
            exiger(titulaire, "rencontre", "saisir", tenue, droits.RENCONTRE)
            tenue.participations.exclude(organisation__in=convies).delete()
            Participation.objects.bulk_create(
                (Participation(rencontre=tenue, organisation=o) for o in convies), ignore_conflicts=True
            )
            _noter("rencontre", "modifier" if rencontre else "creer", titulaire, tenue, conviees=len(convies))
    except IntegrityError as erreur:
        raise DonneeInvalide(
            "Cette rencontre (même bassin, même date, même objet) est déjà enregistrée.",
            remede="Ouvrez-la dans la liste des rencontres.",
        ) from erreur
    return tenue


def noter_presences(*, titulaire: Titulaire, rencontre: Rencontre, presentes: Collection[int]) -> None:
    """Write who came (keys of organisations); the others convened are written absent."""
    exiger(titulaire, "rencontre", "saisir", rencontre, droits.RENCONTRE)
    if rencontre.date > aujourdhui():
        raise Impossible(
            "Cette rencontre n’a pas encore eu lieu.", remede="Revenez à sa date pour noter qui était présent."
        )
    with transaction.atomic():
        rencontre.participations.filter(organisation__in=presentes).update(presente=True)
        rencontre.participations.exclude(organisation__in=presentes).update(presente=False)
        venues = rencontre.participations.filter(presente=True).count()
        _noter("rencontre", "presences", titulaire, rencontre, presentes=venues)


def annuler_rencontre(*, titulaire: Titulaire, rencontre: Rencontre) -> None:
    """Remove a meeting that did not take place; one whose attendance is known is kept. Raises ``Impossible``."""
    exiger(titulaire, "rencontre", "saisir", rencontre, droits.RENCONTRE)
    if rencontre.participations.filter(presente=True).exists():
        raise Impossible(
            "Des présences sont notées : cette rencontre a eu lieu.", remede="Corrigez d’abord les présences."
        )
    with transaction.atomic():
        _noter("rencontre", "annuler", titulaire, rencontre, date=rencontre.date.isoformat())
        rencontre.delete()


def signer_protocole(
    *,
    titulaire: Titulaire,
    region: str,
    organisation: Organisation,
    partenaire: str,
    objet: str,
    signe_le: date,
    fin_le: date | None,
    codes_bassins: Collection[str],
    fichier: bytes | None = None,
    protocole: Protocole | None = None,
    version: int | None = None,
) -> Protocole:
    """Record a signed protocol, or change it; its bassins are replaced. The file must be a PDF of 10 MB at most."""
    exiger(titulaire, "protocole", "saisir", protocole, droits.PROTOCOLE if protocole else None)
    _pour_son_organisation(titulaire, "protocole", organisation)
    if fin_le and fin_le < signe_le:
        raise DonneeInvalide("La fin est avant la signature.", remede="Corrigez l’une des deux dates.")
    if not codes_bassins:
        raise DonneeInvalide("Aucun bassin n’est couvert.", remede="Choisissez au moins un bassin.")
    ecrit = _lire(Protocole, protocole, version) or Protocole(fictif=settings.PORTULAN_MAISON.est_demonstration)
    ecrit.organisation, ecrit.partenaire, ecrit.objet = organisation, operateur(partenaire).code, objet.strip()
    ecrit.signe_le, ecrit.fin_le = signe_le, fin_le
    try:
        with transaction.atomic():
            if fichier is not None:
                _joindre(ecrit, fichier)
            _ecrire(ecrit)
            ecrit.bassins.all().delete()
            ProtocoleBassin.objects.bulk_create(
                ProtocoleBassin(protocole=ecrit, **_bassin(region, code)) for code in sorted(codes_bassins)
            )
            _noter("protocole", "modifier" if protocole else "creer", titulaire, ecrit, organisation.code)
    except IntegrityError as erreur:
        raise DonneeInvalide(
            "Ce protocole est déjà enregistré.", remede="Ouvrez-le dans la liste des protocoles."
        ) from erreur
    return ecrit


def _joindre(protocole: Protocole, contenu: bytes) -> None:
    if len(contenu) > TAILLE_MAXIMALE:
        raise DonneeInvalide("Le fichier pèse plus de 10 Mo.", remede="Compressez-le ou numérisez-le en noir et blanc.")
    if not contenu.startswith(b"%PDF-"):
        raise DonneeInvalide("Ce fichier n’est pas un PDF.", remede="Enregistrez le protocole signé en PDF.")
    if est_actif(contenu):
        raise DonneeInvalide(
            "Ce PDF contient un script ou lance un programme.",
            remede="Ouvrez-le, choisissez « Imprimer » puis « Enregistrer en PDF », et déposez le fichier obtenu.",
        )
    protocole.empreinte = hashlib.sha256(contenu).hexdigest()
    protocole.fichier.save(f"{protocole.empreinte}.pdf", ContentFile(contenu), save=False)


def declarer_moyens(
    *,
    titulaire: Titulaire,
    organisation: Organisation,
    annee: int,
    jours: Decimal,
    precisions: str = "",
    declaration: DeclarationMoyens | None = None,
    version: int | None = None,
) -> DeclarationMoyens:
    """Write the days an organisation gives in a year; a second declaration of the same year changes the first."""
    exiger(titulaire, "declaration", "saisir", declaration, droits.DECLARATION if declaration else None)
    _pour_son_organisation(titulaire, "declaration", organisation)
    if not 0 <= jours <= 100_000:  # noqa: PLR2004 (400 people all year)
        raise DonneeInvalide("Le nombre de jours doit être entre 0 et 100 000.", remede="Vérifiez l’unité : des jours.")
    ecrite = _lire(DeclarationMoyens, declaration, version) or DeclarationMoyens(
        fictif=settings.PORTULAN_MAISON.est_demonstration
    )
    ecrite.organisation, ecrite.annee, ecrite.jours = organisation, annee, jours
    ecrite.precisions, ecrite.declaree_le, ecrite.declaree_par = precisions.strip(), aujourdhui(), titulaire.auteur
    try:
        with transaction.atomic():
            _ecrire(ecrite)
            _noter(
                "declaration", "modifier" if declaration else "creer", titulaire, ecrite, organisation.code, annee=annee
            )
    except IntegrityError as erreur:
        raise DonneeInvalide(
            f"{organisation} a déjà déclaré ses moyens pour {annee}.", remede="Modifiez sa déclaration dans la liste."
        ) from erreur
    return ecrite


def _bassin(region: str, code: str) -> dict[str, Any]:
    connu = bassins(region).get(code)
    if connu is None:
        raise DonneeInvalide(f"« {code} » n’est pas un bassin de la région.", remede="Choisissez-le dans la liste.")
    return {"bassin": code, "departement": connu.departement, "academie": connu.academie, "region": region}


def _pour_son_organisation(titulaire: Titulaire, objet: str, organisation: Organisation) -> None:
    """A row that does not exist yet is judged on the organisation it will carry."""
    if not droits.organisations(titulaire, objet, "saisir").filter(pk=organisation.pk).exists():
        raise Interdit(
            "Vous ne pouvez pas le faire au nom de cette organisation.", remede="Choisissez votre organisation."
        )


def _lire[M: Model](modele: type[M], ligne: M | None, version: int | None) -> M | None:
    """Row as it is now. Raises ``VersionDepassee`` when it changed since the form was opened."""
    if ligne is None:
        return None
    courante = modele._default_manager.get(pk=ligne.pk)  # noqa: SLF001 (public in practice)
    if version is not None and courante.version != version:  # type: ignore[attr-defined]
        raise VersionDepassee(courante, courante.version)  # type: ignore[attr-defined]
    return courante


def _ecrire(ligne: Any) -> None:
    """Insert, or update only if nobody wrote meanwhile."""
    if ligne.pk is None:
        ligne.save()
        return
    lue = ligne.version
    if not type(ligne).objects.filter(pk=ligne.pk, version=lue).update(version=lue + 1):
        actuelle = type(ligne).objects.get(pk=ligne.pk)
        raise VersionDepassee(actuelle, actuelle.version)
    ligne.version = lue + 1
    ligne.save()


def _noter(objet: str, acte: str, titulaire: Titulaire, ligne: Model, organisation: str = "", **detail: Any) -> None:
    noter(
        f"{objet}.{acte}",
        auteur=titulaire.auteur,
        objet_type=objet,
        objet_id=ligne.pk,
        organisation=organisation,
        **detail,
    )
