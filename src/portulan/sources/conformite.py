"""Whether an Arrow table keeps the promise of its declaration: schema, required cells, bounds, unique key."""

from typing import TYPE_CHECKING, Any

from portulan.socle.declaration import Table, Type
from portulan.socle.erreurs import DeclarationInvalide

if TYPE_CHECKING:
    import pyarrow as pa


def table_conforme(table: Table, donnees: "pa.Table") -> "pa.Table":
    """Rows sorted on the key, in one chunk. ``DeclarationInvalide``: the connector that produced them is wrong."""
    if not donnees.schema.equals(table.schema()):
        raise DeclarationInvalide(f"table « {table.nom} » : le schéma lu n'est pas celui de la déclaration")
    for colonne in table.colonnes:
        _controler_bornes(table, colonne, donnees[colonne.nom])
    triees = donnees.sort_by([(c, "ascending") for c in table.cle]).combine_chunks()
    if triees.group_by(list(table.cle)).aggregate([]).num_rows != triees.num_rows:
        raise DeclarationInvalide(f"table « {table.nom} » : clé {table.cle} en double")
    return triees


def _controler_bornes(table: Table, colonne: Any, valeurs: "pa.ChunkedArray") -> None:
    import pyarrow.compute as pc

    if colonne.obligatoire and valeurs.null_count:
        raise DeclarationInvalide(f"table « {table.nom} » : « {colonne.nom} » est obligatoire")
    if colonne.type not in (Type.ENTIER, Type.REEL) or (colonne.minimum is None and colonne.maximum is None):
        return
    bornes = pc.min_max(valeurs).as_py()
    trop_petit = colonne.minimum is not None and bornes["min"] is not None and bornes["min"] < colonne.minimum
    trop_grand = colonne.maximum is not None and bornes["max"] is not None and bornes["max"] > colonne.maximum
    if trop_petit or trop_grand:
        raise DeclarationInvalide(f"table « {table.nom} » : « {colonne.nom} » sort de ses bornes ({bornes})")


def table_depuis_lignes(table: Table, lignes: list[dict[str, Any]]) -> "pa.Table":
    """Arrow table of the declared schema from dicts; a missing key is null."""
    import pyarrow as pa

    schema = table.schema()
    colonnes = [pa.array([ligne.get(champ.name) for ligne in lignes], type=champ.type) for champ in schema]
    return pa.Table.from_arrays(colonnes, schema=schema)
