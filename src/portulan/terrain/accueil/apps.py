from django.apps import AppConfig


class AccueilConfig(AppConfig):
    """First-level reception: a request, its needs, and the hand-over to the structure able to help."""

    name = "portulan.terrain.accueil"
    label = "accueil"
    verbose_name = "Accueil et orientation"
