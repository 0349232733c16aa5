"""Words of the charter."""

from django.db import models


class GenreDocument(models.TextChoices):
    """What is written together and submitted to the committee's opinion."""

    CAHIER = "cahier_des_charges", "cahier des charges"
    CONVENTION = "convention", "convention annuelle"


class EtatVersion(models.TextChoices):
    """Where a version is, from the first draft to the one that replaced it."""

    BROUILLON = "brouillon", "brouillon"
    CONCERTATION = "concertation", "en concertation"
    SOUMISE = "soumise", "soumise à l’avis"
    ARRETEE = "arretee", "arrêtée"
    REMPLACEE = "remplacee", "remplacée"
    ABANDONNEE = "abandonnee", "abandonnée"


class Suite(models.TextChoices):
    """What became of a contribution."""

    RETENUE = "retenue", "retenue"
    EN_PARTIE = "en_partie", "retenue en partie"
    ECARTEE = "ecartee", "écartée"


class Partie(models.TextChoices):
    """Who makes a commitment of the convention."""

    ETAT = "etat", "l’État (rectorat)"
    REGION = "region", "la Région"
    ENSEMBLE = "ensemble", "l’État et la Région"
    UNIVERSITE = "universite", "une université"
    OPERATEUR = "operateur", "un opérateur"


# Texts that can no longer change, and those that anyone may read
FIGEES = (EtatVersion.SOUMISE, EtatVersion.ARRETEE, EtatVersion.REMPLACEE)
PUBLIQUES = (EtatVersion.CONCERTATION, EtatVersion.ARRETEE, EtatVersion.REMPLACEE)
MODIFIABLES = (EtatVersion.BROUILLON, EtatVersion.CONCERTATION)
EN_COURS = (EtatVersion.BROUILLON, EtatVersion.CONCERTATION, EtatVersion.SOUMISE)
