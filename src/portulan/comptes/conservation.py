"""How long what concerns people is kept: what has no use any more is erased, day after day."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from portulan.comptes.enums import EtatCourriel
from portulan.comptes.models import Courriel, Invitation, SessionOuverte
from portulan.socle.horloge import maintenant

UN_AN = timedelta(days=365)


def purger(instant: datetime | None = None) -> dict[str, int]:
    """Erase the sessions that are over, then the mails and the invitations of more than a year; how many of each."""
    quand = instant or maintenant()
    with transaction.atomic():
        Session.objects.filter(expire_date__lte=quand).delete()
        sessions, _ = SessionOuverte.objects.exclude(cle__in=Session.objects.values("session_key")).delete()
        finis = Courriel.objects.exclude(etat=EtatCourriel.ATTENTE)
        courriels, _ = finis.filter(cree_le__lt=quand - UN_AN).delete()
        invitations, _ = Invitation.objects.filter(expire_le__lt=quand - UN_AN).delete()
    return {"sessions_effacees": sessions, "courriels_effaces": courriels, "invitations_effacees": invitations}
