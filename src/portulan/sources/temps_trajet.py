"""A travel-time matrix: commune of departure, commune or structure of arrival, minutes.

No producer fixes a layout: columns are found by their header, among the names that route calculators write. What the
file gives replaces the estimate of the product, and says so wherever minutes are shown.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portulan.socle import geographie
from portulan.socle.declaration import Table
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.socle.progression import Progression, muette
from portulan.socle.tables import TEMPS_TRAJET
from portulan.sources.connecteur import Apercu, Lecture
from portulan.sources.entetes import occurrences, reperer
from portulan.sources.lecture import Batisseur, Collecteur, fiche, tableau
from portulan.sources.millesime import date_du_fichier

COLONNES = {
    "origine": ("origine", "code_insee_origine", "commune_origine", "commune origine", "origin", "from_id"),
    "destination": (
        "destination",
        "code_insee_destination",
        "commune_destination",
        "commune destination",
        "structure_id",
        "to_id",
    ),
    "minutes": (
        "minutes",
        "temps_minutes",
        "duree_minutes",
        "duree minutes",
        "duree",
        "temps",
        "travel_time",
        "travel_time_p50",
    ),
}
LIGNES_MAX = 3_000_000  # communes of the largest region, and all that lies within an hour of each
_STRUCTURE = re.compile(r"\S{1,80}--\S{1,120}")


class TempsTrajet:
    """Connector of travel-time matrices."""

    code = "temps_trajet"
    libelle = "Temps de trajet calculés (commune de départ, commune ou structure d'arrivée, minutes)"
    producteur = "Calcul d'itinéraires remis par la Région"
    licence = "À préciser par qui remet le fichier"
    adresse = ""
    tables: tuple[Table, ...] = (TEMPS_TRAJET,)

    def reconnait(self, apercu: Apercu) -> bool:
        """True when a departure, an arrival and a duration are there."""
        return all(occurrences(apercu.entete, noms) for noms in COLONNES.values())

    def lire(self, fichier: Path, *, origine: str, progression: Progression = muette) -> Lecture:
        """Read a matrix: one row per pair, with current commune codes.

        Refused rows: unknown commune, arrival that is neither a commune nor « source--id », duration that is not a
        number of minutes from 0 to 1,440, pair already given. The date comes from the name of the file. Raises
        ``DonneeInvalide``.
        """
        collecteur = Collecteur()
        ouvert = tableau(fichier, collecteur, avance=lambda f: progression("Lecture des temps de trajet", f))
        positions = reperer(ouvert.entete, COLONNES, obligatoires=tuple(COLONNES), fichier=fichier.name)
        jour = date_du_fichier(origine, fichier.name)
        if jour is None:
            raise DonneeInvalide(
                f"« {fichier.name} » ne dit pas de quand date le calcul des temps de trajet.",
                remede="Ajoutez la date au nom du fichier, par exemple « temps_trajet_2026-09-30.csv ».",
            )
        lignes = _Lignes(ouvert.entete, positions, collecteur)
        for ligne, cellules in ouvert.lignes:
            lignes.ranger(ligne, cellules)
        donnees = lignes.batisseur.terminer()
        return Lecture(
            fiche=fiche(
                self,
                fichier,
                collecteur,
                origine=origine,
                version="trajets",
                date_donnees=jour,
                lues=lignes.lues,
                retenues=donnees.num_rows,
                ouvert=ouvert,
                notes=lignes.notes(),
            ),
            tables={TEMPS_TRAJET: donnees},
            refus=collecteur.refus,
            refus_total=collecteur.total,
        )


class _Lignes:
    """Rows of one matrix, each end brought to what it is this year."""

    def __init__(self, entete: Sequence[str], positions: dict[str, int], collecteur: Collecteur) -> None:
        noms = {colonne: entete[p] for colonne, p in positions.items()}
        self.batisseur = Batisseur(TEMPS_TRAJET, collecteur, colonnes=noms, lignes_max=LIGNES_MAX)
        self._noms, self._positions, self._collecteur = noms, positions, collecteur
        self._communes: dict[str, str | None] = {}
        self._origines: set[str] = set()
        self._fusionnees: set[tuple[str, str]] = set()
        self.lues = 0
        self._anciens = 0

    def ranger(self, ligne: int, cellules: Sequence[Any]) -> None:
        """Check one row and keep it."""
        self.lues += 1
        depart, arrivee = (str(cellules[self._positions[c]] or "").strip() for c in ("origine", "destination"))
        origine = self._commune(depart)
        if origine is None:
            self._refuser(ligne, "origine", depart, "aucune commune, actuelle ou ancienne, ne porte ce code.")
            return
        destination = self._commune(arrivee)
        if destination is None and _STRUCTURE.fullmatch(arrivee):
            destination = arrivee
        if destination is None:
            self._refuser(ligne, "destination", arrivee, "ce n'est ni une commune ni l'identifiant d'une structure.")
            return
        if (origine, destination) != (depart, arrivee):
            self._anciens += 1
            if (origine, destination) in self._fusionnees:  # communes made one: the first duration stands for them
                self._collecteur.avertir(
                    ligne,
                    self._noms["origine"],
                    f"{depart} ; {arrivee}",
                    "ces communes ont fusionné et la paire est déjà donnée.",
                    "La première durée est gardée.",
                )
                return
            self._fusionnees.add((origine, destination))
        minutes = cellules[self._positions["minutes"]]
        if self.batisseur.ajouter(ligne, {"origine": origine, "destination": destination, "minutes": minutes}):
            self._origines.add(origine)

    def _commune(self, ecrit: str) -> str | None:
        if ecrit not in self._communes:
            # Spreadsheets take the leading zero away
            code = ecrit.upper().zfill(5) if ecrit.isdigit() else ecrit.upper()
            self._communes[ecrit] = geographie.commune_actuelle(code) if ecrit else None
        return self._communes[ecrit]

    def _refuser(self, ligne: int, colonne: str, valeur: str, motif: str) -> None:
        remede = "Écrivez un code Insee de cinq caractères"
        remede += ", ou l'identifiant « source--id »." if colonne == "destination" else "."
        self._collecteur.refuser(ligne, self._noms[colonne], valeur, motif, remede)

    def notes(self) -> tuple[str, ...]:
        """What the sidecar says of the whole."""
        paires, communes = nombre_fr(self.batisseur.retenues), nombre_fr(len(self._origines))
        notes = [f"{paires} trajets depuis {communes} communes ; ils remplacent l'estimation de Portulan."]
        if self._anciens:
            notes.append(f"Anciens codes ramenés aux codes actuels : {nombre_fr(self._anciens)}.")
        return tuple(notes)
