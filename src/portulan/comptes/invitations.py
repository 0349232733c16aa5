"""Invitations: a role offered by mail, through a signed link that expires in seven days and is used once."""

import secrets
from collections.abc import Callable
from datetime import date, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from portulan.comptes.courriels import envoyer
from portulan.comptes.droits import Titulaire
from portulan.comptes.enums import EtatInvitation, Role
from portulan.comptes.models import Compte, Invitation, Organisation
from portulan.comptes.operations import creer_compte, habiliter
from portulan.comptes.portee import exiger_de_donner
from portulan.comptes.regles import TERRITORIAUX
from portulan.comptes.roles import verifier_le_role
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.territoire import Territoire

DUREE = timedelta(days=7)
_SEL = "portulan.comptes.invitation"
_DOUBLON = timedelta(minutes=2)  # the same form sent twice is not a second message


def inviter(
    *,
    titulaire: Titulaire,
    courriel: str,
    role: str,
    organisation: Organisation | None,
    adresse: Callable[[str], str],
    territoire: Territoire | None = None,
    au: date | None = None,
) -> Invitation:
    """Offer a role by mail; ``adresse`` turns the value of the link into a full address.

    The same offer still waiting is sent again rather than doubled. Whether the address has an account is never said.
    Raises ``Interdit``, ``DonneeInvalide``.
    """
    exiger_de_donner(titulaire, role, organisation)
    verifier_le_role(role, organisation, territoire)
    courriel = courriel.strip()
    try:
        validate_email(courriel)
    except ValidationError as erreur:
        raise DonneeInvalide("Cette adresse n’en est pas une.", remede="Corrigez le courriel.") from erreur
    if au is not None and au < aujourdhui():
        raise DonneeInvalide("La fin du rôle est déjà passée.", remede="Choisissez une date à venir, ou aucune.")
    if organisation is not None and not organisation.active:
        raise Impossible("Cette organisation n’est plus active.", remede="Réactivez-la d’abord.")
    lieu = territoire if role in TERRITORIAUX else None
    voulue = {
        "courriel__iexact": courriel,
        "role": role,
        "organisation": organisation,
        "niveau": lieu.niveau if lieu else "",
        "territoire": lieu.code if lieu else "",
        "etat": EtatInvitation.ENVOYEE,
    }
    try:
        with transaction.atomic():
            invitation = Invitation.objects.select_for_update().filter(**voulue).first()
            if invitation is None:
                del voulue["courriel__iexact"]
                invitation = Invitation(courriel=courriel, invitee_par=titulaire.auteur, au=au, **voulue)
            elif maintenant() - invitation.creee_le < _DOUBLON:
                return invitation
            _expedier(invitation, adresse, "invitation.envoyer", titulaire.auteur)
    except IntegrityError:  # the twin form was committed in between
        return Invitation.objects.get(**(voulue | {"courriel__iexact": courriel}))
    return invitation


def renvoyer(*, titulaire: Titulaire, invitation: Invitation, adresse: Callable[[str], str]) -> None:
    """Send a new link; the one before no longer works."""
    exiger_de_donner(titulaire, invitation.role, invitation.organisation)
    with transaction.atomic():
        trouvee = _en_attente(invitation)
        _expedier(trouvee, adresse, "invitation.renvoyer", titulaire.auteur)


def revoquer(*, titulaire: Titulaire, invitation: Invitation) -> None:
    """Take an offer back: its link no longer works."""
    exiger_de_donner(titulaire, invitation.role, invitation.organisation)
    with transaction.atomic():
        trouvee = _en_attente(invitation)
        trouvee.etat = EtatInvitation.REVOQUEE
        trouvee.save()
        _noter("invitation.revoquer", trouvee, titulaire.auteur)


def _en_attente(invitation: Invitation) -> Invitation:
    trouvee = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if trouvee.etat != EtatInvitation.ENVOYEE:
        raise Impossible(
            f"Cette invitation est déjà {trouvee.get_etat_display()}.", remede="Envoyez-en une nouvelle au besoin."
        )
    return trouvee


def _expedier(invitation: Invitation, adresse: Callable[[str], str], acte: str, par: str) -> None:
    invitation.jeton = secrets.token_hex(16)
    invitation.creee_le = maintenant()
    invitation.expire_le = invitation.creee_le + DUREE
    invitation.save()
    _noter(acte, invitation, par)
    envoyer(
        "invitation",
        invitation.courriel,
        {
            "role": Role(invitation.role).label,
            "organisation": invitation.organisation.nom if invitation.organisation else "",
            "region": "",
            "lien": adresse(valeur_du_lien(invitation)),
            "jours": DUREE.days,
        },
    )


def _noter(acte: str, invitation: Invitation, par: str) -> None:
    noter(
        acte,
        auteur=par,
        objet_type="invitation",
        objet_id=invitation.pk,
        organisation=invitation.organisation.code if invitation.organisation else "",
        role=invitation.role,
    )


def valeur_du_lien(invitation: Invitation) -> str:
    """Signed value of the link of an invitation."""
    return signing.dumps({"invitation": invitation.pk, "jeton": invitation.jeton}, salt=_SEL)


def lire(valeur: str) -> Invitation:
    """Invitation of a link, whatever its state. Raises ``Interdit`` when forged, replaced, revoked or expired."""
    try:
        contenu = signing.loads(valeur, salt=_SEL, max_age=DUREE)
    except signing.SignatureExpired as erreur:
        raise _refus("Cette invitation a expiré : elle ne valait que sept jours.") from erreur
    except signing.BadSignature as erreur:
        raise _refus("Ce lien d’invitation n’est pas valable.") from erreur
    invitation = Invitation.objects.select_related("organisation").filter(pk=contenu["invitation"]).first()
    if invitation is None or invitation.jeton != contenu["jeton"] or invitation.etat == EtatInvitation.REVOQUEE:
        raise _refus("Cette invitation n’est plus valable : elle a été remplacée ou retirée.")
    if invitation.expire_le < maintenant():
        raise _refus("Cette invitation a expiré : elle ne valait que sept jours.")
    return invitation


def _refus(message: str) -> Interdit:
    return Interdit(message, remede="Demandez une nouvelle invitation à la personne qui vous l’a envoyée.")


def accepter(*, valeur: str, compte: Compte) -> Invitation:
    """Accept with an account: the address must be its own, unless a provider of identity vouches for the person."""
    with transaction.atomic():
        invitation = _ouvrir(valeur)
        if invitation.courriel.lower() != compte.courriel.lower() and not compte.sub:
            raise Interdit(
                "Cette invitation est adressée à un autre courriel que celui de ce compte.",
                remede="Déconnectez-vous, puis ouvrez de nouveau le lien.",
            )
        _conclure(invitation, compte)
    return invitation


def accepter_en_creant(*, valeur: str, nom: str, mot_de_passe: str) -> Compte:
    """Accept by creating the account of the address. Raises ``DonneeInvalide`` (password, account already there)."""
    with transaction.atomic():
        invitation = _ouvrir(valeur)
        compte = creer_compte(
            courriel=invitation.courriel, nom=nom, mot_de_passe=mot_de_passe, role=None, par=invitation.invitee_par
        )
        _conclure(invitation, compte)
    return compte


def _ouvrir(valeur: str) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=lire(valeur).pk)
    if invitation.etat != EtatInvitation.ENVOYEE:
        raise _refus("Cette invitation a déjà servi.")
    if invitation.organisation is not None and not invitation.organisation.active:
        raise _refus("L’organisation de cette invitation n’est plus active.")
    return invitation


def _conclure(invitation: Invitation, compte: Compte) -> None:
    invitation.etat = EtatInvitation.ACCEPTEE
    invitation.save()
    habiliter(
        compte=compte,
        role=invitation.role,
        organisation=invitation.organisation,
        territoire=invitation.lieu,
        au=invitation.au,
        par=invitation.invitee_par,
    )
    _noter("invitation.accepter", invitation, f"compte:{compte.pk}")
