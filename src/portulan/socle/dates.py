"""Dates counted in months, the same way everywhere."""

from calendar import monthrange
from datetime import date


def ajouter_mois(jour: date, mois: int) -> date:
    """Same day of the month, months later (or earlier); the last day of the month when there is no such day."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))
