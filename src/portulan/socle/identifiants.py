"""Identifiers of the field, normalised once: UAI, INSEE code, département in any of its writings."""

import re

_UAI = re.compile(r"(\d{7})([A-Z])")
_LETTRES_UAI = "ABCDEFGHJKLMNPRSTUVWXYZ"


def uai_valide(texte: str) -> bool:
    """True for 7 digits and their control letter (Corsica: 620 and 720 count as digits)."""
    trouve = _UAI.fullmatch(texte.strip().upper())
    return trouve is not None and lettre_uai(trouve[1]) == trouve[2]


def lettre_uai(chiffres: str) -> str:
    """Control letter of the seven digits of a UAI."""
    return _LETTRES_UAI[int(chiffres) % 23]


def departement_normalise(texte: str) -> str:
    """« 1 », « 01 », « 001 » → « 01 »; « 2a », « 02A » → « 2A »; « 974 » stays."""
    brut = texte.strip().upper()
    corse = re.fullmatch(r"0?2([AB])", brut)
    if corse:
        return "2" + corse[1]
    if brut.isdigit():
        sans = brut.lstrip("0")
        return sans.zfill(2)
    return brut


def departement_de_commune(code_insee: str) -> str:
    """Département of a commune code: « 31555 » → « 31 », « 97411 » → « 974 », « 2A004 » → « 2A »."""
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]
