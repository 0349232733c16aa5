"""One canonical writing of tables and JSON: the same rows give the same digest on any machine, whatever the libraries.

The digest is taken on the values, not on the file: Arrow chunks, Parquet encodings and versions do not enter it.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portulan.socle.erreurs import DonneeInvalide

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.socle.declaration import Table

LIGNES_PAR_GROUPE = 65_536


def json_canonique(valeur: Any, *, cles_triees: bool = True) -> bytes:
    """UTF-8 JSON, two-space indentation, final newline; keys sorted unless their order says something."""
    texte = json.dumps(valeur, ensure_ascii=False, indent=2, sort_keys=cles_triees, allow_nan=False)
    return (texte + "\n").encode()


def sha256_fichier(chemin: Path) -> str:
    """SHA-256 of the bytes of a file, read by pieces."""
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def normaliser(table: "pa.Table", declaration: "Table") -> "pa.Table":
    """Rows in the declared columns and types, sorted by key, with one writing per value.

    A float that is not a number becomes empty, -0.0 becomes 0.0. Raises ``DonneeInvalide`` for an infinite float, an
    empty compulsory cell, a missing compulsory column, or two rows with the same key.
    """
    import pyarrow as pa

    schema = declaration.schema()
    colonnes = []
    for champ in schema:
        if champ.name in table.column_names:
            brut = table.column(champ.name)
            colonne = brut.cast(champ.type).combine_chunks()
            colonne = pa.concat_arrays(colonne.chunks) if isinstance(colonne, pa.ChunkedArray) else colonne
        else:
            colonne = pa.nulls(table.num_rows, champ.type)
        if pa.types.is_floating(champ.type):
            colonne = _flottants(colonne, declaration.nom, champ.name)
        if not champ.nullable and colonne.null_count:
            raise DonneeInvalide(
                f"Table « {declaration.libelle} » : {colonne.null_count} cellule(s) vide(s) dans la colonne "
                f"obligatoire « {champ.name} ».",
                remede="Corrigez la source puis importez-la de nouveau.",
            )
        colonnes.append(colonne)
    normalisee = pa.Table.from_arrays(colonnes, schema=schema)
    triee = normalisee.sort_by([(c, "ascending") for c in declaration.cle]).combine_chunks()
    _refuser_doublons(triee, declaration)
    return triee


def _flottants(colonne: "pa.Array", table: str, nom: str) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.any(pc.is_inf(colonne)).as_py():
        raise DonneeInvalide(
            f"Table « {table} », colonne « {nom} » : un nombre est infini.", remede="Corrigez la source."
        )
    finis = pc.if_else(pc.is_nan(colonne), pa.scalar(None, pa.float64()), colonne)
    return pc.add(finis, pa.scalar(0.0))  # -0.0 + 0.0 is 0.0


def _refuser_doublons(triee: "pa.Table", declaration: "Table") -> None:
    """Sorted on the key, equal keys are neighbours."""
    import pyarrow.compute as pc

    if triee.num_rows < 2:  # noqa: PLR2004 (two rows make a pair)
        return
    pareil = None
    for nom in declaration.cle:
        colonne = triee.column(nom).combine_chunks()
        egal = pc.equal(colonne.slice(1), colonne.slice(0, len(colonne) - 1))
        pareil = egal if pareil is None else pc.and_(pareil, egal)
    rangs = pc.indices_nonzero(pareil).to_pylist()
    if rangs:
        exemples = [" / ".join(str(triee.column(c)[r]) for c in declaration.cle) for r in rangs[:5]]
        raise DonneeInvalide(
            f"Table « {declaration.libelle} » : {len(rangs)} ligne(s) en double, par exemple {', '.join(exemples)}.",
            remede="Deux chargements donnent la même ligne : retirez l'un d'eux (« ./portulan sources » les liste).",
        )


def empreinte_contenu(table: "pa.Table") -> str:
    """SHA-256 of the values, column by column, in the order of the rows.

    Each column contributes its name, its type, one presence byte per row, then its values: little-endian 64-bit
    integers and IEEE 754 doubles (one to one with their shortest decimal writing), 32-bit days, lengths and UTF-8
    bytes of texts, lengths and items of lists.
    """
    somme = hashlib.sha256(f"portulan-contenu-1\n{table.num_rows}\n".encode())
    for nom, colonne in zip(table.column_names, table.columns, strict=True):
        somme.update(nom.encode() + b"\0")
        _alimenter(somme.update, colonne.combine_chunks())
    return somme.hexdigest()


def _alimenter(ajouter: Callable[[bytes], None], colonne: "pa.Array") -> None:
    """Feed one array to the digest, independent of its offsets, chunks and of what null slots hold."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(colonne, pa.ChunkedArray):
        colonne = pa.concat_arrays(colonne.chunks) if colonne.num_chunks else pa.array([], colonne.type)
    ajouter(pc.is_valid(colonne).cast(pa.uint8()).to_numpy().tobytes())
    genre = colonne.type
    if pa.types.is_string(genre):
        ajouter(b"texte\0")
        _ajouter_textes(ajouter, colonne)
    elif pa.types.is_list(genre):
        ajouter(b"liste\0")
        ajouter(pc.fill_null(pc.list_value_length(colonne), 0).cast(pa.int64()).to_numpy().astype("<i8").tobytes())
        elements = pc.list_flatten(colonne)
        ajouter(len(elements).to_bytes(8, "little"))
        _alimenter(ajouter, elements)
    elif pa.types.is_date32(genre):
        ajouter(b"date\0" + pc.fill_null(colonne.cast(pa.int32()), 0).to_numpy().astype("<i4").tobytes())
    elif pa.types.is_boolean(genre):
        ajouter(b"booleen\0" + pc.fill_null(colonne, False).cast(pa.uint8()).to_numpy().tobytes())  # noqa: FBT003
    elif pa.types.is_integer(genre):
        ajouter(b"entier\0" + pc.fill_null(colonne.cast(pa.int64()), 0).to_numpy().astype("<i8").tobytes())
    elif pa.types.is_floating(genre):
        ajouter(b"reel\0" + pc.fill_null(colonne.cast(pa.float64()), 0.0).to_numpy().astype("<f8").tobytes())
    else:
        raise DonneeInvalide(f"Type de colonne inattendu : {genre}.")


def _ajouter_textes(ajouter: Callable[[bytes], None], colonne: "pa.Array") -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    plein = pc.fill_null(colonne, "").cast(pa.large_string())
    if not len(plein):
        return
    _, positions, octets = plein.buffers()
    bornes = np.frombuffer(positions, dtype=np.int64)[plein.offset : plein.offset + len(plein) + 1]
    ajouter(np.diff(bornes).astype("<i8").tobytes())
    if octets is not None:
        ajouter(memoryview(octets)[int(bornes[0]) : int(bornes[-1])].tobytes())


def ecrire_parquet(table: "pa.Table", chemin: Path) -> None:
    """Write Parquet whose bytes depend only on the rows (fixed codec and row groups, no library metadata)."""
    import pyarrow.parquet as pq

    pq.write_table(
        table.replace_schema_metadata(None).combine_chunks(),
        chemin,
        compression="zstd",
        compression_level=3,
        row_group_size=LIGNES_PAR_GROUPE,
        store_schema=False,
        version="2.6",
        data_page_version="1.0",
    )


def lire_parquet(chemin: Path, schema: "pa.Schema | None" = None) -> "pa.Table":
    """Read a Parquet file, cast to ``schema``: a column it lacks is empty, a column unknown to it is left out.

    Raises ``FileNotFoundError``, and ``ValueError`` when the bytes are not Parquet or do not fit.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not chemin.is_file():
        raise FileNotFoundError(chemin)
    try:
        with pq.ParquetFile(chemin) as fichier:
            table = fichier.read()
    except (pa.ArrowException, OSError) as erreur:
        raise ValueError(f"{chemin.name} : {erreur}") from erreur
    if schema is None:
        return table
    colonnes = [
        table.column(c.name).cast(c.type) if c.name in table.column_names else pa.nulls(table.num_rows, c.type)
        for c in schema
    ]
    return pa.Table.from_arrays(colonnes, schema=schema)
