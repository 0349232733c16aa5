from django.apps import AppConfig


class ReseauConfig(AppConfig):
    """The network: organisations' structures, their services, availability, duplicates, update campaigns."""

    name = "portulan.terrain.reseau"
    label = "reseau"
    verbose_name = "Réseau"
