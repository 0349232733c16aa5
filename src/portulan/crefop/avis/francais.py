"""French of the acts: titles, attendance, comings and goings, quorum. Pure."""

from collections.abc import Sequence
from datetime import datetime

from portulan.socle.accords import FIXE, compter, enumeration, majuscule
from portulan.socle.dates import heure_fr

MADAME = "madame"
# feminine endings of the functions that people of the committee hold; the first that fits wins
_FEMININS = (
    ("recteur", "rectrice"),
    ("docteur", "docteure"),
    ("directeur", "directrice"),
    ("inspecteur", "inspectrice"),
    ("administrateur", "administratrice"),
    ("coordonnateur", "coordonnatrice"),
    ("préfet", "préfète"),
    ("conseiller", "conseillère"),
    ("chancelier", "chancelière"),
    ("président", "présidente"),
    ("adjoint", "adjointe"),
    ("délégué", "déléguée"),
    ("représentant", "représentante"),
    ("député", "députée"),
)
# a seat may be named after the office
_OFFICES = {"présidence": "président", "préfecture": "préfet", "rectorat": "recteur"}
_VOYELLES = "aeiouyàâéèêëîïôöùûüœæ"


# --- people ---------------------------------------------------------------------------------------


def fonction(civilite: str, titre: str) -> str:
    """A function in the gender of who holds it: « préfète », « présidente », « directeur »."""
    minuscule = titre[:1].lower() + titre[1:]
    for office, masculin in _OFFICES.items():
        if _commence(minuscule, office):
            minuscule = masculin + minuscule[len(office) :]
    for masculin, feminin in _FEMININS:
        actuel = next((m for m in (feminin, masculin) if _commence(minuscule, m)), None)
        if actuel:
            return (feminin if civilite == MADAME else masculin) + minuscule[len(actuel) :]
    return minuscule


def _commence(texte: str, mot: str) -> bool:
    suite = texte[len(mot) : len(mot) + 1]
    return texte.startswith(mot) and not suite.isalpha()


def appel(civilite: str, titre: str) -> str:
    """« Madame la présidente », « Monsieur le préfet », « Madame l’inspectrice »."""
    nom = fonction(civilite, titre)
    article = "l’" if nom[:1].lower() in _VOYELLES else "la " if civilite == MADAME else "le "
    return f"{'Madame' if civilite == MADAME else 'Monsieur'} {article}{nom}"


def personne(civilite: str, prenom: str, nom: str) -> str:
    """« Mme Camille Dupont »; a person whose data were erased keeps no name."""
    complet = f"{prenom} {nom}".strip()
    return (
        f"{'Mme' if civilite == MADAME else 'M.'}{FIXE}{complet}" if complet else "une personne dont le nom est effacé"
    )


def accorder(civilite: str, participe: str) -> str:
    """« présente », « excusé »: a participle for one person."""
    mot, espace, suite = participe.partition(" ")
    return f"{mot}{'e' if civilite == MADAME else ''}{espace}{suite}"


def accord_presence(civilites: Sequence[str], participe: str = "présent") -> str:
    """« est présente », « sont présents », « sont présentes »: the verb and its participle for these people."""
    feminin = "e" if civilites and all(c == MADAME for c in civilites) else ""
    if len(civilites) == 1:
        return f"est {participe}{feminin}"
    return f"sont {participe}{feminin}s"


# --- the meeting ----------------------------------------------------------------------------------


def ouverture(quand: datetime) -> str:
    """« La séance est ouverte à 9 h 30. »"""
    return f"La séance est ouverte à {heure_fr(quand)}."


def cloture(quand: datetime) -> str:
    """« L’ordre du jour étant épuisé, la séance est levée à 12 h. »"""
    return f"La séance est levée à {heure_fr(quand)}."


def mouvements(qui: Sequence[str], genre: str, quand: datetime, ou: str = "") -> str:
    """« Quittent la séance à 10 h 20 : Mme X (CFDT) et M. Y (CGT). »: what several people did at the same moment."""
    verbe = {"entre": "Rejoignent", "sort": "Quittent"}[genre]
    return f"{verbe} la séance à {heure_fr(quand)}{ou} : {enumeration(qui)}."


def mouvement(qui: str, genre: str, quand: datetime, ou: str = "") -> str:
    """« Mme X (CFDT) quitte la séance à 10 h 15, avant l’examen du point 3. »"""
    verbe = {
        "entre": "rejoint la séance",
        "sort": "quitte la séance",
        "se_deporte": "se déporte",
        "revient": "met fin à son déport",
    }[genre]
    return f"{qui} {verbe} à {heure_fr(quand)}{ou}."


def mandat(mandant: str, mandataire: str, siege: str, siege_mandataire: str) -> str:
    """« Mme X (CFDT) a donné mandat à M. Y (CGT). »"""
    return f"{mandant} ({siege}) a donné mandat à {mandataire} ({siege_mandataire})."


def phrase_invites(noms: Sequence[str]) -> str:
    """Who was invited without a seat, in the minutes."""
    participe = "est invitée" if len(noms) == 1 else "sont invitées"
    personnes = "Une personne" if len(noms) == 1 else f"{len(noms)} personnes"
    return (
        f"{personnes} sans siège {participe} par les deux présidences, sans voix (code du travail, article "
        f"R. 6123-3-11) : {enumeration(noms)}."
    )


def invites_presents(nombre: int) -> str:
    """How many invited people were in the room, in the public act; empty when there was none."""
    if not nombre:
        return ""
    qui = "Une personne invitée" if nombre == 1 else f"{nombre} personnes invitées"
    etaient = "était présente" if nombre == 1 else "étaient présentes"
    return (
        f"{qui} par les deux présidences {etaient}, sans prendre part à la délibération (code du travail, article "
        "R. 6123-3-11)."
    )


def quorum(*, base: int, comptes: int, requis: int, atteint: bool) -> str:
    """The statement with its arithmetic, in the words of the minutes."""
    compose = f"sur {compter(base, 'siège')} qui composent la base"
    compte = compter(comptes, "siège compte" if comptes else "siège ne compte", "sièges comptent")
    arithmetique = f"{majuscule(compte)} {compose} ; il en faut {requis}"
    return f"{arithmetique} : le quorum {'est atteint' if atteint else 'n’est pas atteint'}."
