"""Who comes to the demonstration's reception, for what, through which door, and who can answer. All invented."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from portulan.sources.demonstration_tirage import Tirage

_METIER = "choisir-un-metier--"
CONFIRMER = f"{_METIER}confirmer-son-choix-de-metier"
DECOUVRIR = f"{_METIER}decouvrir-un-metier-ou-un-secteur-dactivite"
FORMATION = "se-former--trouver-sa-formation"
DOSSIER = "se-former--monter-son-dossier-de-formation"
EMPLOI = "trouver-un-emploi--repondre-a-des-offres-demploi"


class Roue[T]:
    """A weighted draw, prepared once for thousands of turns."""

    def __init__(self, poids: Mapping[T, float]) -> None:
        self.valeurs = list(poids)
        self.cumuls = list(accumulate(poids.values()))

    def tourner(self, tirage: Tirage) -> T:
        """One of the values, as likely as its weight."""
        rang = bisect_right(self.cumuls, tirage.part(0, self.cumuls[-1]))
        return self.valeurs[min(rang, len(self.valeurs) - 1)]


@dataclass(frozen=True, slots=True)
class Profil:
    """A kind of person: her weight, situation, ages, the doors she pushes and what she needs."""

    code: str
    poids: float
    publics: tuple[str, ...]
    ages: tuple[int, int]
    portes: Mapping[str, float]
    besoins: Mapping[str, float]


_JEUNES = {"mission_locale": 4.0, "ij": 3.0, "cio": 3.0, "france_services": 1.0}
_ADULTES = {"france_travail": 4.0, "cep_actifs": 2.0, "france_services": 3.0, "mission_locale": 1.0, "cap_emploi": 0.5}
PROFILS: tuple[Profil, ...] = (
    Profil(
        "lyceen", 20, ("jeunes", "lyceens"), (14, 18), {"cio": 6, "ij": 3, "mission_locale": 1},
        {"orientation-scolaire": 4, "parcoursup": 3, DECOUVRIR: 2, "apprentissage": 2},
    ),
    Profil(
        "etudiant", 12, ("etudiants", "jeunes"), (18, 25), {"scuio": 5, "ij": 3, "cio": 2},
        {"reorientation-etudiante": 4, "etudes-superieures": 3, "stages": 2},
    ),
    Profil(
        "decrocheur", 9, ("jeunes", "decrocheurs"), (16, 20), _JEUNES,
        {"decrochage": 4, "droit-au-retour-en-formation": 2, "apprentissage": 3},
    ),
    Profil("jeune", 15, ("jeunes", "demandeurs-emploi"), (18, 25), _JEUNES, {FORMATION: 4, EMPLOI: 3, CONFIRMER: 3}),
    Profil(
        "demandeur", 20, ("demandeurs-emploi",), (26, 60), _ADULTES,
        {FORMATION: 4, DOSSIER: 2, CONFIRMER: 3, "reconversion": 2},
    ),
    Profil(
        "salarie", 15, ("actifs", "salaries"), (25, 60), _ADULTES,
        {"conseil-en-evolution-professionnelle": 5, "reconversion": 3, "vae": 2,
         "bilan-de-competences": 2},
    ),
    Profil(
        "parent", 6, ("familles", "parents"), (35, 55), {"cio": 5, "ij": 2, "france_services": 2},
        {"orientation-scolaire": 5, "parcoursup": 3},
    ),
    Profil(
        "handicap", 3, ("personnes-en-situation-de-handicap",), (18, 58), {"cap_emploi": 5, "mission_locale": 2},
        {CONFIRMER: 4, EMPLOI: 3, FORMATION: 3},
    ),
)  # fmt: skip

EVOLUTION = frozenset({"conseil-en-evolution-professionnelle", "reconversion", "vae", "bilan-de-competences"})
_SCOLAIRE = {"cio": 6.0, "ij": 3.0, "mission_locale": 1.0}
_FORMER = {"mission_locale": 3.0, "france_travail": 4.0, "cio": 3.0, "greta": 1.0, "ij": 1.0}
_EVOLUER = {"cep_actifs": 5.0, "france_travail": 2.0, "greta": 1.0, "cio": 3.0, "apec": 1.0}
RECEVEUSES: Mapping[str, Mapping[str, float]] = {
    "orientation-scolaire": _SCOLAIRE,
    "parcoursup": _SCOLAIRE,
    DECOUVRIR: {"cio": 3.0, "ij": 3.0, "cci": 1.0, "cma": 1.0, "mission_locale": 2.0},
    "apprentissage": {"cci": 2.0, "cma": 2.0, "mission_locale": 3.0, "ij": 2.0, "cio": 2.0},
    "reorientation-etudiante": {"scuio": 5.0, "cio": 3.0, "ij": 2.0},
    "etudes-superieures": {"scuio": 4.0, "cio": 4.0, "ij": 2.0},
    "stages": {"scuio": 3.0, "ij": 3.0, "mission_locale": 1.0},
    "decrochage": {"mission_locale": 5.0, "cio": 4.0, "e2c": 1.0, "ij": 1.0},
    "droit-au-retour-en-formation": {"cio": 5.0, "mission_locale": 3.0, "ij": 1.0},
    FORMATION: _FORMER,
    DOSSIER: _FORMER,
    EMPLOI: {"france_travail": 5.0, "mission_locale": 4.0, "cap_emploi": 1.0, "ij": 1.0},
    CONFIRMER: {"cio": 6.0, "mission_locale": 2.0, "france_travail": 2.0, "cep_actifs": 1.0, "ij": 1.0},
    "reconversion": {**_EVOLUER, "cio": 4.0},
    "conseil-en-evolution-professionnelle": _EVOLUER,
    "vae": {"prc_vae": 4.0, "cep_actifs": 2.0, "greta": 1.0, "cio": 1.0},
    "bilan-de-competences": {"greta": 3.0, "cep_actifs": 3.0, "cio": 1.0},
}
PRENOMS = ("Camille", "Sacha", "Lou", "Noa", "Charlie", "Andréa", "Dominique", "Claude", "Maé", "Eden", "Alix", "Yaël")
NOMS = ("Exemple", "Fictif", "Modèle", "Essai", "Inventé", "Témoin", "Imaginaire", "Personne")
