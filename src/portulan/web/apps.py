from django.apps import AppConfig


class WebConfig(AppConfig):
    """Screens: kit of components, pages, static files."""

    name = "portulan.web"
    label = "web"
    verbose_name = "Site"
