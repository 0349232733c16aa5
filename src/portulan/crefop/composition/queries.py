"""Reads on the composition: who holds which seat on a day, and under which rules."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from portulan.crefop.composition.enums import Partie, Rang, Voix
from portulan.crefop.composition.jeu import Jeu, jeu_livre, lire_regle
from portulan.crefop.composition.models import Occupation, Organe, Personne, Siege


@dataclass(frozen=True)
class SiegeOccupe:
    """A seat on a day: its titular (None: vacant) and its alternates, first then second."""

    siege: Siege
    titulaire: Personne | None
    suppleants: tuple[Personne, ...]

    @property
    def occupants(self) -> tuple[tuple[Rang, Personne], ...]:
        """Who may sit in it, titular first."""
        rangs = (Rang.SUPPLEANT1, Rang.SUPPLEANT2)
        autres = tuple(zip(rangs, self.suppleants, strict=False))
        return ((Rang.TITULAIRE, self.titulaire), *autres) if self.titulaire else autres

    @property
    def vacant(self) -> bool:
        """Nobody holds it, not even an alternate."""
        return self.titulaire is None and not self.suppleants

    @property
    def deliberatif(self) -> bool:
        """It votes."""
        return self.siege.voix == Voix.DELIBERATIVE


def sieges_au(organe: Organe, jour: date) -> list[SiegeOccupe]:
    """Seats of a body on a day, in the order of its colleges, with who holds them (two queries)."""
    sieges = list(
        Siege.objects.filter(Q(au__isnull=True) | Q(au__gte=jour), college__organe=organe, du__lte=jour)
        .select_related("college", "organisation")
        .order_by("college__rang", "rang", "pk")
    )
    tenus: dict[int, dict[str, Personne]] = defaultdict(dict)
    for occupation in (
        Occupation.objects.au_jour(jour).filter(siege__in=sieges).select_related("personne").order_by("du")
    ):
        tenus[occupation.siege_id][occupation.rang] = occupation.personne
    return [
        SiegeOccupe(
            s,
            tenus[s.pk].get(Rang.TITULAIRE),
            tuple(tenus[s.pk][r] for r in (Rang.SUPPLEANT1, Rang.SUPPLEANT2) if r in tenus[s.pk]),
        )
        for s in sieges
    ]


def jeu_au(organe: Organe, jour: date) -> Jeu:
    """Rules of a body on a day: the shipped set, and the règlement intérieur recorded for that day on top of it."""
    livre = jeu_livre(organe.regime, jour)
    locales = (
        organe.regles_locales.filter(Q(valide_au__isnull=True) | Q(valide_au__gte=jour), valide_du__lte=jour)
        .order_by("-valide_du")
        .first()
    )
    if locales is None:
        return livre
    regles = [lire_regle(r["cle"], r["valeur"], "reglement", r["reference"]) for r in locales.contenu]
    return livre.remplacer(
        regles,
        code=f"{livre.code}+{locales.valide_du.isoformat()}",
        titre=f"{livre.titre}, avec {locales.acte}",
        du=locales.valide_du,
        au=locales.valide_au,
    )


def partie_presidee(compte: int, organe: Organe, jour: date) -> Partie | None:
    """The party that this account chairs for on a day, as titular or alternate of a chairing seat; None otherwise."""
    occupation = (
        Occupation.objects.au_jour(jour)
        .filter(personne__compte=compte, siege__college__organe=organe)
        .exclude(siege__copreside="")
        .select_related("siege")
        .first()
    )
    return Partie(occupation.siege.copreside) if occupation else None


def sieges_du_compte(compte: int, jour: date) -> list[Occupation]:
    """Seats that an account holds on a day, whatever the body."""
    return list(
        Occupation.objects.au_jour(jour)
        .filter(personne__compte=compte)
        .select_related("siege__college__organe", "siege__organisation", "personne")
    )


def signataire(compte: int) -> dict[str, str]:
    """Name and capacity of the person of an account, as a form of signature proposes them."""
    personne = Personne.objects.filter(compte=compte).first()
    return {"nom": f"{personne.prenom} {personne.nom}".strip(), "qualite": personne.qualite} if personne else {}
