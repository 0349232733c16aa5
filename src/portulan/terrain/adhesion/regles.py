"""Does the state allow it: conditions, deadlines and legal effects of an adhesion (pure: no database, no clock)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from portulan.comptes.enums import Role
from portulan.socle.dates import ajouter_mois
from portulan.socle.erreurs import Impossible
from portulan.socle.operateurs import operateur
from portulan.terrain.adhesion.calendrier import UN_JOUR, Delai, Suspension, echeance
from portulan.terrain.adhesion.enums import JAMAIS, Base, Etat
from portulan.terrain.adhesion.transitions import TRANSITIONS, Transition, attente, etats_de

EN_FORCE = (Etat.SIGNEE, Etat.SUSPENDUE, Etat.PREAVIS)
FINIES = (Etat.EXPIREE, Etat.RETIREE, Etat.RENOUVELEE)
SIGNEES = (*EN_FORCE, *FINIES)
CLOSES = (Etat.REFUSEE, Etat.ABANDONNEE, *FINIES)
EN_COURS_DE_PROCEDURE = tuple(e for e in Etat if e not in SIGNEES and e not in CLOSES)
MODIFIABLES = (Etat.BROUILLON, Etat.INCOMPLETE, Etat.AJOURNEE)

_BASES = {"L": Base.LOI, "R": Base.RECONNAISSANCE, "IJ": Base.RECONNAISSANCE, "P": Base.PARTENARIAT}


# --- the basis ------------------------------------------------------------------------------------


def base_de_droit(type_operateur: str) -> Base:
    """Basis of an operator by the catalogue: L, C, R (IJ label included) or P."""
    attache = operateur(type_operateur).attache if type_operateur else "P"
    return Base.CONVENTION if attache == "C" else _BASES[attache]


def bases_possibles(type_operateur: str) -> tuple[Base, ...]:
    """Bases on which an organisation may adhere: none for what the convention binds, the law alone for its members."""
    droit = base_de_droit(type_operateur)
    if not type_operateur or droit is Base.CONVENTION or type_operateur in JAMAIS:
        return ()
    if droit is Base.LOI:
        return (Base.LOI,)
    return (Base.RECONNAISSANCE, Base.PARTENARIAT)


def un_seul_public(type_operateur: str) -> bool:
    """True for a partner whose service is for one public: it may be recognised, but its file says it (SP-09)."""
    if not type_operateur:
        return False
    catalogue = operateur(type_operateur)
    return catalogue.attache == "P" and catalogue.public != "tout public"


def exiger_base(type_operateur: str, base: str) -> None:
    """Raise ``Impossible`` unless an organisation may adhere on this basis."""
    possibles = bases_possibles(type_operateur)
    if not type_operateur:
        raise Impossible(
            "Cette organisation n’est pas un opérateur du SPRO : elle n’a rien à signer.",
            remede="Son type d’opérateur se renseigne sur sa page, dans le réseau.",
        )
    if not possibles:
        raise Impossible(
            "Les services de l’État et des universités (CIO, SCUIO-IP) n’adhèrent pas au cahier des charges : "
            "la convention entre l’État et la Région fixe leur contribution.",
            remede="Leurs engagements se lisent et se modifient dans la convention.",
        )
    if base not in possibles:
        raise Impossible(
            f"Cette organisation ne peut pas adhérer à ce titre ({Base(base).label}).",
            remede=f"Choisissez : {', '.join(b.label for b in possibles)}.",
        )


# --- steps ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a condition may look at."""

    etat: str
    base: str
    jour: date
    manques: tuple[str, ...] = ()
    sites: int = 0
    avis: int = 0
    echeance: date | None = None
    reponse: bool = False
    engagement: bool = False
    signee_organisation: bool = False
    du: date | None = None
    au: date | None = None
    renouvellement_signe: bool = False


def _complet(s: Situation) -> str:
    return f"Le dossier n’est pas complet. Il manque : {' ; '.join(s.manques)}." if s.manques else ""


def _un_site(s: Situation) -> str:
    return "" if s.sites else "Aucun site n’est retenu : une adhésion vaut pour des sites listés."


def _avis_ou_delai(s: Situation) -> str:
    if s.avis or (s.echeance and s.jour > s.echeance):
        return ""
    return "Aucun avis n’a été rendu et le délai pour le rendre n’est pas écoulé."


def _reponse_ou_delai(s: Situation) -> str:
    if s.reponse or (s.echeance and s.jour > s.echeance):
        return ""
    return "L’organisation n’a pas encore répondu et son délai pour le faire n’est pas écoulé."


def _terme_passe(s: Situation) -> str:
    return "" if s.au and s.jour > s.au else "L’adhésion n’est pas arrivée à son terme."


CONDITIONS: Mapping[str, Callable[[Situation], str]] = MappingProxyType(
    {
        "complet": _complet,
        "un_site": _un_site,
        "avis_ou_delai": _avis_ou_delai,
        "reponse_ou_delai": _reponse_ou_delai,
        "engagement": lambda s: "" if s.engagement else "L’engagement n’est pas coché.",
        "signee_par_l_organisation": lambda s: "" if s.signee_organisation else "L’organisation n’a pas encore signé.",
        "commencee": lambda s: "" if s.du and s.du <= s.jour else "L’adhésion n’est pas encore en vigueur.",
        "terme_passe": _terme_passe,
        "renouvellement_signe": lambda s: "" if s.renouvellement_signe else "Aucun renouvellement n’est signé.",
        "sans_renouvellement_signe": lambda s: "Un renouvellement est signé." if s.renouvellement_signe else "",
    }
)


def possibles(etat: str, base: str, roles: Iterable[Role] | None = None) -> tuple[Transition, ...]:
    """Steps that leave a state on a basis, for some roles (None: whoever acts, the system included)."""
    permis = None if roles is None else set(roles)
    return tuple(
        t
        for t in TRANSITIONS
        if etat in t.de
        and base in t.bases
        and etat in etats_de(base)
        and (permis is None or permis.intersection(t.roles))
    )


def empechement(transition: Transition, situation: Situation) -> str:
    """Why a step is not possible now, in French; empty when it is."""
    if situation.base not in transition.bases or situation.etat not in transition.de:
        etat = Etat(situation.etat).label
        return f"L’adhésion est dans l’état « {etat} » : cette étape ne s’y applique pas."
    return next((refus for nom in transition.conditions if (refus := CONDITIONS[nom](situation))), "")


def exiger_etape(transition: Transition, situation: Situation, motif: str) -> None:
    """Raise ``Impossible`` unless the step is possible now, with its reason when one is required."""
    refus = empechement(transition, situation)
    if refus:
        raise Impossible(refus, remede="Rechargez la page : elle montre l’étape suivante, qui l’attend et pour quand.")
    if transition.motif and not motif.strip():
        raise Impossible("Cette étape doit être motivée.", remede="Écrivez le motif : l’organisation le lira.")


# --- deadlines ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """A step that was taken: its name, the state it led to, its day."""

    transition: str
    vers: str
    jour: date


@dataclass(frozen=True, slots=True)
class Echeance:
    """A deadline and how it was counted. ``le`` is None while the clock is suspended."""

    le: date | None
    depart: date
    delai: Delai
    suspendus: int = 0

    def en_retard(self, jour: date) -> bool:
        """True the day after the deadline."""
        return self.le is not None and jour > self.le


def prochaine_echeance(
    etat: str, base: str, passages: Sequence[Passage], delais: Mapping[str, Delai], au: date | None = None
) -> Echeance | None:
    """Deadline of the step that is waited for, from the steps already taken (oldest first); None when there is none."""
    attendu = attente(etat, base)
    if attendu is None or not attendu.delai or attendu.delai not in delais:
        return None
    delai = delais[attendu.delai]
    if attendu.depart == "terme":
        return Echeance(ajouter_mois(au, -delai.nombre), au, delai) if au else None
    if attendu.depart == "depot":
        return _depuis_le_depot(passages, delai)
    dernier = next((p for p in reversed(passages) if p.vers == etat), None)
    return Echeance(echeance(dernier.jour, delai), dernier.jour, delai) if dernier else None


def _depuis_le_depot(passages: Sequence[Passage], delai: Delai) -> Echeance | None:
    depots = [rang for rang, p in enumerate(passages) if p.transition in {"deposer", "redeposer"}]
    if not depots:
        return None
    depuis = passages[depots[-1] :]
    suspensions = []
    for rang, passage in enumerate(depuis):
        if passage.vers == Etat.INCOMPLETE:
            fin = depuis[rang + 1].jour if rang + 1 < len(depuis) else None
            suspensions.append(Suspension(passage.jour, fin))
    arretes = sum((s.au - s.du).days for s in suspensions if s.au)
    return Echeance(echeance(depuis[0].jour, delai, suspensions), depuis[0].jour, delai, arretes)


def validite(signee_le: date, duree: Delai, fin_de_la_precedente: date | None) -> tuple[date, date]:
    """First and last days of an adhesion: a renewal takes over the day after the former ends, never before."""
    du = signee_le
    if fin_de_la_precedente and fin_de_la_precedente >= signee_le:
        du = fin_de_la_precedente + UN_JOUR
    fin = echeance(du, duree)
    return du, (fin or du) - UN_JOUR


def renouvelable(etat: str, au: date | None, jour: date, delai: Delai) -> bool:
    """True from the day the renewal may be asked for; an adhesion that ended may always be asked for again."""
    if etat in {Etat.EXPIREE, Etat.RETIREE, Etat.REFUSEE, Etat.ABANDONNEE}:
        return True
    # Asked at least ``delai`` before the end: the form opens as long again before that
    return etat in {Etat.SIGNEE, Etat.SUSPENDUE} and au is not None and jour >= ajouter_mois(au, -2 * delai.nombre)


def etat_au(etat: str, au: date | None, jour: date, *, renouvelee: bool) -> Etat:
    """State as it must be read on a day: expiry acts the day after, whether the nightly job has run or not."""
    if etat in EN_FORCE and au is not None and jour > au:
        return Etat.RENOUVELEE if renouvelee else Etat.EXPIREE
    return Etat(etat)


def prochain_31_decembre(jour: date) -> date:
    """Legal deadline of the list of SPRO bodies for the apprenticeship tax (Code du travail, art. R. 6241-22)."""
    return date(jour.year, 12, 31)


def annee_suivante(jour: date) -> int:
    """Year for which the list is published, at the latest on 31 December before."""
    return (prochain_31_decembre(jour) + timedelta(days=1)).year
