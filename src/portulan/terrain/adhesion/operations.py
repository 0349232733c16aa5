"""Writes on adhesions: keyword-only, atomic, journaled; the version sent with a form says what the person saw."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Organisation
from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.adhesion.cahier import Cahier, cahier_signe
from portulan.terrain.adhesion.courriels import prevenir
from portulan.terrain.adhesion.delais import delais
from portulan.terrain.adhesion.dossier import RUBRIQUES, manques
from portulan.terrain.adhesion.droits import ADHESION, ORGANISATION, exiger_role
from portulan.terrain.adhesion.enums import Etat, EtatSite, Partie
from portulan.terrain.adhesion.models import (
    Adhesion,
    AvisAdhesion,
    Candidature,
    EtapeAdhesion,
    ReponseAdhesion,
    SignatureAdhesion,
    SiteAdhesion,
)
from portulan.terrain.adhesion.regles import (
    EN_COURS_DE_PROCEDURE,
    EN_FORCE,
    MODIFIABLES,
    Passage,
    Situation,
    exiger_base,
    exiger_etape,
    prochaine_echeance,
    renouvelable,
    validite,
)
from portulan.terrain.adhesion.sites import exiger_sites
from portulan.terrain.adhesion.transitions import PAR_NOM, Transition
from portulan.terrain.reseau.models import Structure

# --- the file -------------------------------------------------------------------------------------


def ouvrir(*, titulaire: Titulaire, organisation: Organisation, base: str) -> Adhesion:
    """Open a file, or return the one that is already open. Raises ``Interdit``, ``Impossible``."""
    exiger(titulaire, "adhesion", "candidater", organisation, ORGANISATION)
    exiger_base(organisation.operateur, base)
    with transaction.atomic():
        ouverte = _procedure_ouverte(organisation)
        if ouverte is not None:
            return ouverte
        ancienne = organisation.adhesions.filter(etat__in=EN_FORCE, suivante__isnull=True).order_by("-du").first()
        if ancienne is not None:
            _exiger_renouvelable(ancienne)
        try:
            with transaction.atomic():
                adhesion = _creer(organisation, base, ancienne)
        except IntegrityError:  # the same request, sent twice at the same instant
            deja = _procedure_ouverte(organisation)
            if deja is None:
                raise
            return deja
        _noter("adhesion.ouvrir", titulaire.auteur, adhesion, base=base, renouvelle=ancienne.pk if ancienne else None)
        return adhesion


def _procedure_ouverte(organisation: Organisation) -> Adhesion | None:
    return organisation.adhesions.filter(etat__in=EN_COURS_DE_PROCEDURE).first()


def _exiger_renouvelable(ancienne: Adhesion) -> None:
    delai = delais(ancienne.region, aujourdhui())["renouvellement"]
    if not renouvelable(ancienne.etat, ancienne.au, aujourdhui(), delai):
        raise Impossible(
            f"Cette organisation a déjà une adhésion, valable jusqu’au {ancienne.au:%d/%m/%Y}.",
            remede=f"Le renouvellement se demande {delai.duree} avant la fin. Un nouveau site s’ajoute par avenant.",
        )


def _creer(organisation: Organisation, base: str, ancienne: Adhesion | None) -> Adhesion:
    adhesion = Adhesion.objects.create(
        organisation=organisation,
        operateur=organisation.operateur,
        region=organisation.region or settings.PORTULAN_REGION,
        base=base,
        precedente=ancienne,
        created_at=maintenant(),
        fictif=organisation.fictif,
    )
    reprise = {}
    if ancienne is not None:
        source = ancienne.candidature
        reprise = {c: getattr(source, c) for r in RUBRIQUES for c in r.champs if c != "engagement"}
        SiteAdhesion.objects.bulk_create(
            SiteAdhesion(adhesion=adhesion, structure=s.structure, operateur=s.operateur, demande_le=aujourdhui())
            for s in ancienne.sites.filter(etat=EtatSite.COUVERT).select_related("structure")
        )
    Candidature.objects.create(adhesion=adhesion, **reprise)
    return adhesion


def enregistrer(*, titulaire: Titulaire, adhesion: Adhesion, version: int, champs: Mapping[str, Any]) -> Adhesion:
    """Save a step of the form. Raises ``VersionDepassee`` when somebody saved in between."""
    _exiger_modifiable(titulaire, adhesion)
    permis = {c for r in RUBRIQUES if adhesion.base in r.bases for c in r.champs}
    if not set(champs) <= permis:
        raise DonneeInvalide("Ce champ n’est pas dans ce dossier.", remede="Rechargez la page.")
    with transaction.atomic():
        _prendre(adhesion, version)
        Candidature.objects.filter(adhesion=adhesion).update(**champs)
        _noter("adhesion.enregistrer", titulaire.auteur, adhesion, champs=sorted(champs))
    adhesion.refresh_from_db()
    return adhesion


def choisir_sites(
    *, titulaire: Titulaire, adhesion: Adhesion, version: int, structures: Iterable[Structure]
) -> Adhesion:
    """List the sites of a file (those that were listed and are no longer chosen are taken off)."""
    _exiger_modifiable(titulaire, adhesion)
    choisies = {s.pk: s for s in structures}
    exiger_sites(adhesion, choisies.values())
    with transaction.atomic():
        _prendre(adhesion, version)
        adhesion.sites.filter(etat=EtatSite.PROPOSE).exclude(structure__in=choisies).delete()
        deja = set(adhesion.sites.filter(etat=EtatSite.PROPOSE).values_list("structure_id", flat=True))
        SiteAdhesion.objects.bulk_create(
            SiteAdhesion(adhesion=adhesion, structure=s, operateur=s.operateur, demande_le=aujourdhui())
            for pk, s in choisies.items()
            if pk not in deja
        )
        _noter("adhesion.sites", titulaire.auteur, adhesion, sites=len(choisies))
    return adhesion


def supprimer_brouillon(*, titulaire: Titulaire, adhesion: Adhesion, version: int) -> None:
    """Throw away a file that was never sent."""
    exiger(titulaire, "adhesion", "candidater", adhesion, ADHESION)
    if adhesion.etat != Etat.BROUILLON:
        raise Impossible("Ce dossier a été déposé : il ne s’efface plus.", remede="Vous pouvez l’abandonner.")
    with transaction.atomic():
        _prendre(adhesion, version)
        _noter("adhesion.supprimer", titulaire.auteur, adhesion)
        adhesion.delete()


def _exiger_modifiable(titulaire: Titulaire, adhesion: Adhesion) -> None:
    exiger(titulaire, "adhesion", "candidater", adhesion, ADHESION)
    if adhesion.etat not in MODIFIABLES and adhesion.etat != Etat.A_SIGNER:
        raise Impossible(
            f"Ce dossier est dans l’état « {adhesion.get_etat_display()} » : il ne se modifie plus.",
            remede="La page de suivi dit ce qui est attendu.",
        )


# --- steps ----------------------------------------------------------------------------------------


def passer(*, titulaire: Titulaire, adhesion: Adhesion, etape: str, version: int, motif: str = "") -> Adhesion:
    """Take a step that needs no more than a reason. The same one sent twice is taken once.

    A signature is refused here, where nothing was ticked: see ``signer``.
    """
    transition = PAR_NOM[etape]
    exiger_role(titulaire, adhesion, transition)
    with transaction.atomic():
        if _deja_fait(adhesion, etape, version, titulaire.auteur):
            return adhesion
        _exiger_a_jour(adhesion, version)
        exiger_etape(transition, situation(adhesion, aujourdhui()), motif)
        _prendre(adhesion, version)
        _franchir(adhesion, transition, titulaire.auteur, motif.strip(), version)
    return adhesion


def signer(
    *,
    titulaire: Titulaire,
    adhesion: Adhesion,
    partie: Partie,
    version: int,
    nom: str,
    qualite: str,
    cahier: Cahier,
    texte: str,
) -> Adhesion:
    """Sign for one's party: the organisation's manager, then the Region. ``texte``: the commitment that was ticked."""
    etape = f"signer_{partie}"
    transition = PAR_NOM[etape]
    exiger_role(titulaire, adhesion, transition)
    with transaction.atomic():
        if _deja_fait(adhesion, etape, version, titulaire.auteur):
            return adhesion
        _exiger_a_jour(adhesion, version)
        exiger_etape(transition, situation(adhesion, aujourdhui(), engagement=bool(texte)), "")
        if partie is Partie.REGION:
            _exiger_meme_cahier(adhesion, cahier)
        _prendre(adhesion, version)
        SignatureAdhesion.objects.create(
            adhesion=adhesion,
            partie=partie,
            auteur=titulaire.auteur,
            nom=nom,
            qualite=qualite,
            signee_le=maintenant(),
            texte=texte,
            cahier=cahier.reference,
            cahier_empreinte=cahier.empreinte,
            referentiel=cahier.referentiel,
            referentiel_empreinte=cahier.referentiel_empreinte,
        )
        _franchir(adhesion, transition, titulaire.auteur, "", version, cahier=cahier.reference)
    return adhesion


def _exiger_meme_cahier(adhesion: Adhesion, cahier: Cahier) -> None:
    premiere = adhesion.signatures.get(partie=Partie.ORGANISATION)
    if cahier_signe(premiere, cahier.titre).cle != cahier.cle:
        raise Impossible(
            f"L’organisation a signé « {premiere.cahier} » ; la Région ne peut pas signer « {cahier.reference} ».",
            remede="Signez la version que l’organisation a signée.",
        )


def donner_avis(*, titulaire: Titulaire, adhesion: Adhesion, pour: str, sens: str, texte: str) -> AvisAdhesion:
    """Give an opinion on a candidacy that was sent for one; the same person, the same day: the last one stands."""
    exiger(titulaire, "adhesion", "donner_avis", adhesion, ADHESION)
    if adhesion.etat != Etat.INSTRUITE:
        raise Impossible("Ce dossier n’attend pas d’avis.", remede="La page de suivi dit ce qui est attendu.")
    if not texte.strip():
        raise DonneeInvalide("Un avis se motive.", remede="Écrivez vos raisons : le candidat les lira.")
    with transaction.atomic():
        avis, _ = AvisAdhesion.objects.update_or_create(
            adhesion=adhesion,
            auteur=titulaire.auteur,
            rendu_le=aujourdhui(),
            defaults={"pour": pour[:200], "sens": sens, "texte": texte.strip()},
        )
        _noter("adhesion.avis", titulaire.auteur, adhesion, sens=sens)
    return avis


def repondre_au_preavis(*, titulaire: Titulaire, adhesion: Adhesion, texte: str) -> ReponseAdhesion:
    """Answer the announcement of a withdrawal (AD-04); the same words sent twice are kept once."""
    exiger(titulaire, "adhesion", "candidater", adhesion, ADHESION)
    if adhesion.etat != Etat.PREAVIS:
        raise Impossible("Aucun retrait n’est envisagé.", remede="La page de suivi dit ce qui est attendu.")
    if not texte.strip():
        raise DonneeInvalide("La réponse est vide.", remede="Écrivez votre réponse.")
    with transaction.atomic():
        reponse, nouvelle = ReponseAdhesion.objects.get_or_create(
            adhesion=adhesion, texte=texte.strip(), defaults={"auteur": titulaire.auteur, "recue_le": aujourdhui()}
        )
        if nouvelle:
            _noter("adhesion.repondre", titulaire.auteur, adhesion)
    return reponse


# --- time -----------------------------------------------------------------------------------------


def appliquer_echeances(*, jour: date | None = None) -> int:
    """Write down the ends that dates already brought about (pages read the dates); how many files changed."""
    jour = jour or aujourdhui()
    changees = 0
    for adhesion in Adhesion.objects.filter(etat__in=EN_FORCE, au__lt=jour).order_by("pk"):
        etat = situation(adhesion, jour)
        transition = PAR_NOM["remplacer" if etat.renouvellement_signe else "expirer"]
        exiger_etape(transition, etat, "")
        with transaction.atomic():
            version = adhesion.version
            _prendre(adhesion, version)
            _franchir(adhesion, transition, SYSTEME, "", version)
            changees += 1
    return changees


# --- inside ---------------------------------------------------------------------------------------


def passages(adhesion: Adhesion) -> list[Passage]:
    """Steps taken, oldest first."""
    return [Passage(e.transition, e.vers, e.jour) for e in adhesion.etapes.all()]


def situation(adhesion: Adhesion, jour: date, *, engagement: bool = False) -> Situation:
    """What the rules look at, read from the database."""
    prochaine = prochaine_echeance(
        adhesion.etat, adhesion.base, passages(adhesion), delais(adhesion.region, jour), adhesion.au
    )
    retenus = (EtatSite.PROPOSE, EtatSite.COUVERT)
    return Situation(
        etat=adhesion.etat,
        base=adhesion.base,
        jour=jour,
        manques=manques(adhesion),
        sites=adhesion.sites.filter(etat__in=retenus).count(),
        avis=adhesion.avis.count(),
        echeance=prochaine.le if prochaine else None,
        reponse=adhesion.reponses.exists(),
        engagement=engagement,
        signee_organisation=adhesion.signatures.filter(partie=Partie.ORGANISATION).exists(),
        du=adhesion.du,
        au=adhesion.au,
        renouvellement_signe=Adhesion.objects.filter(precedente=adhesion, du__isnull=False).exists(),
    )


def _deja_fait(adhesion: Adhesion, etape: str, version: int, auteur: str) -> bool:
    """True when this very form was already taken into account (double click, page sent again)."""
    faites = EtapeAdhesion.objects.filter(adhesion=adhesion, transition=etape, version=version, auteur=auteur)
    if faites.exists():
        adhesion.refresh_from_db()
        return True
    return False


def _exiger_a_jour(adhesion: Adhesion, version: int) -> None:
    """Whoever read another version is told so, before being told that the step is not possible."""
    adhesion.refresh_from_db()
    if adhesion.version != version:
        raise VersionDepassee(adhesion, adhesion.version)


def _prendre(adhesion: Adhesion, version: int) -> None:
    """Take the version: the one writer who still holds it goes on, the others are told."""
    prise = Adhesion.objects.filter(pk=adhesion.pk, version=version).update(version=version + 1)
    adhesion.refresh_from_db()
    if not prise:
        raise VersionDepassee(adhesion, adhesion.version)


def _franchir(adhesion: Adhesion, transition: Transition, auteur: str, motif: str, version: int, **detail: Any) -> None:
    jour = aujourdhui()
    adhesion.etat = transition.vers
    _effets(adhesion, transition.nom, jour)
    adhesion.save()
    EtapeAdhesion.objects.create(
        adhesion=adhesion,
        transition=transition.nom,
        vers=transition.vers,
        jour=jour,
        quand=maintenant(),
        auteur=auteur,
        motif=motif,
        version=version,
    )
    _noter(f"adhesion.{transition.nom}", auteur, adhesion, **detail)
    prevenir(adhesion, transition, motif)


def _effets(adhesion: Adhesion, etape: str, jour: date) -> None:
    """Legal effects of a step on dates and sites."""
    if etape == "signer_region":
        ancienne = adhesion.precedente
        fin = ancienne.au if ancienne and ancienne.etat in EN_FORCE else None
        adhesion.du, adhesion.au = validite(jour, delais(adhesion.region, jour)["duree"], fin)
        adhesion.sites.filter(etat=EtatSite.PROPOSE).update(etat=EtatSite.COUVERT, du=adhesion.du)
    elif etape in {"retirer", "demissionner"}:
        adhesion.close_le = jour


def _noter(acte: str, auteur: str, adhesion: Adhesion, **detail: Any) -> None:
    noter(
        acte,
        auteur=auteur,
        objet_type="adhesion",
        objet_id=adhesion.pk,
        organisation=adhesion.organisation.code,
        **detail,
    )
