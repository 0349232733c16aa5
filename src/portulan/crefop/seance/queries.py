"""Reads on a meeting: its rules, who may sit, who takes part at a moment, its quorum, stated again from its events."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from portulan.crefop.composition.enums import Rang
from portulan.crefop.composition.jeu import Jeu
from portulan.crefop.composition.queries import jeu_au, sieges_au
from portulan.crefop.seance.enums import EtatMandat, EtatPoint, EtatSeance, GenrePresence, ModePresence
from portulan.crefop.seance.models import ConstatQuorum, EvenementPresence, MandatVote, PointOrdre, SeanceComite
from portulan.crefop.seance.ordre import point_en_valeurs
from portulan.crefop.seance.presence import Evenement, MandatVu, SiegePresent, SiegeVu, presents
from portulan.crefop.seance.regles import Decompte, decompter
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
        vus.append(SiegeVu(s.pk, s.code, s.college.code, tenu.deliberatif, tenu.poids, occupants, s.copreside))
    return vus


def evenements_debout(seance: SeanceComite, jusqu_a: int | None = None) -> list[EvenementPresence]:
    """Rows of the events that stand, oldest first; as they stood after the row ``jusqu_a`` when one is given."""
    lignes = seance.presences.order_by("quand", "pk")
    if jusqu_a is not None:
        lignes = lignes.filter(pk__lte=jusqu_a)
    toutes = list(lignes)
    annules = {e.annule_id for e in toutes if e.annule_id}
    return [e for e in toutes if e.annule_id is None and e.pk not in annules]


def evenements_vus(seance: SeanceComite, jusqu_a: int | None = None) -> list[Evenement]:
    """Events that stand: those that were cancelled, and what cancelled them, are left out."""
    return [
        Evenement(e.pk, e.siege_id, e.personne_id, GenrePresence(e.genre), ModePresence(e.mode), e.quand, e.point_id)
        for e in evenements_debout(seance, jusqu_a)
    ]


def mandats_en_vigueur(seance: SeanceComite, quand: datetime) -> list[MandatVote]:
    """Mandates received and not ended at a moment, oldest first."""
    recus = seance.mandats.filter(recu_le__lte=quand)
    en_vigueur = Q(etat=EtatMandat.ACCEPTE) | Q(etat__in=(EtatMandat.CADUC, EtatMandat.REVOQUE), fin_le__gt=quand)
    return list(recus.filter(en_vigueur).order_by("recu_le", "pk"))


def mandats_vus(seance: SeanceComite, quand: datetime | None = None) -> list[MandatVu]:
    """Mandates in force at a moment (now), oldest first."""
    return [MandatVu(m.mandant_id, m.mandataire_id) for m in mandats_en_vigueur(seance, quand or maintenant())]


def presents_au(
    seance: SeanceComite, *, point: PointOrdre | None = None, quand: datetime | None = None
) -> tuple[SiegePresent, ...]:
    """Seats that take part at a moment (now), for an item when one is given."""
    moment = quand or maintenant()
    return presents(
        sieges_vus(seance),
        evenements_vus(seance),
        mandats_vus(seance, moment),
        quand=moment,
        point=point.pk if point else None,
    )


def sans_quorum(seance: SeanceComite, point: PointOrdre | None) -> bool:
    """True on a second convocation, but for the items that were added to it (VR-01)."""
    return seance.convocation == 2 and not (point is not None and point.ajoute)  # noqa: PLR2004 (second)


def quorum_au(seance: SeanceComite, *, point: PointOrdre | None = None, quand: datetime | None = None) -> Decompte:
    """Quorum at a moment (now), computed and not stored."""
    la = presents_au(seance, point=point, quand=quand)
    return decompter(jeu_de(seance), sieges_vus(seance), la, sans_quorum=sans_quorum(seance, point))


def recalculer(constat: ConstatQuorum) -> Decompte:
    """A stored statement, computed again from the events and the mandates that were written when it was made (I7).

    Seats and who held them are those that it kept: correcting the composition afterwards does not change the past.
    """
    seance, point = constat.seance, constat.point
    mandats = MandatVote.objects.filter(pk__in=constat.detail["mandats"]).order_by("recu_le", "pk")
    sieges = [
        SiegeVu(**{**vu, "occupants": tuple((p, Rang(rang)) for p, rang in vu["occupants"])})
        for vu in constat.detail["sieges"]
    ]
    la = presents(
        sieges,
        evenements_vus(seance, constat.detail["jusqu_a"]),
        [MandatVu(m.mandant_id, m.mandataire_id) for m in mandats],
        quand=constat.quand,
        point=point.pk if point else None,
    )
    return decompter(jeu_de(seance), sieges, la, sans_quorum=sans_quorum(seance, point))


def concorde(constat: ConstatQuorum) -> bool:
    """True when a stored statement is the one that its events give."""
    calcul = recalculer(constat)
    return (constat.base, constat.presents, constat.requis) == (calcul.base, calcul.comptes, calcul.requis)


def points_a_reconvoquer(seance: SeanceComite) -> list[PointOrdre]:
    """Items that lacked their quorum, of those that were convened; none when it is the second time.

    All of them after a carence. Else those that were adjourned while their last statement was not reached: members had
    left, or had withdrawn from this one.
    """
    convoques = seance.points.filter(ajoute=False)
    if seance.convocation == 2:  # noqa: PLR2004 (second)
        return []
    if seance.etat == EtatSeance.CARENCE:
        return list(convoques)
    if seance.etat != EtatSeance.CLOSE:
        return []
    return [p for p in convoques.filter(etat=EtatPoint.AJOURNE) if p.se_vote and _faute_de_quorum(p)]


def _faute_de_quorum(point: PointOrdre) -> bool:
    constat = point.constats.order_by("-quand", "-pk").first()
    return constat is not None and not constat.atteint


def ordre_en_valeurs(seance: SeanceComite, seulement: Iterable[PointOrdre] | None = None) -> list[dict[str, Any]]:
    """The agenda as it is convened: items and documents that were added later are left out.

    ``seulement``: these items only, in the order of the agenda.
    """
    points = (
        seance.points.filter(ajoute=False).select_related("saisine", "dossier", "seance_pv").prefetch_related("pieces")
    )
    if seulement is not None:
        points = points.filter(pk__in=[p.pk for p in seulement])
    return [
        point_en_valeurs(
            genre=p.genre,
            titre=p.titre,
            saisine=p.saisine.numero if p.saisine else "",
            dossier=p.dossier.empreinte if p.dossier else "",
            proces_verbal=p.seance_pv.numero if p.seance_pv else "",
            duree=p.duree,
            huis_clos=p.huis_clos,
            pieces=[(d.titre, d.empreinte) for d in p.pieces.all() if not d.tardive],
        )
        for p in points
    ]
