"""What a meeting does to its referrals: entered by the convocation, released when no opinion came of it."""

from collections.abc import Iterable

from portulan.crefop.dossier.enums import EtatSaisine
from portulan.crefop.dossier.models import EtapeSaisine, Saisine
from portulan.socle.horloge import aujourdhui, maintenant


def inscrire_saisines(saisines: Iterable[Saisine], auteur: str, motif: str) -> None:
    """A convened meeting will give its opinion on these."""
    for saisine in saisines:
        _passer(saisine, EtatSaisine.INSCRITE, auteur, motif)


def desinscrire(saisines: Iterable[Saisine], auteur: str, motif: str) -> None:
    """The meeting gave no opinion on these: they may be entered again."""
    for saisine in saisines:
        _passer(saisine, EtatSaisine.DOSSIER_FIGE, auteur, motif)


_ETAPES = {
    EtatSaisine.INSCRITE: ("inscrire", EtatSaisine.DOSSIER_FIGE),
    EtatSaisine.DOSSIER_FIGE: ("desinscrire", EtatSaisine.INSCRITE),
}


def _passer(saisine: Saisine, vers: EtatSaisine, auteur: str, motif: str) -> None:
    etape, de = _ETAPES[vers]
    version = Saisine.objects.values_list("version", flat=True).get(pk=saisine.pk)
    if not Saisine.objects.filter(pk=saisine.pk, etat=de, version=version).update(etat=vers, version=version + 1):
        return
    EtapeSaisine.objects.create(
        saisine=saisine,
        transition=etape,
        vers=vers,
        jour=aujourdhui(),
        quand=maintenant(),
        auteur=auteur,
        motif=motif,
        version=version,
    )
