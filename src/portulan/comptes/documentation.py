"""The rights table in French: printed in ``docs/droits.md`` and on the page of rights."""

from dataclasses import dataclass

from portulan.comptes.enums import Etendue, Role
from portulan.comptes.matrice import MATRICE

OBJETS = {
    "structure": "Structures",
    "service": "Services",
    "disponibilite": "Disponibilités",
    "import": "Imports du réseau",
    "doublon": "Doublons",
    "sollicitation": "Campagnes de mise à jour",
    "rencontre": "Rencontres de bassin",
    "protocole": "Protocoles",
    "declaration": "Déclarations de moyens",
    "cahier": "Cahier des charges",
    "contribution": "Concertation",
    "referentiel": "Référentiel de qualité",
    "registre": "Registre des membres",
    "adhesion": "Adhésions",
    "evaluation": "Évaluations",
    "preuve": "Preuves",
    "plan": "Plans de progrès",
    "campagne": "Campagnes d’évaluation",
    "synthese": "Synthèses",
    "regle": "Règles d’aiguillage",
    "accueil": "Demandes d’accueil",
    "identite": "Identité des personnes accueillies",
    "mise": "Mises en relation",
    "compte": "Comptes",
    "organisation": "Organisations",
    "journal": "Journal",
    "comite": "Composition du comité",
    "saisine": "Saisines",
    "dossier": "Dossiers du comité",
    "observation": "Observations des membres",
    "seance": "Séances",
    "scrutin": "Scrutins",
    "avis": "Avis",
    "pv": "Procès-verbaux",
    "acte": "Registre des actes",
    "reserve": "Suites des réserves",
    "implantation": "Nouvelles permanences",
    "installation": "Installation",
}
VERBES = {
    "emettre": "émettre",
    "mesurer": "mesurer",
    "regler": "régler",
    "voir": "voir",
    "creer": "créer",
    "prouver": "demander la preuve",
    "modifier": "modifier",
    "rattacher": "rattacher une organisation",
    "fermer": "fermer",
    "lancer": "lancer",
    "decider": "décider",
    "repondre": "répondre",
    "saisir": "saisir",
    "rediger": "rédiger",
    "publier": "publier",
    "deposer": "déposer",
    "candidater": "candidater",
    "instruire": "instruire",
    "donner_avis": "donner un avis",
    "signer": "signer",
    "soumettre": "soumettre",
    "relire": "relire",
    "valider": "valider",
    "conduire": "conduire",
    "inviter": "inviter et donner un rôle",
    "agir": "administrer",
    "composer": "composer",
    "figer": "figer",
    "preparer": "préparer",
    "convoquer": "signer la convocation",
    "voter": "voter",
    "expliquer": "expliquer son vote",
    "corriger": "demander une correction",
    "suivre": "dire ce qui est fait",
    "lire": "lire les pièces et les présences",
    "mandater": "donner mandat",
    "convier": "proposer d’inviter une personne sans siège",
    "demander": "demander une séance, à la majorité des membres",
    "effacer": "effacer une valeur masquée",
}
ROLES: tuple[tuple[Role | None, str], ...] = (
    (None, "tout le monde"),
    (Role.AGENT, "agent"),
    (Role.RESPONSABLE, "responsable"),
    (Role.MISSION_SPRO, "mission SPRO"),
    (Role.RECTORAT, "rectorat"),
    (Role.UNIVERSITE, "université"),
    (Role.PSAD, "PSAD"),
    (Role.SECRETARIAT, "secrétariat"),
    (Role.PRESIDENCE, "présidence"),
    (Role.MEMBRE, "membre"),
    (Role.AUDITEUR, "auditeur"),
    (Role.ADMINISTRATEUR, "administrateur"),
)
_COURTS = {
    Etendue.TOUT: "tout",
    Etendue.TERRITOIRE: "territoire",
    Etendue.ORGANISATION: "organisation",
    Etendue.SIEN: "confié",
    Etendue.PUBLIC: "public",
}


@dataclass(frozen=True, slots=True)
class LigneDroits:
    """A row of the table, in French: what, which act, whether the second factor is asked, how far each role goes."""

    objet: str
    acte: str
    second_facteur: bool
    cellules: tuple[str, ...]


def lignes() -> list[LigneDroits]:
    """Every row of the table, in its order."""
    return [
        LigneDroits(
            objet,
            VERBES.get(verbe, verbe),
            regle.second_facteur,
            tuple(_COURTS[regle.etendues[role]] if role in regle.etendues else "" for role, _ in ROLES),
        )
        for (objet, verbe), regle in MATRICE.items()
    ]


def markdown() -> str:
    """Text of ``docs/droits.md``."""
    entete = ["acte", "second facteur", *(nom for _, nom in ROLES)]
    morceaux = [_INTRODUCTION]
    for code, nom in OBJETS.items():
        morceaux.append(f"\n## {nom}\n\n| {' | '.join(entete)} |\n|{' --- |' * len(entete)}\n")
        for ligne in lignes():
            if ligne.objet == code:
                cellules = [ligne.acte, "demandé" if ligne.second_facteur else "", *ligne.cellules]
                morceaux.append("| " + " | ".join(c or "–" for c in cellules) + " |\n")
    return "".join(morceaux)


_INTRODUCTION = """# Qui peut faire quoi

Cette page est écrite par la table que le programme applique (`comptes/matrice.py`) : listes, décomptes, exports,
recherche et API la lisent tous, et un essai vérifie chaque case. Une personne peut ce que permet l’un quelconque de
ses rôles.

- **tout** : toutes les lignes ;
- **territoire** : celles du territoire de son rôle (la région pour la mission SPRO, l’académie pour un rectorat…) ;
- **organisation** : celles de l’organisation pour laquelle elle tient son rôle ;
- **confié** : celles qui lui ont été confiées personnellement ;
- **public** : ce qui est publié ;
- **–** : rien.
"""
