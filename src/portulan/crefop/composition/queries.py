"""Reads on the composition: who holds which seat on a day, and under which rules."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from portulan.crefop.composition.enums import GenreOrgane, Partie, Rang, Voix
from portulan.crefop.composition.jeu import Jeu, Origine, jeu_livre, lire_regle
from portulan.crefop.composition.models import ArreteVoix, Occupation, Organe, Personne, ReglesLocales, Siege


@dataclass(frozen=True)
class SiegeOccupe:
    """A seat on a day: its titular (None: vacant) and its alternates, first then second; its voices that day."""

    siege: Siege
    titulaire: Personne | None
    suppleants: tuple[Personne, ...]
    poids: int

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
    arretees = _voix_arretees(organe, jour)
    return [
        SiegeOccupe(
            s,
            tenus[s.pk].get(Rang.TITULAIRE),
            tuple(tenus[s.pk][r] for r in (Rang.SUPPLEANT1, Rang.SUPPLEANT2) if r in tenus[s.pk]),
            s.poids if arretees is None else arretees.get(s.pk, 0),
        )
        for s in sieges
    ]


def arrete_au(organe: Organe, jour: date) -> ArreteVoix | None:
    """The order that fixes the voices of a body on a day; None when there is none yet."""
    return organe.arretes_voix.filter(du__lte=jour).order_by("-du").first()


def _voix_arretees(organe: Organe, jour: date) -> dict[int, int] | None:
    """Voices of each seat by the order of that day (none: no seat has any); None for a body that counts heads."""
    if organe.genre != GenreOrgane.EMPLOI:
        return None
    arrete = arrete_au(organe, jour)
    return dict(arrete.voix.values_list("siege", "nombre")) if arrete else {}


def jeu_au(organe: Organe, jour: date) -> Jeu:
    """Rules of a body on a day: the shipped set, and the règlement intérieur recorded for that day on top of it.

    The règlement of the CREFOP also governs the employment committee that it holds (R. 5311-45), but for what the code
    fixes for that committee.
    """
    jeu = jeu_livre(organe.regime, jour)
    if organe.genre == GenreOrgane.EMPLOI and organe.parent is not None:
        jeu = _avec_le_reglement(jeu, organe.parent, jour, sauf=frozenset({Origine.CODE}))
    return _avec_le_reglement(jeu, organe, jour)


def reglement_au(organe: Organe, jour: date) -> ReglesLocales | None:
    """The règlement intérieur of a body on a day; for the employment committee without its own, that of the CREFOP."""
    trouve = _reglement_propre(organe, jour)
    if trouve is None and organe.genre == GenreOrgane.EMPLOI and organe.parent is not None:
        return reglement_au(organe.parent, jour)
    return trouve


def _reglement_propre(organe: Organe, jour: date) -> ReglesLocales | None:
    en_vigueur = Q(valide_au__isnull=True) | Q(valide_au__gte=jour)
    return organe.regles_locales.filter(en_vigueur, valide_du__lte=jour).order_by("-valide_du").first()


def _avec_le_reglement(jeu: Jeu, organe: Organe, jour: date, *, sauf: frozenset[Origine] = frozenset()) -> Jeu:
    locales = _reglement_propre(organe, jour)
    if locales is None:
        return jeu
    regles = [
        lire_regle(r["cle"], r["valeur"], "reglement", r["reference"])
        for r in locales.contenu
        if jeu.regle(r["cle"]).origine not in sauf
    ]
    fins = [fin for fin in (jeu.valide_au, locales.valide_au) if fin is not None]
    return jeu.remplacer(
        regles,
        code=f"{jeu.code}+{locales.valide_du.isoformat()}",
        titre=f"{jeu.titre}, avec {locales.acte}",
        du=max(jeu.valide_du, locales.valide_du),
        au=min(fins) if fins else None,
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
