"""Reads on a meeting: its rules, who may sit, who takes part at a moment."""

from datetime import datetime

from django.utils import timezone

from portulan.crefop.composition.jeu import Jeu
from portulan.crefop.composition.queries import jeu_au, sieges_au
from portulan.crefop.seance.enums import EtatMandat, GenrePresence, ModePresence
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.crefop.seance.presence import Evenement, MandatVu, SiegePresent, SiegeVu, presents
from portulan.socle.horloge import maintenant


def jeu_de(seance: SeanceComite) -> Jeu:
    """Rules of a meeting: those it was convened with; before, those of its day."""
    if seance.regles:
        return Jeu.de_valeurs(seance.regles)
    return jeu_au(seance.organe, timezone.localdate(seance.prevue_le))


def sieges_vus(seance: SeanceComite) -> list[SiegeVu]:
    """Seats of the body on the day of the meeting, as the computation of attendance reads them."""
    jour = timezone.localdate(seance.prevue_le)
    vus = []
    for tenu in sieges_au(seance.organe, jour):
        occupants = tuple((personne.pk, rang) for rang, personne in tenu.occupants)
        s = tenu.siege
        vus.append(SiegeVu(s.pk, s.code, s.college.code, tenu.deliberatif, s.poids, occupants, s.copreside))
    return vus


def evenements_vus(seance: SeanceComite) -> list[Evenement]:
    """Events that stand: those that were cancelled, and what cancelled them, are left out."""
    lignes = seance.presences.filter(annule__isnull=True, annulation__isnull=True).order_by("quand", "pk")
    return [
        Evenement(e.pk, e.siege_id, e.personne_id, GenrePresence(e.genre), ModePresence(e.mode), e.quand, e.point_id)
        for e in lignes
    ]


def mandats_vus(seance: SeanceComite) -> list[MandatVu]:
    """Mandates that were accepted, oldest first."""
    acceptes = seance.mandats.filter(etat=EtatMandat.ACCEPTE).order_by("recu_le", "pk")
    return [MandatVu(m.mandant_id, m.mandataire_id) for m in acceptes]


def presents_au(
    seance: SeanceComite, *, point: PointOrdre | None = None, quand: datetime | None = None
) -> tuple[SiegePresent, ...]:
    """Seats that take part at a moment (now), for an item when one is given."""
    return presents(
        sieges_vus(seance),
        evenements_vus(seance),
        mandats_vus(seance),
        quand=quand or maintenant(),
        point=point.pk if point else None,
    )
