"""Writes on minutes: drawn from events, corrected in the open, approved by a vote, signed, then only rectified."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.avis.actes import consigner, derniere, journaliser, passer, retenir_publication, verrouiller
from portulan.crefop.avis.corrections import corriger, exiger_texte, trouver_passage
from portulan.crefop.avis.droits import PV
from portulan.crefop.avis.enums import EtatCorrection, EtatPV
from portulan.crefop.avis.models import (
    CorrectionPV,
    ProcesVerbal,
    PublicationActe,
    Rectification,
    VersionPV,
)
from portulan.crefop.avis.pv import dossier_pv, dresser
from portulan.crefop.avis.valeurs import ActePV, de_valeurs, sceller
from portulan.crefop.registre.models import PointDeControle
from portulan.crefop.registre.operations import engager
from portulan.crefop.scrutin.enums import EtatScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance.enums import EtatSeance, GenrePoint
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant

FINIES = (EtatSeance.CLOSE, EtatSeance.CARENCE)


def acte_de(version: VersionPV) -> ActePV:
    """The plain value of a version."""
    return de_valeurs(ActePV, json.loads(version.contenu))


def etablir(*, titulaire: Titulaire, seance: SeanceComite) -> ProcesVerbal:
    """Draw the minutes of a finished meeting; asked again while a draft, a new version only if something changed."""
    exiger(titulaire, "pv", "rediger")
    if seance.etat not in FINIES:
        raise Impossible("La séance n’est pas terminée.", remede="Closez-la, ou constatez la carence.")
    with transaction.atomic():
        pv, nouveau = ProcesVerbal.objects.get_or_create(seance=seance)
        verrouiller(pv)
        if not nouveau and pv.etat != EtatPV.PROJET:
            return pv
        motif = "Établi depuis les évènements de la séance" if nouveau else "Établi de nouveau depuis les évènements"
        if _ajouter_version(titulaire, pv, dresser(seance), motif):
            journaliser("etablir", titulaire, pv)
    return pv


def _ajouter_version(titulaire: Titulaire, pv: ProcesVerbal, acte: ActePV, motif: str) -> bool:
    """A new version, unless it says the same thing as the latest."""
    contenu, empreinte = sceller(acte)
    precedente = pv.versions.order_by("-numero").first()
    if precedente is not None and precedente.empreinte == empreinte:
        return False
    version = VersionPV.objects.create(
        pv=pv,
        numero=precedente.numero + 1 if precedente else 1,
        contenu=contenu,
        empreinte=empreinte,
        motif=motif[:300],
        auteur=titulaire.auteur,
        cree_le=maintenant(),
    )
    consigner("version", pv, {"version": version.numero, "empreinte": empreinte})
    return True


def soumettre(*, titulaire: Titulaire, pv: ProcesVerbal) -> ProcesVerbal:
    """Open the minutes to corrections of the members; twice is once."""
    exiger(titulaire, "pv", "rediger", pv, PV)
    with transaction.atomic():
        verrouiller(pv)
        if pv.etat == EtatPV.SOUMIS:
            return pv
        passer(pv, "soumettre")
        consigner("soumettre", pv, {"empreinte": derniere(pv).empreinte})
        journaliser("soumettre", titulaire, pv)
    return pv


# --- corrections ----------------------------------------------------------------------------------


def demander_correction(
    *, titulaire: Titulaire, pv: ProcesVerbal, passage: str, ancien: str, propose: str
) -> CorrectionPV:
    """A member asks a correction: where, which words, what they should be. The same one twice is kept once."""
    exiger(titulaire, "pv", "corriger", pv, PV)
    if not propose.strip():
        raise DonneeInvalide("Le texte proposé est vide.", remede="Écrivez ce que le procès-verbal devrait dire.")
    with transaction.atomic():
        verrouiller(pv)
        if pv.etat != EtatPV.SOUMIS:
            raise Impossible(
                f"Ce procès-verbal est dans l’état « {pv.get_etat_display()} » : il n’attend pas de correction.",
                remede="Après l’approbation, une erreur de fait se rectifie par une inscription : écrivez au "
                "secrétariat.",
            )
        exiger_texte(trouver_passage(acte_de(derniere(pv)), passage), ancien)
        correction, nouvelle = CorrectionPV.objects.get_or_create(
            pv=pv,
            passage=passage,
            ancien=ancien.strip(),
            propose=propose.strip(),
            auteur=titulaire.auteur,
            etat=EtatCorrection.PROPOSEE,
            defaults={"demandee_le": maintenant()},
        )
        if nouvelle:
            journaliser("corriger", titulaire, pv, correction=correction.pk)
    return correction


def decider_correction(*, titulaire: Titulaire, correction: CorrectionPV, accepter: bool, motif: str) -> CorrectionPV:
    """Accept (a new version follows) or refuse with a reason; a decision is taken once."""
    pv = correction.pv
    exiger(titulaire, "pv", "rediger", pv, PV)
    with transaction.atomic():
        verrouiller(pv)
        correction.refresh_from_db()
        if correction.etat != EtatCorrection.PROPOSEE:
            return correction
        if pv.etat != EtatPV.SOUMIS:
            raise Impossible("Ce procès-verbal n’est plus soumis aux corrections.", remede="Rechargez la page.")
        if not accepter and not motif.strip():
            raise DonneeInvalide("Un refus se motive.", remede="Dites pourquoi : la personne qui l’a demandée le lira.")
        if accepter:
            _exiger_pas_aux_voix(pv)
            actuel = acte_de(derniere(pv))
            titre = trouver_passage(actuel, correction.passage).titre
            acte = corriger(actuel, cle=correction.passage, ancien=correction.ancien, propose=correction.propose)
            _ajouter_version(titulaire, pv, acte, f"Correction acceptée : {titre}")
        correction.etat = EtatCorrection.ACCEPTEE if accepter else EtatCorrection.REFUSEE
        correction.motif = motif.strip()
        correction.save()
        journaliser("decider", titulaire, pv, correction=correction.pk, etat=str(correction.etat))
    return correction


# --- approval, signatures -------------------------------------------------------------------------


def points_d_approbation(pv: ProcesVerbal) -> list[PointOrdre]:
    """Items of later meetings whose proclaimed ballot approved these minutes."""
    return [
        p
        for p in PointOrdre.objects.filter(
            genre=GenrePoint.APPROBATION_PV,
            seance_pv=pv.seance,
            scrutins__objet=ObjetScrutin.PROCES_VERBAL,
            scrutins__etat=EtatScrutin.PROCLAME,
            scrutins__resultat__issue="adopte",
        )
        .exclude(seance=pv.seance)
        .select_related("seance")
        .distinct()
        .order_by("seance__prevue_le", "pk")
        if p.seance.prevue_le > pv.seance.prevue_le
    ]


def _exiger_pas_aux_voix(pv: ProcesVerbal) -> None:
    """The text on which a ballot was opened does not change, unless the ballot refused it."""
    scrutins = Scrutin.objects.filter(objet=ObjetScrutin.PROCES_VERBAL, point__seance_pv=pv.seance)
    en_cours = Q(etat__in=(EtatScrutin.OUVERT, EtatScrutin.CLOS, EtatScrutin.DEPOUILLE))
    if scrutins.filter(en_cours | Q(etat=EtatScrutin.PROCLAME, resultat__issue="adopte")).exists():
        raise Impossible(
            "Ce procès-verbal est mis aux voix : son texte ne change plus.",
            remede="Refusez la correction en le disant ; après l’approbation, une erreur de fait se rectifie.",
        )


def _exiger_version_votee(pv: ProcesVerbal, point: PointOrdre) -> None:
    """What is approved is what was read when the ballot opened."""
    scrutin = point.scrutins.get(objet=ObjetScrutin.PROCES_VERBAL, etat=EtatScrutin.PROCLAME, resultat__issue="adopte")
    votee = pv.versions.filter(cree_le__lte=scrutin.ouvert_le).order_by("-numero").first()
    if votee != derniere(pv):
        raise Impossible(
            "La dernière version du procès-verbal n’est pas celle qui a été mise aux voix.",
            remede="Inscrivez l’approbation de cette version à une autre séance.",
        )


def approuver(*, titulaire: Titulaire, pv: ProcesVerbal, point: PointOrdre) -> ProcesVerbal:
    """Record the approval that a later meeting voted, of the version on which it voted. Twice is once."""
    exiger(titulaire, "pv", "rediger", pv, PV)
    with transaction.atomic():
        verrouiller(pv)
        if pv.approuve_a_id == point.pk:
            return pv
        if point.pk not in {p.pk for p in points_d_approbation(pv)}:
            raise Impossible(
                "Aucun scrutin proclamé de ce point n’approuve ce procès-verbal.",
                remede="Inscrivez l’approbation à une séance postérieure, et proclamez son vote.",
            )
        if pv.corrections.filter(etat=EtatCorrection.PROPOSEE).exists():
            raise Impossible("Une correction attend encore une décision.", remede="Acceptez-la ou refusez-la d’abord.")
        _exiger_version_votee(pv, point)
        passer(pv, "approuver", approuve_a=point)
        charge = {"empreinte": derniere(pv).empreinte, "seance": point.seance.numero, "point": point.rang}
        consigner("approuver", pv, charge)
        journaliser("approuver", titulaire, pv, point=point.pk)
    return pv


def rectifier(*, titulaire: Titulaire, pv: ProcesVerbal, texte: str) -> Rectification:
    """Correct a fact after the approval: an entry beside the original, which is kept. The same twice is kept once."""
    exiger(titulaire, "pv", "rediger", pv, PV)
    if not texte.strip():
        raise DonneeInvalide("La rectification est vide.", remede="Dites le fait, et ce qu’il faut lire.")
    with transaction.atomic():
        verrouiller(pv)
        if pv.etat not in {EtatPV.APPROUVE, EtatPV.SIGNE}:
            raise Impossible("Ce procès-verbal n’est pas encore approuvé.", remede="Demandez une correction.")
        rectification, nouvelle = Rectification.objects.get_or_create(
            pv=pv, texte=texte.strip(), defaults={"auteur": titulaire.auteur, "inscrite_le": maintenant()}
        )
        if nouvelle:
            consigner("rectifier", pv, {"texte": engager({"texte": rectification.texte})})
            journaliser("rectifier", titulaire, pv, rectification=rectification.pk)
    return rectification


def enregistrer_diffusion(
    *,
    titulaire: Titulaire,
    pv: ProcesVerbal,
    rectifications: int,
    fichiers: Sequence[dict[str, Any]],
    point: PointDeControle,
    quand: datetime,
    installer: Callable[[], None],
) -> PublicationActe:
    """Keep the documents of signed minutes, once for each set of rectifications (see ``operations``).

    ``rectifications``: how many the files print.
    """
    exiger(titulaire, "pv", "rediger", pv, PV)
    with transaction.atomic():
        verrouiller(pv)
        if pv.etat != EtatPV.SIGNE:
            raise Impossible("Ce procès-verbal n’est pas signé.", remede="Les deux présidences le signent d’abord.")
        if pv.rectifications.count() != rectifications:
            raise Impossible("Une rectification vient d’être inscrite.", remede="Produisez de nouveau les documents.")
        dossier = dossier_pv(pv.seance, rectifications)
        deja = pv.publications.filter(dossier=dossier).first()
        if deja is not None:
            return deja
        installer()
        return retenir_publication(
            titulaire=titulaire,
            acte=pv,
            verbe="diffuser",
            dossier=dossier,
            fichiers=fichiers,
            point=point,
            quand=quand,
        )
