"""The delay of a convocation, counted and said: calendar days, jours francs, working days (pure)."""

from dataclasses import dataclass
from datetime import date, timedelta

from portulan.crefop.composition.jeu import Jeu, Regle
from portulan.socle.dates import ouvre

_UN_JOUR = timedelta(days=1)
_MOTS = {
    "calendaire": ("jour", "jours"),
    "francs": ("jour franc", "jours francs"),
    "ouvres": ("jour ouvré", "jours ouvrés"),
}


@dataclass(frozen=True, slots=True)
class DelaiConvocation:
    """How many days there are between the sending and the meeting, how many the rule asks, and since when it holds.

    ``au_plus_tard``: the last day on which the convocation can be sent.
    """

    envoi: date
    reunion: date
    decompte: str
    requis: int
    jours: int
    au_plus_tard: date
    regle: Regle
    envoyee: bool = True

    @property
    def suffisant(self) -> bool:
        """True when the rule is kept."""
        return self.jours >= self.requis

    @property
    def phrase(self) -> str:
        """The computation, in French."""
        debut = "Envoyée" if self.envoyee else "Si elle part"
        dit = (
            f"{debut} le {_jour(self.envoi)} pour le {_jour(self.reunion)} : {dire_jours(self.jours, self.decompte)}. "
            f"La règle en demande {dire_jours(self.requis, self.decompte)} au moins. Source : {self.regle.reference}."
        )
        return dit if self.envoyee else f"{dit} Dernier jour pour l’envoyer : le {_jour(self.au_plus_tard)}."

    @property
    def tardive(self) -> str:
        """How late a document added on the day of ``envoi`` comes: documents go with the convocation."""
        confirmer = " (défaut à confirmer)" if self.regle.a_confirmer else ""
        avant = (
            f"{dire_jours(self.jours, self.decompte)} avant la séance"
            if self.jours
            else "moins d’un jour plein avant la séance"
        )
        return (
            f"Ajouté le {_jour(self.envoi)} pour le {_jour(self.reunion)}, soit {avant}. Les documents accompagnent la "
            f"convocation (art. R. 6123-3-14), que la règle demande d’envoyer {dire_jours(self.requis, self.decompte)} "
            f"au moins avant la séance{confirmer}. Source : {self.regle.reference}."
        )


def compter(envoi: date, reunion: date, decompte: str) -> int:
    """Days between the sending and the meeting: the day of the sending never counts, that of the meeting does.

    ``francs``: neither does. ``ouvres``: Monday to Friday but legal holidays.
    """
    if reunion <= envoi:
        return 0
    jours = (reunion - envoi).days
    if decompte == "francs":
        return jours - 1
    if decompte == "ouvres":
        return sum(ouvre(envoi + _UN_JOUR * n) for n in range(1, jours + 1))
    return jours


def delai_de_convocation(
    jeu: Jeu, envoi: date, reunion: date, *, seconde: bool = False, envoyee: bool = True
) -> DelaiConvocation:
    """Delay of a convocation under the rules of the meeting; a second convocation has its own."""
    regle = jeu.regle("reconvocation.delai_min" if seconde else "convocation.delai")
    decompte, requis = jeu["convocation.decompte"], regle.valeur
    limite = reunion
    while compter(limite, reunion, decompte) < requis:
        limite -= _UN_JOUR
    return DelaiConvocation(envoi, reunion, decompte, requis, compter(envoi, reunion, decompte), limite, regle, envoyee)


def dire_jours(nombre: int, decompte: str) -> str:
    """« 5 jours », « 1 jour franc », « 3 jours ouvrés »."""
    un, plusieurs = _MOTS[decompte]
    return f"{nombre}\u00a0{plusieurs if nombre > 1 else un}"


def _jour(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"
