from django.apps import AppConfig


class AnimationConfig(AppConfig):
    """The life of the network: meetings of the bassins, protocols, means declared."""

    name = "portulan.terrain.animation"
    label = "animation"
    verbose_name = "Animation"
