"""Words of the referral and of its dossier."""

from django.db import models


class TypeSaisine(models.TextChoices):
    """What is referred: R. 6123-3-2, the two fiches being its 4° and 5°; or to the employment committee, L. 5311-10."""

    CAHIER_CHARGES_SPRO = "cahier_charges_spro", "cahier des charges du SPRO"
    CONVENTION_ETAT_REGION = "convention_etat_region", "convention annuelle État-Région"
    CARTE_FORMATIONS = "carte_formations", "carte régionale des formations"
    PROGRAMMES_SPRF = "programmes_sprf", "programmes du service public régional de la formation"
    RESEAU_EMPLOI = "reseau_emploi", "réseau pour l’emploi"


class EtatSaisine(models.TextChoices):
    """Where a referral stands."""

    RECUE = "recue", "reçue"
    IRRECEVABLE = "irrecevable", "irrecevable"
    INSTRUCTION = "instruction", "en instruction"
    DOSSIER_FIGE = "dossier_fige", "dossier figé"
    INSCRITE = "inscrite", "inscrite à une séance"
    AVIS_RENDU = "avis_rendu", "avis rendu"
    ACTE_PRIS = "acte_pris", "acte pris, sans avis"
    RETIREE = "retiree", "retirée"


class EtatDossier(models.TextChoices):
    """A dossier is written, then frozen; a later version replaces it."""

    OUVERT = "ouvert", "en instruction"
    FIGE = "fige", "figé"
    REMPLACE = "remplace", "remplacé"


class EtatReponse(models.TextChoices):
    """What the dossier can say on a question."""

    A_INSTRUIRE = "a_instruire", "à instruire"
    REPONDU = "repondu", "répondu"
    PARTIEL = "partiel", "réponse partielle"
    SANS_REPONSE = "sans_reponse", "sans réponse possible"


class GenreObservation(models.TextChoices):
    """What a member writes on a question before the meeting."""

    COMMENTAIRE = "commentaire", "commentaire"
    RESERVE = "reserve", "réserve proposée"
    RECOMMANDATION = "recommandation", "recommandation proposée"
