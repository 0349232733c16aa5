"""Names as sources write them: one key for all spellings, and the regions and académies that merged."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_PREFIXES = re.compile(r"^(?:region|academie)(?: academique)?(?: de la| de| du| des| d)? ")


@lru_cache(maxsize=100_000)
def cle(nom: str) -> str:
    """Lower case, no accent, words separated by one space; « Région Île-de-France » and « ILE DE FRANCE » are equal."""
    plat = unicodedata.normalize("NFKD", nom.translate(_LIGATURES))
    mots = re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plat if not unicodedata.combining(c)).lower()).strip()
    return _PREFIXES.sub("", mots)


# Names that the current list does not hold: regions before 2016 (each merged whole) and usual short names.
REGIONS_ANCIENNES = {
    "Alsace": "44",
    "Aquitaine": "75",
    "Auvergne": "84",
    "Basse-Normandie": "28",
    "Bourgogne": "27",
    "Centre": "24",
    "Champagne-Ardenne": "44",
    "Franche-Comté": "27",
    "Haute-Normandie": "28",
    "Languedoc-Roussillon": "76",
    "Limousin": "75",
    "Lorraine": "44",
    "Midi-Pyrénées": "76",
    "Nord-Pas-de-Calais": "32",
    "Picardie": "32",
    "Poitou-Charentes": "75",
    "Rhône-Alpes": "84",
    "Provence-Alpes-Côte-d'Azur": "93",
    "PACA": "93",
    "Réunion": "04",
    "Wallis-et-Futuna": "986",
    "TAAF": "984",
}

# Académies that merged (Normandie, 2020) and usual short names.
ACADEMIES_ANCIENNES = {
    "Caen": "70",
    "Rouen": "70",
    "Réunion": "28",
    "Wallis et Futuna": "42",
    "Saint Pierre et Miquelon": "44",
    "Aix": "02",
    "Nancy": "12",
    "Orléans": "18",
    "Clermont": "06",
}
