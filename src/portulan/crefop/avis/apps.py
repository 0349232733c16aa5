from django.apps import AppConfig


class AvisConfig(AppConfig):
    """The opinion and the minutes: plain values drawn from events, signed, then published."""

    name = "portulan.crefop.avis"
    label = "avis"
    verbose_name = "Avis et procès-verbaux"
