"""Sessions of an account: seen and closed by their owner."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.dispatch import receiver

from portulan.comptes.models import Compte, SessionOuverte
from portulan.journal.operations import noter
from portulan.socle.horloge import maintenant

if TYPE_CHECKING:
    from django.http import HttpRequest

_SYSTEMES = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
_SYSTEMES += (("Mac OS", "Mac"), ("Linux", "Linux"))
_NAVIGATEURS = (("Firefox", "Firefox"), ("Edg/", "Edge"), ("Chrome", "Chrome"), ("Safari", "Safari"))


def appareil(agent: str) -> str:
    """« Firefox sur Linux », from what the browser says of itself."""
    navigateur = next((nom for marque, nom in _NAVIGATEURS if marque in agent), "navigateur inconnu")
    systeme = next((nom for marque, nom in _SYSTEMES if marque in agent), "")
    return f"{navigateur} sur {systeme}" if systeme else navigateur


@receiver(user_logged_in)
def suivre(request: "HttpRequest", user: Compte, **_autres: Any) -> None:
    """A session opens: write it down, and forget those that are over."""
    if request.session.session_key is None:
        request.session.save()
    SessionOuverte.objects.filter(compte=user).exclude(cle__in=Session.objects.values("session_key")).delete()
    SessionOuverte.objects.update_or_create(
        cle=request.session.session_key,
        defaults={
            "compte": user,
            "ouverte_le": maintenant(),
            "appareil": appareil(request.META.get("HTTP_USER_AGENT", "")),
        },
    )


@receiver(user_logged_out)
def oublier(request: "HttpRequest", **_autres: Any) -> None:
    """A session closes."""
    if request.session.session_key:
        SessionOuverte.objects.filter(cle=request.session.session_key).delete()


def changer_de_cle(ancienne: str | None, nouvelle: str | None) -> None:
    """The key of a session was changed (its rights grew)."""
    if ancienne and nouvelle:
        SessionOuverte.objects.filter(cle=ancienne).update(cle=nouvelle)


def ouvertes(compte: Compte) -> QuerySet[SessionOuverte]:
    """Sessions of an account that still stand."""
    vivantes = Session.objects.filter(expire_date__gt=maintenant()).values("session_key")
    return SessionOuverte.objects.filter(compte=compte, cle__in=vivantes)


def fermer(*, compte: Compte, sauf: str | None = None) -> int:
    """Close every session of an account, but one. Returns how many."""
    autres = SessionOuverte.objects.filter(compte=compte).exclude(cle=sauf or "")
    cles = list(autres.values_list("cle", flat=True))
    Session.objects.filter(session_key__in=cles).delete()
    autres.delete()
    if cles:
        noter("compte.fermer_sessions", auteur=f"compte:{compte.pk}", objet_type="compte", objet_id=compte.pk)
    return len(cles)
