from django.apps import AppConfig


class WebConfig(AppConfig):
    """Screens."""

    name = "portulan.web"
    label = "web"
    verbose_name = "Site"
