"""Voting: on one's device, or by the secretariat for a show of hands. Both produce the same ballots.

A ballot takes the row that the closing takes: late is decided by the database. A receipt is given by the transaction
that writes the ballot, so that none exists without a counted ballot.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.registre.operations import engager
from portulan.crefop.scrutin import isoloir
from portulan.crefop.scrutin.actes import consigner, prendre
from portulan.crefop.scrutin.depouillement import DISCRETION
from portulan.crefop.scrutin.droits import SCRUTIN
from portulan.crefop.scrutin.enums import Canal, Choix, EtatScrutin, ModeScrutin
from portulan.crefop.scrutin.models import Contestation, Electeur, Scrutin
from portulan.crefop.seance.enums import EtatPoint, EtatSeance
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import maintenant

EN_COURS = (EtatPoint.EN_DEBAT, EtatPoint.AU_VOTE)


@dataclass(frozen=True, slots=True)
class Recu:
    """What a member keeps: the receipt, found later in the register; ``deja``: the ballot was there before."""

    siege: str
    recepisse: str
    deja: bool = False


class DejaVote(Impossible):
    """The seat has voted, something else or by somebody else: what is in the box stands."""

    titre = "Ce siège a déjà voté"


def voter(*, titulaire: Titulaire, scrutin: Scrutin, siege: int, choix: str, cle: str) -> Recu:
    """Cast the ballot of a seat that this account carries, its own or by mandate; second factor asked.

    Sent again with the same key and choice (lost reply, double click): the same receipt, even once closed.
    Raises ``Interdit`` (not one's seat), ``Impossible`` (not open, show of hands), ``DejaVote``, ``DonneeInvalide``.
    """
    exiger(titulaire, "scrutin", "voter", scrutin, SCRUTIN)
    if choix not in Choix.values or not cle:
        raise DonneeInvalide("Aucun choix n’est reçu.", remede="Choisissez, puis validez.")
    with transaction.atomic():
        scrutin = prendre(scrutin)
        electeur = scrutin.electeurs.filter(siege=siege, compte=titulaire.compte).first()
        if electeur is None:
            raise Interdit("Vous ne portez pas la voix de ce siège.", remede="Vos sièges sont sur la page du scrutin.")
        if electeur.a_vote:
            return _deja(scrutin, electeur, choix, cle)
        exiger_ouvert(scrutin)
        if scrutin.mode == ModeScrutin.MAIN_LEVEE:
            raise Impossible("Ce vote a lieu à main levée.", remede="Levez la main : le secrétariat saisit les votes.")
        recepisse = _deposer(scrutin, electeur, choix, auteur=titulaire.auteur, canal=Canal.APPAREIL, cle=cle)
    return Recu(electeur.libelle, recepisse)


def _deja(scrutin: Scrutin, electeur: Electeur, choix: str, cle: str) -> Recu:
    """The same sending gives the same receipt; another one is told that the ballot in the box stands."""
    if electeur.cle == cle and (
        scrutin.mode == ModeScrutin.SECRET or isoloir.choix_des([electeur.pk]).get(electeur.pk) == choix
    ):
        return Recu(electeur.libelle, electeur.recepisse, deja=True)
    par = " par le secrétariat" if electeur.canal == Canal.SECRETARIAT else ""
    raise DejaVote(
        f"Le bulletin de « {electeur.libelle} » est déjà dans l’urne{par}. Un bulletin ne se remplace pas : "
        "ce nouvel envoi n’a rien changé.",
        remede="Votre récépissé est dans « Mes votes »."
        if electeur.canal == Canal.APPAREIL
        else "Si ce n’est pas votre vote, contestez-le depuis la page du scrutin, avant la proclamation.",
    )


def encoder(*, titulaire: Titulaire, scrutin: Scrutin, choix: Mapping[int, str]) -> int:
    """Enter the votes of the room for seats (key of the seat → choice), all at once; how many ballots were written.

    A seat that has voted keeps its ballot; entering the same choice again changes nothing. Raises ``Interdit``,
    ``Impossible`` (not open, secret), ``DejaVote`` (a seat has voted otherwise: nothing is written).
    """
    exiger(titulaire, "scrutin", "conduire", scrutin, SCRUTIN)
    if not choix or not set(choix.values()) <= set(Choix.values):
        raise DonneeInvalide("Aucun vote n’est saisi.", remede="Choisissez au moins un vote, puis confirmez.")
    with transaction.atomic():
        scrutin = prendre(scrutin)
        exiger_ouvert(scrutin)
        if scrutin.mode == ModeScrutin.SECRET:
            raise Impossible("Un vote secret ne se saisit pas.", remede="Chaque membre vote sur son appareil.")
        electeurs = {e.siege_id: e for e in scrutin.electeurs.all()}
        if not set(choix) <= set(electeurs):
            raise DonneeInvalide("Un siège n’est pas du corps électoral.", remede="Rechargez la page de saisie.")
        _exiger_sans_contradiction(electeurs, choix)
        nouveaux = [(electeurs[s], c) for s, c in choix.items() if not electeurs[s].a_vote]
        for electeur, dit in nouveaux:
            _deposer(scrutin, electeur, dit, auteur=titulaire.auteur, canal=Canal.SECRETARIAT)
    return len(nouveaux)


def _exiger_sans_contradiction(electeurs: Mapping[int, Electeur], choix: Mapping[int, str]) -> None:
    votes = {e.pk: e for s, e in electeurs.items() if s in choix and e.a_vote}
    # A ballot cast on a device is never read here: the secretariat learns that it exists, not what it says
    sur_appareil = [e.libelle for e in votes.values() if e.canal == Canal.APPAREIL]
    if sur_appareil:
        raise DejaVote(
            f"Ont déjà voté sur leur appareil : {', '.join(sur_appareil)}. Rien n’a été saisi.",
            remede="Rechargez la page : ces sièges n’y sont plus à saisir.",
        )
    deposes = isoloir.choix_des(votes)
    autres = [e.libelle for pk, e in votes.items() if deposes[pk] != choix[e.siege_id]]
    if autres:
        raise DejaVote(
            f"Déjà saisis autrement : {', '.join(autres)}. Un bulletin ne se remplace pas ; rien n’a été saisi.",
            remede="En cas d’erreur, annulez le scrutin avec un motif et recommencez-le.",
        )


def exiger_ouvert(scrutin: Scrutin) -> None:
    """Raise ``Impossible`` unless ballots are received."""
    if scrutin.etat == EtatScrutin.PREPARE:
        raise Impossible("Ce scrutin n’est pas encore ouvert.", remede="Attendez que le secrétariat l’ouvre.")
    if scrutin.etat != EtatScrutin.OUVERT:
        raise Impossible(
            f"Ce scrutin est {scrutin.get_etat_display()} : votre vote n’a pas été reçu.",
            remede="Une explication de vote ou une mention de désaccord reste possible.",
        )
    exiger_en_cours(scrutin)


def exiger_en_cours(scrutin: Scrutin) -> None:
    """Raise ``Impossible`` once the meeting is over or the item set aside: its ballot can only be cancelled."""
    point, seance = scrutin.point, scrutin.point.seance
    if seance.etat not in {EtatSeance.OUVERTE, EtatSeance.SUSPENDUE} or point.etat not in EN_COURS:
        raise Impossible(
            f"La séance est {seance.get_etat_display()}, le point est {point.get_etat_display()} : "
            "ce scrutin ne se poursuit plus.",
            remede="Le secrétariat peut l’annuler avec un motif.",
        )


def _deposer(scrutin: Scrutin, electeur: Electeur, choix: str, *, auteur: str, canal: Canal, cle: str = "") -> str:
    """Ballot, mark on the roll, register: together or not at all. Gives the receipt."""
    secret = scrutin.mode == ModeScrutin.SECRET
    if secret:
        dits = scrutin.electeurs.filter(college=electeur.college).count() >= DISCRETION
        isoloir.deposer_secret(scrutin.pk, electeur.college if dits else "", choix, electeur.poids)
        recepisse = token_hex(32)
    else:
        recepisse = isoloir.deposer(scrutin.pk, electeur.pk, electeur.code, choix)
    electeur.a_vote, electeur.canal, electeur.recepisse, electeur.cle = True, canal, recepisse, cle[:64]
    electeur.recu_le = None if secret else maintenant()
    electeur.save(update_fields=["a_vote", "canal", "recepisse", "cle", "recu_le"])
    charge = {"canal": canal.value, "recepisse": recepisse}
    if secret:  # the register says that a seat voted, and nothing else
        charge["siege"] = electeur.code
    consigner("scrutin.recevoir", auteur, scrutin, charge)
    return recepisse


# --- what a member sees of it ---------------------------------------------------------------------


def mes_choix(titulaire: Titulaire, electeurs: Iterable[Electeur]) -> dict[int, str]:
    """What the seats that this account carries said (key of the roll → choice); nothing of a secret vote."""
    siens = [e.pk for e in electeurs if titulaire.compte and e.compte_id == titulaire.compte]
    return isoloir.choix_des(siens)


def contester(*, titulaire: Titulaire, scrutin: Scrutin, siege: int, motif: str) -> Contestation:
    """Say that what the secretariat entered is not one's vote, until the proclamation; sent twice, kept once."""
    exiger(titulaire, "scrutin", "voir", scrutin, SCRUTIN)
    if not motif.strip():
        raise DonneeInvalide("Une contestation se motive.", remede="Dites quel était votre vote.")
    with transaction.atomic():
        scrutin = prendre(scrutin)
        electeur = scrutin.electeurs.filter(siege=siege, compte=titulaire.compte).first()
        if electeur is None:
            raise Interdit("Vous ne portez pas la voix de ce siège.", remede="Vos sièges sont sur la page du scrutin.")
        if not electeur.a_vote or electeur.canal != Canal.SECRETARIAT:
            raise Impossible("Ce siège n’a pas de vote saisi par le secrétariat.", remede="Rechargez la page.")
        if scrutin.etat in {EtatScrutin.PROCLAME, EtatScrutin.ANNULE}:
            raise Impossible(
                f"Ce scrutin est {scrutin.get_etat_display()} : il ne se conteste plus ici.",
                remede="Déposez une mention de désaccord : elle sera au procès-verbal.",
            )
        contestation, nouvelle = Contestation.objects.get_or_create(
            electeur=electeur,
            defaults={"motif": motif.strip()[:300], "auteur": titulaire.auteur, "deposee_le": maintenant()},
        )
        if nouvelle:
            charge = {"siege": electeur.code, "motif": engager(contestation.motif)}
            consigner("scrutin.contester", titulaire.auteur, scrutin, charge)
    return contestation


def repondre(*, titulaire: Titulaire, contestation: Contestation, reponse: str) -> Contestation:
    """Answer a contestation: the ballot is kept and why; an answer never changes."""
    scrutin = contestation.electeur.scrutin
    exiger(titulaire, "scrutin", "conduire", scrutin, SCRUTIN)
    if not reponse.strip():
        raise DonneeInvalide("La réponse est vide.", remede="Dites pourquoi le vote saisi est maintenu.")
    with transaction.atomic():
        scrutin = prendre(scrutin)
        contestation = Contestation.objects.get(pk=contestation.pk)
        if contestation.reponse:
            return contestation
        contestation.reponse, contestation.repondue_le = reponse.strip()[:300], maintenant()
        contestation.save()
        charge = {"siege": contestation.electeur.code, "reponse": engager(contestation.reponse)}
        consigner("scrutin.repondre", titulaire.auteur, scrutin, charge)
    return contestation
