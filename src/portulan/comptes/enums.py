"""Words of the accounts: roles, kinds of organisation, reach of a right."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What a person does here, for an organisation and on a territory (the column of the rights table)."""

    AGENT = "agent", "agent d’un opérateur"
    RESPONSABLE = "responsable", "responsable chez un opérateur"
    MISSION_SPRO = "mission_spro", "mission SPRO de la Région"
    RECTORAT = "rectorat", "rectorat"
    UNIVERSITE = "universite", "université"
    PSAD = "psad", "coordination d’une PSAD"
    SECRETARIAT = "secretariat", "secrétariat du CREFOP"
    PRESIDENCE = "presidence", "coprésidence du CREFOP"
    MEMBRE = "membre", "membre du CREFOP"
    AUDITEUR = "auditeur", "auditeur"
    ADMINISTRATEUR = "administrateur", "administrateur"


class GenreOrganisation(models.TextChoices):
    """What an organisation is."""

    OPERATEUR = "operateur", "opérateur du SPRO"
    REGION = "region", "conseil régional"
    ETAT = "etat", "service de l’État"
    RECTORAT = "rectorat", "rectorat"
    UNIVERSITE = "universite", "université"
    COMITE = "comite", "organisation membre du CREFOP"
    AUTRE = "autre", "autre organisation"


class EtatInvitation(models.TextChoices):
    """Where an invitation is; expired is a date, not a state."""

    ENVOYEE = "envoyee", "envoyée"
    ACCEPTEE = "acceptee", "acceptée"
    REVOQUEE = "revoquee", "révoquée"


class EtatDemande(models.TextChoices):
    """Where a request to join an organisation is."""

    DEPOSEE = "deposee", "à décider"
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"


class EtatCourriel(models.TextChoices):
    """What became of a mail."""

    ATTENTE = "attente", "en attente"
    ENVOYE = "envoye", "envoyé"
    ABANDONNE = "abandonne", "abandonné"


class Etendue(StrEnum):
    """How far a right goes, widest first."""

    TOUT = "tout"
    TERRITOIRE = "territoire"
    ORGANISATION = "organisation"
    SIEN = "sien"
    PUBLIC = "public"

    @property
    def libelle(self) -> str:
        """In French, as the page of rights prints it."""
        return {
            Etendue.TOUT: "tout",
            Etendue.TERRITOIRE: "son territoire",
            Etendue.ORGANISATION: "son organisation",
            Etendue.SIEN: "ce qui lui est confié",
            Etendue.PUBLIC: "ce qui est public",
        }[self]
