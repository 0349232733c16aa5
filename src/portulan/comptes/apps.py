from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """Accounts."""

    name = "portulan.comptes"
    label = "comptes"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Follow the sessions, know the templates of mails."""
        from portulan.comptes import courriels, sessions  # noqa: F401 (they register themselves)
