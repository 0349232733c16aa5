"""One row of the Parcoursup file: its cells in our words, and what cannot be."""

import hashlib
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from portulan.socle.declaration import Type
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.socle.tables import FORMATIONS
from portulan.sources.entetes import normaliser
from portulan.sources.lecture import Collecteur, ValeurIllisible, convertir
from portulan.sources.parcoursup_colonnes import COLONNES, Plan
from portulan.sources.rattachement import rattacher

# (smaller, greater): what cannot be, in one programme
_ORDRES = (
    ("propositions", "candidatures"),
    ("acceptations", "propositions"),
    ("acceptations", "candidatures"),
    ("acceptations_meme_academie", "acceptations"),
)
# the parts of a whole, and the whole
_SOMMES = tuple(
    (tuple(f"{tout}_{bac}" for bac in ("bg", "bt", "bp")), tout)
    for tout in ("acceptations", "propositions", "candidatures")
)
_FILIERES = {"licence_las": "Licence LAS"}


_COMPTES = tuple(dict.fromkeys([*chain(*_ORDRES), *chain(*(parties for parties, _ in _SOMMES))]))


_DECLAREES = frozenset(c.nom for c in FORMATIONS.colonnes)
_LARGEUR_WKB = 21


@dataclass
class Lignes:
    """The rows of one file of one session. ``ecartees`` counts those that went to ``collecteur`` for incoherence."""

    plan: Plan
    annee: int
    fichier: str
    collecteur: Collecteur
    ecartees: int = 0
    sans_code: int = 0

    def lire(self, lignes: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Coherent rows by declared column, each with its key. Raises ``DonneeInvalide`` on another session."""
        rangees = self._coherentes(lignes)
        return rangees if "code_formation" in self.plan.positions else self._avec_cle(rangees)

    def _coherentes(self, lignes: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
        for ligne, cellules in lignes:
            brute = self.plan.cellule(cellules, "session")
            if annee(brute) != self.annee:
                raise DonneeInvalide(
                    f"« {self.fichier} » mélange les sessions : {self.annee} au début, « {brute} » à la ligne {ligne}.",
                    remede="Importez un fichier par session (filtrez la colonne « session »).",
                )
            valeurs = self._valeurs(ligne, cellules)
            incoherence = self._incoherence(valeurs)
            if incoherence:
                self.ecartees += 1
                self.collecteur.refuser(ligne, *incoherence)
            else:
                yield ligne, valeurs

    def _valeurs(self, ligne: int, cellules: Sequence[Any]) -> dict[str, Any]:
        """Cells by declared column: counts as they stand, the rest put in our words."""
        valeurs = {c: self.plan.cellule(cellules, c) for c in COLONNES}
        uai, etablissement = _mot(valeurs["uai"]).upper(), _mot(valeurs["etablissement"])
        lieu = rattacher(_mot(valeurs["departement"]), uai, _mot(valeurs["region"]), _mot(valeurs["academie"]))
        if lieu.region_contraire:
            self.collecteur.avertir(
                ligne,
                self.plan.noms["region"],
                valeurs["region"],
                f"l'établissement est dans le département {lieu.departement}, qui n'est pas de cette région.",
                "Le département fait foi ; signalez l'écart au producteur.",
            )
        filiere = re.sub(r"^\d+_", "", _mot(valeurs["filiere"]))
        latitude, longitude = self._point(ligne, valeurs)
        code = _mot(valeurs["code_formation"])
        return {
            **{c: v for c, v in valeurs.items() if c in _DECLAREES},
            "session": self.annee,
            "code_formation": re.sub(r"\.0$", "", code) or None,
            "uai": uai or None,
            "etablissement": etablissement or None,
            "libelle": _libelle(
                _mot(cellules[self.plan.libelle]),
                _mot(valeurs["detail"]),
                etablissement,
                filiere,
                complet=self.plan.complet,
            ),
            "filiere": _FILIERES.get(filiere.lower(), filiere),
            "selective": _selective(_mot(valeurs["selective"])),
            "departement": lieu.departement,
            "academie": lieu.academie,
            "region": lieu.region,
            "longitude": longitude,
            "latitude": latitude,
            "fictif": False,
        }

    def _point(self, ligne: int, valeurs: dict[str, Any]) -> tuple[float | None, float | None]:
        """Latitude and longitude, from their own columns or from « 43.56, 1.47 », {lon, lat} or WKB."""
        brute = valeurs["gps"]
        if brute is None:
            paire: Sequence[Any] = (valeurs["latitude"], valeurs["longitude"])
        elif isinstance(brute, dict):
            paire = (brute.get("lat"), brute.get("lon"))
        elif isinstance(brute, (bytes, bytearray)) and len(brute) == _LARGEUR_WKB:
            paire = struct.unpack("<dd" if brute[0] else ">dd", brute[5:])[::-1]
        elif isinstance(brute, (list, tuple)):
            paire = brute
        else:
            paire = str(brute).split(",")
        if all(v in {None, ""} for v in paire):
            return None, None
        try:
            latitude, longitude = (convertir(v, Type.REEL) for v in paire)
            if latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180:  # noqa: PLR2004
                return latitude, longitude
        except (ValeurIllisible, ValueError):
            pass
        nom = self.plan.noms.get("gps") or self.plan.noms.get("latitude", "gps")
        self.collecteur.avertir(
            ligne, nom, brute, "ce n'est pas un point (« latitude, longitude »).", "La formation est gardée sans point."
        )
        return None, None

    def _incoherence(self, valeurs: dict[str, Any]) -> tuple[str, object, str, str] | None:
        """Column, value, reason and remedy of the first impossibility; unreadable cells are left to the builder."""
        nombres: dict[str, int | None] = {}
        for colonne in _COMPTES:
            try:
                nombres[colonne] = convertir(valeurs.get(colonne), Type.ENTIER)
            except ValeurIllisible:
                return None
        remede = "Vérifiez que les colonnes ne sont pas interverties, puis reprenez l'export du producteur."
        for petit, grand in _ORDRES:
            moins, plus = nombres[petit], nombres[grand]
            if moins is not None and plus is not None and moins > plus >= 0:
                motif = f"ce nombre dépasse celui de la colonne « {self.plan.noms[grand]} » ({nombre_fr(plus)})."
                return self.plan.noms[petit], moins, motif, remede
        for parties, tout in _SOMMES:
            total, somme = nombres[tout], sum(nombres[p] or 0 for p in parties)
            if total is not None and somme > total >= 0:
                motif = f"les trois bacs réunis ({nombre_fr(somme)}) dépassent le total ({nombre_fr(total)})."
                return self.plan.noms[parties[0]], nombres[parties[0]], motif, remede
        return None

    def _avec_cle(self, rangees: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give a key to programmes of a file that has no cod_aff_form.

        Key: UAI, digest of label and point, rank among the twins that share these. Twins are ranked by their content,
        so that the key does not depend on the order of the file.
        """
        groupes: defaultdict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        for ligne, valeurs in rangees:
            empreinte = hashlib.sha256(
                "\0".join(str(valeurs[c]) for c in ("libelle", "latitude", "longitude")).encode()
            ).hexdigest()
            groupes[f"{valeurs['uai']}-{empreinte[:10]}"].append((ligne, valeurs))
        for cle, jumelles in groupes.items():
            self.sans_code += len(jumelles)
            jumelles.sort(key=lambda paire: [str(v) for v in paire[1].values()])
            for (_, avant), (ligne, valeurs) in pairwise(jumelles):
                if avant == valeurs:
                    self._signaler_copie(ligne, valeurs)
            for rang, (ligne, valeurs) in enumerate(jumelles, 1):
                yield ligne, {**valeurs, "code_formation": f"{cle}-{rang}"}

    def _signaler_copie(self, ligne: int, valeurs: dict[str, Any]) -> None:
        """Twins exist (the same programme offered twice), but with every figure equal it may be a row pasted twice."""
        self.collecteur.avertir(
            ligne,
            self.plan.noms["libelle"],
            valeurs["libelle"],
            "cette ligne répète exactement une autre : elle compte pour une formation de plus.",
            "Si elle a été collée deux fois, retirez-la et importez de nouveau.",
        )


def annee(brute: object) -> int | None:
    """Year of a cell « 2025 », « 2025.0 » or « 2025-01-01 »; None when it is not one."""
    trouvee = re.match(r"\s*(\d{4})(\.0|-\d\d-\d\d.*)?\s*$", str(brute))
    return int(trouvee[1]) if trouvee else None


def _mot(valeur: object) -> str:
    return "" if valeur is None else str(valeur).strip()


def _selective(texte: str) -> bool | None:
    mots = normaliser(texte).split()
    return None if "selective" not in mots else "non" not in mots


def _libelle(texte: str, detail: str, etablissement: str, filiere: str, *, complet: bool) -> str:
    """« CPGE - MPSI » from « Lycée X - CPGE - MPSI », « BTS - Tourisme » from « Tourisme »; then the detail."""
    libelle = texte.removeprefix(f"{etablissement} - ") if etablissement else texte
    if libelle and not complet and not normaliser(libelle).startswith(normaliser(filiere)):
        libelle = f"{filiere} - {libelle}"
    return f"{libelle} ({detail})" if detail and detail not in libelle else libelle
