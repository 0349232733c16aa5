"""Reads on referrals: what one waits for on a day, its clock, how far its dossier went."""

from dataclasses import dataclass
from datetime import date

from portulan.crefop.dossier.delai import Echeance, Pause, echeance
from portulan.crefop.dossier.enums import EtatSaisine
from portulan.crefop.dossier.models import Dossier, Saisine
from portulan.crefop.dossier.regles import Completude, completude
from portulan.crefop.dossier.transitions import ATTENTES, OUVERTES, Attente
from portulan.socle.horloge import aujourdhui


def avancement(dossier: Dossier) -> Completude:
    """How far the instruction of a version went."""
    return completude(dict(dossier.reponses.order_by("pk").values_list("question", "etat")))


@dataclass(frozen=True, slots=True)
class Vue:
    """A referral on a day: what it waits for, its clock, the day that comes first."""

    saisine: Saisine
    jour: date
    attendu: Attente | None
    horloge: Echeance

    @property
    def limite(self) -> date | None:
        """By when the opinion must be there: the delay of the règlement intérieur, or the planned adoption."""
        if self.saisine.etat not in OUVERTES:
            return None
        dates = [d for d in (self.horloge.le, self.saisine.adoption_prevue_le) if d is not None]
        return min(dates, default=None)

    @property
    def en_retard(self) -> bool:
        """True once that day has come without an opinion."""
        return self.limite is not None and self.jour > self.limite


def montrer(saisine: Saisine, jour: date | None = None) -> Vue:
    """A referral as lists and pages show it (reads ``suspensions``)."""
    jour = jour or aujourdhui()
    attendu = ATTENTES.get(saisine.etat)
    if saisine.etat == EtatSaisine.AVIS_RENDU and saisine.adoptee_le:
        attendu = None
    pauses = [Pause(s.du, s.au, s.motif) for s in saisine.suspensions.all()]
    if attendu is not None and any(p.au is None for p in pauses):
        attendu = Attente("l’auteur de la saisine", "la compléter (le délai est suspendu)")
    return Vue(saisine, jour, attendu, echeance(saisine.recue_le, saisine.delai, saisine.delai_reference, pauses, jour))
