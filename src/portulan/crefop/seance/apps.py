from django.apps import AppConfig


class SeanceConfig(AppConfig):
    """Convocation, agenda, attendance by seat, mandates, quorum as a stated statement."""

    name = "portulan.crefop.seance"
    label = "seance"
    verbose_name = "Séances du comité"

    def ready(self) -> None:
        """Declare the mails."""
        from portulan.crefop.seance import courriels  # noqa: F401
