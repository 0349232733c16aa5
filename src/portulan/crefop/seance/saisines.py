"""What a meeting does to its referrals: entered by the convocation, released when no opinion came of it."""

from collections.abc import Iterable
from datetime import date

from portulan.crefop.dossier.enums import EtatSaisine
from portulan.crefop.dossier.etapes import tenir
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.operations import inscrire_a_une_seance, retirer_d_une_seance
from portulan.crefop.dossier.regles import precede_l_acte
from portulan.crefop.seance.models import PointOrdre, SeanceComite
from portulan.socle.erreurs import Impossible


def inscrire_saisines(saisines: Iterable[Saisine], seance: SeanceComite, auteur: str) -> None:
    """A convened meeting will give its opinion on these."""
    for saisine in saisines:
        inscrire_a_une_seance(saisine=saisine, seance=seance.numero, auteur=auteur)


def desinscrire(saisines: Iterable[Saisine], seance: SeanceComite, auteur: str, motif: str) -> None:
    """The meeting gave no opinion on these: another one may take them. One that was withdrawn stays so."""
    for saisine in saisines:
        tenir(saisine)
        if saisine.etat == EtatSaisine.INSCRITE:
            retirer_d_une_seance(saisine=saisine, seance=seance.numero, motif=motif, auteur=auteur)


def adoption_a_preceder(saisine: Saisine) -> date | None:
    """The day of the act that the opinion had to come before; None when the law wants no such order."""
    return saisine.adoptee_le if precede_l_acte(saisine.type) else None


def exiger_saisine_maintenue(point: PointOrdre) -> None:
    """Raise ``Impossible`` when the author withdrew the referral of an item. Its row is locked: it stays as it is read.

    A text that is no longer referred is neither debated, nor voted on, nor taken note of. Its row comes after those of
    the meeting, of the item and of the ballot (see ``dossier.etapes.tenir``).
    """
    if point.saisine is None:
        return
    saisine = point.saisine
    tenir(saisine)
    if saisine.etat == EtatSaisine.RETIREE:
        raise Impossible(
            f"La saisine {saisine.numero} est retirée par son auteur : il n’y a plus rien à délibérer.",
            remede="Annulez le scrutin s’il y en a un, puis retirez le point de l’ordre du jour.",
        )
