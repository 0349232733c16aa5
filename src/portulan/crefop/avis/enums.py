"""Words of the opinion and of the minutes."""

from django.db import models


class SensAvis(models.TextChoices):
    """The nine meanings an opinion can have (closed list)."""

    FAVORABLE = "favorable", "favorable"
    FAVORABLE_AVEC_RESERVES = "favorable_avec_reserves", "favorable avec réserves"
    DEFAVORABLE = "defavorable", "défavorable"
    PARTAGE = "partage", "partagé"
    PREND_ACTE = "prend_acte", "prend acte"
    REPUTE_RENDU = "repute_rendu", "réputé rendu"
    NON_RENDU_CARENCE = "non_rendu_carence", "non rendu, faute de quorum"
    AJOURNE = "ajourne", "ajourné"
    SANS_OBJET = "sans_objet", "sans objet"


class EtatAvis(models.TextChoices):
    """Where an opinion stands."""

    PROJET = "projet", "en rédaction"
    ADOPTE = "adopte", "à signer"
    SIGNE = "signe", "signé"
    PUBLIE = "publie", "publié"


class EtatPV(models.TextChoices):
    """Where the minutes of a meeting stand."""

    PROJET = "projet", "projet"
    SOUMIS = "soumis", "soumis aux corrections"
    APPROUVE = "approuve", "approuvé"
    SIGNE = "signe", "signé"


class EtatCorrection(models.TextChoices):
    """What became of a correction."""

    PROPOSEE = "proposee", "proposée"
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"


class EtatReserve(models.TextChoices):
    """What became of a reserve."""

    OUVERTE = "ouverte", "ouverte"
    EN_COURS = "en_cours", "en cours"
    LEVEE = "levee", "levée"
    LEVEE_PARTIELLEMENT = "levee_partiellement", "levée en partie"
    NON_SUIVIE = "non_suivie", "non suivie"
    CADUQUE = "caduque", "caduque"
