"""The year or the date a file speaks of, when only its name says it."""

import re
from datetime import date

from portulan.socle import horloge
from portulan.socle.erreurs import DonneeInvalide


def annee_du_fichier(*noms: str) -> int | None:
    """The only year a file name or the end of an address writes; None when there is none, or several."""
    for nom in noms:
        annees = {int(a) for a in re.findall(r"(?<!\d)(20\d\d)(?!\d)", _dernier(nom))}
        if annees:
            return annees.pop() if len(annees) == 1 else None
    return None


def date_du_fichier(*noms: str) -> date | None:
    """The date (« zrr_2022-11-09 », « 20221109 »), else January the first of the year, a name writes."""
    for nom in noms:
        trouvee = re.search(r"(?<!\d)(20\d\d)[-_]?(0\d|1[0-2])[-_]?([0-2]\d|3[01])(?!\d)", _dernier(nom))
        if trouvee:
            try:
                return date(int(trouvee[1]), int(trouvee[2]), int(trouvee[3]))
            except ValueError:
                continue
    annee = annee_du_fichier(*noms)
    return date(annee, 1, 1) if annee else None


def annee_exigee(annee: int | None, *noms: str, exemple: str) -> int:
    """``annee`` when given, else that of the name. ``DonneeInvalide`` tells how to write it."""
    trouvee = annee if annee is not None else annee_du_fichier(*noms)
    if trouvee is None:
        raise DonneeInvalide(
            f"« {noms[-1]} » ne dit pas son année : ni ses colonnes ni son nom ne la donnent.",
            remede=f"Ajoutez l'année de la rentrée au nom du fichier (« {exemple} ») ou donnez-la (--annee 2025).",
        )
    if not 2008 <= trouvee <= horloge.aujourdhui().year:  # noqa: PLR2004 (first national Affelnet)
        raise DonneeInvalide(
            f"« {noms[-1]} » : l'année {trouvee} n'est pas possible (Affelnet existe depuis 2008, et une rentrée à "
            "venir n'a pas de résultats).",
            remede="Corrigez l'année dans le nom du fichier ou dans la commande.",
        )
    return trouvee


def _dernier(nom: str) -> str:
    """Last part of a path or an address, without its parameters."""
    return nom.split("?", maxsplit=1)[0].rstrip("/").rsplit("/", 1)[-1]
