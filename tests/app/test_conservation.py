"""What is no longer to be kept is erased; what is still useful stays."""

from datetime import timedelta

import pytest
from django.test import Client

from portulan.comptes.conservation import purger
from portulan.comptes.enums import Role
from portulan.comptes.models import Courriel, Invitation, SessionOuverte
from portulan.socle.horloge import maintenant

pytestmark = pytest.mark.django_db


def test_sessions_courriels_et_invitations_ont_une_fin(administratrice):
    instant = maintenant()
    Client().force_login(administratrice)
    for nom, age, etat in (("ancien", 366, "envoye"), ("recent", 364, "envoye"), ("bloque", 366, "attente")):
        Courriel.objects.create(
            gabarit="invitation", destinataire="a@exemple.fr", sujet=nom, etat=etat, cree_le=instant - timedelta(age)
        )
        Invitation.objects.create(
            courriel=f"{nom}@exemple.fr", role=Role.AUDITEUR, jeton=nom, creee_le=instant - timedelta(age + 7),
            expire_le=instant - timedelta(age), invitee_par="essai",
        )  # fmt: skip
    assert purger(instant) == {"sessions_effacees": 0, "courriels_effaces": 1, "invitations_effacees": 2}
    assert set(Courriel.objects.values_list("sujet", flat=True)) == {"recent", "bloque"}
    assert list(Invitation.objects.values_list("jeton", flat=True)) == ["recent"]
    assert SessionOuverte.objects.count() == 1
    assert purger(instant + timedelta(hours=13))["sessions_effacees"] == 1
    assert not SessionOuverte.objects.exists()
