"""What the pages of the meetings say the same way: the meeting, its address, its items, its seats."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portulan.comptes.droits import Titulaire
from portulan.crefop.composition.jeu import CLES, Jeu
from portulan.crefop.composition.models import Organe
from portulan.crefop.composition.queries import SiegeOccupe, sieges_au
from portulan.crefop.seance.convocation import delai
from portulan.crefop.seance.droits import seances
from portulan.crefop.seance.enums import EtatPoint, EtatSeance
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.socle.erreurs import Introuvable
from portulan.web.identite import titulaire
from portulan.web.vues.commun import ACCUEIL

SEANCES = ("Séances", "/seances/")
GENRES_ETAT = {
    EtatSeance.PREPAREE: "encours",
    EtatSeance.CONVOQUEE: "info",
    EtatSeance.OUVERTE: "succes",
    EtatSeance.SUSPENDUE: "attention",
    EtatSeance.CLOSE: "",
    EtatSeance.CARENCE: "alerte",
    EtatSeance.ANNULEE: "alerte",
}
GENRES_POINT = {
    EtatPoint.EN_DEBAT: "encours",
    EtatPoint.AU_VOTE: "attention",
    EtatPoint.DELIBERE: "succes",
    EtatPoint.TRAITE: "succes",
    EtatPoint.AJOURNE: "alerte",
}


def trouver(request: HttpRequest, numero: int, verbe: str = "voir") -> SeanceComite:
    """A meeting on which this person may do this. Raises ``Introuvable``."""
    seance = (
        seances(titulaire(request), verbe).select_related("organe", "premiere", "demande").filter(pk=numero).first()
    )
    if seance is None:
        raise Introuvable(
            "Cette séance n’existe pas, ou ne vous est pas ouverte.",
            remede="La liste des séances montre celles que vous pouvez lire.",
        )
    return seance


def trouver_point(seance: SeanceComite, point_id: int) -> PointOrdre:
    """An item of this meeting. Raises ``Introuvable``."""
    point = seance.points.select_related("saisine", "dossier", "seance_pv").filter(pk=point_id).first()
    if point is None:
        raise Introuvable("Ce point n’est pas à l’ordre du jour.", remede="Rechargez la page de la séance.")
    point.seance = seance
    return point


def lit(qui: Titulaire, seance: SeanceComite) -> bool:
    """True for whoever reads the documents and the attendance."""
    return seances(qui, "lire").filter(pk=seance.pk).exists()


def peut_sur(qui: Titulaire, seance: SeanceComite, verbe: str) -> bool:
    """True when this person may do this on this meeting."""
    return seances(qui, verbe).filter(pk=seance.pk).exists()


def fil_de(seance: SeanceComite, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Breadcrumb of the pages of a meeting."""
    ici = (seance.numero, reverse("web:seance", args=[seance.pk]) if suite else "")
    return (ACCUEIL, SEANCES, ici, *suite)


def organes() -> list[Organe]:
    """Bodies of the region of this installation, the plenary first."""
    siens = Organe.objects.filter(region=settings.PORTULAN_REGION)
    return sorted(siens, key=lambda o: (o.parent_id is not None, o.nom))


def points_montres(seance: SeanceComite, *, pieces: bool) -> list[dict[str, Any]]:
    """Items as a page shows them: documents with their digest, the frozen dossier among them."""
    lus = seance.points.select_related("saisine", "dossier", "seance_pv").prefetch_related("pieces")
    return [
        {
            "point": p,
            "etat": p.get_etat_display(),
            "genre_etat": GENRES_POINT.get(EtatPoint(p.etat), ""),
            "pieces": list(p.pieces.all()) if pieces else [],
            "dossier": p.dossier if p.dossier and p.dossier.empreinte else None,
        }
        for p in lus
    ]


def duree_totale(seance: SeanceComite) -> str:
    """Sum of the planned durations: « 1 h 35 »; empty when none is given."""
    minutes = sum(p.duree or 0 for p in seance.points.all())
    if not minutes:
        return ""
    heures, reste = divmod(minutes, 60)
    return f"{heures}\u00a0h\u00a0{reste:02}" if heures else f"{reste}\u00a0min"


def sieges_tenus(seance: SeanceComite) -> list[SiegeOccupe]:
    """Seats of the body on the day of the meeting, with who holds them."""
    return sieges_au(seance.organe, timezone.localdate(seance.prevue_le))


def nom_du_siege(tenu: SiegeOccupe) -> str:
    """A seat as a choice names it: its label, and its titular."""
    return f"{tenu.siege.libelle} ({tenu.titulaire})" if tenu.titulaire else f"{tenu.siege.libelle} (vacant)"


def dire_regles(jeu: Jeu, *debuts: str) -> list[dict[str, Any]]:
    """Rules whose key begins so, in words, with their source; a default of ours says that it is to be confirmed."""
    return [
        {
            "libelle": CLES[r.cle].libelle,
            "dite": r.dite,
            "reference": r.reference,
            "a_confirmer": r.a_confirmer,
        }
        for r in jeu.regles.values()
        if r.cle.startswith(debuts)
    ]


def dire_delai(seance: SeanceComite) -> dict[str, Any]:
    """The computation of the delay, and whether its rule is a default of ours."""
    compte = delai(seance)
    return {"compte": compte, "a_confirmer": compte.regle.a_confirmer}
