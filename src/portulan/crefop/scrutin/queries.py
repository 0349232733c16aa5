"""Reads on ballots that look at the roll alone: how many have voted, never what they said."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from portulan.comptes.droits import Titulaire
from portulan.crefop.registre.models import EntreeRegistre
from portulan.crefop.scrutin.depouillement import DISCRETION
from portulan.crefop.scrutin.enums import EtatScrutin, ModeScrutin
from portulan.crefop.scrutin.models import Electeur, Scrutin


@dataclass(frozen=True, slots=True)
class Avancement:
    """Seats that have voted, out of how many; by college only where three seats at least may vote."""

    votants: int
    sieges: int
    colleges: tuple[tuple[str, int, int], ...]


def avancement(scrutin: Scrutin) -> Avancement:
    """How far an open ballot is."""
    lignes = list(
        scrutin.electeurs.order_by()
        .values("college", "college_libelle")
        .annotate(sieges=Count("pk"), votants=Count("pk", filter=Q(a_vote=True)))
    )
    ordre = list(dict.fromkeys(scrutin.electeurs.order_by("rang").values_list("college", flat=True)))
    lignes.sort(key=lambda ligne: ordre.index(ligne["college"]))
    return Avancement(
        sum(ligne["votants"] for ligne in lignes),
        sum(ligne["sieges"] for ligne in lignes),
        tuple((x["college_libelle"], x["votants"], x["sieges"]) for x in lignes if x["sieges"] >= DISCRETION),
    )


def mes_electeurs(titulaire: Titulaire, scrutin: Scrutin) -> QuerySet[Electeur]:
    """Seats of a roll that this account carries, its own and by mandate."""
    return scrutin.electeurs.filter(compte=titulaire.compte) if titulaire.compte else scrutin.electeurs.none()


def a_voter(titulaire: Titulaire) -> QuerySet[Scrutin]:
    """Open ballots where a seat that this account carries has not voted on a device yet."""
    if not titulaire.compte:
        return Scrutin.objects.none()
    attendus = Electeur.objects.filter(compte=titulaire.compte, a_vote=False)
    return (
        Scrutin.objects.filter(etat=EtatScrutin.OUVERT, pk__in=attendus.values("scrutin"))
        .exclude(mode=ModeScrutin.MAIN_LEVEE)
        .select_related("point__seance")
        .order_by("ouvert_le", "pk")
    )


def entrees_du_registre(scrutins: Iterable[int]) -> dict[str, int]:
    """Where the register holds each receipt of these ballots: receipt → rank of its entry."""
    recues = EntreeRegistre.objects.filter(objet__in=[f"scrutin:{s}" for s in scrutins], type="scrutin.recevoir")
    return {json.loads(contenu)["charge"]["recepisse"]: seq for seq, contenu in recues.values_list("seq", "contenu")}
