from django.apps import AppConfig


class TravauxConfig(AppConfig):
    """Long work, its progress and its end."""

    name = "portulan.travaux"
    label = "travaux"
    verbose_name = "Travaux"
