"""A meeting as an iCalendar file (RFC 5545), pure."""

from datetime import UTC, datetime

_LIGNE = 75


def evenement_ics(
    *,
    identifiant: str,
    titre: str,
    debut: datetime,
    fin: datetime,
    lieu: str,
    description: str,
    adresse: str,
    ecrit_le: datetime,
    revision: int = 1,
    annulee: bool = False,
) -> str:
    """One event, times in UTC, lines folded at 75 octets."""
    lignes = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Portulan//Séances du comité//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{identifiant}",
        f"SEQUENCE:{revision}",
        f"DTSTAMP:{_instant(ecrit_le)}",
        f"DTSTART:{_instant(debut)}",
        f"DTEND:{_instant(fin)}",
        f"SUMMARY:{_texte(titre)}",
        f"LOCATION:{_texte(lieu)}",
        f"DESCRIPTION:{_texte(description)}",
        f"URL:{adresse}",
        f"STATUS:{'CANCELLED' if annulee else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{pli}\r\n" for ligne in lignes for pli in _plier(ligne))


def _instant(quand: datetime) -> str:
    return f"{quand.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _texte(valeur: str) -> str:
    for signe in ("\\", ";", ","):
        valeur = valeur.replace(signe, f"\\{signe}")
    return valeur.replace("\r\n", "\n").replace("\n", "\\n")


def _plier(ligne: str) -> list[str]:
    """Fold at 75 octets without cutting a character; the lines that follow begin with a space."""
    plis, courant = [], ""
    for signe in ligne:
        if len((courant + signe).encode()) > _LIGNE:
            plis.append(courant)
            courant = " "
        courant += signe
    return [*plis, courant]
