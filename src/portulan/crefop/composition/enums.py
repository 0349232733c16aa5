"""Words of the composition."""

from django.db import models


class GenreOrgane(models.TextChoices):
    """Which body meets."""

    PLENIERE = "pleniere", "comité plénier"
    BUREAU = "bureau", "bureau"
    COMMISSION = "commission", "commission"
    EMPLOI = "emploi", "comité régional pour l’emploi"


class Voix(models.TextChoices):
    """What a seat may do when the committee decides."""

    DELIBERATIVE = "deliberative", "voix délibérative"
    CONSULTATIVE = "consultative", "voix consultative"


class Rang(models.TextChoices):
    """Titular of a seat, or alternate (a second one in the bureau only)."""

    TITULAIRE = "titulaire", "titulaire"
    SUPPLEANT1 = "suppleant1", "suppléant"
    SUPPLEANT2 = "suppleant2", "second suppléant"


class Civilite(models.TextChoices):
    """How a person is addressed; parity is counted from it."""

    MADAME = "madame", "Madame"
    MONSIEUR = "monsieur", "Monsieur"


class Partie(models.TextChoices):
    """The two parties that chair together, equal in rank."""

    ETAT = "etat", "État"
    REGION = "region", "Région"
