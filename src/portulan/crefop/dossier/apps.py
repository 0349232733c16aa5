from django.apps import AppConfig


class DossierConfig(AppConfig):
    """What is referred to the committee, and the frozen facts it will judge on."""

    name = "portulan.crefop.dossier"
    label = "dossier"
    verbose_name = "Saisines et dossiers"
