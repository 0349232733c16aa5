"""Who took part, in words: seats in the public act, names in the minutes; read from the events of the meeting."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from portulan.crefop.avis.francais import MADAME, appel, fonction, personne
from portulan.crefop.avis.valeurs import SiegePublie
from portulan.crefop.composition.models import Personne
from portulan.crefop.composition.queries import SiegeOccupe, sieges_au
from portulan.crefop.seance.enums import GenrePresence, ModePresence
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.crefop.seance.presence import SiegePresent
from portulan.crefop.seance.queries import presents_au

ETATS = {"present": "présent", "represente": "représenté par mandat", "excuse": "excusé", "absent": "absent"}


@dataclass(frozen=True)
class Assistance:
    """Attendance of a meeting (for an item, at a moment), with what names it."""

    seance: SeanceComite
    quand: datetime | None = None
    point: PointOrdre | None = None

    @cached_property
    def tenus(self) -> list[SiegeOccupe]:
        """Seats of the body on the day, with who holds them."""
        return sieges_au(self.seance.organe, timezone.localdate(self.seance.prevue_le))

    @cached_property
    def portes(self) -> dict[int, SiegePresent]:
        """Seats that take part, by key; at the end of the meeting unless a moment is given."""
        quand = self.quand or self.seance.close_le or self.seance.prevue_le
        return {p.siege.siege: p for p in presents_au(self.seance, point=self.point, quand=quand)}

    @cached_property
    def personnes(self) -> dict[int, Personne]:
        """People who came or hold a seat, by key."""
        cles = set(self.seance.presences.values_list("personne", flat=True))
        cles |= {p.pk for t in self.tenus for _, p in t.occupants}
        return {p.pk: p for p in Personne.objects.filter(pk__in=cles)}

    @cached_property
    def excuses(self) -> set[int]:
        """Seats whose titular sent apologies."""
        lignes = self.seance.presences.filter(genre=GenrePresence.EXCUSE, annulation__isnull=True)
        return set(lignes.values_list("siege", flat=True))

    def nommer(self, cle: int) -> str:
        """« Mme Camille Dupont »."""
        p = self.personnes.get(cle) or Personne.objects.get(pk=cle)
        return personne(p.civilite, p.prenom, p.nom)

    def etat(self, tenu: SiegeOccupe) -> str:
        """What became of a seat: present, represente, excuse or absent."""
        porte = self.portes.get(tenu.siege.pk)
        if porte is not None:
            return "represente" if porte.par_mandat else "present"
        return "excuse" if tenu.siege.pk in self.excuses else "absent"

    def sieges(self) -> tuple[SiegePublie, ...]:
        """Seats of the body without a name, in the order of the colleges; vacant ones are said."""
        return tuple(
            SiegePublie(t.siege.college.libelle, t.siege.libelle, self.etat(t), self._precision(t)) for t in self.tenus
        )

    def _precision(self, tenu: SiegeOccupe) -> str:
        porte = self.portes.get(tenu.siege.pk)
        if porte is None:
            return "siège vacant" if tenu.vacant else ""
        dits = []
        if not porte.par_mandat and (tenu.titulaire is None or porte.porteur != tenu.titulaire.pk):
            dits.append("par son suppléant")
        if porte.mode == ModePresence.DISTANCE and not porte.par_mandat:
            dits.append("à distance")
        if porte.deporte:
            dits.append("s’est déporté")
        return ", ".join(dits)

    def presidence(self) -> tuple[str, ...]:
        """« Monsieur le préfet, Camille Dupont »: who chaired, in the order of the seats."""
        lignes = []
        for tenu in self.tenus:
            porte = self.portes.get(tenu.siege.pk)
            if not tenu.siege.copreside or porte is None or porte.par_mandat:
                continue
            p = self.personnes[porte.porteur]
            nom = f"{p.prenom} {p.nom}".strip()
            if tenu.titulaire is not None and porte.porteur == tenu.titulaire.pk:
                lignes.append(f"{appel(p.civilite, tenu.siege.libelle)}, {nom}")
            else:
                e = "e" if p.civilite == MADAME else ""
                titulaire = tenu.titulaire
                siege = fonction(titulaire.civilite if titulaire else p.civilite, tenu.siege.libelle)
                lignes.append(f"{personne(p.civilite, p.prenom, p.nom)}, suppléant{e} ({siege})")
        return tuple(lignes)
