from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """Accounts."""

    name = "portulan.comptes"
    label = "comptes"
    verbose_name = "Comptes"
