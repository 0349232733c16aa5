from django.apps import AppConfig


class RegistreConfig(AppConfig):
    """Append-only chain of what the committee did, with checkpoints that anyone can check."""

    name = "portulan.crefop.registre"
    label = "actes"
    verbose_name = "Registre des actes"
