from django.apps import AppConfig


class CompositionConfig(AppConfig):
    """Who sits, in which college, with which voice, between which dates, under which dated rules."""

    name = "portulan.crefop.composition"
    label = "composition"
    verbose_name = "Composition du comité"
