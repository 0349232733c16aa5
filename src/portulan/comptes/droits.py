"""Rights live in the queryset: lists, counts, exports, search and API all read through ``perimetre``.

``comptes.matrice`` says how far each role goes; an application says where its rows keep the organisation, the territory
and the person (``Champs``). A page never filters by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from portulan.comptes.enums import Etendue, Role
from portulan.comptes.matrice import regle
from portulan.socle.erreurs import Interdit
from portulan.socle.territoire import Niveau, Territoire

if TYPE_CHECKING:
    from django.db.models import Model

JAMAIS = Q(pk__in=())
COLONNES = {
    Niveau.COMMUNE: "code_insee",
    Niveau.EPCI: "epci",
    Niveau.BASSIN: "bassin",
    Niveau.DEPARTEMENT: "departement",
    Niveau.ACADEMIE: "academie",
    Niveau.REGION: "region",
}


@dataclass(frozen=True, slots=True)
class Acces:
    """One role held now: for which organisation (its key) and on which territory."""

    role: Role
    organisation: int | None
    territoire: Territoire | None


@dataclass(frozen=True, slots=True)
class Titulaire:
    """Who asks: an account and the roles it holds today. ``ANONYME`` for anyone. ``verifie``: second factor given."""

    compte: int | None = None
    acces: tuple[Acces, ...] = ()
    verifie: bool = False

    @property
    def auteur(self) -> str:
        """As the journal writes it."""
        return f"compte:{self.compte}" if self.compte else "anonyme"

    def tient(self, *roles: Role) -> bool:
        """True when one of these roles is held."""
        return any(a.role in roles for a in self.acces)

    @property
    def organisations(self) -> frozenset[int]:
        """Organisations for which a role is held."""
        return frozenset(a.organisation for a in self.acces if a.organisation is not None)


ANONYME = Titulaire()


@dataclass(frozen=True, slots=True)
class Champs:
    """Where the rows of an object keep what rights look at.

    ``organisation``: path to the key of the organisation. ``territoire``: path to the row that has the columns
    ``code_insee``, ``epci``, ``bassin``, ``departement``, ``academie``, ``region`` (empty: the row itself); None when
    there is none, and a right on a territory then covers everything. Where a path is not enough, both may be a function
    that gives the condition. ``region``: column of the region when it is not there (an organisation is of a region, its
    places are elsewhere). ``sien``: condition for what an account was given. ``public``: what anyone may see.
    """

    organisation: str | Callable[[int], Q] = ""
    territoire: str | Callable[[Territoire], Q] | None = None
    sien: Callable[[int], Q] | None = None
    public: Q | None = None
    region: str = ""


def filtre(titulaire: Titulaire, objet: str, verbe: str, champs: Champs) -> Q:
    """Condition that keeps the rows on which this person may do this."""
    etendues = regle(objet, verbe).etendues
    demandes = [(etendues[None], None)] if None in etendues else []
    demandes += [(etendues[a.role], a) for a in titulaire.acces if a.role in etendues]
    conditions = [c for e, a in demandes if (c := _condition(e, a, titulaire, champs)) is not JAMAIS]
    if not conditions:
        return JAMAIS
    if not all(conditions):  # an empty condition keeps every row
        return Q()
    return reduce(or_, conditions)


def _condition(etendue: Etendue, acces: Acces | None, titulaire: Titulaire, champs: Champs) -> Q:
    if etendue is Etendue.TOUT:
        return Q()
    if etendue is Etendue.TERRITOIRE:
        return _dans(acces.territoire if acces else None, champs)
    if etendue is Etendue.ORGANISATION:
        return _de(acces.organisation if acces else None, champs)
    if etendue is Etendue.SIEN:
        return champs.sien(titulaire.compte) if champs.sien and titulaire.compte else JAMAIS
    return JAMAIS if champs.public is None else champs.public


def _de(organisation: int | None, champs: Champs) -> Q:
    if organisation is None or not champs.organisation:
        return JAMAIS
    if callable(champs.organisation):
        return champs.organisation(organisation)
    return Q(**{champs.organisation: organisation})


def _dans(territoire: Territoire | None, champs: Champs) -> Q:
    if territoire is None:
        return JAMAIS
    if territoire.niveau is Niveau.PAYS:
        return Q()
    if territoire.niveau is Niveau.REGION and champs.region:
        return Q(**{champs.region: territoire.code})
    if champs.territoire is None:
        return Q()
    if callable(champs.territoire):
        return champs.territoire(territoire)
    prefixe = f"{champs.territoire}__" if champs.territoire else ""
    return Q(**{prefixe + COLONNES[territoire.niveau]: territoire.code})


def perimetre[M: Model](
    titulaire: Titulaire, objet: str, verbe: str, lignes: "QuerySet[M]", champs: Champs
) -> "QuerySet[M]":
    """Rows of ``lignes`` on which this person may do this (the second factor is asked by ``exiger``, not here)."""
    return lignes.filter(filtre(titulaire, objet, verbe, champs))


def peut(titulaire: Titulaire, objet: str, verbe: str) -> bool:
    """True when at least one role (or everyone) may do this somewhere: whether to show a menu or a button."""
    etendues = regle(objet, verbe).etendues
    return any(a.role in etendues for a in titulaire.acces) or None in etendues


def entrer(titulaire: Titulaire, objet: str, verbe: str) -> None:
    """Raise ``Interdit`` unless this person may do this somewhere: the door of a page."""
    if not peut(titulaire, objet, verbe):
        raise _refus()


def exiger(
    titulaire: Titulaire, objet: str, verbe: str, ligne: "Model | None" = None, champs: Champs | None = None
) -> None:
    """Raise ``Interdit`` unless this person may do this (on this row when one is given), second factor included."""
    entrer(titulaire, objet, verbe)
    if ligne is not None and champs is not None:
        gestionnaire: Any = type(ligne)._default_manager  # noqa: SLF001 (public in practice)
        if not perimetre(titulaire, objet, verbe, gestionnaire.filter(pk=ligne.pk), champs).exists():
            raise _refus()
    if regle(objet, verbe).second_facteur and not titulaire.verifie:
        raise SecondFacteurAttendu(
            "Cet acte demande votre second facteur.", remede="Donnez le code de votre application, puis recommencez."
        )


def _refus() -> Interdit:
    return Interdit(
        "Votre rôle ne permet pas cette action.",
        remede="La page « Droits » dit quel rôle la permet ; demandez-le au responsable de votre organisation.",
    )


class SecondFacteurAttendu(Interdit):
    """The act is allowed, once the second factor has been given in this session."""

    titre = "Second facteur demandé"
