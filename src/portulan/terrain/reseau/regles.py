"""Does the state of the network allow it: pure rules, no rights here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.terrain.reseau.enums import EtatService, EtatStructure, GenreDisponibilite

if TYPE_CHECKING:
    from portulan.terrain.reseau.models import Disponibilite, Service, Structure

TRANSITIONS_STRUCTURE: Mapping[str, tuple[str, ...]] = {
    EtatStructure.OUVERTE: (EtatStructure.FERMEE, EtatStructure.FUSIONNEE),
    EtatStructure.FERMEE: (EtatStructure.OUVERTE, EtatStructure.FUSIONNEE),
    EtatStructure.FUSIONNEE: (EtatStructure.OUVERTE, EtatStructure.FERMEE),  # a merge that is undone
}
TRANSITIONS_SERVICE: Mapping[str, tuple[str, ...]] = {
    EtatService.OUVERT: (EtatService.FERME,),
    EtatService.FERME: (EtatService.OUVERT,),
}
# The most serious first: what a person is told of a day
GRAVITE = (GenreDisponibilite.FERMETURE, GenreDisponibilite.ABSENCE, GenreDisponibilite.SATURATION)


def verifier_version(fiche: "Structure | Service | Disponibilite", version: int) -> None:
    """Raise ``VersionDepassee`` when the record is no longer the one that was read."""
    if fiche.version != version:
        raise VersionDepassee(fiche, fiche.version)


def verifier_passage(fiche: "Structure | Service", vers: str) -> None:
    """Raise ``Impossible`` when the record cannot go to this state."""
    transitions = TRANSITIONS_STRUCTURE if fiche.etat in EtatStructure.values else TRANSITIONS_SERVICE
    if vers not in transitions[fiche.etat]:
        raise Impossible(
            f"« {fiche.nom} » est déjà dans l’état « {fiche.get_etat_display()} ».",
            remede="Actualisez la page pour voir son état.",
        )


def verifier_modifiable(structure: "Structure") -> None:
    """Raise ``Impossible`` for a record absorbed by another."""
    if structure.etat == EtatStructure.FUSIONNEE:
        raise Impossible(
            f"« {structure.nom} » a été fusionnée avec une autre fiche : elle ne se modifie plus.",
            remede="Modifiez la fiche qui l’a reçue, ou annulez la fusion.",
        )


def verifier_dates(du: date, au: date) -> None:
    """Raise ``DonneeInvalide`` when a period ends before it begins."""
    if au < du:
        raise DonneeInvalide("La fin de la période précède son début.", remede="Corrigez l’une des deux dates.")


@dataclass(frozen=True, slots=True)
class DisponibiliteDuJour:
    """What a person is told of a day: why, until when (included), and the free text."""

    genre: GenreDisponibilite
    au: date
    motif: str
    service: int | None = None

    @property
    def phrase(self) -> str:
        """One sentence."""
        jour = f"{self.au:%d/%m/%Y}"
        return {
            GenreDisponibilite.FERMETURE: f"Fermé temporairement jusqu’au {jour}",
            GenreDisponibilite.ABSENCE: f"Un intervenant est absent jusqu’au {jour}",
            GenreDisponibilite.SATURATION: f"Plus de place jusqu’au {jour}",
        }[self.genre]


def du_jour(disponibilites: "Iterable[Disponibilite]", jour: date) -> DisponibiliteDuJour | None:
    """The most serious of those that hold on a day, the one that lasts longest among equals; None: as usual."""
    tenues = [d for d in disponibilites if d.du <= jour <= d.au]
    if not tenues:
        return None
    retenue = min(tenues, key=lambda d: (GRAVITE.index(GenreDisponibilite(d.genre)), -d.au.toordinal(), d.pk))
    return DisponibiliteDuJour(GenreDisponibilite(retenue.genre), retenue.au, retenue.motif, retenue.service_id)
