from django.apps import AppConfig


class CharteConfig(AppConfig):
    """The charter: versions of the cahier des charges and of the convention, concertation, referential."""

    name = "portulan.terrain.charte"
    label = "charte"
    verbose_name = "Charte"
