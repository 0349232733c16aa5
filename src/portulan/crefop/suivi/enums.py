"""Words of the follow-up."""

from django.db import models


class GenreSuivi(models.TextChoices):
    """What a milestone of a reserve is."""

    DECLARATION = "declaration", "ce qui a été fait"
    PROPOSITION = "proposition", "proposé par un instantané"
    DECISION = "decision", "décidé"
