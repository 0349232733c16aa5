from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Audit trail."""

    name = "portulan.journal"
    label = "journal"
    verbose_name = "Journal"
