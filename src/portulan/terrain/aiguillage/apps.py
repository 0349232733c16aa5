from django.apps import AppConfig


class AiguillageConfig(AppConfig):
    """Who can answer a need, who first and why: the index of the network, the rules as data, the search."""

    name = "portulan.terrain.aiguillage"
    label = "aiguillage"
    verbose_name = "Aiguillage"
