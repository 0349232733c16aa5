"""What members write on a frozen dossier before the meeting, and what commissions and experts say of it."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.models import Siege
from portulan.crefop.composition.queries import sieges_du_compte
from portulan.crefop.dossier import etapes
from portulan.crefop.dossier.droits import SAISINE
from portulan.crefop.dossier.enums import EtatDossier, EtatSaisine, GenreObservation
from portulan.crefop.dossier.models import Dossier, Observation, PreAvis, Saisine
from portulan.crefop.dossier.regles import manque_a_l_essai
from portulan.crefop.dossier.transitions import OUVERTES
from portulan.diagnostic.catalogue import indicateur
from portulan.instantane.canonique import json_canonique
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant

AVANT_LA_SEANCE = (EtatSaisine.DOSSIER_FIGE, EtatSaisine.INSCRITE)


def siege_de(titulaire: Titulaire, saisine: Saisine) -> Siege | None:
    """The seat that this account holds today in the body of a referral; None when it holds none."""
    if titulaire.compte is None:
        return None
    tenus = sieges_du_compte(titulaire.compte, aujourdhui())
    return next((o.siege for o in tenus if o.siege.college.organe_id == saisine.organe_id), None)


def ouvert_aux_observations(dossier: Dossier) -> bool:
    """True for the frozen version, before the committee gave its opinion."""
    return dossier.etat == EtatDossier.FIGE and dossier.saisine.etat in AVANT_LA_SEANCE


def observer(
    *,
    titulaire: Titulaire,
    dossier: Dossier,
    question: str,
    genre: str,
    texte: str,
    essai: Mapping[str, Any] | None = None,
) -> Observation:
    """Write a comment, or propose a reserve or a recommendation; the same words sent twice are kept once.

    A reserve must be testable. Raises ``Interdit`` without a seat, ``Impossible`` once the committee has decided.
    """
    exiger(titulaire, "observation", "deposer")
    siege = siege_de(titulaire, dossier.saisine)
    if siege is None:
        raise Interdit(
            "Vous n’occupez aucun siège de ce comité aujourd’hui.",
            remede="Le secrétariat tient la composition : demandez-lui de relier votre compte à votre siège.",
        )
    if not ouvert_aux_observations(dossier):
        raise Impossible(
            "Ce dossier ne reçoit pas d’observations.",
            remede="Elles s’écrivent sur la version figée, jusqu’à la décision du comité.",
        )
    valeurs = {cle: valeur for cle, valeur in (essai or {}).items() if valeur}
    _exiger_observation(dossier, question, genre, texte, valeurs)
    cle = sha256(json_canonique([siege.pk, titulaire.auteur, question, genre, texte.strip(), valeurs])).hexdigest()
    try:
        with transaction.atomic():
            observation, nouvelle = Observation.objects.get_or_create(
                dossier=dossier,
                cle=cle,
                retiree_le=None,
                defaults={
                    "question": question,
                    "genre": genre,
                    "siege": siege,
                    "auteur": titulaire.auteur,
                    "texte": texte.strip(),
                    "essai": valeurs,
                    "deposee_le": maintenant(),
                },
            )
            if nouvelle:
                _noter("deposer", titulaire, observation)
    except IntegrityError:
        observation = Observation.objects.get(dossier=dossier, cle=cle, retiree_le=None)
    return observation


def _exiger_observation(dossier: Dossier, question: str, genre: str, texte: str, essai: Mapping[str, Any]) -> None:
    if question and not dossier.reponses.filter(question=question).exists():
        raise DonneeInvalide("Cette question n’est pas dans ce dossier.", remede="Rechargez la page du dossier.")
    if genre not in GenreObservation.values:
        raise DonneeInvalide("Ce genre d’observation n’existe pas.", remede="Choisissez-en un dans la liste.")
    if not texte.strip():
        raise DonneeInvalide("L’observation est vide.", remede="Écrivez-la, puis envoyez.")
    if manque := manque_a_l_essai(genre, essai):
        raise DonneeInvalide(manque, remede="Complétez la façon de constater que la réserve est levée.")
    if essai.get("indicateur"):
        indicateur(str(essai["indicateur"]))
        date.fromisoformat(str(essai["echeance"]))


def retirer_observation(*, titulaire: Titulaire, observation: Observation) -> None:
    """Take one's own observation back; it stays written as withdrawn. Asked twice, it is done once."""
    exiger(titulaire, "observation", "deposer")
    if observation.auteur != titulaire.auteur:
        raise Interdit("Cette observation n’est pas de vous.", remede="Seul son auteur la retire.")
    if not ouvert_aux_observations(observation.dossier):
        raise Impossible(
            "Le comité s’est prononcé : les observations ne changent plus.", remede="Elles restent lisibles."
        )
    with transaction.atomic():
        if Observation.objects.filter(pk=observation.pk, retiree_le__isnull=True).update(retiree_le=maintenant()):
            _noter("retirer", titulaire, observation)
    observation.refresh_from_db()


def _noter(acte: str, titulaire: Titulaire, observation: Observation) -> None:
    saisine = observation.dossier.saisine
    noter(
        f"observation.{acte}",
        auteur=titulaire.auteur,
        objet_type="saisine",
        objet_id=saisine.pk,
        organisation=saisine.auteur.code,
        question=observation.question,
        genre=observation.genre,
    )


# --- pre-opinions ---------------------------------------------------------------------------------


def demander_preavis(*, titulaire: Titulaire, saisine: Saisine, demande_a: str, echeance: date | None) -> PreAvis:
    """Ask a commission or an expert for a pre-opinion; asked twice the same day, it is asked once."""
    exiger(titulaire, "saisine", "instruire", saisine, SAISINE)
    if saisine.etat not in OUVERTES:
        raise Impossible("Cette saisine est close.", remede="Un pré-avis se demande avant l’avis.")
    if not demande_a.strip():
        raise DonneeInvalide("Personne n’est désigné.", remede="Nommez la commission ou l’expert.")
    if echeance is not None and echeance < aujourdhui():
        raise DonneeInvalide("L’échéance est passée.", remede="Choisissez une date à venir.")
    with transaction.atomic():
        preavis, nouveau = PreAvis.objects.get_or_create(
            saisine=saisine, demande_a=demande_a.strip()[:200], demande_le=aujourdhui(), defaults={"echeance": echeance}
        )
        if nouveau:
            etapes.journaliser(saisine, "demander_preavis", titulaire.auteur, echeance=echeance)
    return preavis


def rendre_preavis(*, titulaire: Titulaire, preavis: PreAvis, sens: str, texte: str) -> PreAvis:
    """Write down what was answered: it cites the digest of the dossier it judged. Given once, it does not change."""
    saisine = preavis.saisine
    exiger(titulaire, "saisine", "instruire", saisine, SAISINE)
    if preavis.rendu_le is not None:
        return preavis
    if not texte.strip() or not sens.strip():
        raise DonneeInvalide("Le pré-avis est vide.", remede="Recopiez son sens et son texte.")
    juge = saisine.dossiers.exclude(etat=EtatDossier.OUVERT).order_by("-numero").first()
    if juge is None:
        raise Impossible(
            "Aucun dossier n’est figé : ce pré-avis ne pourrait citer ce qu’il a jugé.",
            remede="Figez le dossier, transmettez-le, puis enregistrez le pré-avis.",
        )
    with transaction.atomic():
        rendus = PreAvis.objects.filter(pk=preavis.pk, rendu_le__isnull=True).update(
            rendu_le=aujourdhui(), sens=sens.strip()[:40], texte=texte.strip(), dossier_empreinte=juge.empreinte
        )
        if rendus:
            etapes.inscrire_au_registre(saisine, "preavis", {"dossier": juge.empreinte})
            etapes.journaliser(saisine, "rendre_preavis", titulaire.auteur, dossier=juge.empreinte)
    preavis.refresh_from_db()
    return preavis
