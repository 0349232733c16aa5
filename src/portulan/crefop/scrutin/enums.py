"""Words of a ballot."""

from django.db import models


class EtatScrutin(models.TextChoices):
    """Where a ballot stands. There is no way back, and no reset: a cancelled ballot keeps what it received."""

    PREPARE = "prepare", "préparé"
    OUVERT = "ouvert", "ouvert"
    CLOS = "clos", "clos"
    DEPOUILLE = "depouille", "dépouillé"
    PROCLAME = "proclame", "proclamé"
    ANNULE = "annule", "annulé"


class ObjetScrutin(models.TextChoices):
    """What is put to the vote."""

    PROCEDURE = "procedure", "motion de procédure"
    PROPOSITION = "proposition", "réserve, recommandation ou amendement"
    ENSEMBLE = "ensemble", "ensemble du texte"
    PROCES_VERBAL = "proces_verbal", "procès-verbal"


class ModeScrutin(models.TextChoices):
    """How votes are given."""

    MAIN_LEVEE = "main_levee", "à main levée, saisi par le secrétariat"
    ELECTRONIQUE = "electronique", "nominal, sur les appareils des membres"
    SECRET = "secret", "secret"


class Canal(models.TextChoices):
    """Where a ballot came from."""

    SECRETARIAT = "secretariat", "saisi par le secrétariat"
    APPAREIL = "appareil", "appareil du membre"


class Choix(models.TextChoices):
    """What a seat may say."""

    POUR = "pour", "pour"
    CONTRE = "contre", "contre"
    ABSTENTION = "abstention", "abstention"
    NE_PREND_PAS_PART = "ne_prend_pas_part", "ne prend pas part au vote"


class Issue(models.TextChoices):
    """What a ballot gave: a majority for, a majority against, or neither."""

    ADOPTE = "adopte", "adopté"
    REJETE = "rejete", "rejeté"
    PARTAGE = "partage", "sans majorité"


class GenreExplication(models.TextChoices):
    """What a member puts on record beside a vote."""

    EXPLICATION = "explication", "explication de vote"
    DESACCORD = "desaccord", "mention de désaccord"
