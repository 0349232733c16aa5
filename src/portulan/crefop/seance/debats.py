"""The debate on an item: its summary, and what is tabled in writing before the vote."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.models import Siege
from portulan.crefop.composition.verifiable import COMPARATEURS, lire_seuil
from portulan.crefop.dossier.enums import GenreObservation
from portulan.crefop.dossier.models import Observation
from portulan.crefop.registre.operations import engager
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.enums import EtatPoint, EtatProposition, GenrePoint, GenreProposition
from portulan.crefop.seance.models import PointOrdre, Proposition, SeanceComite
from portulan.crefop.seance.traces import acter, code_du_siege, consigner, prendre
from portulan.crefop.seance.transitions import EN_COURS
from portulan.diagnostic.catalogue import indicateur as indicateur_de
from portulan.socle.erreurs import DonneeInvalide, Impossible, Introuvable, VersionDepassee
from portulan.socle.horloge import maintenant

_DECISIONS = {
    "recevable": ((EtatProposition.DEPOSEE, EtatProposition.IRRECEVABLE), EtatProposition.RECEVABLE, False),
    "irrecevable": ((EtatProposition.DEPOSEE, EtatProposition.RECEVABLE), EtatProposition.IRRECEVABLE, True),
    "retirer": ((EtatProposition.DEPOSEE, EtatProposition.RECEVABLE), EtatProposition.RETIREE, False),
}
DECISIONS = tuple(_DECISIONS)


def marque(texte: str) -> int:
    """What tells that a summary is still the one a form was opened on."""
    return int(sha256(texte.encode()).hexdigest()[:12], 16)


def resumer(*, titulaire: Titulaire, point: PointOrdre, texte: str, vue: int) -> PointOrdre:
    """Write the summary of a debate. ``vue``: mark of the text that the form was opened on."""
    exiger(titulaire, "seance", "conduire", point.seance, SEANCE)
    with transaction.atomic():
        seance = prendre(point.seance)
        _exiger_en_cours(seance)
        actuel = PointOrdre.objects.select_for_update().get(pk=point.pk)
        if actuel.commentaire == texte.strip():
            return actuel
        if marque(actuel.commentaire) != vue:
            raise VersionDepassee(actuel, marque(actuel.commentaire))
        actuel.commentaire = texte.strip()
        actuel.save(update_fields=["commentaire"])
        consigner("seance.resumer", titulaire.auteur, seance, point=actuel.rang)
    return actuel


def proposer(
    *,
    titulaire: Titulaire,
    point: PointOrdre,
    genre: str,
    texte: str,
    siege: Siege | None = None,
    question: str = "",
    destinataire: str = "",
    echeance: date | None = None,
    essai: str = "",
    indicateur: str = "",
    composante: str = "",
    comparateur: str = "",
    seuil: str = "",
    observation: Observation | None = None,
) -> Proposition:
    """Table a reserve, a recommendation or an amendment on an item that is to be voted. A reserve can be tested."""
    exiger(titulaire, "seance", "conduire", point.seance, SEANCE)
    if not texte.strip():
        raise DonneeInvalide("Une proposition s’écrit.", remede="Écrivez son texte.")
    if indicateur:
        _exiger_mesurable(indicateur, composante, comparateur, seuil, echeance)
    elif genre == GenreProposition.RESERVE and not essai.strip():
        raise DonneeInvalide(
            "Une réserve doit pouvoir être levée : dites comment on le constatera.",
            remede="Écrivez l’essai en mots, ou donnez un indicateur, une comparaison, un seuil et une échéance.",
        )
    with transaction.atomic():
        seance = prendre(point.seance)
        _exiger_en_cours(seance)
        point = PointOrdre.objects.select_for_update().get(pk=point.pk)
        if point.genre != GenrePoint.AVIS:
            raise Impossible("Seul un point pour avis reçoit des propositions.", remede="Choisissez un autre point.")
        if point.etat not in {EtatPoint.INSCRIT, EtatPoint.EN_DEBAT}:
            raise Impossible(
                f"Ce point est {point.get_etat_display()} : on n’y dépose plus de proposition.",
                remede="Les propositions se déposent avant le vote.",
            )
        dernier = point.propositions.filter(genre=genre).aggregate(n=Max("numero"))["n"] or 0
        proposition = Proposition.objects.create(
            point=point,
            genre=genre,
            numero=dernier + 1,
            texte=texte.strip(),
            siege=siege,
            observation=observation,
            question=question,
            destinataire=destinataire.strip(),
            echeance=echeance,
            essai=essai.strip(),
            indicateur=indicateur,
            composante=composante if indicateur else "",
            comparateur=comparateur if indicateur else "",
            seuil=seuil if indicateur else "",
            deposee_le=maintenant(),
            auteur=titulaire.auteur,
        )
        charge: dict[str, Any] = {
            "point": point.rang,
            "proposition": proposition.code,
            "siege": code_du_siege(siege) if siege else None,
            "texte": engager({"texte": proposition.texte}),
        }
        acter("seance.proposer", titulaire.auteur, seance, charge)
    return proposition


def reprendre_observation(*, titulaire: Titulaire, point: PointOrdre, observation: Observation) -> Proposition:
    """Table what a member wrote on the dossier: one click, once."""
    exiger(titulaire, "seance", "conduire", point.seance, SEANCE)
    if observation.dossier.saisine_id != point.saisine_id or observation.retiree_le is not None:
        raise Impossible("Cette observation n’est pas de ce dossier, ou elle est retirée.", remede="Rechargez la page.")
    if observation.genre == GenreObservation.COMMENTAIRE:
        raise Impossible("Un commentaire ne se vote pas.", remede="Écrivez-en une réserve ou une recommandation.")
    with transaction.atomic():
        prendre(point.seance)
        deja = point.propositions.filter(observation=observation).first()
        if deja is not None:
            return deja
        essai = {cle: str(valeur or "") for cle, valeur in observation.essai.items()}
        return proposer(
            titulaire=titulaire,
            point=point,
            genre=observation.genre,
            texte=observation.texte,
            siege=observation.siege,
            question=observation.question,
            echeance=date.fromisoformat(essai["echeance"]) if essai.get("echeance") else None,
            essai=essai.get("texte", ""),
            indicateur=essai.get("indicateur", ""),
            composante=essai.get("composante", ""),
            comparateur=essai.get("comparateur", ""),
            seuil=essai.get("seuil", ""),
            observation=observation,
        )


def decider_proposition(*, titulaire: Titulaire, proposition: Proposition, acte: str, motif: str = "") -> Proposition:
    """Admit a proposition, refuse to (with a reason), or note that its author withdraws it, before it is voted."""
    exiger(titulaire, "seance", "conduire", proposition.point.seance, SEANCE)
    depuis, vers, motive = _DECISIONS[acte]
    with transaction.atomic():
        seance = prendre(proposition.point.seance)
        _exiger_en_cours(seance)
        proposition = Proposition.objects.select_for_update().get(pk=proposition.pk)
        if proposition.etat == vers:
            return proposition
        if proposition.etat not in depuis:
            raise Impossible(
                f"Cette proposition est {proposition.get_etat_display()}.", remede="Rechargez la page du point."
            )
        if motive and not motif.strip():
            raise DonneeInvalide("L’irrecevabilité se motive.", remede="Écrivez le motif.")
        proposition.etat, proposition.motif = vers, motif.strip()[:300]
        proposition.save(update_fields=["etat", "motif"])
        charge = {"point": proposition.point.rang, "proposition": proposition.code, "etat": vers.value}
        acter("seance.proposition", titulaire.auteur, seance, charge)
    return proposition


def _exiger_mesurable(code: str, composante: str, comparateur: str, seuil: str, echeance: date | None) -> None:
    """A test by a figure names what exists and compares a number, or nobody could say that it is passed."""
    try:
        vise = indicateur_de(code)
    except Introuvable as inconnu:
        raise DonneeInvalide(
            f"Aucun indicateur ne porte le code « {code} ».", remede="Choisissez-le dans la liste."
        ) from inconnu
    if composante and composante not in {c.code for c in vise.composantes}:
        connues = ", ".join(c.code for c in vise.composantes) or "aucune"
        raise DonneeInvalide(
            f"L’indicateur {vise.code} n’a pas de composante « {composante} ».",
            remede=f"Ses composantes : {connues}. Laissez vide pour l’indicateur entier.",
        )
    if comparateur not in COMPARATEURS or not seuil or echeance is None:
        raise DonneeInvalide(
            "Un essai chiffré a quatre parts : un indicateur, une comparaison, un seuil et une échéance.",
            remede="Complétez-les, ou retirez l’indicateur et écrivez l’essai en mots.",
        )
    if lire_seuil(seuil) is None:
        raise DonneeInvalide(
            f"Le seuil « {seuil} » n’est pas un nombre.", remede="Écrivez un nombre, par exemple 90 ou 12,5."
        )


def _exiger_en_cours(seance: SeanceComite) -> None:
    if seance.etat not in EN_COURS:
        raise Impossible(
            f"La séance est dans l’état « {seance.get_etat_display()} ».",
            remede="Ce qui s’y est dit ne change plus ici.",
        )
