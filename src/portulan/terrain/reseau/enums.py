"""Words of the network."""

from django.db import models


class EtatStructure(models.TextChoices):
    """Whether a place is there to be found."""

    OUVERTE = "ouverte", "ouverte"
    FERMEE = "fermee", "fermée définitivement"
    FUSIONNEE = "fusionnee", "fusionnée avec une autre fiche"


class EtatService(models.TextChoices):
    """Whether a service is still offered."""

    OUVERT = "ouvert", "proposé"
    FERME = "ferme", "n’est plus proposé"


class Attache(models.TextChoices):
    """How an operator is tied to the SPRO (reference SP-10); the letters are those of the catalogue of operators."""

    LOI = "L", "membre de droit"
    CONVENTION = "C", "lié par la convention État-Région"
    RECONNAISSANCE = "R", "reconnaissance par la Région"
    LABEL = "IJ", "label Information jeunesse"
    PARTENARIAT = "P", "partenaire"


class GenreDisponibilite(models.TextChoices):
    """Why a place does not receive as usual, for some time."""

    FERMETURE = "fermeture", "fermeture temporaire"
    ABSENCE = "absence", "absence d’un intervenant"
    SATURATION = "saturation", "plus de place"


class EtatRapprochement(models.TextChoices):
    """What was decided of two records that look like the same place."""

    PROPOSE = "propose", "à examiner"
    FUSIONNE = "fusionne", "fusionnées"
    DISTINCT = "distinct", "ce n’est pas un doublon"
    ANNULE = "annule", "fusion annulée"


class EtatImport(models.TextChoices):
    """Where an import into the registers is."""

    LECTURE = "lecture", "en lecture"
    SIMULE = "simule", "vérifié, rien n’est écrit"
    REFUSE = "refuse", "refusé, rien n’est écrit"
    APPLIQUE = "applique", "appliqué"
    INTERROMPU = "interrompu", "interrompu, rien n’est écrit"


class IssueLigne(models.TextChoices):
    """What becomes of a line of an import."""

    CREEE = "creee", "créée"
    MODIFIEE = "modifiee", "modifiée"
    INCHANGEE = "inchangee", "inchangée"
    REFUSEE = "refusee", "refusée"


class GenreFiche(models.TextChoices):
    """Kinds of records of the network."""

    STRUCTURE = "structure", "structure"
    SERVICE = "service", "service"


class ChoixConflit(models.TextChoices):
    """What was chosen when a source contradicts what was written by hand."""

    A_FAIRE = "", "à examiner"
    GARDER = "garder", "valeur de Portulan gardée"
    PRENDRE = "prendre", "valeur de la source reprise"
