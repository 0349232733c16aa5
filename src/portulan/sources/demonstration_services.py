"""What each kind of fictitious place offers, in the vocabularies of data·inclusion v1."""

from dataclasses import dataclass

_METIER = "choisir-un-metier--"
_EMPLOI = "trouver-un-emploi--"
_FORMATION = "se-former--trouver-sa-formation"
_DOSSIER = "se-former--monter-son-dossier-de-formation"
_DECOUVRIR = f"{_METIER}decouvrir-un-metier-ou-un-secteur-dactivite"
_CONFIRMER = f"{_METIER}confirmer-son-choix-de-metier"
_ATOUTS = f"{_METIER}identifier-ses-points-forts-et-ses-competences"
_DEBOUCHES = f"{_METIER}connaitre-les-opportunites-demploi"


@dataclass(frozen=True)
class ServiceType:
    """A service as it is proposed by every place of a network. ``payant``: more chances (%) to be charged."""

    nom: str
    type: str
    thematiques: tuple[str, ...]
    publics: tuple[str, ...]
    payant: float = 0.0


_CONSEIL_VAE = ServiceType("Information et conseil sur la VAE", "information", (_ATOUTS, _DOSSIER), ("tous-publics",))
_CEP = ServiceType(
    "Conseil en évolution professionnelle", "accompagnement", (_CONFIRMER, _ATOUTS, _FORMATION), ("actifs",)
)

SERVICES_TYPES: dict[str, tuple[ServiceType, ...]] = {
    "cio": (
        ServiceType("Entretien de conseil en orientation", "accompagnement", (_CONFIRMER, _ATOUTS), ("tous-publics",)),
        ServiceType("Documentation sur les métiers et les formations", "information", (_DECOUVRIR,), ("tous-publics",)),
        ServiceType("Atelier Parcoursup", "atelier", (_FORMATION, _DOSSIER), ("jeunes",)),
    ),
    "scuio": (
        ServiceType("Entretien de réorientation", "accompagnement", (_CONFIRMER, _FORMATION), ("etudiants",)),
        ServiceType("Débouchés des études universitaires", "information", (_DEBOUCHES,), ("etudiants", "jeunes")),
    ),
    "mission_locale": (
        ServiceType("Accompagnement des jeunes vers l'emploi", "accompagnement", (_CONFIRMER, _FORMATION), ("jeunes",)),
        ServiceType(
            "Atelier de recherche d'emploi",
            "atelier",
            ("preparer-sa-candidature--realiser-un-cv-et-ou-une-lettre-de-motivation",),
            ("jeunes",),
        ),
        ServiceType("Découverte des métiers en entreprise", "atelier", (_DECOUVRIR, _DEBOUCHES), ("jeunes",)),
    ),
    "ij": (
        ServiceType("Accueil et documentation sans rendez-vous", "information", (_DECOUVRIR, _FORMATION), ("jeunes",)),
        ServiceType(
            "Partir à l'étranger",
            "information",
            ("souvrir-a-linternational--connaitre-les-opportunites-demploi-a-letranger",),
            ("jeunes",),
            3,
        ),
    ),
    "france_travail": (
        ServiceType(
            "Conseil et recherche d'emploi",
            "accompagnement",
            (f"{_EMPLOI}repondre-a-des-offres-demploi", _DEBOUCHES),
            ("demandeurs-emploi",),
        ),
        ServiceType(
            "Élaborer son projet de formation", "accompagnement", (_FORMATION, _DOSSIER), ("demandeurs-emploi",)
        ),
    ),
    "france_services": (
        ServiceType(
            "Aide aux démarches en ligne",
            "information",
            ("numerique--acceder-a-des-services-en-ligne",),
            ("tous-publics",),
        ),
    ),
    "cap_emploi": (
        ServiceType(
            "Accompagnement vers l'emploi des personnes handicapées",
            "accompagnement",
            (_CONFIRMER, f"{_EMPLOI}maintien-dans-lemploi"),
            ("personnes-en-situation-de-handicap",),
        ),
    ),
    "apec": (_CEP, ServiceType("Ateliers pour les cadres", "atelier", (_ATOUTS,), ("actifs", "demandeurs-emploi"))),
    "cep_actifs": (_CEP, _CONSEIL_VAE),
    "cci": (
        ServiceType("Point A : découvrir l'apprentissage", "information", (_DECOUVRIR, _FORMATION), ("jeunes",), 3),
    ),
    "cma": (ServiceType("Centre d'aide à la décision", "information", (_DECOUVRIR, _FORMATION), ("jeunes",), 3),),
    "ca": (ServiceType("Métiers agricoles et installation", "information", (_DECOUVRIR,), ("tous-publics",), 6),),
    "cidff": (ServiceType("Bureau d'accompagnement à l'emploi", "accompagnement", (_CONFIRMER, _ATOUTS), ("femmes",)),),
    "greta": (ServiceType("Bilan de compétences", "accompagnement", (_ATOUTS, _CONFIRMER), ("actifs",), 40),),
    "afpa": (ServiceType("Information sur les formations", "information", (_FORMATION,), ("demandeurs-emploi",)),),
    "e2c": (ServiceType("Parcours de la deuxième chance", "formation", (_CONFIRMER, _ATOUTS), ("jeunes",)),),
    "maison_emploi": (ServiceType("Forum local des métiers", "atelier", (_DECOUVRIR, _DEBOUCHES), ("tous-publics",)),),
    "prc_vae": (_CONSEIL_VAE,),
    "transitions_pro": (
        ServiceType("Projet de transition professionnelle", "accompagnement", (_CONFIRMER, _DOSSIER), ("actifs",)),
    ),
    "dronisep": (
        ServiceType("Guides d'orientation de l'académie", "information", (_DECOUVRIR, _FORMATION), ("jeunes",)),
    ),
    "carif_oref": (ServiceType("Offre de formation de la région", "information", (_FORMATION,), ("tous-publics",)),),
}
