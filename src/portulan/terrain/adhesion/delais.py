"""The delays of a region: those shipped, or its own file; each one dated."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from portulan.socle.region import fichier_de_la_region
from portulan.socle.toml import Bloc, lire_toml
from portulan.terrain.adhesion.calendrier import Delai, Unite

LIVRE = Path(__file__).with_name("delais.toml")
CODES = ("transmission", "avis", "decision", "duree", "renouvellement", "reponse", "charte")


def delais(region: str, jour: date) -> Mapping[str, Delai]:
    """Delays in force on a day, by code. Raises ``DonneeInvalide`` for a file to repair."""
    propre = fichier_de_la_region(region, "adhesion.toml")
    tous = {d.code: d for d in _lire(LIVRE, LIVRE.stat().st_mtime) if d.valide_du <= jour}
    if propre:
        tous |= {d.code: d for d in _lire(propre, propre.stat().st_mtime) if d.valide_du <= jour}
    return tous


@lru_cache(maxsize=8)
def _lire(chemin: Path, _modifie_le: float) -> tuple[Delai, ...]:
    """Delays of a file, oldest first (read again when the file changes)."""
    fichier = lire_toml(chemin)
    fichier.n_admet_que("delais")
    return tuple(sorted((_delai(bloc) for bloc in fichier.blocs("delais")), key=lambda d: d.valide_du))


def _delai(bloc: Bloc) -> Delai:
    bloc.n_admet_que("code", "libelle", "nombre", "unite", "valide_du", "fondement")
    code, unite, nombre = bloc.texte("code"), bloc.texte("unite"), bloc.nombre("nombre")
    if code not in CODES:
        bloc.refuser("code", f"« {code} » n'est pas un délai de l'adhésion", f"Codes admis : {', '.join(CODES)}.")
    if unite not in list(Unite):
        bloc.refuser("unite", f"« {unite} » n'est pas une unité", f"Unités admises : {', '.join(Unite)}.")
    if not (nombre == int(nombre) and 1 <= nombre <= 1000):  # noqa: PLR2004 (a delay, not an epoch)
        bloc.refuser("nombre", f"{nombre:g} n'est pas un nombre entier de 1 à 1000", "Écrivez un entier.")
    return Delai(
        code, bloc.texte("libelle"), int(nombre), Unite(unite), bloc.jour("valide_du"), bloc.texte("fondement")
    )
