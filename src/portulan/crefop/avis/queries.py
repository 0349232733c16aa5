"""Reads on opinions and minutes: what is known once they are signed, what waits for whom."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from portulan.crefop.avis.actes import empreinte
from portulan.crefop.avis.enums import EtatAvis
from portulan.crefop.avis.models import AvisComite, ProcesVerbal
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.avis.sens import SANS_ACTE
from portulan.crefop.avis.valeurs import Acte, MentionActe, Sceau, Signataire
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.queries import montrer
from portulan.crefop.dossier.transitions import OUVERTES
from portulan.crefop.registre.models import PointDeControle
from portulan.crefop.seance.enums import EtatSeance
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.socle.horloge import aujourdhui


def _signataires(acte: AvisComite | ProcesVerbal) -> tuple[Signataire, ...]:
    """Signatures, the State's first."""
    lignes = acte.signatures.order_by("partie", "pk")
    return tuple(
        Signataire(s.partie, s.nom, s.qualite, timezone.localdate(s.signee_le).isoformat(), s.empreinte) for s in lignes
    )


def sceau_avis(avis: AvisComite, point: PointDeControle | None, quand: datetime | None) -> Sceau:
    """What an opinion prints beside its own value; ``point`` and ``quand`` once it is published."""
    return _sceau(avis.empreinte, _signataires(avis), point, quand, ())


def sceau_publie(avis: AvisComite) -> Sceau | None:
    """The seal of a published opinion, as its files print it; that of the signatures alone before."""
    publication = avis.publications.select_related("point_de_controle").first()
    if publication is not None:
        return sceau_avis(avis, publication.point_de_controle, publication.publie_le)
    return sceau_avis(avis, None, None) if avis.empreinte else None


def sceau_pv(pv: ProcesVerbal, point: PointDeControle | None, quand: datetime | None) -> Sceau:
    """What minutes print beside their own value: signatures, rectifications, checkpoint."""
    rectifications = tuple(r.texte for r in pv.rectifications.order_by("pk"))
    return _sceau(empreinte(pv), _signataires(pv), point, quand, rectifications)


def _sceau(
    empreinte: str,
    signatures: tuple[Signataire, ...],
    point: PointDeControle | None,
    quand: datetime | None,
    rectifications: tuple[str, ...],
) -> Sceau:
    return Sceau(
        empreinte=empreinte,
        signatures=signatures,
        publie_le=timezone.localdate(quand).isoformat() if quand else "",
        rang=point.seq if point else 0,
        entree=point.empreinte if point else "",
        racine=point.racine if point else "",
        rectifications=rectifications,
    )


def mentions_tardives(avis: AvisComite, acte: Acte) -> list[MentionActe]:
    """Explanations and disagreements put on record once the act was frozen: published beside it."""
    dites = {(m.genre, m.texte) for m in acte.mentions}
    return [m for m in Redaction.de_l_avis(avis).mentions() if (m.genre, m.texte) not in dites]


def points_a_rediger() -> list[PointOrdre]:
    """Items whose opinion can be drafted and is not: voted on as a whole, taken note of, or withdrawn by its author.

    Also those voted on at a later meeting than the one that a draft was opened for: the draft follows.
    """
    points = (
        PointOrdre.objects.filter(saisine__isnull=False)
        .filter(Q(saisine__avis__isnull=True) | Q(saisine__avis__etat=EtatAvis.PROJET))
        .exclude(seance__etat__in=(EtatSeance.PREPAREE, EtatSeance.CONVOQUEE, EtatSeance.ANNULEE))
        .select_related("seance__organe", "saisine__auteur", "saisine__avis__point__seance")
        .order_by("seance__prevue_le", "rang", "pk")
    )
    return [p for p in points if _sans_projet(p) and _a_un_sens(p)]


def _sans_projet(point: PointOrdre) -> bool:
    """True when no draft is opened for this item, nor for one of a later meeting."""
    assert point.saisine is not None
    avis = getattr(point.saisine, "avis", None)
    if avis is None or avis.point is None:
        return True
    return (avis.point.seance.prevue_le, avis.point_id) < (point.seance.prevue_le, point.pk)


def _a_un_sens(point: PointOrdre) -> bool:
    assert point.saisine is not None
    sens = Redaction(point.saisine, point).sens
    return sens is not None and sens.sens not in SANS_ACTE


def saisines_reputables() -> list[Saisine]:
    """Referrals whose delay is over, where a legal basis in force today deems the opinion rendered (default: none)."""
    jour = aujourdhui()
    ouvertes = Saisine.objects.filter(etat__in=OUVERTES, avis__isnull=True).select_related("organe", "auteur")
    return [
        s
        for s in ouvertes.prefetch_related("suspensions").order_by("recue_le", "pk")
        if jeu_au(s.organe, jour)["avis.fondement_repute_rendu"].strip() and montrer(s).horloge.depassee(jour)
    ]


def seances_sans_pv() -> list[SeanceComite]:
    """Meetings that are over and have no minutes."""
    return list(
        SeanceComite.objects.filter(etat__in=(EtatSeance.CLOSE, EtatSeance.CARENCE), pv__isnull=True)
        .select_related("organe")
        .order_by("prevue_le")
    )
