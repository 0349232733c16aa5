"""Words of the life of the network."""

from django.db import models


class Canal(models.TextChoices):
    """How a structure is asked, or answers."""

    COURRIEL = "courriel", "courriel"
    TELEPHONE = "telephone", "téléphone"
    COURRIER = "courrier", "courrier"
    VISITE = "visite", "visite"


class Reponse(models.TextChoices):
    """What a structure said of its record; ``ATTENTE`` until it says something."""

    ATTENTE = "attente", "en attente"
    CONFIRMEE = "confirmee", "rien n’a changé"
    CORRIGEE = "corrigee", "à corriger"
    FERMEE = "fermee", "structure fermée"
    SANS_REPONSE = "sans_reponse", "sans réponse"


class Decision(models.TextChoices):
    """What the mission did with a correction or a closing that was told without an account."""

    AUCUNE = "aucune", "rien à relire"
    A_RELIRE = "a_relire", "à relire"
    RETENUE = "retenue", "reportée sur la fiche"
    ECARTEE = "ecartee", "écartée"


class EtatCampagne(models.TextChoices):
    """Where an update campaign is, read from its dates."""

    PREPAREE = "preparee", "préparée"
    EN_COURS = "en_cours", "en cours"
    ECHUE = "echue", "échéance passée"
    CLOSE = "close", "close"
