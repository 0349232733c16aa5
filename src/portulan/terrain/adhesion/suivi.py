"""Where an adhesion stands on a day: its state, who is waited for, by when and how that is counted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire
from portulan.socle.dates import date_fr
from portulan.terrain.adhesion.delais import delais
from portulan.terrain.adhesion.droits import adhesions
from portulan.terrain.adhesion.enums import Etat
from portulan.terrain.adhesion.models import Adhesion
from portulan.terrain.adhesion.operations import passages
from portulan.terrain.adhesion.queries import avec_renouvellement_signe
from portulan.terrain.adhesion.regles import EN_COURS_DE_PROCEDURE, Echeance, etat_au, prochaine_echeance
from portulan.terrain.adhesion.transitions import Attente, attente

# Kind of the badge that says a state
GENRES = {
    Etat.SIGNEE: "succes",
    Etat.RENOUVELEE: "succes",
    Etat.REFUSEE: "echec",
    Etat.RETIREE: "echec",
    Etat.REFUS_SIGNATURE: "alerte",
    Etat.EXPIREE: "alerte",
    Etat.INCOMPLETE: "attention",
    Etat.AJOURNEE: "attention",
    Etat.SUSPENDUE: "attention",
    Etat.PREAVIS: "attention",
    Etat.ABANDONNEE: "",
    Etat.BROUILLON: "",
}
_QUI = {"organisation": "l’organisation", "region": "la Région", "avis": "le rectorat et la Région"}


@dataclass(frozen=True)
class Vue:
    """An adhesion as it is read on a day."""

    adhesion: Adhesion
    etat: Etat
    attendu: Attente | None
    echeance: Echeance | None
    jour: date

    @property
    def genre(self) -> str:
        """Kind of the badge."""
        return GENRES.get(self.etat, "encours")

    @property
    def qui(self) -> str:
        """Who is waited for."""
        return _QUI[self.attendu.qui] if self.attendu else ""

    @property
    def en_retard(self) -> bool:
        """True when the one who is waited for has missed the deadline."""
        return bool(self.echeance and self.echeance.en_retard(self.jour))

    @property
    def compte_a_rebours(self) -> bool:
        """True when the deadline is that of a step of the procedure, not the far end of a signed adhesion."""
        return self.etat in EN_COURS_DE_PROCEDURE or self.etat == Etat.PREAVIS

    @property
    def limite(self) -> date | None:
        """Day of the deadline."""
        return self.echeance.le if self.echeance else None

    @property
    def calcul(self) -> str:
        """How the deadline is counted, in a sentence."""
        e = self.echeance
        if e is None:
            return ""
        if e.delai.code == "renouvellement":
            avant = f"{e.delai.duree} avant la fin, le {date_fr(e.depart)}"
            return f"Renouvellement à demander avant le {date_fr(e.le)} : {avant}."
        suite = f"{e.delai.duree} à compter du {date_fr(e.depart)}"
        if e.le is None:
            return f"Délai suspendu ({suite})."
        if e.suspendus:
            suite += f", délai suspendu {e.suspendus} jour{'s' if e.suspendus > 1 else ''}"
        retard = (self.jour - e.le).days
        if retard > 0:
            return f"Attendu le {date_fr(e.le)} : {suite}. Retard : {retard} jour{'s' if retard > 1 else ''}."
        return f"Attendu le {date_fr(e.le)} : {suite}."


def montrer(adhesion: Adhesion, jour: date) -> Vue:
    """Read an adhesion on a day (its steps and ``renouvelee`` already fetched)."""
    etat = etat_au(adhesion.etat, adhesion.au, jour, renouvelee=getattr(adhesion, "renouvelee", False))
    prochaine = None
    if etat == adhesion.etat:
        prochaine = prochaine_echeance(
            etat, adhesion.base, passages(adhesion), delais(adhesion.region, jour), adhesion.au
        )
    return Vue(adhesion, etat, attente(etat, adhesion.base), prochaine, jour)


def lisibles(qui: Titulaire) -> QuerySet[Adhesion]:
    """Adhesions that a person may see, with what the pages read."""
    return avec_renouvellement_signe(adhesions(qui)).select_related("organisation").prefetch_related("etapes")
