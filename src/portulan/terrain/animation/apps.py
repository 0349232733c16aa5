from django.apps import AppConfig


class AnimationConfig(AppConfig):
    """The life of the network: update campaigns, meetings of bassins, protocols, declared means."""

    name = "portulan.terrain.animation"
    label = "animation"
    verbose_name = "Animation"
