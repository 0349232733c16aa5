"""What a meeting may do: quorum with its arithmetic, mandates, attendance, alerts (pure: no database, no clock)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from portulan.crefop.composition.enums import Rang
from portulan.crefop.composition.jeu import CLES, Jeu
from portulan.crefop.seance.enums import ModePresence
from portulan.crefop.seance.presence import SiegePresent, SiegeVu

# Without these, a meeting could not say who counts nor who decides: their source is asked before any convocation
CLES_EXIGEES = tuple(c for c in CLES if c.split(".")[0] in {"quorum", "convocation", "mandat", "vote", "reconvocation"})


# --- quorum ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LigneQuorum:
    """A seat in the arithmetic of a quorum: whether it is in the base, whether it counts, and why."""

    siege: int
    code: str
    college: str
    base: bool
    compte: bool
    raison: str


@dataclass(frozen=True, slots=True)
class Decompte:
    """A quorum: ``base`` seats, ``comptes`` of them count, ``requis`` are needed. ``sans_quorum``: none is (VR-01)."""

    base: int
    vacants: int
    comptes: int
    requis: int
    sans_quorum: bool
    lignes: tuple[LigneQuorum, ...]

    @property
    def atteint(self) -> bool:
        """True when the meeting may deliberate."""
        return self.comptes >= self.requis

    def nombre(self, raison: str) -> int:
        """Seats that count or not for this reason."""
        return sum(ligne.raison == raison for ligne in self.lignes)


EN_SALLE, A_DISTANCE, MANDAT = "en salle", "à distance, identifié", "par mandat"
ABSENT, VACANT, DEPORT = "absent", "vacant", "en déport sur ce point"
MANDAT_EXCLU, DISTANCE_EXCLUE = "par mandat, que la règle ne compte pas", "à distance, que la règle ne compte pas"
HORS_BASE = "sans voix délibérative, hors de la base"


def decompter(
    jeu: Jeu, sieges: Iterable[SiegeVu], presents: Iterable[SiegePresent], *, sans_quorum: bool = False
) -> Decompte:
    """Quorum under the rules of a meeting, seat by seat."""
    tous = tuple(sieges)
    la = {p.siege.siege: p for p in presents}
    lignes = tuple(_ligne(jeu, s, la.get(s.siege)) for s in tous)
    base = sum(ligne.base for ligne in lignes)
    return Decompte(
        base=base,
        vacants=sum(s.vacant and ligne.base for s, ligne in zip(tous, lignes, strict=True)),
        comptes=sum(ligne.compte for ligne in lignes),
        requis=0 if sans_quorum else quorum_requis(jeu, base),
        sans_quorum=sans_quorum,
        lignes=lignes,
    )


def quorum_requis(jeu: Jeu, base: int) -> int:
    """How many are needed; an empty room never reaches a quorum that a rule asks for."""
    part = jeu.seuil_quorum
    if part is None:
        return 0
    if jeu["quorum.seuil"] == "plus_de_la_moitie":
        return base // 2 + 1
    return max(1, ceil(part * base))


def _ligne(jeu: Jeu, siege: SiegeVu, present: SiegePresent | None) -> LigneQuorum:
    dans = jeu["quorum.base"] == "tous_sieges" or siege.deliberatif
    if siege.vacant and not jeu["quorum.vacants_comptent"]:
        dans = False
    compte, raison = _compte(jeu, present)
    if siege.vacant:
        raison = VACANT
    elif not dans:
        compte, raison = False, HORS_BASE
    return LigneQuorum(siege.siege, siege.code, siege.college, dans, compte and dans, raison)


def _compte(jeu: Jeu, present: SiegePresent | None) -> tuple[bool, str]:
    if present is None:
        return False, ABSENT
    if present.deporte and jeu["quorum.deport"] == "retire_du_numerateur":
        return False, DEPORT
    if present.par_mandat:
        return (True, MANDAT) if jeu["quorum.mandats_comptent"] else (False, MANDAT_EXCLU)
    if present.mode is ModePresence.DISTANCE:
        return (True, A_DISTANCE) if jeu["quorum.distance_compte"] else (False, DISTANCE_EXCLUE)
    return True, EN_SALLE


def phrase_quorum(decompte: Decompte, jeu: Jeu) -> str:
    """The statement, in French, number by number."""
    base = f"Base : {_accorde(decompte.base, 'siège', 'sièges')} ({jeu.regle('quorum.base').dite}"
    if decompte.vacants:
        base += f", dont {_accorde(decompte.vacants, 'vacant', 'vacants')}"
    base += ")."
    if decompte.sans_quorum:
        requis = "Seconde convocation : aucun quorum n’est requis."
    elif jeu.seuil_quorum is None:
        requis = "La règle ne demande aucun quorum."
    else:
        requis = f"Requis : {jeu.regle('quorum.seuil').dite}, soit {decompte.requis}."
    parts = [
        f"{n} {mots}"
        for mots, n in ((r, decompte.nombre(r)) for r in (EN_SALLE, A_DISTANCE, MANDAT))
        if n and any(ligne.compte and ligne.raison == mots for ligne in decompte.lignes)
    ]
    comptes = _accorde(decompte.comptes, "siège compté", "sièges comptés")
    if parts:
        comptes += f" ({', '.join(parts)})"
    if decompte.nombre(DEPORT):
        comptes += f" ; {decompte.nombre(DEPORT)} en déport"
    if decompte.requis == 0:
        return f"{base} {requis} {comptes}."
    return f"{base} {requis} {comptes} : le quorum {'est' if decompte.atteint else 'n’est pas'} atteint."


def _accorde(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre}\u00a0{plusieurs if nombre > 1 else un}"


# --- mandates -------------------------------------------------------------------------------------


def refus_de_mandat(
    jeu: Jeu,
    mandant: SiegeVu,
    mandataire: SiegeVu,
    *,
    dedans: frozenset[int] = frozenset(),
    ouverte: bool = False,
    portes: int = 0,
    deja_donne: bool = False,
) -> str:
    """Why a mandate cannot be accepted (French), empty when it can.

    ``dedans``: persons in the meeting now. ``portes``: mandates that the holder carries. Before the opening nobody is
    there yet: who holds it is looked at when the mandate counts.
    """
    la = {s.siege: bool(dedans & {p for p, _ in s.occupants}) for s in (mandant, mandataire)}
    maximum = jeu["mandat.max_par_porteur"]
    refus = (
        (not jeu["mandat.autorise"], "La règle ne permet pas de donner mandat."),
        (mandant.siege == mandataire.siege, "Un siège ne se donne pas mandat à lui-même."),
        (mandant.vacant, "Ce siège est vacant : personne ne peut donner mandat."),
        (not mandant.deliberatif, "Ce siège n’a pas de voix délibérative à confier."),
        (not mandataire.deliberatif, "Le porteur n’a pas de voix délibérative."),
        (deja_donne, "Ce siège a déjà donné mandat."),
        (_titulaire_la(mandant, dedans), "Le titulaire de ce siège est présent."),
        (jeu["mandat.seulement_sans_suppleant"] and la[mandant.siege], "Un suppléant de ce siège est présent."),
        (
            jeu["mandat.meme_college"] and mandant.college != mandataire.college,
            "Le mandat se donne dans le même collège.",
        ),
        (
            ouverte and jeu["mandat.porteur_doit_etre_present"] and not la[mandataire.siege],
            "Le porteur du mandat n’est pas présent.",
        ),
        (
            maximum > 0 and portes >= maximum,
            f"Le porteur a déjà {_accorde(maximum, 'mandat', 'mandats')}, le maximum permis.",
        ),
    )
    return next((mots for vrai, mots in refus if vrai), "")


def _titulaire_la(siege: SiegeVu, dedans: frozenset[int]) -> bool:
    return any(p in dedans for p, rang in siege.occupants if rang == "titulaire")


# --- attendance -----------------------------------------------------------------------------------


def heure_retenue(demandee: datetime | None, maintenant: datetime, precedentes: Sequence[datetime]) -> datetime | None:
    """Time that an event is given: now by default. None when it is in the future or before what was noted last.

    A time typed to the minute is that of the last event when both are of the same minute.
    """
    voulue = demandee or maintenant
    derniere = max(precedentes, default=None)
    if voulue > maintenant:
        return None
    if derniere is not None and voulue < derniere:
        meme_minute = voulue.replace(second=0) == derniere.replace(second=0, microsecond=0)
        return derniere if meme_minute and derniere <= maintenant else None
    return voulue


# --- a meeting asked for by the members ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Majorite:
    """``requis`` of ``base`` members: more than half of those in function."""

    base: int
    requis: int


def majorite_des_membres(jeu: Jeu, sieges: Iterable[tuple[int, bool, bool]]) -> tuple[Majorite, set[int]]:
    """Majority of the members who may ask for a meeting, and their seats. A vacant seat has no member.

    ``sieges``: (key, with a voice, vacant).
    """
    tous = jeu["demande.base"] == "tous_sieges"
    membres = {cle for cle, deliberatif, vacant in sieges if not vacant and (tous or deliberatif)}
    return Majorite(len(membres), len(membres) // 2 + 1), membres


def signataire[P](occupants: Sequence[tuple[str, P]]) -> P | None:
    """Who signs for a seat: its titular, else its first alternate; None when it is vacant."""
    return min(occupants, key=lambda o: list(Rang).index(Rang(o[0])))[1] if occupants else None


# --- before the convocation -----------------------------------------------------------------------


def alerte_bloquante(adoptee_le: date | None, reunion: date) -> str:
    """Why an opinion would come too late (CR-C01), empty when it would not."""
    if adoptee_le is None or adoptee_le > reunion:
        return ""
    return (
        f"Le texte a été adopté ou signé le {adoptee_le:%d/%m/%Y} : l’avis serait rendu après, ce qui est irrégulier "
        "(Code du travail, art. R. 6123-3-2)."
    )


def cles_sans_source(jeu: Jeu) -> list[str]:
    """Rules that a meeting needs and that have no value or no reference, in words."""
    return [CLES[cle].libelle for cle in CLES_EXIGEES if cle not in jeu.regles or not jeu.regles[cle].reference.strip()]
