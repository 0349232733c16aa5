"""Words of a meeting."""

from django.db import models


class EtatSeance(models.TextChoices):
    """Where a meeting stands."""

    PREPAREE = "preparee", "en préparation"
    CONVOQUEE = "convoquee", "convoquée"
    OUVERTE = "ouverte", "ouverte"
    SUSPENDUE = "suspendue", "suspendue"
    CLOSE = "close", "close"
    CARENCE = "carence", "carence constatée"
    ANNULEE = "annulee", "annulée"


class ModeSeance(models.TextChoices):
    """How people take part."""

    PRESENTIEL = "presentiel", "en présence"
    HYBRIDE = "hybride", "en présence et à distance"
    DISTANCE = "distance", "à distance"


class GenrePoint(models.TextChoices):
    """What an item of the agenda is for."""

    AVIS = "avis", "avis"
    INFORMATION = "information", "information"
    APPROBATION_PV = "approbation_pv", "approbation d’un procès-verbal"
    DIVERS = "divers", "question diverse"


class EtatPoint(models.TextChoices):
    """Where an item stands."""

    INSCRIT = "inscrit", "inscrit"
    EN_DEBAT = "en_debat", "en débat"
    AU_VOTE = "au_vote", "au vote"
    DELIBERE = "delibere", "délibéré"
    TRAITE = "traite", "traité"
    AJOURNE = "ajourne", "ajourné"
    RETIRE = "retire", "retiré"


class GenrePresence(models.TextChoices):
    """What happens at a seat during a meeting."""

    ENTRE = "entre", "entre"
    SORT = "sort", "sort"
    SE_DEPORTE = "se_deporte", "se déporte"
    REVIENT = "revient", "met fin au déport"
    EXCUSE = "excuse", "est excusé"


class EtatInvite(models.TextChoices):
    """Where an invitation without a seat stands."""

    PROPOSEE = "proposee", "en attente des deux présidences"
    DECIDEE = "decidee", "invitation décidée"
    RETIREE = "retiree", "invitation retirée"


class PassageGenre(models.TextChoices):
    """What an invited person does."""

    ENTRE = "entre", "entre"
    SORT = "sort", "sort"


class ModePresence(models.TextChoices):
    """Where a person attends from."""

    SALLE = "salle", "en salle"
    DISTANCE = "distance", "à distance, identifié"


class EtatMandat(models.TextChoices):
    """What became of a mandate to vote."""

    ACCEPTE = "accepte", "accepté"
    REFUSE = "refuse", "refusé"
    CADUC = "caduc", "caduc"
    REVOQUE = "revoque", "révoqué"


class GenreProposition(models.TextChoices):
    """What is put to the vote beside the whole."""

    RESERVE = "reserve", "réserve"
    RECOMMANDATION = "recommandation", "recommandation"
    AMENDEMENT = "amendement", "amendement"


class EtatProposition(models.TextChoices):
    """Where a proposition stands; once put to the vote, its ballot decides."""

    DEPOSEE = "deposee", "déposée"
    RECEVABLE = "recevable", "recevable"
    IRRECEVABLE = "irrecevable", "irrecevable"
    RETIREE = "retiree", "retirée"
    ADOPTEE = "adoptee", "adoptée"
    REJETEE = "rejetee", "rejetée"
