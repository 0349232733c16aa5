from django.apps import AppConfig


class ScrutinConfig(AppConfig):
    """Ballots: a frozen body, one ballot per seat, a result that anyone recomputes."""

    name = "portulan.crefop.scrutin"
    label = "scrutin"
    verbose_name = "Scrutins"
