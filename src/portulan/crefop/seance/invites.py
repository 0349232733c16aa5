"""Reads on the people invited without a seat: who may still be invited, who is there, what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from portulan.crefop.composition.enums import Partie
from portulan.crefop.composition.models import Personne
from portulan.crefop.composition.queries import sieges_au
from portulan.crefop.seance.courriels import inviter_par_courriel
from portulan.crefop.seance.enums import EtatInvite, PassageGenre
from portulan.crefop.seance.models import InvitationSeance, PassageInvite, SeanceComite
from portulan.crefop.seance.traces import acter
from portulan.socle.horloge import maintenant

REGLE = "Code du travail, art.\u00a0R.\u00a06123-3-11"


@dataclass(frozen=True, slots=True)
class InviteVu:
    """An invited person on the attendance list: ``sejours`` are (came at, left at or None while there)."""

    invitation: InvitationSeance
    parties: frozenset[str]
    sejours: tuple[tuple[datetime, datetime | None], ...]
    mode: str
    dernier: PassageInvite | None

    @property
    def la(self) -> bool:
        """In the room now."""
        return bool(self.sejours) and self.sejours[-1][1] is None

    @property
    def manquent(self) -> list[str]:
        """Parties whose agreement is awaited."""
        return [p.label for p in Partie if p.value not in self.parties]

    def la_a(self, quand: datetime) -> bool:
        """In the room at a moment."""
        return any(debut <= quand and (fin is None or quand <= fin) for debut, fin in self.sejours)


def sejours(passages: Sequence[tuple[str, datetime]]) -> tuple[tuple[datetime, datetime | None], ...]:
    """From entries and exits in the order of time to stays (pure)."""
    faits: list[tuple[datetime, datetime | None]] = []
    for genre, quand in passages:
        dedans = bool(faits) and faits[-1][1] is None
        if genre == PassageGenre.ENTRE and not dedans:
            faits.append((quand, None))
        elif genre == PassageGenre.SORT and dedans:
            faits[-1] = (faits[-1][0], quand)
    return tuple(faits)


def passages_debout(invitation: InvitationSeance) -> list[PassageInvite]:
    """Entries and exits that were not cancelled, in the order of time."""
    lus = list(invitation.passages.all())
    annules = {p.annule_id for p in lus if p.annule_id}
    debout = [p for p in lus if p.annule_id is None and p.pk not in annules]
    return sorted(debout, key=lambda p: (p.quand, p.pk))


def invites(seance: SeanceComite, *, decides: bool = False) -> list[InviteVu]:
    """Invitations of a meeting but those taken back; ``decides``: those decided by both chairs only."""
    lues = seance.invitations.exclude(etat=EtatInvite.RETIREE).select_related("personne", "point")
    if decides:
        lues = lues.filter(etat=EtatInvite.DECIDEE)
    vus = []
    for invitation in lues.prefetch_related("accords", "passages"):
        debout = passages_debout(invitation)
        vus.append(
            InviteVu(
                invitation,
                frozenset(a.partie for a in invitation.accords.all()),
                sejours([(p.genre, p.quand) for p in debout]),
                debout[-1].mode if debout else "",
                debout[-1] if debout else None,
            )
        )
    return vus


def siege_de(seance: SeanceComite, personne: Personne) -> str:
    """The seat that a person holds in the body on the day of the meeting: it is convened, not invited."""
    tenus = sieges_au(seance.organe, timezone.localdate(seance.prevue_le))
    return next((t.siege.libelle for t in tenus if personne in [p for _, p in t.occupants]), "")


def envoyer_les_invitations(seance: SeanceComite, auteur: str) -> int:
    """Mail the invitations that are decided and not sent: with the convocation, or as soon as they are decided."""
    pretes = seance.invitations.filter(etat=EtatInvite.DECIDEE, envoyee_le__isnull=True)
    partis = 0
    for invitation in pretes.select_related("personne", "point"):
        invitation.canal = "courriel" if invitation.personne.courriel else "courrier"
        invitation.envoyee_le = maintenant()
        invitation.save(update_fields=["canal", "envoyee_le"])
        inviter_par_courriel(seance, invitation)
        acter("seance.envoyer_invitation", auteur, seance, {"invitation": invitation.pk, "canal": invitation.canal})
        partis += 1
    return partis
