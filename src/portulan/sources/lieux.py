"""Where a place of a directory stands: from the codes and addresses of files to a commune of today."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from portulan.socle import geographie
from portulan.socle.identifiants import departement_de_commune
from portulan.sources import lecture

_RAYON_TERRE_KM = 6371.0
_LONGUEUR_CODE = 5
_MOTS_GENERIQUES = re.compile(
    r"accueil|agence|antenne|bij|bureau|cap|cci|centre|cidff|cio|cma|contact|crij|direction|espace|france|greta|ij|info|"
    r"jeune|locale|mairie|maison|mission|msap|orientation|pij|point|secretariat|service|siege|travail|universite"
)


def enregistrements(fichier: Path, collecteur: lecture.Collecteur) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows of a CSV, JSON or Parquet file as dicts; a JSON record may have fewer fields than the first one."""
    if lecture.est_parquet(fichier):
        yield from lecture.lignes_parquet(fichier)
        return
    debut = lecture.apercu(fichier).debut
    if lecture.est_json(debut):
        yield from lecture.lignes_json(fichier)
        return
    ouvert = lecture.lire_csv(fichier, collecteur=collecteur)
    for numero, cellules in ouvert.lignes:
        yield numero, dict(zip(ouvert.entete, cellules, strict=True))


def commune_du_code(
    collecteur: lecture.Collecteur, ligne: int, code: str, *, colonne: str, code_postal: str = ""
) -> str | None:
    """Commune of 2026 that holds an INSEE code; None, and a blocking refusal that says why, when there is none."""
    code = code.strip().upper()
    actuelle = geographie.commune_actuelle(code) if code else None
    # Some codes are both: written twice in a row and postal code of other communes only, it is the postal one
    communes_postales = geographie.communes_du_code_postal(code) if code == code_postal.strip() else ()
    if actuelle and (not communes_postales or actuelle in communes_postales):
        return actuelle
    collecteur.refuser(ligne, colonne, code, *_expliquer(code))
    return None


def _expliquer(code: str) -> tuple[str, str]:
    if not code:
        return "le code de la commune manque.", "Écrivez le code commune de l'INSEE (cinq caractères)."
    proposees = [geographie.commune(c) or {} for c in geographie.communes_du_code_postal(code)]
    if proposees:
        proposees.sort(key=lambda c: -(c["population"] or 0))
        noms = [f"{c['code_insee']} pour {c['nom']}" for c in proposees[:3]]
        return (
            "c'est un code postal et non un code commune de l'INSEE.",
            f"Écrivez le code commune : {', '.join(noms)}{'…' if len(proposees) > len(noms) else ''}.",
        )
    if code.isdigit() and len(code) == _LONGUEUR_CODE - 1 and geographie.commune_actuelle(f"0{code}"):
        return "le zéro initial de ce code commune a été perdu.", f"Écrivez 0{code} (colonne au format texte)."
    return (
        "ce n'est le code d'aucune commune actuelle ou ancienne.",
        "Cherchez le code de la commune sur le site de l'INSEE (code officiel géographique).",
    )


def commune_de_l_adresse(
    code_postal: str, nom: str, longitude: float | None = None, latitude: float | None = None
) -> str | None:
    """Commune of 2026 of a postal address: by name among those of the postal code, then of the département.

    A postal code of a single commune is enough; several without a matching name: the one nearest to the point. A name
    cut short (« Romans » for Romans-sur-Isère, as in CEDEX lines) is accepted when a single one begins so.
    """
    code_postal, cherche = code_postal.strip(), nom_normalise(nom)
    candidates = tuple(geographie.communes_du_code_postal(code_postal))
    for liste in (candidates, _communes_par_nom().get((_departement_postal(code_postal), cherche), ())):
        exactes = [c for c in liste if nom_normalise(str((geographie.commune(c) or {}).get("nom", ""))) == cherche]
        if len(exactes) == 1:
            return exactes[0]
    if not candidates:
        departement = _departement_postal(code_postal)
        candidates = tuple(
            code
            for (dep, nom_connu), codes in _communes_par_nom().items()
            if cherche and dep == departement and f"{nom_connu} ".startswith(f"{cherche} ")
            for code in codes
        )
    if len(candidates) == 1:
        return candidates[0]
    if candidates and longitude is not None and latitude is not None:
        return min(candidates, key=lambda c: (distance_km(longitude, latitude, *point(c)), c))
    return None


def point(code: str) -> tuple[float | None, float | None]:
    """Longitude and latitude of the town hall of a commune (or of a point of it)."""
    trouvee = geographie.commune(code) or {}
    return trouvee.get("longitude"), trouvee.get("latitude")


def distance_km(lon1: float, lat1: float, lon2: float | None, lat2: float | None) -> float:
    """Great-circle distance; infinite when the second point is not known."""
    if lon2 is None or lat2 is None:
        return float("inf")
    a = sin(radians(lat2 - lat1) / 2) ** 2
    a += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * _RAYON_TERRE_KM * asin(sqrt(a))


def coordonnee(valeur: Any) -> float | None:
    """A coordinate of a file; None when it is empty, zero or not a number."""
    try:
        lue = float(str(valeur).replace(",", ".")) if valeur not in (None, "") else None
    except ValueError:
        return None
    return lue or None


def nom_normalise(nom: str) -> str:
    """« St-Étienne CEDEX 2 » → « SAINT ETIENNE »; « LYON 03 », « Paris 11e » → « LYON », « PARIS »."""
    sans_accent = "".join(c for c in unicodedata.normalize("NFD", nom) if not unicodedata.combining(c))
    texte = sans_accent.upper().replace("Œ", "OE").replace("Æ", "AE")
    texte = " ".join(re.sub(r"[^A-Z0-9 ]", " ", texte).split())
    texte = re.sub(r" CEDEX( \d+)?$", "", texte)
    texte = re.sub(r"^(PARIS|LYON|MARSEILLE) \d+.*$", r"\1", texte)
    return re.sub(r"\bSTE\b", "SAINTE", re.sub(r"\bST\b", "SAINT", texte))


def courriel_generique(courriel: Any) -> str | None:
    """The address of a service; None for one that may name a person (« prenom.nom@ »)."""
    texte = str(courriel or "").strip().lower()
    local, arobase, domaine = texte.partition("@")
    if not arobase or "." not in domaine:
        return None
    nommee = re.fullmatch(r"[a-zà-ÿ]+[._-][a-zà-ÿ]+", local) and not _MOTS_GENERIQUES.search(local)
    return None if nommee else texte


def siret(valeur: Any) -> str | None:
    """14 digits, or None."""
    chiffres = re.sub(r"\D", "", str(valeur or ""))
    return chiffres if len(chiffres) == 14 else None  # noqa: PLR2004 (length of a SIRET)


def _departement_postal(code_postal: str) -> str:
    """Key of ``_communes_par_nom``: the two Corsican départements share « 20 »."""
    return code_postal[:3] if code_postal.startswith(("97", "98")) else code_postal[:2]


@cache
def _communes_par_nom() -> dict[tuple[str, str], tuple[str, ...]]:
    index: dict[tuple[str, str], tuple[str, ...]] = {}
    table = geographie.communes()
    for code, nom in zip(table["code_insee"].to_pylist(), table["nom"].to_pylist(), strict=True):
        departement = departement_de_commune(code)
        cle = ("20" if departement in {"2A", "2B"} else departement, nom_normalise(nom))
        index[cle] = (*index.get(cle, ()), code)
    return index
