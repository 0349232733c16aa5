"""Inviting people without a seat (R. 6123-3-11): proposed, agreed by both chairs, sent, and their comings noted.

They attend without voice: they have no seat, so that neither a quorum nor a ballot can count them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.enums import Civilite
from portulan.crefop.composition.models import Personne
from portulan.crefop.registre.operations import engager
from portulan.crefop.seance.convocation import partie_de
from portulan.crefop.seance.courriels import decommander_par_courriel
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.enums import EtatInvite, EtatSeance, ModePresence, PassageGenre
from portulan.crefop.seance.invites import envoyer_les_invitations, passages_debout, siege_de
from portulan.crefop.seance.models import AccordInvitation, InvitationSeance, PassageInvite, PointOrdre, SeanceComite
from portulan.crefop.seance.regles import heure_retenue
from portulan.crefop.seance.traces import acter, prendre
from portulan.crefop.seance.transitions import EN_COURS
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import maintenant

OUVRABLES = (EtatSeance.PREPAREE, *EN_COURS)


@dataclass(frozen=True, slots=True)
class Convive:
    """Who is to be invited, as it was typed."""

    civilite: str
    prenom: str
    nom: str
    qualite: str
    courriel: str = ""


def proposer(
    *, titulaire: Titulaire, seance: SeanceComite, qui: Convive, motif: str, point: PointOrdre | None = None
) -> InvitationSeance:
    """Propose to invite a person, to the meeting or to one item. The same one proposed twice is proposed once."""
    exiger(titulaire, "seance", "convier", seance, SEANCE)
    if not motif.strip():
        raise DonneeInvalide("L’objet de l’invitation manque.", remede="Dites pourquoi cette personne est invitée.")
    with transaction.atomic():
        prise = prendre(seance)
        _exiger_ouvrable(prise)
        if point is not None and point.seance_id != prise.pk:
            raise DonneeInvalide("Ce point n’est pas de cette séance.", remede="Choisissez-le dans la liste.")
        personne = _personne(prise, qui, titulaire.auteur)
        deja = prise.invitations.filter(personne=personne).exclude(etat=EtatInvite.RETIREE).first()
        return deja or _inscrire(prise, personne, motif.strip()[:300], point, titulaire.auteur)


def reprendre_invitations(
    *, premiere: SeanceComite, seconde: SeanceComite, points: Mapping[int, PointOrdre], auteur: str
) -> None:
    """Propose to a second convocation who was invited to the first one, for the whole of it or for an item taken again.

    ``points``: key of an item of the first → its copy. Who was erased, or sits now, is left out.
    """
    for invitation in premiere.invitations.exclude(etat=EtatInvite.RETIREE).select_related("personne"):
        personne = invitation.personne
        if personne.effacee_le is not None or siege_de(seconde, personne):
            continue
        if invitation.point_id is None or invitation.point_id in points:
            _inscrire(seconde, personne, invitation.motif, points.get(invitation.point_id or 0), auteur)


def _inscrire(
    seance: SeanceComite, personne: Personne, motif: str, point: PointOrdre | None, auteur: str
) -> InvitationSeance:
    invitation = InvitationSeance.objects.create(
        seance=seance, point=point, personne=personne, motif=motif, proposee_le=maintenant(), auteur=auteur
    )
    qui = {"personne": personne.pk, "nom": str(personne), "qualite": personne.qualite}
    # apart: an object may name somebody else, whose erasure must not take this away
    charge = {"point": point.rang if point else None, "invite": engager(qui), "motif": engager({"motif": motif})}
    _acter("seance.proposer_invitation", auteur, seance, invitation, charge)
    return invitation


def accorder(*, titulaire: Titulaire, invitation: InvitationSeance) -> InvitationSeance:
    """Agree for the party that one chairs; the second agreement decides, and the invitation leaves. Twice is once."""
    partie = partie_de(titulaire, invitation.seance)
    if partie is None:
        raise Interdit(
            "Une invitation se décide par les deux présidences, et vous n’en tenez aucune aujourd’hui.",
            remede="La composition du comité dit qui préside pour l’État et pour la Région.",
        )
    exiger(titulaire, "seance", "convoquer", invitation.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(invitation.seance)
        invitation = _relire(invitation)
        if invitation.accords.filter(partie=partie).exists():
            return invitation
        _exiger_proposee(prise, invitation)
        try:
            with transaction.atomic():
                AccordInvitation.objects.create(
                    invitation=invitation, partie=partie, auteur=titulaire.auteur, donne_le=maintenant()
                )
        except IntegrityError:
            raise Impossible(
                "Vous avez déjà donné l’accord de l’autre partie.",
                remede="Une invitation se décide par deux comptes différents.",
            ) from None
        _acter("seance.accorder_invitation", titulaire.auteur, prise, invitation, {"partie": partie.value})
        if invitation.accords.count() == len(type(partie)):
            _decider(prise, invitation, titulaire.auteur, "")
    return invitation


def enregistrer_decision(*, titulaire: Titulaire, invitation: InvitationSeance, decision: str) -> InvitationSeance:
    """Record that both chairs decided elsewhere: ``decision`` names the act that says so, and is kept."""
    exiger(titulaire, "seance", "preparer", invitation.seance, SEANCE)
    if not decision.strip():
        raise DonneeInvalide(
            "La décision des deux présidences n’est pas désignée.",
            remede="Citez l’écrit qui la porte, avec sa date : courrier conjoint, relevé de décisions…",
        )
    with transaction.atomic():
        prise = prendre(invitation.seance)
        invitation = _relire(invitation)
        if invitation.etat == EtatInvite.DECIDEE:
            return invitation
        _exiger_proposee(prise, invitation)
        _decider(prise, invitation, titulaire.auteur, decision.strip()[:300])
    return invitation


def _decider(seance: SeanceComite, invitation: InvitationSeance, auteur: str, decision: str) -> None:
    invitation.etat, invitation.decidee_le, invitation.decision = EtatInvite.DECIDEE, maintenant(), decision
    invitation.save()
    charge = {
        "par": "decision" if decision else "accords",
        "decision": engager({"decision": decision}) if decision else None,
    }
    _acter("seance.inviter", auteur, seance, invitation, charge)
    if seance.etat in EN_COURS:
        envoyer_les_invitations(seance, auteur)
        invitation.refresh_from_db()


def retirer(*, titulaire: Titulaire, invitation: InvitationSeance, motif: str) -> InvitationSeance:
    """Take an invitation back, with a reason, before the person came; told by mail when it had been sent."""
    exiger(titulaire, "seance", "convier", invitation.seance, SEANCE)
    if not motif.strip():
        raise DonneeInvalide("Une invitation retirée se motive.", remede="Écrivez le motif.")
    with transaction.atomic():
        prise = prendre(invitation.seance)
        invitation = _relire(invitation)
        if invitation.etat == EtatInvite.RETIREE:
            return invitation
        _exiger_ouvrable(prise)
        if passages_debout(invitation):
            raise Impossible("Cette personne est venue : son invitation reste.", remede="Notez sa sortie.")
        invitation.etat, invitation.motif_retrait = EtatInvite.RETIREE, motif.strip()[:300]
        invitation.save()
        charge = {"motif": engager({"motif": invitation.motif_retrait})}
        _acter("seance.retirer_invitation", titulaire.auteur, prise, invitation, charge)
        if invitation.envoyee_le is not None:
            decommander_par_courriel(prise, invitation)
    return invitation


# --- attendance -----------------------------------------------------------------------------------


def noter_passage(
    *,
    titulaire: Titulaire,
    invitation: InvitationSeance,
    genre: str,
    mode: str = ModePresence.SALLE,
    quand: datetime | None = None,
) -> PassageInvite | None:
    """Note that an invited person enters or leaves; what changes nothing is not noted (None)."""
    exiger(titulaire, "seance", "conduire", invitation.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(invitation.seance)
        invitation = _relire(invitation)
        _exiger_passage(prise, invitation)
        debout = passages_debout(invitation)
        dedans = bool(debout) and debout[-1].genre == PassageGenre.ENTRE
        if dedans is (genre == PassageGenre.ENTRE):
            return None
        heure = heure_retenue(quand, maintenant(), [p.quand for p in debout])
        if heure is None:
            raise DonneeInvalide(
                "Cette heure n’est pas encore passée, ou précède le dernier passage noté.",
                remede="Corrigez l’heure, ou laissez-la vide.",
            )
        passage = PassageInvite.objects.create(
            invitation=invitation, genre=PassageGenre(genre), mode=mode, quand=heure, auteur=titulaire.auteur
        )
        _acter_passage(prise, titulaire.auteur, passage)
    return passage


def annuler_passage(*, titulaire: Titulaire, invitation: InvitationSeance) -> PassageInvite | None:
    """Cancel what was noted last, by mistake; it stays in the journal. None when nothing stands."""
    exiger(titulaire, "seance", "conduire", invitation.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(invitation.seance)
        invitation = _relire(invitation)
        _exiger_passage(prise, invitation)
        debout = passages_debout(invitation)
        if not debout:
            return None
        dernier = debout[-1]
        annulation = PassageInvite.objects.create(
            invitation=invitation,
            genre=dernier.genre,
            mode=dernier.mode,
            quand=max(maintenant(), dernier.quand),
            auteur=titulaire.auteur,
            annule=dernier,
        )
        _acter_passage(prise, titulaire.auteur, annulation)
    return annulation


def _exiger_passage(seance: SeanceComite, invitation: InvitationSeance) -> None:
    if seance.etat not in EN_COURS:
        raise Impossible("La séance n’est pas en cours.", remede="Une erreur se dit dans le procès-verbal.")
    if invitation.etat != EtatInvite.DECIDEE:
        raise Impossible(
            "Les deux présidences n’ont pas encore invité cette personne.",
            remede="Recueillez leurs deux accords, ou enregistrez leur décision.",
        )


def _acter_passage(seance: SeanceComite, auteur: str, passage: PassageInvite) -> None:
    charge = {
        "passage": passage.pk,
        "annule": passage.annule_id,
        "genre": str(passage.genre),
        "mode": str(passage.mode),
        "quand": passage.quand.isoformat(),
    }
    _acter("seance.passage_invite", auteur, seance, passage.invitation, charge)


# --- inside ---------------------------------------------------------------------------------------


def _personne(seance: SeanceComite, qui: Convive, auteur: str) -> Personne:
    """The person that has this address, else a new one. Raises ``Impossible`` when it already sits."""
    adresse = qui.courriel.strip()
    connue = Personne.objects.filter(courriel__iexact=adresse, effacee_le__isnull=True).first() if adresse else None
    if connue is not None:
        if siege := siege_de(seance, connue):
            raise Impossible(
                f"{connue} tient le siège « {siege} » : les membres sont convoqués, pas invités.",
                remede="La convocation lui parvient avec celle des autres membres.",
            )
        return connue
    if not qui.nom.strip() or not qui.qualite.strip():
        raise DonneeInvalide("Le nom et la qualité manquent.", remede="Remplissez les deux.")
    personne = Personne.objects.create(
        civilite=Civilite(qui.civilite),
        prenom=qui.prenom.strip()[:80],
        nom=qui.nom.strip()[:80],
        qualite=qui.qualite.strip()[:200],
        courriel=adresse,
        fictif=seance.fictif,
    )
    noter("personne.enregistrer", auteur=auteur, objet_type="personne", objet_id=personne.pk)
    return personne


def _relire(invitation: InvitationSeance) -> InvitationSeance:
    return InvitationSeance.objects.select_for_update(of=("self",)).select_related("personne").get(pk=invitation.pk)


def _exiger_ouvrable(seance: SeanceComite) -> None:
    if seance.etat not in OUVRABLES:
        raise Impossible("Cette séance est terminée.", remede="Invitez à une autre séance.")


def _exiger_proposee(seance: SeanceComite, invitation: InvitationSeance) -> None:
    _exiger_ouvrable(seance)
    if invitation.etat != EtatInvite.PROPOSEE:
        raise Impossible(
            f"Cette invitation n’attend plus d’accord ({invitation.get_etat_display()}).",
            remede="Rechargez la page de la séance.",
        )


def _acter(
    acte: str, auteur: str, seance: SeanceComite, invitation: InvitationSeance, charge: dict[str, object]
) -> None:
    acter(acte, auteur, seance, {"invitation": invitation.pk, **charge})
