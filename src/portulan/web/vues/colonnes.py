"""Columns that every list of places shows the same way: a row has a place, a name, a population, a département."""

from typing import Protocol

from portulan.socle.mesure import nombre_fr
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces
from portulan.web.liste import Colonne, Filtre
from portulan.web.vues.commun import lien_territoire


class Rangee(Protocol):
    """What a row of a list of places gives."""

    @property
    def territoire(self) -> Territoire:
        """Its typed code."""

    @property
    def nom(self) -> str:
        """Its name."""

    @property
    def population(self) -> int | None:
        """Its population, when the snapshot knows it."""

    @property
    def departement(self) -> str:
        """Code of its département; empty for a wider place."""


def titre_niveau(niveau: Niveau, *, pluriel: bool = False) -> str:
    """Name of a level at the head of a column, or on a tab."""
    if niveau == Niveau.EPCI:
        return "EPCI"
    return (niveau.pluriel if pluriel else niveau.libelle).capitalize()


def colonnes_du_lieu(niveau: Niveau) -> list[Colonne]:
    """Name, code, and the département of a commune."""
    colonnes = [
        Colonne(
            "nom",
            titre_niveau(niveau),
            lambda r: r.nom,
            lambda r: r.nom,
            entete=True,
            lien=lambda r: lien_territoire(r.territoire),
        ),
        Colonne("code", "Code", lambda r: r.territoire.code, lambda r: r.territoire.code),
    ]
    if niveau == Niveau.COMMUNE:
        colonnes.append(Colonne("departement", "Département", lambda r: r.departement, lambda r: r.departement))
    return colonnes


def colonne_population() -> Colonne:
    """Population of a place."""
    return Colonne(
        "population",
        "Population",
        lambda r: nombre_fr(r.population) if r.population is not None else "–",
        lambda r: r.population,
        lambda r: r.population,
        nombre=True,
    )


def filtres_du_lieu(niveau: Niveau, atlas: acces.Atlas) -> list[Filtre]:
    """Communes may be kept to a département."""
    if niveau != Niveau.COMMUNE:
        return []
    departements = [(x.territoire.code, f"{x.nom} ({x.territoire.code})") for x in atlas.niveau(Niveau.DEPARTEMENT)]
    return [Filtre("departement", "Département", departements, lambda r, v: r.departement == v)]
