"""Words of the network."""

from django.db import models


class EtatStructure(models.TextChoices):
    """Whether a place is there to be found."""

    OUVERTE = "ouverte", "ouverte"
    FERMEE = "fermee", "fermée définitivement"
    FUSIONNEE = "fusionnee", "fusionnée avec une autre fiche"


class Attache(models.TextChoices):
    """How an operator is tied to the SPRO (reference SP-10); the letters are those of the catalogue of operators."""

    LOI = "L", "membre de droit"
    CONVENTION = "C", "lié par la convention État-Région"
    RECONNAISSANCE = "R", "reconnaissance par la Région"
    LABEL = "IJ", "label Information jeunesse"
    PARTENARIAT = "P", "partenaire"
