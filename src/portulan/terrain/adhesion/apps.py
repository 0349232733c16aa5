from django.apps import AppConfig


class AdhesionConfig(AppConfig):
    """Who joined, on which basis, for which sites: from candidacy to renewal."""

    name = "portulan.terrain.adhesion"
    label = "adhesion"
    verbose_name = "Adhésion"

    def ready(self) -> None:
        """Declare the mails."""
        from portulan.terrain.adhesion import courriels  # noqa: F401
