"""The clock of a referral: none in law (CR-C04), that of the règlement intérieur, stopped while incomplete. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portulan.crefop.composition.jeu import Jeu
from portulan.socle.dates import ouvre

SANS_DELAI = (
    "Aucun texte ne fixe de délai au comité : la règle des cinq semaines de l’article R. *133-14 du CRPA ne vaut que "
    "pour les projets de loi, de décret et d’arrêté ministériel."
)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days when the clock is stopped: from ``du``, until the day it starts again (None: it is still stopped)."""

    du: date
    au: date | None
    motif: str = ""

    def jours(self, jour: date) -> int:
        """Days it lasted, or has lasted on a day."""
        return max(0, ((self.au or jour) - self.du).days)


@dataclass(frozen=True, slots=True)
class Echeance:
    """What the clock says: ``le`` is None without a delay, or while it is stopped; ``calcul`` explains the date."""

    le: date | None
    calcul: str
    suspendue: bool = False

    def depassee(self, jour: date) -> bool:
        """True from the day after."""
        return self.le is not None and jour > self.le


def echeance(recue_le: date, delai: int | None, reference: str, pauses: Iterable[Pause], jour: date) -> Echeance:
    """When the opinion is expected, and how that date is computed."""
    suites = list(pauses)
    ouverte = next((p for p in suites if p.au is None), None)
    if delai is None:
        return Echeance(None, SANS_DELAI, suspendue=ouverte is not None)
    arret = sum(p.jours(jour) for p in suites)
    debut = f"reçue le {recue_le:%d/%m/%Y}, {_jours(delai)} ({reference})"
    if ouverte is not None:
        return Echeance(
            None,
            f"Délai suspendu depuis le {ouverte.du:%d/%m/%Y} : {debut} ; arrêt à ce jour, {_jours(arret)}.",
            suspendue=True,
        )
    fin = recue_le + timedelta(days=delai + arret)
    suite = f", plus {_jours(arret)} d’arrêt" if arret else ""
    return Echeance(fin, f"Attendu le {fin:%d/%m/%Y} : {debut}{suite}.")


def _jours(nombre: int) -> str:
    return f"{nombre}\u00a0jour{'s' if nombre > 1 else ''}"


def premiere_seance_possible(jour: date, jeu: Jeu) -> date:
    """First day a meeting convened today can be held, by the rule of the day."""
    delai, decompte = jeu["convocation.delai"], jeu["convocation.decompte"]
    if decompte == "ouvres":
        while delai:
            jour += timedelta(days=1)
            delai -= ouvre(jour)
        return jour
    return jour + timedelta(days=delai + (decompte == "francs"))
