"""Admissibility, irregularities, and what the instruction of a question must hold. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from portulan.crefop.composition.enums import GenreOrgane
from portulan.crefop.composition.verifiable import COMPARATEURS, lire_seuil
from portulan.crefop.dossier.enums import EtatReponse, GenreObservation, TypeSaisine

FONDEMENTS: Mapping[str, str] = MappingProxyType(
    {
        TypeSaisine.CARTE_FORMATIONS: "Code du travail, art. R. 6123-3-2, 2°",
        TypeSaisine.PROGRAMMES_SPRF: "Code du travail, art. R. 6123-3-2, 3°",
        TypeSaisine.CAHIER_CHARGES_SPRO: "Code du travail, art. R. 6123-3-2, 4°, et L. 6111-5",
        TypeSaisine.CONVENTION_ETAT_REGION: "Code du travail, art. R. 6123-3-2, 5°, et L. 6111-3",
        TypeSaisine.RESEAU_EMPLOI: "Code du travail, art. L. 5311-10 et R. 5311-41",
    }
)
SAISISSABLES = (GenreOrgane.PLENIERE, GenreOrgane.EMPLOI)
ALERTE, ATTENTION, BLOQUANT = "alerte", "attention", "bloquant"


@dataclass(frozen=True, slots=True)
class Constat:
    """Something to know on a referral. ``gravite``: attention, alerte, bloquant (stops, unless a reason is recorded).

    ``derogeable``: a blocking one that a recorded reason lifts.
    """

    code: str
    gravite: str
    phrase: str
    reference: str = ""
    derogeable: bool = False


@dataclass(frozen=True, slots=True)
class Faits:
    """What the rules of a referral look at."""

    type: str
    texte_empreinte: str
    organe_competent: bool
    jour: date
    fondement: str = ""
    adoption_prevue_le: date | None = None
    adoptee_le: date | None = None
    premiere_seance: date | None = None
    avis_le: date | None = None
    deja_soumis: str = ""


@dataclass(frozen=True, slots=True)
class MotsActe:
    """How to speak of the act that the opinion must come before."""

    nom: str
    le: str
    du: str
    participe: str


_ADOPTION = MotsActe("adoption", "l’adoption", "de l’adoption", "adopté")
_SIGNATURE = MotsActe("signature", "la signature", "de la signature", "signé")


def mots_acte(type_saisine: str) -> MotsActe:
    """A convention is signed, every other text is adopted."""
    return _SIGNATURE if type_saisine == TypeSaisine.CONVENTION_ETAT_REGION else _ADOPTION


def organe_de(type_saisine: str) -> GenreOrgane:
    """Which body gives this opinion: the plenary for R. 6123-3-2, never weighted (VR-06); else the employment one."""
    return GenreOrgane.EMPLOI if type_saisine == TypeSaisine.RESEAU_EMPLOI else GenreOrgane.PLENIERE


def precede_l_acte(type_saisine: str) -> bool:
    """True when the law wants this opinion before the act (R. 6123-3-2); nothing says so of the employment network."""
    return type_saisine != TypeSaisine.RESEAU_EMPLOI


def constats(f: Faits) -> list[Constat]:
    """What must be known, or repaired, on a referral; the blocking ones first."""
    trouves = [*_recevabilite(f), *_dates(f)]
    if f.deja_soumis:
        trouves.append(
            Constat(
                "deja_soumis", ATTENTION, f"Ce texte, à l’identique, est déjà soumis par la saisine {f.deja_soumis}."
            )
        )
    ordre = (BLOQUANT, ALERTE, ATTENTION)
    return sorted(trouves, key=lambda c: ordre.index(c.gravite))


def _recevabilite(f: Faits) -> Iterable[Constat]:
    if f.type not in FONDEMENTS:
        yield Constat(
            "type", BLOQUANT, "Cet objet n’est pas de ceux sur lesquels le comité rend un avis.",
            "Code du travail, art. R. 6123-3-2",
        )  # fmt: skip
    if fondement_supprime(f.fondement):
        yield Constat(
            "fondement", BLOQUANT, "Le 1° de l’article R. 6123-3-2 est supprimé : il ne peut plus fonder une saisine.",
            "Code du travail, art. R. 6123-3-2",
        )  # fmt: skip
    if not f.organe_competent:
        yield Constat("organe", BLOQUANT, dire_organe(f.type), FONDEMENTS.get(f.type, ""))
    if not f.texte_empreinte:
        yield Constat("texte", BLOQUANT, "Le texte soumis n’a pas d’empreinte : il pourrait changer après la saisine.")


def dire_organe(type_saisine: str) -> str:
    """Which body gives this opinion, in a sentence."""
    if organe_de(type_saisine) == GenreOrgane.EMPLOI:
        return "Cet avis est rendu par le comité régional pour l’emploi, et par lui seul."
    return "Cet avis est rendu par le comité plénier ; le bureau et les commissions le préparent."


def _dates(f: Faits) -> Iterable[Constat]:
    if not precede_l_acte(f.type):
        return
    acte = mots_acte(f.type)
    if f.adoptee_le is not None and f.avis_le is None:
        yield Constat(
            "deja_adopte",
            BLOQUANT,
            f"Le texte a déjà été {acte.participe} le {f.adoptee_le:%d/%m/%Y} : l’avis doit précéder {acte.le}.",
            "Code du travail, art. R. 6123-3-2 ; règle CR-C01",
            derogeable=True,
        )
    if f.avis_le is not None and f.adoptee_le is not None and f.avis_le >= f.adoptee_le:
        yield avis_tardif(f.type, f.avis_le, f.adoptee_le)
    if f.adoptee_le is not None or f.avis_le is not None:
        return
    if f.adoption_prevue_le is None:
        yield Constat("sans_date", ATTENTION, f"La date prévue {acte.du} n’est pas connue.")
    elif f.premiere_seance is not None and f.adoption_prevue_le <= f.premiere_seance:
        yield Constat(
            "calendrier",
            ALERTE,
            f"{acte.nom.capitalize()} prévue le {f.adoption_prevue_le:%d/%m/%Y}, alors qu’une séance convoquée "
            f"aujourd’hui se tiendrait au plus tôt le {f.premiere_seance:%d/%m/%Y} : l’avis serait irrégulier.",
            "Code du travail, art. R. 6123-3-2 ; règle CR-C01",
        )


def avis_tardif(type_saisine: str, avis_le: date, adoptee_le: date) -> Constat:
    """The irregularity of an opinion that is not strictly before the act (golden vector 10)."""
    acte = mots_acte(type_saisine)
    quand = f"le jour même {acte.du}" if avis_le == adoptee_le else f"après {acte.le}"
    return Constat(
        "avis_tardif",
        BLOQUANT if avis_le > adoptee_le else ALERTE,
        f"Avis du {avis_le:%d/%m/%Y} rendu {quand} ({adoptee_le:%d/%m/%Y}) : il doit lui être strictement antérieur.",
        "Code du travail, art. R. 6123-3-2 ; règle CR-C01",
    )


def fondement_supprime(fondement: str) -> bool:
    """True when a legal basis cites the deleted 1° of R. 6123-3-2 (TL-01)."""
    lu = fondement.replace("\u00a0", " ").replace("-", "").replace(".", "").replace(" ", "").lower()
    return "r612332" in lu and "1°" in lu.split("r612332", 1)[1][:8].replace(",", "")


def arrete(constats_lus: Iterable[Constat], derogation: str) -> list[Constat]:
    """Findings that still stop a referral, a recorded reason being given or not."""
    return [c for c in constats_lus if c.gravite == BLOQUANT and not (c.derogeable and derogation.strip())]


# --- questions ------------------------------------------------------------------------------------


def manque_a_la_reponse(etat: str, texte: str, raison: str, *, chiffree: bool) -> str:
    """What an answer lacks in the state that was chosen; empty when it holds."""
    if etat == EtatReponse.SANS_REPONSE and not raison.strip():
        return "Dites pourquoi aucune réponse n’est possible : le comité lira cette raison."
    if etat == EtatReponse.PARTIEL and not texte.strip():
        return "Une réponse partielle dit ce qui manque : écrivez-le dans le texte du rapporteur."
    if etat == EtatReponse.REPONDU and not texte.strip() and not chiffree:
        return "Aucun chiffre ne répond à cette question : écrivez un texte, ou choisissez « sans réponse possible »."
    return ""


@dataclass(frozen=True, slots=True)
class Completude:
    """How far the instruction went: questions treated out of all of them, and those that remain."""

    total: int
    traitees: int
    restantes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """True when nothing remains to be instructed."""
        return not self.restantes

    @property
    def pourcentage(self) -> int:
        """Rounded down, so that 100 means all."""
        return 100 * self.traitees // self.total if self.total else 100


def completude(etats: Mapping[str, str]) -> Completude:
    """From the state of each question, in their order."""
    restantes = tuple(code for code, etat in etats.items() if etat == EtatReponse.A_INSTRUIRE)
    return Completude(len(etats), len(etats) - len(restantes), restantes)


# --- reserves -------------------------------------------------------------------------------------


def manque_a_l_essai(genre: str, essai: Mapping[str, Any]) -> str:
    """Why a reserve cannot be tested (AV-02); empty when it can, or when it is not a reserve."""
    if genre != GenreObservation.RESERVE:
        return ""
    chiffres = [essai.get(c) for c in ("indicateur", "comparateur", "seuil")]
    if any(chiffres):
        if not all((*chiffres, essai.get("echeance"))):
            return "Un essai chiffré a quatre parts : un indicateur, une comparaison, un seuil et une échéance."
        if essai["comparateur"] not in COMPARATEURS or lire_seuil(str(essai["seuil"])) is None:
            return "Cette comparaison n’existe pas, ou son seuil n’est pas un nombre."
        return ""
    if not str(essai.get("texte", "")).strip():
        return "Une réserve doit pouvoir être levée : dites comment on le constatera, en mots ou par un indicateur."
    return ""


def dire_essai(essai: Mapping[str, Any], libelles: Mapping[str, str]) -> str:
    """How a reserve will be seen lifted, in French."""
    parts: list[str] = []
    if essai.get("indicateur"):
        jour = date.fromisoformat(str(essai["echeance"]))
        libelle = libelles.get(str(essai["indicateur"]), str(essai["indicateur"]))
        seuil = str(essai["seuil"]).replace(".", ",")
        comparaison = COMPARATEURS[str(essai["comparateur"])]
        parts.append(f"« {libelle} » : {comparaison} {seuil}, au {jour:%d/%m/%Y}")
    if essai.get("texte"):
        parts.append(str(essai["texte"]))
    return " ; ".join(parts)


def noms(codes: Sequence[str]) -> str:
    """« F1.2, F1.3 et F1.9 »."""
    *debut, fin = codes
    return f"{', '.join(debut)} et {fin}" if debut else fin
