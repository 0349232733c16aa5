"""Words of the reception."""

from django.db import models


class Canal(models.TextChoices):
    """How a person reached the service."""

    SUR_PLACE = "sur_place", "sur place"
    TELEPHONE = "telephone", "au téléphone"
    COURRIEL = "courriel", "par courriel"
    SITE = "site", "sur le site public"
    FORMULAIRE = "formulaire", "par le formulaire d’un opérateur"


class Mobilite(models.TextChoices):
    """How a person can move; the codes are those of the routing (``methodes.aiguillage.MOBILITES``)."""

    INCONNUE = "", "non dit"
    VOITURE = "voiture", "a une voiture"
    TRANSPORTS = "transports", "transports collectifs"
    VELO = "velo", "à vélo"
    A_PIED = "a_pied", "à pied"
    AUCUNE = "aucune", "ne peut pas se déplacer"


class Moment(models.TextChoices):
    """When a person can come; the codes are those of the routing (``methodes.aiguillage.MOMENTS``)."""

    MATIN = "matin", "le matin"
    APRES_MIDI = "apres_midi", "l’après-midi"
    SOIR = "soir", "après 17 heures"
    MERCREDI = "mercredi", "le mercredi"
    SAMEDI = "samedi", "le samedi"


class Trace(models.TextChoices):
    """Written trace handed over to the person."""

    AUCUNE = "", "aucune"
    IMPRIMEE = "imprimee", "imprimée et remise"
    COURRIEL = "courriel", "envoyée par courriel"


class Information(models.TextChoices):
    """What may be given at the first level: the five items of the law, then the ways in (L. 6111-3)."""

    METIERS = "metiers", "les métiers"
    FORMATIONS = "formations", "les formations"
    CERTIFICATIONS = "certifications", "les certifications"
    DEBOUCHES = "debouches", "les débouchés"
    REMUNERATION = "remuneration", "les niveaux de rémunération"
    DEMARCHES = "demarches", "les démarches et les contacts"


class EtatBesoin(models.TextChoices):
    """Where a need stands: always computed from its hand-overs (``regles.etat_du_besoin``), never typed."""

    A_ORIENTER = "a_orienter", "à orienter"
    REPONDU = "repondu", "répondu au premier niveau"
    EN_ATTENTE = "en_attente", "en attente d’une réponse"
    EN_CHARGE = "en_charge", "pris en charge"
    A_REPRENDRE = "a_reprendre", "à reprendre"
    ABOUTI = "abouti", "la personne a été aidée"
    NON_ABOUTI = "non_abouti", "clos sans aide"
    INJOIGNABLE = "injoignable", "personne injoignable"
    ABANDONNE = "abandonne", "la personne y a renoncé"


class EtatMise(models.TextChoices):
    """Where the hand-over to one structure stands."""

    EMISE = "emise", "envoyée"
    RECUE = "recue", "lue"
    ETUDE = "etude", "à l’étude"
    ACCEPTEE = "acceptee", "acceptée"
    REFUSEE = "refusee", "refusée"
    EXPIREE = "expiree", "sans réponse dans le délai"
    ANNULEE = "annulee", "annulée"
    CONTACTEE = "contactee", "personne contactée"
    VUE = "vue", "personne reçue"
    CLOSE = "close", "close"


class Choix(models.TextChoices):
    """Who chose this structure."""

    PERSONNE = "personne", "choisie par la personne"
    AUTOMATIQUE = "automatique", "proposée ensuite par les règles"
    DERNIER_RECOURS = "dernier_recours", "responsable de dernier recours"


class MotifRefus(models.TextChoices):
    """Why a receiver refuses."""

    PUBLIC = "public", "ce public n’est pas reçu ici"
    BESOIN = "besoin", "ce besoin relève d’un autre service"
    ZONE = "zone", "la personne habite hors de la zone"
    COMPLET = "complet", "plus de place dans le délai"
    DEJA_SUIVIE = "deja_suivie", "la personne est déjà suivie ailleurs"
    COORDONNEES = "coordonnees", "coordonnées inutilisables"
    AUTRE = "autre", "autre raison"


class MotifAnnulation(models.TextChoices):
    """Why a hand-over no longer has an object."""

    RENONCE = "renonce", "la personne y renonce"
    RETIRE_ACCORD = "retire_accord", "la personne retire son accord"
    SERVICE_FERME = "service_ferme", "la structure ou le service n’existe plus"
    AILLEURS = "ailleurs", "une autre structure a répondu"
    ERREUR = "erreur", "saisie par erreur"


class Issue(models.TextChoices):
    """What happened to the person, apart from the receiver's answer."""

    AIDEE = "aidee", "la personne a été aidée"
    AILLEURS = "ailleurs", "la personne a trouvé une réponse ailleurs"
    SANS_AIDE = "sans_aide", "reçue, sans que le service ait pu aider"
    INJOIGNABLE = "injoignable", "la personne n’a pas pu être jointe"
    ABSENTE = "absente", "la personne n’est pas venue"
    REORIENTEE = "reorientee", "la personne doit être réorientée"


class Etape(models.TextChoices):
    """What is promised to the person, step by step."""

    ACCUSE = "accuse", "la demande est lue"
    REPONSE = "reponse", "la structure répond"
    CONTACT = "contact", "la personne est contactée"
    RENDEZ_VOUS = "rendez_vous", "la personne est reçue"
    ISSUE = "issue", "l’issue est connue"


class Geste(models.TextChoices):
    """What somebody does on the public door, counted and never attached to anyone."""

    CONTACT = "contact", "coordonnées affichées"
    ITINERAIRE = "itineraire", "itinéraire ouvert"
    SITE = "site", "site de la structure ouvert"
