"""Words of the assessment."""

from django.db import models


class Etat(models.TextChoices):
    """Where an assessment stands; the transitions are in ``regles``."""

    OUVERTE = "ouverte", "en cours de saisie"
    SOUMISE = "soumise", "soumise"
    EN_REVUE = "en_revue", "en revue contradictoire"
    VALIDEE = "validee", "validée"
    PERIMEE = "perimee", "périmée"


EN_COURS = (Etat.OUVERTE, Etat.SOUMISE, Etat.EN_REVUE)


class SansObjet(models.TextChoices):
    """What became of the request to leave a criterion out."""

    NON = "", "le critère s’applique"
    DEMANDEE = "demandee", "sans objet, à accepter"
    ACCEPTEE = "acceptee", "sans objet, accepté"
    REFUSEE = "refusee", "sans objet, refusé"


class Regard(models.TextChoices):
    """Who cross-checks."""

    PAIR = "pair", "pair"
    REGION = "region", "Région"


class Cote(models.TextChoices):
    """From which side a message of the contradictory exchange comes."""

    OPERATEUR = "operateur", "opérateur"
    RELECTEUR = "relecteur", "relecture"


class EtatPreuve(models.TextChoices):
    """What became of a piece of evidence; expiry is a matter of dates, not of state."""

    DEPOSEE = "deposee", "déposée"
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"
    RETIREE = "retiree", "retirée"


class EtatAction(models.TextChoices):
    """How far an action of the progress plan is."""

    A_FAIRE = "a_faire", "à faire"
    EN_COURS = "en_cours", "en cours"
    CLOSE = "close", "terminée"
    ABANDONNEE = "abandonnee", "abandonnée"


class Statut(models.TextChoices):
    """What an assessment says of a structure (reference §9)."""

    CONFORME = "conforme", "conforme"
    AVEC_PLAN = "conforme_avec_plan", "conforme avec plan de progrès"
    NON_CONFORME = "non_conforme", "non conforme"
    NON_EVALUE = "non_evalue", "non évalué"


class GenreRappel(models.TextChoices):
    """What a reminder speaks of."""

    EVALUATION = "evaluation", "évaluation à terminer"
    PREUVE = "preuve", "preuve qui expire"
    ACTION = "action", "action du plan de progrès"
