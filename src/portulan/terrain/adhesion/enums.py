"""Words of the adhesion."""

from django.db import models

# Services of the State and of universities: bound by the convention, they never « adhere » (SP-10).
# Written here because the database refuses them by name; a test compares with the catalogue of operators.
JAMAIS = (
    "cio",
    "draio",
    "dronisep",
    "etab_scolaire",
    "foquale",
    "micro_lycee",
    "mlds",
    "psyen",
    "rectorat",
    "scuio",
)


class Base(models.TextChoices):
    """What ties an organisation to the SPRO."""

    LOI = "loi", "membre de droit"
    RECONNAISSANCE = "reconnaissance", "reconnaissance par la Région"
    PARTENARIAT = "partenariat", "partenariat"
    CONVENTION = "convention", "convention État-Région"


class Etat(models.TextChoices):
    """Where an adhesion stands."""

    BROUILLON = "brouillon", "en préparation"
    DEPOSEE = "deposee", "déposée"
    INCOMPLETE = "incomplete", "incomplète"
    COMPLETE = "complete", "complète"
    INSTRUITE = "instruite", "instruite, en attente d’avis"
    AVIS = "avis", "avis recueilli"
    RECONNUE = "reconnue", "acceptée, à signer"
    REFUSEE = "refusee", "refusée"
    AJOURNEE = "ajournee", "ajournée"
    ABANDONNEE = "abandonnee", "abandonnée par le candidat"
    A_SIGNER = "a_signer", "charte à signer"
    REFUS_SIGNATURE = "refus_signature", "signature refusée"
    CONTRESEING = "contreseing", "signée par l’organisation"
    SIGNEE = "signee", "signée"
    SUSPENDUE = "suspendue", "suspendue"
    PREAVIS = "preavis", "retrait envisagé"
    EXPIREE = "expiree", "expirée"
    RETIREE = "retiree", "retirée"
    RENOUVELEE = "renouvelee", "renouvelée"


class EtatSite(models.TextChoices):
    """Where a site of an adhesion stands: recognition is granted for listed sites (AD-01)."""

    PROPOSE = "propose", "proposé"
    COUVERT = "couvert", "couvert"
    ECARTE = "ecarte", "écarté"
    RETIRE = "retire", "retiré"


class Sens(models.TextChoices):
    """Meaning of an opinion."""

    FAVORABLE = "favorable", "favorable"
    RESERVE = "reserve", "favorable avec réserves"
    DEFAVORABLE = "defavorable", "défavorable"


class Partie(models.TextChoices):
    """Who signs."""

    ORGANISATION = "organisation", "l’organisation"
    REGION = "region", "la Région"


class GenrePiece(models.TextChoices):
    """What a document of the file is."""

    STATUTS = "statuts", "statuts ou acte constitutif"
    POUVOIR = "pouvoir", "pouvoir du signataire (délégation, délibération)"
    LABEL_IJ = "label_ij", "décision de label Information jeunesse"
    BESOINS = "besoins", "analyse des besoins (document)"
    AUTRE = "autre", "autre document"
