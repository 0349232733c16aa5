from django.apps import AppConfig


class SeanceConfig(AppConfig):
    """Convocation, agenda, attendance by seat, mandates, quorum as a stored statement."""

    name = "portulan.crefop.seance"
    label = "seance"
    verbose_name = "Séances du comité"
