"""The concertation: meetings, contributions, answers. Keyword-only, atomic, journaled."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.droits import CONTRIBUTION, au_nom_de
from portulan.terrain.charte.enums import EtatVersion, Suite
from portulan.terrain.charte.models import Contribution, Convocation, Seance, Version
from portulan.terrain.charte.texte import nettoyer, nettoyer_ligne

TEXTE_MAXIMUM = 10_000


def deposer_contribution(
    *,
    titulaire: Titulaire,
    version: Version,
    organisation: Organisation | None,
    instance: str,
    article: str,
    texte: str,
    cle: str,
    recue_le: date | None = None,
) -> Contribution:
    """Deposit in the name of an organisation, or enter what a body said (Region only). The same ``cle`` counts once.

    Raises ``Impossible`` (no concertation open), ``Interdit`` (another organisation's name), ``DonneeInvalide``.
    """
    exiger(titulaire, "contribution", "deposer")
    deja = Contribution.objects.filter(cle=cle, version=version).first()
    if deja:
        return deja
    jour, propre = aujourdhui(), nettoyer(texte)
    saisie_par_la_region = titulaire.tient(Role.MISSION_SPRO)
    _verifier_fenetre(version, jour, saisie_par_la_region=saisie_par_la_region)
    if organisation is None and not (saisie_par_la_region and nettoyer_ligne(instance)):
        raise DonneeInvalide("L’auteur manque.", remede="Choisissez l’organisation, ou écrivez l’instance consultée.")
    if organisation and not au_nom_de(titulaire, version.document.region).filter(pk=organisation.pk).exists():
        raise Interdit(
            "Vous ne pouvez pas contribuer au nom de cette organisation.", remede="Choisissez votre organisation."
        )
    if not propre or len(propre) > TEXTE_MAXIMUM:
        raise DonneeInvalide(f"Une contribution compte de 1 à {TEXTE_MAXIMUM} signes.", remede="Corrigez le texte.")
    try:
        with transaction.atomic():
            contribution = Contribution.objects.create(
                version=version,
                organisation=organisation,
                instance="" if organisation else nettoyer_ligne(instance)[:150],
                article=article if version.articles.filter(code=article).exists() else "",
                texte=propre,
                recue_le=min(recue_le or jour, jour) if saisie_par_la_region else jour,
                deposee_par=titulaire.auteur,
                cle=cle,
                fictif=settings.PORTULAN_MAISON.est_demonstration,
            )
            noter(
                "contribution.deposer",
                auteur=titulaire.auteur,
                objet_type="contribution",
                objet_id=contribution.pk,
                organisation=organisation.code if organisation else "",
                version=version.pk,
            )
    except IntegrityError:
        return Contribution.objects.get(cle=cle, version=version)
    return contribution


def _verifier_fenetre(version: Version, jour: date, *, saisie_par_la_region: bool) -> None:
    """An organisation writes while the concertation is open; the Region may still enter what came by other ways."""
    if version.etat != EtatVersion.CONCERTATION:
        raise Impossible(
            "Cette version n’est pas en concertation.", remede="La page « Charte » dit ce qui est ouvert en ce moment."
        )
    if not version.accueille(jour) and not saisie_par_la_region:
        fin = f" depuis le {version.concertation_au:%d/%m/%Y}" if version.concertation_au else ""
        raise Impossible(
            f"La concertation est close{fin}.", remede="Écrivez à la mission SPRO de la Région, qui peut l’enregistrer."
        )


def repondre(
    *, titulaire: Titulaire, contribution: Contribution, suite: str, motif: str, revision: int
) -> Contribution:
    """Answer a contribution, with its reason. Raises ``VersionDepassee`` when somebody answered in between."""
    exiger(titulaire, "contribution", "repondre", contribution, CONTRIBUTION)
    propre = nettoyer(motif)
    if suite not in Suite.values or not propre or len(propre) > TEXTE_MAXIMUM:
        raise DonneeInvalide(
            "La réponse demande une suite et un motif.",
            remede="Choisissez la suite donnée et écrivez pourquoi : le contributeur lira ce motif.",
        )
    with transaction.atomic():
        ligne = Contribution.objects.filter(pk=contribution.pk)
        change = ligne.filter(revision=revision).update(
            suite=suite,
            motif=propre,
            repondue_le=aujourdhui(),
            repondue_par=titulaire.auteur,
            revision=F("revision") + 1,
        )
        contribution = ligne.select_related("organisation", "version__document").get()
        if not change:
            if (contribution.suite, contribution.motif) == (suite, propre):
                return contribution
            raise VersionDepassee(contribution, contribution.revision)
        noter(
            "contribution.repondre",
            auteur=titulaire.auteur,
            objet_type="contribution",
            objet_id=contribution.pk,
            organisation=contribution.organisation.code if contribution.organisation else "",
            suite=suite,
        )
    return contribution


def enregistrer_seance(
    *,
    titulaire: Titulaire,
    version: Version,
    seance: Seance | None,
    valeurs: Mapping[str, Any],
    convoquees: Sequence[Organisation],
    presentes: Collection[int],
    cle: str,
) -> Seance:
    """Create or correct a meeting with who was invited and who came. The same ``cle`` counts once."""
    exiger(titulaire, "contribution", "repondre")
    if seance is None:
        seance = Seance.objects.filter(cle=cle, version=version).first()
    propres = {
        "titre": nettoyer_ligne(valeurs["titre"])[:200],
        "date": valeurs["date"],
        "lieu": nettoyer_ligne(valeurs["lieu"])[:200],
        "a_distance": bool(valeurs["a_distance"]),
        "compte_rendu": nettoyer(valeurs["compte_rendu"])[:TEXTE_MAXIMUM],
    }
    with transaction.atomic():
        if seance is None:
            fictif = settings.PORTULAN_MAISON.est_demonstration
            seance = Seance.objects.create(version=version, cle=cle, fictif=fictif, **propres)
        else:
            Seance.objects.filter(pk=seance.pk).update(**propres)
            seance.convocations.all().delete()
        Convocation.objects.bulk_create(
            Convocation(seance=seance, organisation=o, presente=o.pk in presentes) for o in convoquees
        )
        noter(
            "seance.enregistrer", auteur=titulaire.auteur, objet_type="seance", objet_id=seance.pk, version=version.pk
        )
    return seance
