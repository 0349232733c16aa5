"""Identifiers of the field, normalised once: UAI, SIRET, INSEE code, département in any of its writings."""

import re

_UAI = re.compile(r"(\d{7})([A-Z])")
_LETTRES_UAI = "ABCDEFGHJKLMNPRSTUVWXYZ"


def uai_valide(texte: str) -> bool:
    """True for 7 digits and their control letter (Corsica: 620 and 720 count as digits)."""
    trouve = _UAI.fullmatch(texte.strip().upper())
    return trouve is not None and _LETTRES_UAI[int(trouve[1]) % 23] == trouve[2]


def siret_valide(texte: str) -> bool:
    """True for 14 digits whose Luhn sum is 0 modulo 10 (La Poste: plain sum modulo 5)."""
    chiffres = re.sub(r"\s", "", texte)
    if not re.fullmatch(r"\d{14}", chiffres):
        return False
    if chiffres.startswith("356000000") and sum(map(int, chiffres)) % 5 == 0:
        return True
    somme = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        double = int(chiffre) * (1 + rang % 2)
        somme += double - 9 if double > 9 else double  # noqa: PLR2004 (Luhn: sum of the two digits)
    return somme % 10 == 0


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
