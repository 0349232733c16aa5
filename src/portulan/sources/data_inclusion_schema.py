"""The rules of the data·inclusion schema v1, field by field, held strictly: an unknown field is an error.

The reference lists are those of the producer (``vocabulaires/data_inclusion_v1.json``, Licence Ouverte, rebuilt by
``outils/construire_vocabulaires.py``).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from portulan.socle import horloge

_LISTES = "vocabulaires/data_inclusion_v1.json"
_COURRIEL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_ADRESSE_WEB = re.compile(r"https?://[^\s/]+\.[^\s]+", re.IGNORECASE)
_URL_MAX = 2083
_PREMIER_JOUR = date(2000, 1, 1)


@dataclass(frozen=True)
class Ecart:
    """What is wrong with a cell; ``bloquant`` False for the producer's « avertissements »."""

    motif: str
    remede: str
    bloquant: bool = True


type Controle = Callable[[Any], Ecart | None]


@dataclass(frozen=True)
class Champ:
    """A field of the schema: its check, whether it must be there, whether it holds a list."""

    controle: Controle
    obligatoire: bool = False
    liste: bool = False
    nombre: bool = False


@cache
def libelles(liste: str) -> Mapping[str, str]:
    """Values of a reference list with their French labels, in the order of the producer."""
    contenu = json.loads(resources.files("portulan.sources").joinpath(_LISTES).read_text("utf-8"))
    return MappingProxyType(contenu["listes"][liste])


@cache
def vocabulaire(liste: str) -> frozenset[str]:
    """Values of a reference list."""
    return frozenset(libelles(liste))


def champs(genre: str) -> Mapping[str, Champ]:
    """Fields of « structures » or of « services »."""
    return SERVICE if genre == "services" else STRUCTURE


def ecarts(genre: str, enregistrement: Mapping[str, Any]) -> Iterator[tuple[str, Any, Ecart]]:
    """(field, value, what is wrong) for a record whose fields are all known."""
    for nom, champ in champs(genre).items():
        valeur = enregistrement.get(nom)
        if valeur is None:
            if champ.obligatoire:
                yield nom, "", Ecart("ce champ est obligatoire dans le schéma v1 et manque.", "Complétez-le.")
            continue
        trouve = champ.controle(valeur)
        if trouve is not None:
            yield nom, valeur, trouve


# -- checks --


def _texte(minimum: int = 0, maximum: int | None = None, motif: str = "", forme: str = "") -> Controle:
    def controle(valeur: Any) -> Ecart | None:
        if not isinstance(valeur, str):
            return Ecart("un texte est attendu.", "Écrivez la valeur entre guillemets.")
        if len(valeur) < minimum or (maximum is not None and len(valeur) > maximum):
            borne = f"{minimum} à {maximum} caractères" if maximum else f"au moins {minimum} caractères"
            return Ecart(f"{borne} sont attendus, il y en a {len(valeur)}.", "Reformulez ce texte.")
        if motif and not re.fullmatch(motif, valeur):
            return Ecart(f"la forme attendue est : {forme}.", "Corrigez la valeur.")
        return None

    return controle


def _nom(valeur: Any) -> Ecart | None:
    trouve = _texte(3, 150)(valeur)
    if trouve is None and valeur.endswith(".") and not valeur.endswith("etc."):
        return Ecart("un nom ne se termine pas par un point.", "Retirez le point final.", bloquant=False)
    return trouve


def _courriel(valeur: Any) -> Ecart | None:
    if isinstance(valeur, str) and _COURRIEL.fullmatch(valeur):
        return None
    return Ecart("ce n'est pas une adresse électronique.", "Écrivez une adresse comme accueil@exemple.fr.")


def _url(valeur: Any) -> Ecart | None:
    if isinstance(valeur, str) and len(valeur) <= _URL_MAX and _ADRESSE_WEB.fullmatch(valeur):
        return None
    return Ecart("ce n'est pas une adresse web.", "Écrivez une adresse complète, avec https://.")


def _nombre(minimum: float | None = None) -> Controle:
    def controle(valeur: Any) -> Ecart | None:
        if isinstance(valeur, bool) or not isinstance(valeur, (int, float)):
            return Ecart("un nombre est attendu.", "Écrivez un nombre, sans unité.")
        if minimum is not None and valeur < minimum:
            return Ecart(f"la valeur doit être au moins {minimum:g}.", "Corrigez la valeur.")
        return None

    return controle


def _date(valeur: Any) -> Ecart | None:
    try:
        lue = valeur if isinstance(valeur, date) else date.fromisoformat(str(valeur)[:10])
    except ValueError:
        return Ecart("ce n'est pas une date.", "Écrivez la date sous la forme 2025-02-14.")
    if lue < _PREMIER_JOUR:
        return Ecart("la date est antérieure à 2000.", "Corrigez la date de mise à jour.")
    if lue > horloge.aujourdhui():
        return Ecart("la date est dans le futur.", "Corrigez la date de mise à jour.")
    return None


def _enumere(liste: str) -> Controle:
    def controle(valeur: Any) -> Ecart | None:
        return None if isinstance(valeur, str) and valeur in vocabulaire(liste) else _hors_liste(liste, valeur)

    return controle


def _hors_liste(liste: str, valeur: Any) -> Ecart:
    connues = vocabulaire(liste)
    proches = sorted(v for v in connues if isinstance(valeur, str) and (v.startswith(valeur) or valeur in v))
    conseil = ", ".join((proches or sorted(connues))[:4])
    return Ecart(f"« {valeur} » n'est pas dans la liste « {liste} » du schéma v1.", f"Valeurs admises : {conseil}…")


def _ensemble(liste: str, minimum: int = 0) -> Controle:
    def controle(valeur: Any) -> Ecart | None:
        if not isinstance(valeur, list):
            return Ecart("une liste est attendue.", 'Écrivez une liste, par exemple ["jeunes"].')
        if len(valeur) < minimum:
            return Ecart("la liste est vide.", "Donnez au moins une valeur, ou laissez le champ vide.")
        inconnues = [v for v in valeur if not isinstance(v, str) or v not in vocabulaire(liste)]
        if inconnues:
            return _hors_liste(liste, inconnues[0])
        if "tous-publics" in valeur and len(valeur) > 1:
            return Ecart("« tous-publics » exclut les autres publics.", "Gardez « tous-publics » seul, ou retirez-le.")
        return None

    return controle


def _zones(valeur: Any) -> Ecart | None:
    if not isinstance(valeur, list) or not all(isinstance(v, str) for v in valeur):
        return Ecart("une liste de codes est attendue.", 'Écrivez une liste, par exemple ["31", "32"].')
    if not valeur:
        return Ecart("la liste est vide.", "Laissez le champ vide (null) pour un service sans limite de zone.")
    return None


_LIBRE = _texte()
_LIEU = {
    "commune": Champ(_LIBRE),
    "code_postal": Champ(_texte(motif=r"\d{5}", forme="cinq chiffres")),
    "code_insee": Champ(_texte(motif=r"\w{5}", forme="cinq caractères")),
    "adresse": Champ(_LIBRE),
    "complement_adresse": Champ(_LIBRE),
    "longitude": Champ(_nombre(), nombre=True),
    "latitude": Champ(_nombre(), nombre=True),
    "telephone": Champ(_LIBRE),
    "courriel": Champ(_courriel),
    "horaires_accueil": Champ(_LIBRE),
}
STRUCTURE: Mapping[str, Champ] = {
    "source": Champ(_LIBRE, obligatoire=True),
    "id": Champ(_LIBRE, obligatoire=True),
    "nom": Champ(_nom, obligatoire=True),
    "date_maj": Champ(_date, obligatoire=True),
    "description": Champ(_texte(5, 10_000)),
    "lien_source": Champ(_url),
    "siret": Champ(_texte(motif=r"\d{14}", forme="quatorze chiffres")),
    "site_web": Champ(_url),
    "accessibilite_lieu": Champ(_url),
    "reseaux_porteurs": Champ(_ensemble("reseaux_porteurs"), liste=True),
    **_LIEU,
}
SERVICE: Mapping[str, Champ] = {
    "source": Champ(_LIBRE, obligatoire=True),
    "structure_id": Champ(_LIBRE, obligatoire=True),
    "id": Champ(_LIBRE, obligatoire=True),
    "nom": Champ(_nom, obligatoire=True),
    "description": Champ(_texte(5, 10_000), obligatoire=True),
    "lien_source": Champ(_url),
    "date_maj": Champ(_date, obligatoire=True),
    "type": Champ(_enumere("type")),
    "thematiques": Champ(_ensemble("thematiques"), liste=True),
    "frais": Champ(_enumere("frais")),
    "frais_precisions": Champ(_LIBRE),
    "publics": Champ(_ensemble("publics", 1), liste=True),
    "publics_precisions": Champ(_LIBRE),
    "conditions_acces": Champ(_LIBRE),
    "contact_nom_prenom": Champ(_LIBRE),
    "modes_accueil": Champ(_ensemble("modes_accueil"), liste=True),
    "zone_eligibilite": Champ(_zones, liste=True),
    "lien_mobilisation": Champ(_url),
    "modes_mobilisation": Champ(_ensemble("modes_mobilisation", 1), liste=True),
    "mobilisable_par": Champ(_ensemble("mobilisable_par", 1), liste=True),
    "mobilisation_precisions": Champ(_LIBRE),
    "volume_horaire_hebdomadaire": Champ(_nombre(0), nombre=True),
    "nombre_semaines": Champ(_nombre(1), nombre=True),
    **_LIEU,
}
