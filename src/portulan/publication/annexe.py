"""The annex: every result at every level, with what it takes to read it without us (CSV, Parquet, codebook)."""

import csv
import gzip
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from portulan.publication.ecriture import Contexte
from portulan.socle.declaration import Colonne, Type
from portulan.socle.territoire import Niveau

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.diagnostic.resultats import Diagnostic
    from portulan.instantane.lire import Instantane
    from portulan.socle.declaration import Indicateur

AJOUTS = (
    Colonne("indicateur", Type.TEXTE, "libellé de l’indicateur"),
    Colonne("composante_libelle", Type.TEXTE, "libellé de la figure"),
    Colonne("unite", Type.TEXTE, "unité de la valeur"),
    Colonne("territoire_nom", Type.TEXTE, "nom du territoire"),
)

REDITES = ("indicateur", "composante_libelle")  # said by « indicateurs.csv »


def tables_annexe(diagnostic: "Diagnostic", instantane: "Instantane") -> dict[str, bytes]:
    """Files of the annex by name: results (CSV and Parquet), indicators, rules that fired, sources, codebook.

    The results by commune are half a million cells on a large region: their CSV is apart, compressed.
    """
    import pyarrow.compute as pc

    from portulan.diagnostic.catalogue import INDICATEURS

    table = resultats_lisibles(diagnostic, Contexte(diagnostic, instantane))
    return {
        "resultats.csv": _csv_arrow(table.filter(pc.not_equal(table["niveau"], Niveau.COMMUNE.value))),
        "resultats_communes.csv.gz": _gzip(
            _csv_arrow(table.filter(pc.equal(table["niveau"], Niveau.COMMUNE.value)).drop_columns(list(REDITES)))
        ),
        "resultats.parquet": _parquet(table),
        "indicateurs.csv": _csv([_indicateur(i) for i in INDICATEURS]),
        "vigilance.csv": _csv([_aplatir(d.en_dict()) for d in diagnostic.declenchements]),
        "sources.csv": _csv([_source(s.en_dict()) for s in diagnostic.sources]),
        "dictionnaire.csv": _csv(_dictionnaire()),
    }


def _gzip(contenu: bytes) -> bytes:
    return gzip.compress(contenu, compresslevel=6, mtime=0)


def resultats_lisibles(diagnostic: "Diagnostic", contexte: Contexte) -> "pa.Table":
    """The results with the labels, units and names a reader needs; same rows, same order."""
    import pyarrow as pa

    from portulan.diagnostic.catalogue import indicateur
    from portulan.socle.territoire import Territoire

    brut = diagnostic.resultats
    codes, composantes = brut.column("code").to_pylist(), brut.column("composante").to_pylist()
    niveaux, territoires = brut.column("niveau").to_pylist(), brut.column("territoire").to_pylist()
    noms = {
        cle: contexte.nom(Territoire(Niveau(cle[0]), cle[1])) for cle in set(zip(niveaux, territoires, strict=True))
    }
    declares = {code: indicateur(code) for code in set(codes)}
    libelles = {
        (code, c): (declares[code].libelle_composante(c), declares[code].unite_composante(c).value)
        for code, c in set(zip(codes, composantes, strict=True))
    }
    paires = [libelles[cle] for cle in zip(codes, composantes, strict=True)]
    ajouts = {
        "indicateur": [declares[code].libelle for code in codes],
        "composante_libelle": [libelle for libelle, _ in paires],
        "unite": [unite for _, unite in paires],
        "territoire_nom": [noms[cle] for cle in zip(niveaux, territoires, strict=True)],
    }
    for nom, valeurs in ajouts.items():
        brut = brut.append_column(pa.field(nom, pa.string()), pa.array(valeurs, pa.string()))
    return brut


def _dictionnaire() -> list[dict[str, str]]:
    from portulan.diagnostic.resultats import RESULTATS

    return [
        {
            "fichier": "resultats",
            "colonne": c.nom,
            "type": c.type.value,
            "obligatoire": "oui" if c.obligatoire else "non",
            "description": c.description,
        }
        for c in (*RESULTATS.colonnes, *AJOUTS)
    ]


def _indicateur(i: "Indicateur") -> dict[str, str]:
    return {
        "code": i.code,
        "libelle": i.libelle,
        "formule": i.formule,
        "unite": i.unite.value,
        "sources": " | ".join(i.sources),
        "mailles": " | ".join(i.maille),
        "fondement": i.fondement,
        "vigilance": i.vigilance,
        "champ": i.champ,
        "methode": i.methode,
        "seuils": " | ".join(
            f"{s.code} {s.gravite.value} {s.comparateur.value} {s.borne:g} {s.origine.value}" for s in i.seuils
        ),
    }


def _source(brut: dict[str, Any]) -> dict[str, Any]:
    """A sidecar on one line; where it was read from is kept only when it is an address anyone can open."""
    publie = str(brut["origine"]).startswith("https://")
    retenus = {nom: v for nom, v in brut.items() if nom not in {"refus", "charge_le", "origine"}}
    return _aplatir(retenus | {"adresse": brut["origine"] if publie else ""})


def _aplatir(brut: dict[str, Any]) -> dict[str, Any]:
    return {nom: " | ".join(map(str, v)) if isinstance(v, list | tuple) else v for nom, v in brut.items()}


def _csv(lignes: list[dict[str, Any]]) -> bytes:
    """UTF-8, commas, decimal point: the standard every tool reads."""
    if not lignes:
        return b""
    sortie = StringIO()
    redacteur = csv.DictWriter(sortie, list(lignes[0]), lineterminator="\n")
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return sortie.getvalue().encode()


def _csv_arrow(table: "pa.Table") -> bytes:
    from pyarrow import csv as csv_arrow

    sortie = BytesIO()
    csv_arrow.write_csv(table, sortie)
    return sortie.getvalue()


def _parquet(table: "pa.Table") -> bytes:
    """Fixed codec and row groups, no time, no path: the same results give the same bytes with the same library."""
    from pyarrow import parquet

    sortie = BytesIO()
    parquet.write_table(table, sortie, compression="zstd", row_group_size=65_536, store_schema=False)
    return sortie.getvalue()
