from django.apps import AppConfig


class SuiviConfig(AppConfig):
    """What became of each reserve, tested again on each snapshot."""

    name = "portulan.crefop.suivi"
    label = "suivi"
    verbose_name = "Suites données"
