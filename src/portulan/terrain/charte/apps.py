from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CharteConfig(AppConfig):
    """The charter: referential of quality, cahier des charges, annual convention, concertation."""

    name = "portulan.terrain.charte"
    label = "charte"
    verbose_name = "Charte"

    def ready(self) -> None:
        """The shipped referentials, and that of the region's folder, are recorded as soon as the tables are there."""
        post_migrate.connect(_installer, sender=self)


def _installer(**_: Any) -> None:
    from django.conf import settings

    from portulan.terrain.charte.operations import installer_referentiel_de_la_region, installer_referentiels_livres

    installer_referentiels_livres()
    installer_referentiel_de_la_region(settings.PORTULAN_REGION)
