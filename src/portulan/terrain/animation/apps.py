from django.apps import AppConfig


class AnimationConfig(AppConfig):
    """The life of the network: update campaigns, meetings of bassins, protocols, declared means."""

    name = "portulan.terrain.animation"
    label = "animation"
    verbose_name = "Animation"

    def ready(self) -> None:
        """Declare the mails of this application."""
        from portulan.terrain.animation import courriels  # noqa: F401 (the models are loaded now)
