"""What a meeting does to its referrals: entered by the convocation, released when no opinion came of it."""

from collections.abc import Iterable

from portulan.crefop.dossier.enums import EtatSaisine
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.operations import inscrire_a_une_seance, retirer_d_une_seance
from portulan.crefop.seance.models import SeanceComite


def inscrire_saisines(saisines: Iterable[Saisine], seance: SeanceComite, auteur: str) -> None:
    """A convened meeting will give its opinion on these."""
    for saisine in saisines:
        inscrire_a_une_seance(saisine=saisine, seance=seance.numero, auteur=auteur)


def desinscrire(saisines: Iterable[Saisine], seance: SeanceComite, auteur: str, motif: str) -> None:
    """The meeting gave no opinion on these: another one may take them. One that was withdrawn stays so."""
    for saisine in saisines:
        saisine.refresh_from_db()
        if saisine.etat == EtatSaisine.INSCRITE:
            retirer_d_une_seance(saisine=saisine, seance=seance.numero, motif=motif, auteur=auteur)
