"""Signing in by address and password."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend

from portulan.comptes.models import Compte

if TYPE_CHECKING:
    from django.http import HttpRequest


class ParCourriel(BaseBackend):
    """Address (any case) and password; the same work is done whether the account exists or not."""

    def authenticate(
        self, _request: "HttpRequest | None", username: str = "", password: str = "", **_autres: Any
    ) -> Compte | None:
        """Return the account, or None."""
        compte = Compte.objects.filter(courriel__iexact=username.strip()).first()
        if compte is None:
            Compte().set_password(password)
            return None
        return compte if compte.check_password(password) and compte.is_active else None

    def get_user(self, user_id: int) -> Compte | None:
        """Return the active account of a session."""
        return Compte.objects.filter(pk=user_id, is_active=True).first()
