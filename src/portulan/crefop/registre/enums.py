"""Words of the register."""

from django.db import models


class MotifEffacement(models.TextChoices):
    """Why what a commitment hides is erased: a closed list, since the reason is public."""

    DEMANDE = "demande", "demande de la personne concernée"
    DUREE = "duree", "fin de la durée de conservation"
    ERREUR = "erreur", "donnée inscrite par erreur"
