from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The programs' door."""

    name = "portulan.api"
    label = "api"
    verbose_name = "API"
