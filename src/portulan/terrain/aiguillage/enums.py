"""Words of the routing."""

from django.db import models


class EtatRegle(models.TextChoices):
    """Where a version of the rules is."""

    PROPOSEE = "proposee", "proposée"
    ADOPTEE = "adoptee", "adoptée"
    ABANDONNEE = "abandonnee", "abandonnée"
