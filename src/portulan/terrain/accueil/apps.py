from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class AccueilConfig(AppConfig):
    """First-level reception: a request, its needs, and the hand-over to the structure able to help."""

    name = "portulan.terrain.accueil"
    label = "accueil"
    verbose_name = "Accueil et orientation"

    def ready(self) -> None:
        """Hear that a place or a service closes: what waited for it goes elsewhere (``echeances.fermeture``)."""
        from portulan.terrain.reseau.models import Service, Structure

        for modele in (Structure, Service):
            post_save.connect(_fermee, sender=modele, dispatch_uid=f"accueil_fermeture_{modele.__name__}")


def _fermee(instance: Any, *, created: bool, raw: bool, **_: Any) -> None:
    if not created and not raw:
        from portulan.terrain.accueil.echeances import fermeture

        fermeture(instance)
