"""Write many invented rows at once: the fields convert their values, each value once; the database keeps its say.

``bulk_create`` builds an instance and the SQL of every row: most of the time of three hundred thousand rows.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

LOT = 5000


class Ligne:
    """A row to come, with the names of its model: an instance of the model costs ten times as much to build."""

    pk: Any = None

    def __init__(self, valeurs: dict[str, Any]) -> None:
        self.__dict__ = valeurs


def fabrique(modele: Any) -> Callable[..., Any]:
    """A maker of rows of a model: what is not said takes its default."""
    defauts = {c.name: c.get_default() for c in _champs(modele)}
    return lambda **valeurs: Ligne(defauts | valeurs)


def _champs(modele: Any) -> Sequence[Any]:
    return tuple(modele._meta.concrete_fields)  # noqa: SLF001 (documented API)


def inserer_lignes(modele: Any, lignes: Sequence[Any]) -> None:
    """Give its key to each row, then insert them; those they name have theirs."""
    dernier = modele.objects.aggregate(dernier=models.Max("pk"))["dernier"] or 0
    for rang, ligne in enumerate(lignes, start=dernier + 1):
        ligne.pk = ligne.id = rang
    noms = [c.name for c in _champs(modele)]
    lire = attrgetter(*noms)
    inserer(modele, noms, map(lire, lignes))
    with connection.cursor() as curseur:
        for ordre in connection.ops.sequence_reset_sql(no_style(), [modele]):
            curseur.execute(ordre)


def inserer(modele: Any, noms: Sequence[str], lignes: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of the names; another row is named by its instance."""
    description = modele._meta  # noqa: SLF001 (documented API)
    champs = [description.get_field(nom) for nom in noms]
    citer = connection.ops.quote_name
    colonnes, places = ", ".join(citer(c.column) for c in champs), ", ".join(["%s"] * len(champs))
    ordre = f"INSERT INTO {citer(description.db_table)} ({colonnes}) VALUES ({places})"  # noqa: S608 (names of ours)
    convertir = [_Convertisseur(c) for c in champs]
    lot: list[list[Any]] = []
    with connection.cursor() as curseur:
        for ligne in lignes:
            lot.append(
                [c.connues[v] if v.__hash__ and v in c.connues else c(v) for c, v in zip(convertir, ligne, strict=True)]
            )
            if len(lot) == LOT:
                curseur.executemany(ordre, lot)
                lot.clear()
        if lot:
            curseur.executemany(ordre, lot)


class _Convertisseur:
    """Values of a field as the database takes them; a value already seen is not converted again."""

    def __init__(self, champ: Any) -> None:
        self.champ = champ
        self.connues: dict[Any, Any] = {}

    def __call__(self, valeur: Any) -> Any:
        """Convert, and remember."""
        if isinstance(valeur, Ligne):
            return valeur.pk
        cle = tuple(valeur) if isinstance(valeur, list) else valeur
        if cle.__hash__ is None:
            return self.champ.get_db_prep_save(valeur, connection)
        if cle not in self.connues:
            brute = valeur.pk if isinstance(valeur, models.Model) else valeur
            self.connues[cle] = self.champ.get_db_prep_save(brute, connection)
        return self.connues[cle]
